"""Pages for what went wrong before or outside a view."""

import base64
import hashlib
import re
from http import HTTPStatus
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override

from disclosures.access import public
from disclosures.api.answer import problem

_BROKEN_PAGE = (Path(settings.BASE_DIR) / "templates" / "500.html").read_text("utf-8")
# The page must stand without static files, so its own style is allowed by its hash.
_BROKEN_CSP = {
    **settings.SECURE_CSP,
    "style-src": [
        CSP.SELF,
        *(
            f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"
            for style in re.findall(r"<style>(.*?)</style>", _BROKEN_PAGE, re.S)
        ),
    ],
}


@public
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request itself cannot be read; programs are told so in their own way."""
    if request.path.startswith("/api/"):
        return problem(HTTPStatus.BAD_REQUEST)
    return render(request, "400.html", status=HTTPStatus.BAD_REQUEST)


@public
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Refused, mostly because a form was open too long (CSRF)."""
    return render(request, "403.html", status=HTTPStatus.FORBIDDEN)


@public
def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: sent from elsewhere, or open too long."""
    return forbidden(request)


@public
def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing here, or nothing that this reader may see; its links repeat what was typed."""
    response = render(request, "404.html", status=HTTPStatus.NOT_FOUND)
    response["Cache-Control"] = "no-store"
    return response


@csp_override(_BROKEN_CSP)
@public
def broken(request: HttpRequest) -> HttpResponse:
    """Our fault. Static text: neither the database nor a template may be needed."""
    return HttpResponse(_BROKEN_PAGE, status=HTTPStatus.INTERNAL_SERVER_ERROR)
