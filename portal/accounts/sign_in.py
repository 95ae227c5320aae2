"""Signing in through the provider that OIDC_ISSUER names; it makes no accounts."""

import hmac
import logging

from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from disclosures.errors import NotFound, TooMany
from disclosures.throttle import count
from portal.accounts import openid
from portal.accounts.models import User

logger = logging.getLogger("portal.openid")

_ATTEMPT = "openid_attempt"
_TRIES, _TRIES_SECONDS = 30, 60


@never_cache
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Send the person to the provider."""
    _allow(request)
    wanted = request.GET.get("next", "")
    attempt = openid.Attempt(next_url=wanted if get_adapter().is_safe_url(wanted) else "")
    try:
        address = openid.sign_in_address(attempt, _return_address())
    except openid.ProviderFailed as failure:
        return _refuse(request, str(failure), _away())
    request.session[_ATTEMPT] = attempt.kept()
    return redirect(address)


@never_cache
@require_safe
def finish(request: HttpRequest) -> HttpResponse:
    """The person is back: go on to the second factor, or to the workbench."""
    _allow(request)
    kept = request.session.pop(_ATTEMPT, None)
    state = request.GET.get("state", "")
    if kept is None or not hmac.compare_digest(kept["state"].encode(), state.encode()):
        return _refuse(
            request,
            "state",
            _("This sign-in was begun elsewhere or too long ago. Begin again."),
        )
    # RFC 9207: an answer that names another provider was mixed up.
    if request.GET.get("iss", settings.OIDC_ISSUER) != settings.OIDC_ISSUER:
        return _refuse(request, "iss", _away())
    code = request.GET.get("code", "")
    if not code:
        return _refuse(request, "no code", _("The other service did not let you in."))
    attempt = openid.Attempt(**kept)
    try:
        email = openid.verified_email(attempt, code, _return_address())
    except openid.ProviderFailed as failure:
        return _refuse(request, str(failure), _away())
    person = _member(email)
    if person is None:
        return _refuse(
            request,
            "no account",
            _(
                "No account here has the e-mail address that the other service confirms. Ask the "
                "portal's operator, or sign in with your user name."
            ),
        )
    response: HttpResponse = perform_login(
        request, person, redirect_url=attempt.next_url or reverse("admin:index")
    )
    return response


def _allow(request: HttpRequest) -> None:
    if not openid.is_set_up():
        raise NotFound
    if count(request, "openid", seconds=_TRIES_SECONDS) > _TRIES:
        raise TooMany(_("Too many attempts. Wait a little and try again."))


def _return_address() -> str:
    return settings.SITE_URL + reverse("openid_finish")


def _member(email: str) -> User | None:
    """The one person of staff with this address; None for nobody, and for two."""
    found = User.objects.filter(email__iexact=email, is_active=True, is_service=False)[:2]
    return found[0] if email and len(found) == 1 else None


def _refuse(request: HttpRequest, reason: str, sentence: str) -> HttpResponse:
    """Back to the form, with a sentence for the person and the reason for the log."""
    logger.warning("Sign-in through the provider: %s", reason)
    messages.error(request, sentence)
    return redirect("account_login")


def _away() -> str:
    return _(
        "The other service cannot be reached or gave no proper answer. Try again, or sign in with "
        "your user name."
    )
