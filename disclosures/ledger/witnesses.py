"""Asks witnesses to cosign the portal's checkpoint (C2SP tlog-witness, the log's side).

Fail-open: a witness that is away delays nothing and is told of. What a witness saw and the portal
no longer has is an alarm, whoever says it.
"""

import base64
import http.client
import logging
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError

from disclosures.ledger import cosign, seal, tiles
from disclosures.ledger.note import BadNote
from disclosures.models import LedgerCheckpoint, LedgerCosignature, LedgerWitness
from disclosures.rules import clock

logger = logging.getLogger("disclosures.sealer")

TIMEOUT = 5.0
MAX_ANSWER = 16 * 1024
SIZE_TYPE = "text/x.tlog.size"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a witness answered; `status` 0 when it could not be reached."""

    status: int
    kind: str
    body: str


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A witness's address is configured; where it sends one on is not."""

    def redirect_request(self, *_args: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirects, urllib.request.ProxyHandler({}))


def ask_all(point: LedgerCheckpoint) -> list[seal.Alarm]:
    """Have every active witness cosign `point` that has not; the alarms they gave."""
    text = seal.checkpoint_text(point.log.origin, point.size, bytes(point.root))
    cosigned = set(
        LedgerCosignature.objects.filter(checkpoint_id=point.pk).values_list("vkey", flat=True)
    )
    alarms = []
    for witness in LedgerWitness.objects.filter(active=True).exclude(vkey__in=cosigned):
        try:
            _ask(witness, point, text)
        except seal.Alarm as alarm:
            alarms.append(alarm)
    return alarms


def _ask(witness: LedgerWitness, point: LedgerCheckpoint, text: str) -> None:
    answer = _send(witness, point, witness.last_size)
    if answer.status == 409 and answer.kind == SIZE_TYPE and answer.body.strip().isdigit():
        known = int(answer.body)
        if known > point.size:
            _remember(witness, f"409: it has seen {known} entries")
            raise seal.Alarm(seal.ROLLBACK, point.log.origin, known, point.size)
        answer = _send(witness, point, known)
    if answer.status == 422:
        _remember(witness, "422: what it saw is not what is here")
        raise seal.Alarm(seal.REWRITE, point.log.origin, witness.last_size, point.size)
    if answer.status != 200:
        _remember(witness, f"{answer.status or 'no answer'}")
        logger.warning("The witness %s answered %s.", witness.name, answer.status or "nothing")
        return
    _keep(witness, point, text, answer.body)


def _send(witness: LedgerWitness, point: LedgerCheckpoint, old: int) -> Answer:
    old = min(old, point.size)
    proof = tiles.consistency_proof(point.log_id, old, point.size) if 0 < old < point.size else []
    hashes = "".join(base64.b64encode(one).decode() + "\n" for one in proof)
    request = urllib.request.Request(
        f"{witness.url.rstrip('/')}/add-checkpoint",
        data=f"old {old}\n{hashes}\n{point.note}".encode(),
        headers={"Content-Type": "text/plain; charset=utf-8"},
    )
    try:
        with _opener.open(request, timeout=TIMEOUT) as answer:
            return _answer(answer.status, answer.headers, answer.read(MAX_ANSWER))
    except urllib.error.HTTPError as error:
        with error:
            return _answer(error.code, error.headers, error.read(MAX_ANSWER))
    except (OSError, http.client.HTTPException):
        return Answer(0, "", "")


def _answer(status: int, headers: Any, body: bytes) -> Answer:
    return Answer(status, headers.get_content_type(), body.decode("utf-8", "replace"))


def _keep(witness: LedgerWitness, point: LedgerCheckpoint, text: str, lines: str) -> None:
    """Keep the witness's line if its key made it; anything else it sent is passed over."""
    for line in lines.splitlines(keepends=True):
        try:
            cosign.verify(text, line, witness.vkey)
        except BadNote:
            continue
        try:
            LedgerCosignature.objects.create(
                checkpoint_id=point.pk, vkey=witness.vkey, line=line, cosigned_at=clock.now()
            )
        except IntegrityError:
            logger.info("The witness %s cosigned twice.", witness.name)
        witness.last_size, witness.last_ok = point.size, clock.now()
        _remember(witness, "200")
        return
    _remember(witness, "200 without a cosignature that holds")
    logger.warning("The witness %s sent no cosignature that holds.", witness.name)


def _remember(witness: LedgerWitness, status: str) -> None:
    witness.last_status = status
    witness.save(update_fields=["last_status", "last_size", "last_ok"])
