"""Talks to the one OpenID provider that OIDC_ISSUER names: where to send people, who came back.

Discovery, the code flow with PKCE (RFC 7636), one exchange of the code. Addresses come from the
provider's own description; redirects are not followed.
"""

import base64
import hashlib
import http.client
import json
import secrets
import time
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.core.cache import cache

from portal.accounts import id_token

TIMEOUT = 10  # seconds
MAX_ANSWER = 256 * 1024
# The description and the keys are asked for again after an hour, keys also when one is missing.
KEPT = 60 * 60


class ProviderFailed(Exception):
    """The provider is away, or what it answered cannot be believed; says why without names."""


@dataclass(frozen=True)
class Attempt:
    """One sign-in that was begun; it lies in the person's session until they come back."""

    next_url: str = ""
    state: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    def kept(self) -> dict[str, str]:
        """As the session keeps it."""
        return asdict(self)


def is_set_up() -> bool:
    """Whether the portal has a provider at all."""
    return bool(settings.OIDC_ISSUER)


def sign_in_address(attempt: Attempt, redirect_uri: str) -> str:
    """Where the person is sent. Raises ProviderFailed."""
    challenge = hashlib.sha256(attempt.verifier.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": settings.OIDC_CLIENT_ID,
        "redirect_uri": redirect_uri,
        "scope": "openid email",
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": base64.urlsafe_b64encode(challenge).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    address = _described()["authorization_endpoint"]
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"


def verified_email(attempt: Attempt, code: str, redirect_uri: str) -> str:
    """The address that the provider vouches for; empty where it vouches for none.

    Raises ProviderFailed.
    """
    described = _described()
    answer = _ask(described["token_endpoint"], *_exchange(described, attempt, code, redirect_uri))
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise ProviderFailed("no ID token")
    try:
        found = _claims(token, described)
        id_token.check_moment(found, nonce=attempt.nonce, now=time.time())
    except id_token.BadToken as bad:
        raise ProviderFailed(f"ID token: {bad}") from bad
    email = found.get("email")
    # Only the value true counts: some providers send the word, others send nothing.
    return email if isinstance(email, str) and found.get("email_verified") is True else ""


def _claims(token: str, described: dict[str, Any]) -> id_token.Claims:
    """What the token says; the keys are fetched anew once where it names an unknown one."""
    who = {"issuer": settings.OIDC_ISSUER, "client_id": settings.OIDC_CLIENT_ID}
    try:
        return id_token.claims(token, _keys(described), **who)
    except id_token.UnknownKey:
        cache.delete(_place("keys"))
        return id_token.claims(token, _keys(described), **who)


def _exchange(
    described: dict[str, Any], attempt: Attempt, code: str, redirect_uri: str
) -> tuple[dict[str, str], dict[str, str]]:
    """The form and the headers that turn a code into tokens, with our secret where it belongs."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": attempt.verifier,
    }
    ways = described.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    name, secret = settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET
    if "client_secret_basic" not in ways and "client_secret_post" in ways:
        return {**form, "client_id": name, "client_secret": secret}, {}
    # RFC 6749 section 2.3.1: both are form-encoded before they are joined.
    pair = f"{quote(name, safe='')}:{quote(secret, safe='')}"
    return form, {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


def _described() -> dict[str, Any]:
    """The provider's description of itself, kept for an hour."""
    found = cache.get(_place("description"))
    if found is None:
        found = _ask(f"{settings.OIDC_ISSUER.rstrip('/')}/.well-known/openid-configuration")
        wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        # OpenID Connect Discovery 4.3: it must call itself by the very name that we know.
        if found.get("issuer") != settings.OIDC_ISSUER:
            raise ProviderFailed("the description is of another issuer")
        safe = "https://" if settings.OIDC_ISSUER.startswith("https://") else "http"
        if not all(str(found.get(name, "")).startswith(safe) for name in wanted):
            raise ProviderFailed("the description lacks a safe address")
        cache.set(_place("description"), found, KEPT)
    return dict(found)


def _keys(described: dict[str, Any]) -> list[id_token.Key]:
    found = cache.get(_place("keys"))
    if found is None:
        keys = _ask(described["jwks_uri"]).get("keys")
        if not isinstance(keys, list):
            raise ProviderFailed("no keys")
        found = [key for key in keys if isinstance(key, dict)]
        cache.set(_place("keys"), found, KEPT)
    return list(found)


def _place(what: str) -> str:
    return f"openid-{what}-{hashlib.sha256(settings.OIDC_ISSUER.encode()).hexdigest()[:16]}"


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirects)


def _ask(
    address: str, form: dict[str, str] | None = None, headers: dict[str, str] | None = None
) -> dict[str, Any]:
    """The JSON object at an address; posts where there is a form. Raises ProviderFailed."""
    request = urllib.request.Request(
        address,
        data=urlencode(form).encode() if form is not None else None,
        headers={"Accept": "application/json", **(headers or {})},
    )
    try:
        with _opener.open(request, timeout=TIMEOUT) as answer:
            found = json.loads(answer.read(MAX_ANSWER))
    except urllib.error.HTTPError as error:
        error.close()
        raise ProviderFailed(f"answered {error.code}") from None
    except (OSError, http.client.HTTPException, ValueError, RecursionError) as error:
        raise ProviderFailed(type(error).__name__) from error
    if not isinstance(found, dict):
        raise ProviderFailed("answered no object")
    return found
