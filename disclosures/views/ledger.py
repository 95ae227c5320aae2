"""The ledger as other people's programs read it: C2SP tlog-tiles under /so-cai/.

Nothing beyond the newest signed checkpoint is ever given, so whatever is read can be proved.
"""

import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import conditional_page, require_safe

from disclosures.access import public
from disclosures.errors import NotFound
from disclosures.ledger import openings, sealed, tiles
from disclosures.ledger.bag import encode

TEXT = "text/plain; charset=utf-8"
FOREVER = "public, max-age=31536000, immutable"
_TILE = re.compile(
    r"(?P<level>entries|0|[1-9]\d?)/(?P<n>(?:x\d{3}/)*\d{3})(?:\.p/(?P<width>[1-9]\d{0,2}))?"
)

View = Callable[..., HttpResponse]


def _open_to_all(view: View) -> View:
    """Anybody may read, from any origin."""

    @require_safe
    @public
    @conditional_page
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    wrapped.access = "public"  # type: ignore[attr-defined]
    return wrapped


def _answer(content: bytes | str, kind: str, cache: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Cache-Control": cache})


@_open_to_all
def ledger_checkpoint(request: HttpRequest, log: str) -> HttpResponse:
    """The newest signed checkpoint, with its cosignatures (C2SP tlog-checkpoint)."""
    point = sealed.given(sealed.log_named(log))
    return _answer(sealed.note_of(point), TEXT, "public, max-age=5")


@_open_to_all
def ledger_tile(request: HttpRequest, log: str, rest: str) -> HttpResponse:
    """A tile of hashes or a bundle of entries, whole or as a prefix of it (C2SP tlog-tiles)."""
    found = _TILE.fullmatch(rest)
    n = tiles.decode_number(found["n"]) if found else None
    if found is None or n is None:
        raise NotFound
    level = None if found["level"] == "entries" else int(found["level"])
    asked = int(found["width"] or tiles.WIDTH)
    this = sealed.log_named(log)
    has = tiles.width_in(sealed.given(this).size, level, n) if (level or 0) < 8 else 0
    if asked > has or (found["width"] and asked == tiles.WIDTH):
        raise NotFound
    if level is None:
        data = tiles.bundle_of(this.pk, n, asked)
    else:
        data = tiles.read(this.pk, [(level, n)])[level, n][: tiles.HASH * asked]
    return _answer(data, "application/octet-stream", FOREVER)


@_open_to_all
def ledger_entry(request: HttpRequest, log: str, n: str) -> HttpResponse:
    """The exact bytes of one leaf."""
    this = sealed.log_named(log)
    return _answer(sealed.entry(this, int(n)).body, "application/json", FOREVER)


@_open_to_all
def ledger_proof(request: HttpRequest, log: str, n: str) -> HttpResponse:
    """A proof that an entry is in the signed tree (C2SP tlog-proof)."""
    this = sealed.log_named(log)
    return _answer(sealed.proof(this, int(n)), TEXT, "public, max-age=60")


@_open_to_all
def ledger_content(request: HttpRequest, log: str, n: str, name: str) -> HttpResponse:
    """What a commitment opens to, as far as it is public now; the rest as digests."""
    this = sealed.log_named(log)
    sealed.entry(this, int(n))
    for one in openings.committed(this.pk, int(n), int(n) + 1, openings.PUBLIC):
        if one.name == name:
            lines = encode.lines(one.cols, one.rows, one.withheld)
            response = StreamingHttpResponse(lines, content_type="application/jsonl")
            response["Cache-Control"] = "no-store"
            return response  # type: ignore[return-value]
    raise NotFound


@_open_to_all
def ledger_keys(request: HttpRequest) -> HttpResponse:
    """The verifier key of every log, one a line, the portal's first."""
    return _answer(
        "".join(f"{key}\n" for key in sealed.verifier_keys()), TEXT, "public, max-age=60"
    )


@_open_to_all
def ledger_policy(request: HttpRequest) -> HttpResponse:
    """Whose signatures a reader should ask for (C2SP tlog-policy), for the portal's log."""
    return _answer(sealed.policy(), TEXT, "public, max-age=60")
