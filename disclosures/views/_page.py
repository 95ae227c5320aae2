"""What public pages share: methods, freshness, headers for caches, the unit in the address."""

import functools
import hashlib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import condition, require_safe

from disclosures.access import public
from disclosures.errors import Moved, NotFound
from disclosures.models import AdministrativeUnit
from disclosures.queries.freshness import CACHE, portal_etag, unit_etag
from disclosures.queries.replica import read_where_level
from disclosures.vocabulary import UnitLevel

View = Callable[..., HttpResponse]


def _page(etag: Callable[..., str | None]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @require_safe
        @public
        @functools.wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return with_cache(request, conditional(request, *args, **kwargs))

        conditional = condition(etag_func=etag)(read_where_level(etag)(view))
        wrapped.access = "public"  # type: ignore[attr-defined]
        return wrapped

    return decorate


def with_cache(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Shared caches may keep an anonymous page for five seconds; a signed-in one never."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        response["Cache-Control"] = "private, no-cache"
    else:
        response.setdefault("Cache-Control", CACHE)
    patch_vary_headers(response, ("Cookie",))
    return response


unit_page = _page(unit_etag)
portal_page = _page(portal_etag)


def fresh_page(view: View) -> View:
    """A page that tells how the logs are sealed and witnessed, of which no entry tells: made each
    time, and tagged by what it says.
    """

    @require_safe
    @public
    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        etag = f'W/"{hashlib.sha256(response.content).hexdigest()[:24]}"'
        response["ETag"] = etag
        # Django gives back the answer it was given where the tag is another.
        return with_cache(request, get_conditional_response(request, etag, None, response))

    wrapped.access = "public"  # type: ignore[attr-defined]
    return wrapped


def served_or_404(code: str) -> None:
    """Raises NotFound for a commune that this portal does not serve."""
    if settings.SINGLE_COMMUNE and code != settings.SINGLE_COMMUNE and len(code) > 2:
        raise NotFound


def unit_or_404(code: str) -> AdministrativeUnit:
    """The unit with this address code. One query. Raises NotFound, also for one not served."""
    served_or_404(code)
    found = AdministrativeUnit.objects.select_related("parent").filter(address_code=code)
    unit = next(iter(found.order_by()[:1]), None)
    if unit is None:
        raise NotFound
    return unit


def commune_here(request: HttpRequest, code: str) -> AdministrativeUnit:
    """The commune that the address names. Raises NotFound, and Moved for a wrong slug."""
    unit = unit_or_404(code)
    if unit.level != UnitLevel.COMMUNE:
        raise NotFound
    check_slugs(request, slug=unit.slug)
    return unit


def province_here(request: HttpRequest, code: str) -> AdministrativeUnit:
    """The province that the address names. Raises NotFound, and Moved for a wrong slug."""
    unit = unit_or_404(code)
    if unit.level != UnitLevel.PROVINCE:
        raise NotFound
    check_slugs(request, slug=unit.slug)
    return unit


def check_slugs(request: HttpRequest, **right: str) -> None:
    """Codes and numbers are the address, slugs are cosmetic: raise Moved where one is wrong.

    A form that is on its way is taken as it is: a redirect would lose it.
    """
    match = request.resolver_match
    if match is None or request.method == "POST":
        return
    if all(match.kwargs.get(name) == slug for name, slug in right.items()):
        return
    query = request.META.get("QUERY_STRING", "")
    path = reverse(match.view_name, kwargs={**match.kwargs, **right})
    raise Moved(f"{path}?{query}" if query else path)
