"""Who the reader is: nobody, until they showed all that signing in asks of them."""

from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.accounts import second_factor
from portal.accounts.models import User


class StaffAuthenticationMiddleware(AuthenticationMiddleware):
    """Django's, but a session without the second factor that is needed counts for nobody.

    So a session from before STAFF_MFA_REQUIRED was set leads to the sign-in page. Lazy as
    Django's: a page that asks for nobody stays cacheable.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Put the reader on the request."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _known(request))  # type: ignore[assignment]


def _known(request: HttpRequest) -> User | AnonymousUser:
    user = get_user(request)
    if not isinstance(user, User) or not second_factor.is_needed(user):
        return user
    return user if second_factor.was_shown(request, user) else AnonymousUser()
