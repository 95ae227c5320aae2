"""Compresses what anybody may read, on the way out. What holds a secret is sent as it is.

Compressing a page that mixes a secret with words of the reader's choosing tells the secret to who
can measure its length (BREACH). Public pages hold none and say so by `Cache-Control: public`; forms
with their tokens, receipts and the workbench are `private`, and none of them is long.
"""

import re
import zlib
from collections.abc import Callable

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

_TEXTS = re.compile(
    r"(text/|image/svg|application/(json|ld\+json|problem\+json|atom\+xml|xml|javascript))"
)
_ACCEPTED = re.compile(r"(?P<name>[\w*-]+)\s*(?:;\s*q\s*=\s*(?P<q>[\d.]+))?")
# Below a packet there is nothing to save.
SHORTEST = 860
BROTLI_QUALITY = 4
GZIP_LEVEL = 5

Next = Callable[[HttpRequest], HttpResponse]


class CompressionMiddleware:
    """Brotli where the client takes it, gzip otherwise; `Vary` tells caches that it depends.

    The tags of pages are weak, so they hold for every encoding of a page.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not is_compressible(response):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if response.status_code == 304 or len(response.content) < SHORTEST:
            return response
        encoding = chosen(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        if encoding:
            response.content = _compressed(response.content, encoding)
            response["Content-Length"] = str(len(response.content))
            response["Content-Encoding"] = encoding
        return response


def is_compressible(response: HttpResponse) -> bool:
    """Whether the answer is whole, public, and text that is not compressed yet."""
    return (
        not response.streaming
        and not response.has_header("Content-Encoding")
        and response.get("Cache-Control", "").startswith("public")
        and not response.cookies
        and (response.status_code == 304 or bool(_TEXTS.match(response.get("Content-Type", ""))))
    )


def chosen(accepted: str) -> str:
    """The encoding to use: br, gzip, or empty for none. What is refused (`q=0`) is not used."""
    taken = {
        found["name"].lower(): float(found["q"] or 1)
        for found in map(_ACCEPTED.fullmatch, map(str.strip, accepted.split(",")))
        if found and _is_number(found["q"])
    }
    return next((name for name in ("br", "gzip") if taken.get(name, taken.get("*", 0)) > 0), "")


def _is_number(text: str | None) -> bool:
    return text is None or text.replace(".", "", 1).isdigit()


def _compressed(content: bytes, encoding: str) -> bytes:
    if encoding == "br":
        return bytes(brotli.compress(content, quality=BROTLI_QUALITY, mode=brotli.MODE_TEXT))
    return zlib.compress(content, GZIP_LEVEL, wbits=31)
