"""Judges a proof or a signed root that somebody brings, and says in three sentences what it shows.

The log's key is the one its first entry names. What is brought is never kept.
"""

import base64
import binascii
import json
from dataclasses import dataclass

from django.utils.translation import gettext as _

from disclosures.errors import Invalid
from disclosures.ledger import merkle, note, sealed, tiles
from disclosures.ledger.sentences import sentence
from disclosures.models import AdministrativeUnit, LedgerCheckpoint, LedgerEntry, LedgerLog
from disclosures.rules import clock
from disclosures.rules.hashing import leaf_hash

MAX_BYTES = 64 * 1024
_HEADER = "c2sp.org/tlog-proof@v1"
_MAX_HASHES = 63


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a proof shows: a title, three sentences, and where the entry can be read."""

    is_good: bool
    title: str
    sentences: tuple[str, ...]
    entry_url: str = ""


@dataclass(frozen=True, slots=True)
class Brought:
    """A proof taken apart; of a signed root alone there is no index."""

    index: int | None
    hashes: tuple[bytes, ...]
    signed: str
    origin: str
    size: int
    root: bytes


def judge(content: bytes) -> Verdict:
    """The verdict over a `.tlog-proof` (C2SP tlog-proof) or a checkpoint (C2SP tlog-checkpoint).

    Raises Invalid with what to bring instead when it is neither.
    """
    brought = take_apart(content)
    log = LedgerLog.objects.filter(origin=brought.origin).first()
    if log is None:
        return _bad(
            _("This portal does not keep the log that the file is about."),
            _("The file names the log “%(origin)s”.") % {"origin": brought.origin},
            _("Perhaps it comes from another portal; ask there."),
            _("Nothing is said about whether the file is genuine."),
        )
    name = _name_of(log)
    try:
        note.verify(brought.signed, sealed.genesis_key(log))
    except note.BadNote:
        return _bad(
            _("The signature does not hold."),
            _("The file says that it was signed with the key of the log of %(name)s.")
            % {"name": name},
            _("That key did not sign these words: a letter was changed, or the file is forged."),
            _("Take the file anew from where you have it, and check again."),
        )
    return _against_log(log, name, brought)


def _against_log(log: LedgerLog, name: str, brought: Brought) -> Verdict:
    signed = _(
        "The key of the log of %(name)s signed this root%(when)s, over %(size)d entries."
    ) % {
        "name": name,
        "when": _when(log, brought),
        "size": brought.size,
    }
    try:
        stands = tiles.root(log.pk, brought.size) == brought.root
    except tiles.MissingTile:
        stands = False
    if not stands:
        return _bad(
            _("Alarm: the log of today is not the one that was signed."),
            signed,
            _("The log that the portal shows today does not begin with these entries."),
            _("Something was changed or removed. Keep this file and tell the inspectorate."),
        )
    still = _("The log of today still begins with the same entries: none was changed or removed.")
    if brought.index is None:
        return Verdict(True, _("The signed root holds"), (signed, still))
    entry = LedgerEntry.objects.get(log=log, idx=brought.index)
    body = bytes(entry.body)
    try:
        merkle.check_inclusion(
            leaf_hash(body), brought.index, brought.size, brought.hashes, brought.root
        )
    except merkle.BadProof:
        return _bad(
            _("The proof does not lead to the signed root."),
            signed,
            _("The hashes in the file do not lead from entry %(number)d to it.")
            % {"number": brought.index},
            _("The signed root itself stands; take the proof of the entry anew."),
        )
    return Verdict(
        True,
        _("The proof holds"),
        (
            signed,
            _("Entry %(number)d is one of them: %(words)s.")
            % {"number": brought.index, "words": _words(entry)},
            still,
        ),
        f"/so-cai/{log.unit_code or sealed.PORTAL}/entry/{brought.index}",
    )


def take_apart(content: bytes) -> Brought:
    """The parts of what was brought. Raises Invalid."""
    neither = Invalid(
        _("This is neither a proof (.tlog-proof) nor a signed root (checkpoint)."),
        problems={
            "proof": _(
                "Choose a file that this portal gave: the proof beside a step of a notice's "
                "history, or the checkpoint of a log."
            )
        },
    )
    if len(content) > MAX_BYTES:
        raise neither
    try:
        text = content.decode("utf-8").replace("\r\n", "\n")
        index, hashes = None, ()
        if text.startswith(_HEADER + "\n"):
            head, _blank, signed = text.partition("\n\n")
            index, hashes = _head(head.splitlines()[1:])
        else:
            signed = text
        origin, size, root, *_rest = signed.split("\n")
        whole = _whole(size)
        digest = base64.b64decode(root, validate=True)
    except (ValueError, binascii.Error) as error:
        raise neither from error
    is_sound = len(digest) == tiles.HASH and 0 < whole < 1 << 62 and "\n\n" in signed
    if not is_sound or (index is not None and index >= whole):
        raise neither
    return Brought(index, hashes, signed, origin, whole, digest)


def _head(lines: list[str]) -> tuple[int, tuple[bytes, ...]]:
    """Index and hashes of a proof; extra data, of which this log writes none, is passed over."""
    if lines and lines[0].startswith("extra "):
        lines = lines[1:]
    if not lines or not lines[0].startswith("index ") or len(lines) > _MAX_HASHES + 1:
        raise ValueError("There is no index.")
    hashes = tuple(base64.b64decode(line, validate=True) for line in lines[1:])
    if any(len(one) != tiles.HASH for one in hashes):
        raise ValueError("A hash has another length.")
    return _whole(lines[0].removeprefix("index ")), hashes


def _whole(text: str) -> int:
    """A number in its only spelling."""
    if not text.isascii() or not text.isdigit() or text != str(int(text)):
        raise ValueError(f"{text[:20]} is no number.")
    return int(text)


def _bad(title: str, *sentences: str) -> Verdict:
    return Verdict(False, title, sentences)


def _name_of(log: LedgerLog) -> str:
    unit = AdministrativeUnit.objects.filter(address_code=log.unit_code).first()
    return unit.full_name if log.unit_code and unit else _("the portal itself")


def _when(log: LedgerLog, brought: Brought) -> str:
    points = LedgerCheckpoint.objects.filter(log=log, size=brought.size, root=brought.root)
    at = points.values_list("created_at", flat=True).first()
    return _(" on %(day)s") % {"day": f"{clock.day_of(at):%d/%m/%Y}"} if at else ""


def _words(entry: LedgerEntry) -> str:
    return sentence(entry.etype, json.loads(bytes(entry.body))["data"])
