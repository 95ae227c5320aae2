"""Pages for what went wrong before or outside a view."""

from http import HTTPStatus
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from disclosures.views._access import public

_BROKEN_PAGE = Path(settings.BASE_DIR) / "templates" / "500.html"


@public
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request itself cannot be read."""
    return render(request, "400.html", status=HTTPStatus.BAD_REQUEST)


@public
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Refused, mostly because a form was open too long (CSRF)."""
    return render(request, "403.html", status=HTTPStatus.FORBIDDEN)


@public
def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing here, or nothing that this reader may see."""
    return render(request, "404.html", status=HTTPStatus.NOT_FOUND)


@public
def broken(request: HttpRequest) -> HttpResponse:
    """Our fault. Static text: neither the database nor a template may be needed."""
    return HttpResponse(_BROKEN_PAGE.read_text("utf-8"), status=HTTPStatus.INTERNAL_SERVER_ERROR)
