"""This portal as a witness of other portals' logs (C2SP tlog-witness); for programs alone."""

import hashlib

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from disclosures.access import public
from disclosures.errors import NotFound
from disclosures.ledger import witnessing
from disclosures.ledger.witnesses import SIZE_TYPE
from disclosures.models import LedgerSeenLog

TEXT = "text/plain; charset=utf-8"


def _is_one() -> None:
    if settings.WITNESS_KEY_FILE is None:
        raise NotFound


@require_safe
@public
def witness_key(request: HttpRequest) -> HttpResponse:
    """The key by which the cosignatures are checked; 404 where this portal is no witness."""
    _is_one()
    return HttpResponse(f"{witnessing.verifier_key()}\n", content_type=TEXT)


# A log signs what it sends, and there is no cookie to abuse.
@csrf_exempt
@require_POST
@public
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """The cosignature of a checkpoint that goes on from what is remembered."""
    _is_one()
    body = request.read(witnessing.MAX_BYTES + 1)
    if len(body) > witnessing.MAX_BYTES:
        return HttpResponse("Too long.\n", content_type=TEXT, status=413)
    try:
        line = witnessing.add_checkpoint(bytes(body))
    except witnessing.Refused as refused:
        if refused.size is not None:
            return HttpResponse(f"{refused.size}\n", content_type=SIZE_TYPE, status=refused.status)
        return HttpResponse(f"{refused}\n", content_type=TEXT, status=refused.status)
    return HttpResponse(line, content_type=TEXT)


@require_safe
@public
def seen_checkpoint(request: HttpRequest, digest: str) -> HttpResponse:
    """The newest checkpoint that was cosigned of the log whose origin has this SHA-256."""
    _is_one()
    for origin, note in LedgerSeenLog.objects.exclude(note="").values_list("origin", "note"):
        if hashlib.sha256(origin.encode()).hexdigest() == digest:
            return HttpResponse(note, content_type=TEXT)
    raise NotFound
