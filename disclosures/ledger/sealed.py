"""What was signed of a log, and what can be proved by it; the ground of /so-cai/."""

import base64
import json
from collections.abc import Iterator

from disclosures.errors import NotFound
from disclosures.ledger import quorum, tiles
from disclosures.models import (
    LedgerCheckpoint,
    LedgerEntry,
    LedgerLog,
    LedgerWitness,
)

PORTAL = "cong"


def log_named(name: str) -> LedgerLog:
    """The log of a unit by its address code, or the portal's by `cong`. Raises NotFound."""
    found = LedgerLog.objects.filter(
        **({"unit_code__isnull": True} if name == PORTAL else {"unit_code": name})
    ).first()
    if found is None:
        raise NotFound
    return found


def newest(log: LedgerLog) -> LedgerCheckpoint:
    """The newest checkpoint of a log. Raises NotFound before it was ever sealed."""
    point = LedgerCheckpoint.objects.filter(log=log).order_by("-size").first()
    if point is None:
        raise NotFound
    return point


def given(log: LedgerLog) -> LedgerCheckpoint:
    """The checkpoint that readers are given; nothing beyond it is. Raises NotFound.

    The newest, unless witnesses are cosigning it this very moment.
    """
    return quorum.served(newest(log))


def note_of(point: LedgerCheckpoint) -> str:
    """The signed note with the newest line of each witness."""
    return str(point.signed_note())


def entry(log: LedgerLog, n: int) -> LedgerEntry:
    """Entry `n`, if the checkpoint that is given covers it. Raises NotFound."""
    if n >= given(log).size:
        raise NotFound
    return LedgerEntry.objects.get(log=log, idx=n)


def proof(log: LedgerLog, n: int) -> str:
    """The `.tlog-proof` of entry `n` against the checkpoint that is given. Raises NotFound."""
    point = given(log)
    if n >= point.size:
        raise NotFound
    hashes = tiles.inclusion_proof(log.pk, n, point.size)
    lines = "".join(base64.b64encode(digest).decode() + "\n" for digest in hashes)
    return f"c2sp.org/tlog-proof@v1\nindex {n}\n{lines}\n{note_of(point)}"


def genesis_key(log: LedgerLog) -> str:
    """The verifier key that a log's first entry names; empty where it cannot be read."""
    return str(log.verifier_key())


def verifier_keys() -> Iterator[str]:
    """The verifier key that each log's first entry names, the portal's first. One query."""
    first = LedgerEntry.objects.filter(idx=0).order_by("log__unit_code")
    bodies = list(first.values_list("log__unit_code", "body"))
    for _code, body in sorted(bodies, key=lambda one: one[0] or ""):
        yield str(json.loads(bytes(body))["data"]["vkey"])


def policy() -> str:
    """The portal's log, its witnesses, and how many of them are enough (C2SP tlog-policy)."""
    own = next(verifier_keys(), None)
    if own is None:
        raise NotFound
    witnesses = list(
        LedgerWitness.objects.filter(active=True).order_by("name").values_list("vkey", flat=True)
    )
    names = [key.partition("+")[0] for key in witnesses]
    lines = [f"log {own}"]
    lines += [f"witness {name} {key}" for name, key in zip(names, witnesses, strict=True)]
    lines += (
        [
            f"group enough {quorum.needed_of(len(names))} {' '.join(names)}",
            "quorum enough",
        ]
        if names
        else ["quorum none"]
    )
    return "\n".join(lines) + "\n"
