"""What every answer of the API has: who may ask, freshness, limits, problems, other origins."""

import functools
from collections.abc import Callable
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseNotModified
from django.views.decorators.http import condition
from ninja.renderers import BaseRenderer

from disclosures.access import public
from disclosures.queries.freshness import CACHE, portal_etag
from disclosures.queries.open_data import REQUESTS_A_MINUTE
from disclosures.queries.replica import read_where_level
from disclosures.throttle import count

LIMIT, SECONDS = REQUESTS_A_MINUTE, 60
METHODS = "GET, HEAD, OPTIONS"
TITLES = {
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    410: "Gone",
    422: "Unprocessable Content",
    429: "Too Many Requests",
}

View = Callable[..., HttpResponse]


class Renderer(BaseRenderer):
    """JSON that keeps Vietnamese letters as they are."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return orjson.dumps(data)


def problem(status: int, detail: str = "") -> HttpResponse:
    """A refusal for programs (RFC 9457)."""
    body = {
        "type": "about:blank",
        "title": TITLES.get(status, "Error"),
        "status": status,
        "detail": detail,
    }
    return HttpResponse(orjson.dumps(body), status=status, content_type="application/problem+json")


def answers(view: View) -> View:
    """Anybody may ask, from any origin; an unchanged answer is 304, too many requests are 429."""
    fresh = condition(etag_func=portal_etag)(read_where_level(portal_etag)(view))

    @public
    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            response = HttpResponse(status=204)
        elif request.method not in {"GET", "HEAD"}:
            response = problem(405)
        else:
            response = _limited(request, lambda: fresh(request, *args, **kwargs))
        response["Allow"] = METHODS
        return _for_all_origins(response)

    return wrapped


def _limited(request: HttpRequest, build: Callable[[], HttpResponse]) -> HttpResponse:
    asked = count(request, "api", seconds=SECONDS)
    if asked > LIMIT:
        response = problem(429)
        response["Retry-After"] = str(SECONDS)
        response["Cache-Control"] = "no-store"
    else:
        # The library below knows GET alone; the server takes the body away from a HEAD.
        request.method = "GET"
        response = build()
        if response.status_code == 200 or isinstance(response, HttpResponseNotModified):
            response["Cache-Control"] = CACHE
        else:
            response["Cache-Control"] = "no-store"
    response["RateLimit-Limit"] = str(LIMIT)
    response["RateLimit-Remaining"] = str(max(0, LIMIT - asked))
    response["RateLimit-Reset"] = str(SECONDS)
    return response


def _for_all_origins(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = METHODS
    response["Access-Control-Allow-Headers"] = "If-None-Match"
    response["Access-Control-Expose-Headers"] = (
        "ETag, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After"
    )
    response["Access-Control-Max-Age"] = "86400"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
