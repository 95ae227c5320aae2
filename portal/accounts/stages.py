"""What signing in asks for after the password, whichever way the person was recognised."""

from typing import Any

from allauth.account.stages import LoginStage
from django.http import HttpResponse
from django.shortcuts import redirect

from portal.accounts import second_factor


class SecondFactorStage(LoginStage):
    """Nobody is signed in before it is left: it asks for the factor, or has one set up."""

    key = "second_factor"
    urlname = "second_factor"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Lead to the page that asks; on, where nothing is needed."""
        user: Any = self.login.user
        if not second_factor.is_needed(user):
            return None, True
        page = "second_factor" if user.second_factor_at else "second_factor_set_up"
        return redirect(page), True

    def exit(self) -> HttpResponse:
        """Sign the person in and mark the session, which a new one would not inherit."""
        response: HttpResponse = super().exit()
        user: Any = self.login.user
        second_factor.mark(self.request, user)
        return response
