"""Puts entries back that a database lost, from any copy that the log's own key vouches for.

An old backup was restored: the last entries are gone, the sealer refuses to sign. Copies are with
mirrors, auditors, in archives. Nothing of a copy is trusted: its entries must give the signed root,
and begin with exactly those that are still there.
"""

import base64
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction

from disclosures.ledger import note
from disclosures.ledger.copies import BadCopy, Read, entries
from disclosures.ledger.record import put_back
from disclosures.ledger.sealed import PORTAL, genesis_key
from disclosures.models import LedgerEntry, LedgerHead, LedgerLog
from disclosures.rules.hashing import RootBuilder

PAGE = 2_000


class CannotRecover(ValueError):
    """Why nothing was put back, in a sentence."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """How many entries a log had, and how many it has now."""

    origin: str
    had: int
    size: int


@dataclass(frozen=True, slots=True)
class _Point:
    origin: str
    size: int
    root: bytes


def recover(read: Read, vkey: str = "") -> Recovered:
    """Bring the log that the copy is of up to the copy's size, in one transaction.

    `vkey` is the log's verifier key from outside, needed where the database has lost even the
    first entry. Raises CannotRecover, and BadCopy for what cannot be read; then nothing changed.
    """
    try:
        signed = read("checkpoint").decode()
    except UnicodeDecodeError as error:
        raise BadCopy("The checkpoint is not text.") from error
    origin = signed.partition("\n")[0]
    with transaction.atomic():
        log = LedgerLog.objects.filter(origin=origin).first()
        point = _point(signed, _key(log, origin, vkey))
        had = LedgerHead.objects.filter(log=log).values_list("size", flat=True).first() or 0
        _prove(read, point, log, had)
        if had >= point.size:
            return Recovered(origin, had, had)
        log_id = log.pk if log else _opened(origin)
        _put_back(log_id, read, had, point.size)
    return Recovered(origin, had, point.size)


def _put_back(log_id: int, read: Read, had: int, size: int) -> None:
    for n, body in enumerate(entries(read, size)):
        if n < had:
            continue
        try:
            put_back(log_id, body)
        except (ValueError, LookupError, TypeError) as problem:
            raise CannotRecover(f"Entry {n} cannot be put back: {problem}") from problem


def _key(log: LedgerLog | None, origin: str, given: str) -> str:
    """The key that vouches: the one in the first entry, else the one from outside."""
    own = genesis_key(log) if log else ""
    outside = [key for key in given.split() if key.startswith(f"{origin}+")]
    if given and not outside:
        raise CannotRecover(f"The key file knows no key of {origin}.")
    if own and outside and own not in outside:
        raise CannotRecover(f"The key given is not the one that {origin} began with.")
    if not own and not outside:
        raise CannotRecover(f"{origin} is not in the database; give its key with --vkey.")
    return own or outside[0]


def _point(signed: str, vkey: str) -> _Point:
    try:
        origin, size, root, *_more = note.verify(signed, vkey).splitlines()
        return _Point(origin, int(size), base64.b64decode(root, validate=True))
    except (note.BadNote, ValueError) as bad:
        raise CannotRecover(f"The copy's checkpoint is not signed by the log's key: {bad}") from bad


def _prove(read: Read, point: _Point, log: LedgerLog | None, had: int) -> None:
    """Raise CannotRecover unless the copy gives the signed root and goes on from what is here."""
    builder = RootBuilder()
    here = _bodies(log, had)
    other: int | None = None
    for n, body in enumerate(entries(read, point.size)):
        builder.add(body)
        if n < had and next(here, b"") != body and other is None:
            other = n
    if builder.root() != point.root:
        raise CannotRecover("The copy's entries do not give the root that was signed.")
    if other is not None:
        raise CannotRecover(
            f"Entry {other} in the database is another than the one that was signed. Nothing was "
            "put back. Restore a backup from before it; what was written since is lost."
        )


def _bodies(log: LedgerLog | None, had: int) -> Iterator[bytes]:
    for first in range(0, had, PAGE):
        page = LedgerEntry.objects.filter(log=log, idx__gte=first, idx__lt=first + PAGE)
        for body in page.order_by("idx").values_list("body", flat=True):
            yield bytes(body)


def _opened(origin: str) -> int:
    """The log's row, made anew where the whole log was lost."""
    name = origin.rpartition("/")[2]
    if origin != f"{settings.LEDGER_ORIGIN}/so-cai/{name}":
        raise CannotRecover(f"{origin} is not a log of this portal ({settings.LEDGER_ORIGIN}).")
    with connection.cursor() as cursor:
        unit = None if name == PORTAL else name
        cursor.execute("SELECT id FROM ledger_open(%s, %s)", [origin, unit])
        return int(cursor.fetchone()[0])
