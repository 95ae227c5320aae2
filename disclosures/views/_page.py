"""What public pages share: methods, freshness, headers for caches, the unit in the address."""

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.views.decorators.http import condition, require_safe

from disclosures.access import public
from disclosures.errors import NotFound
from disclosures.models import AdministrativeUnit
from disclosures.queries.freshness import portal_etag, unit_etag

View = Callable[..., HttpResponse]
CACHE = "public, s-maxage=5, max-age=0, must-revalidate, stale-if-error=86400"


def _page(etag: Callable[..., str | None]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @require_safe
        @public
        @functools.wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return with_cache(request, conditional(request, *args, **kwargs))

        conditional = condition(etag_func=etag)(view)
        wrapped.access = "public"  # type: ignore[attr-defined]
        return wrapped

    return decorate


def with_cache(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Shared caches may keep an anonymous page for five seconds; a signed-in one never."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        response["Cache-Control"] = "private, no-cache"
    else:
        response.setdefault("Cache-Control", CACHE)
    return response


unit_page = _page(unit_etag)
portal_page = _page(portal_etag)


def unit_or_404(code: str) -> AdministrativeUnit:
    """The unit with this address code. Raises NotFound, also where another one is served."""
    if settings.SINGLE_COMMUNE and code != settings.SINGLE_COMMUNE and len(code) > 2:
        raise NotFound
    unit = AdministrativeUnit.objects.select_related("parent").filter(address_code=code).first()
    if unit is None:
        raise NotFound
    return unit


def moved_to_right_slug(request: HttpRequest, right: str) -> HttpResponse | None:
    """A redirect for good when only the cosmetic part of the address is wrong."""
    if request.path == right:
        return None
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{right}?{query}" if query else right)
