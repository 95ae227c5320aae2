"""The named account that acts when no person does: scheduled publication and ends of posting."""

from typing import Any

from django.contrib.auth import get_user_model

USERNAME = "portal-service"


def service_account() -> Any:
    """The account, made on first use; it can never sign in."""
    model = get_user_model()
    account, is_new = model.objects.get_or_create(
        username=USERNAME, defaults={"is_service": True, "full_name": "Cổng công khai"}
    )
    if is_new:
        account.set_unusable_password()
        account.save(update_fields=["password"])
    return account
