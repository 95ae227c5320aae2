"""One way to answer: the whole page, or the fragment that htmx asked for by its target."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def page_or_fragment(
    request: HttpRequest,
    *,
    page: str,
    fragment: str,
    target: str,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """Render `fragment` iff htmx swaps the element `target`; the whole `page` otherwise.

    A history restore always gets the page: htmx's own cache may have been emptied.
    """
    htmx = getattr(request, "htmx", None)
    partial = bool(htmx) and htmx.target == target and not htmx.history_restore_request
    response = render(request, fragment if partial else page, context, status=status)
    patch_vary_headers(response, ("HX-Request", "HX-Target", "HX-History-Restore-Request"))
    return response
