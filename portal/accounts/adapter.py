"""How the sign-in library behaves here: staff sign in, nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffAdapter(DefaultAccountAdapter):
    """Accounts are made by the operator only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        # Already found by SafeRequestMiddleware, which knows whose forwarded address counts.
        return str(request.META.get("REMOTE_ADDR", ""))
