"""Asks witnesses to cosign the portal's checkpoint (C2SP tlog-witness, the log's side).

Fail-open: a witness that is away, slow or false delays nothing and is told of. What a witness saw
and the portal no longer has is an alarm, whoever says it.
"""

import base64
import datetime as dt
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.db import IntegrityError
from django.db.models import Max

from disclosures.ledger import cosign, seal, tiles
from disclosures.ledger.note import BadNote
from disclosures.ledger.post import Answer, post
from disclosures.models import LedgerCheckpoint, LedgerCosignature, LedgerWitness
from disclosures.rules import clock

logger = logging.getLogger("disclosures.sealer")

SIZE_TYPE = "text/x.tlog.size"
# What `last_status` begins with when a witness remembers what is not here.
SAW_MORE, SAW_OTHER = "409: it has seen", "422: what it saw"
# A checkpoint tells no time: without a fresh line under it nobody knows that the log is not frozen.
ASK_AGAIN_AFTER = dt.timedelta(hours=20)


@dataclass(frozen=True, slots=True)
class _Question:
    """One witness, and from what size it shall go on."""

    witness: LedgerWitness
    old: int
    body: bytes


def ask_all(point: LedgerCheckpoint) -> list[seal.Alarm]:
    """Have every active witness cosign `point` that has not lately; the alarms they gave.

    All are asked at once, each for ten seconds at most; one that is behind is asked a second time
    from where it stands.
    """
    first = [_question(point, witness, witness.last_size) for witness in _due(point)]
    answers = _ask(first)
    behind = {
        witness: known
        for witness, answer in answers.items()
        if (known := _known(answer)) is not None and known <= point.size
    }
    answers |= _ask([_question(point, witness, known) for witness, known in behind.items()])
    alarms = []
    for witness, answer in answers.items():
        try:
            _take(witness, point, answer)
        except seal.Alarm as alarm:
            alarms.append(alarm)
    return alarms


def _due(point: LedgerCheckpoint) -> list[LedgerWitness]:
    cosigned = LedgerCosignature.objects.filter(checkpoint_id=point.pk).values("vkey")
    lately = cosigned.annotate(newest=Max("cosigned_at")).filter(
        newest__gt=clock.now() - ASK_AGAIN_AFTER
    )
    active = LedgerWitness.objects.filter(active=True)
    return list(active.exclude(vkey__in=lately.values("vkey")).order_by("name"))


def _question(point: LedgerCheckpoint, witness: LedgerWitness, old: int) -> _Question:
    old = min(old, point.size)
    proof = tiles.consistency_proof(point.log_id, old, point.size) if 0 < old < point.size else []
    hashes = "".join(base64.b64encode(one).decode() + "\n" for one in proof)
    return _Question(witness, old, f"old {old}\n{hashes}\n{point.note}".encode())


def _ask(questions: list[_Question]) -> dict[LedgerWitness, Answer]:
    """What each answered; the database is not touched in the threads that ask."""
    if not questions:
        return {}
    addresses = [f"{one.witness.url.rstrip('/')}/add-checkpoint" for one in questions]
    with ThreadPoolExecutor(len(questions)) as pool:
        answers = pool.map(post, addresses, [one.body for one in questions])
        return dict(zip([one.witness for one in questions], answers, strict=True))


def _known(answer: Answer) -> int | None:
    """How many entries the witness says that it remembers, where that is why it refused."""
    text = answer.body.strip()
    is_size = answer.status == 409 and answer.kind == SIZE_TYPE
    return int(text) if is_size and text.isascii() and text.isdigit() and len(text) < 19 else None


def _take(witness: LedgerWitness, point: LedgerCheckpoint, answer: Answer) -> None:
    known = _known(answer)
    if known is not None and known > point.size:
        _remember(witness, f"{SAW_MORE} {known} entries")
        raise seal.Alarm(seal.ROLLBACK, point.log.origin, known, point.size)
    if answer.status == 422:
        _remember(witness, f"{SAW_OTHER} is not what is here")
        raise seal.Alarm(seal.REWRITE, point.log.origin, witness.last_size, point.size)
    if answer.status != 200:
        _remember(witness, f"{answer.status or 'no answer'}")
        logger.warning("The witness %s answered %s.", witness.name, answer.status or "nothing")
        return
    _keep(witness, point, answer.body)


def _keep(witness: LedgerWitness, point: LedgerCheckpoint, lines: str) -> None:
    """Keep the witness's line if its key made it; anything else it sent is passed over."""
    text = seal.checkpoint_text(point.log.origin, point.size, bytes(point.root))
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
