"""How the sign-in library behaves here: staff sign in, nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class StaffAdapter(DefaultAccountAdapter):
    """Accounts are made by the operator only."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed. Ask the portal's operator."),
        "enter_current_password": _("Type the password that you have now."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _("Too many wrong attempts. Wait five minutes and try again."),
        "rate_limited": _("Too many attempts. Wait a little and try again."),
        "username_password_mismatch": _(
            "The user name or the password is wrong. Check capitals and the keyboard's language."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        """The library's, and last our second factor (its own needs more than a password's hash)."""
        return [*super().get_login_stages(), "portal.accounts.stages.SecondFactorStage"]

    def get_client_ip(self, request: HttpRequest) -> str:
        # Already found by SafeRequestMiddleware, which knows whose forwarded address counts.
        return str(request.META.get("REMOTE_ADDR", ""))
