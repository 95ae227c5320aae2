"""This portal as a witness of other logs (C2SP tlog-witness, the witness's side).

It signs that a log of which it remembers a checkpoint has only grown since. What it remembers is
changed and signed for under one row's lock, and a trigger lets it only grow.
"""

import base64
import hashlib
import time
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from disclosures.ledger import cosign, merkle, note
from disclosures.models import LedgerSeenLog

EMPTY_ROOT = hashlib.sha256(b"").digest()
MAX_BYTES = 64 * 1024


class Refused(Exception):
    """The checkpoint is not cosigned; `status` is the answer's, `size` what is remembered."""

    def __init__(self, status: int, words: str, size: int | None = None) -> None:
        super().__init__(words)
        self.status, self.size = status, size


@dataclass(frozen=True, slots=True)
class Asked:
    """A request taken apart."""

    old: int
    proof: list[bytes]
    signed: str
    origin: str
    size: int
    root: bytes


def name() -> str:
    """Under what name this portal signs as a witness."""
    return f"{settings.LEDGER_ORIGIN}/nhan-chung"


def verifier_key() -> str:
    """The key by which its cosignatures are checked."""
    return cosign.verifier_key(name(), note.public_bytes(_key()))


def _key() -> Ed25519PrivateKey:
    if settings.WITNESS_KEY_FILE is None:
        raise ImproperlyConfigured("WITNESS_KEY_FILE is not set: this portal is no witness.")
    return note.load_or_create_key(settings.WITNESS_KEY_FILE)


def watch(vkey: str) -> LedgerSeenLog:
    """Begin to witness the log with this verifier key; nothing changes for one known already.

    Raises BadNote for what is no verifier key of a log.
    """
    origin, _identifier, _public = note.parse_vkey(vkey)
    seen, _is_new = LedgerSeenLog.objects.get_or_create(
        origin=origin, defaults={"vkey": vkey, "size": 0, "root": EMPTY_ROOT, "note": ""}
    )
    return seen


@transaction.atomic
def add_checkpoint(body: bytes) -> str:
    """The cosignature line for a checkpoint that goes on from what is remembered.

    Raises Refused: 400 malformed, 404 unknown log, 403 not signed by it, 409 another size or
    root is remembered, 422 the proof does not hold.
    """
    asked = _take_apart(body)
    seen = LedgerSeenLog.objects.select_for_update().filter(origin=asked.origin).first()
    if seen is None:
        raise Refused(404, "This log is not witnessed here.")
    try:
        text = note.verify(asked.signed, seen.vkey)
    except note.BadNote as bad:
        raise Refused(403, str(bad)) from bad
    if asked.old > asked.size:
        raise Refused(400, "The old size is greater than the checkpoint's.")
    if asked.old != seen.size:
        raise Refused(409, "Another size is remembered.", seen.size)
    _goes_on(asked, bytes(seen.root))
    if asked.size > seen.size:
        seen.size, seen.root, seen.note = asked.size, asked.root, asked.signed
        seen.save(update_fields=["size", "root", "note"])
    return cosign.cosign(text, name(), _key(), int(time.time()))


def _goes_on(asked: Asked, root: bytes) -> None:
    if asked.old == asked.size:
        if asked.root != root:
            raise Refused(409, "Another root of this size is remembered.", asked.size)
        if asked.proof:
            raise Refused(422, "Between equal sizes there is nothing to prove.")
        return
    if asked.old == 0:
        if asked.proof:
            raise Refused(422, "From nothing there is nothing to prove.")
        return
    try:
        merkle.check_consistency(asked.old, asked.size, root, asked.root, asked.proof)
    except merkle.BadProof as bad:
        raise Refused(422, str(bad)) from bad


def _take_apart(body: bytes) -> Asked:
    try:
        head, _blank, signed = body.decode("utf-8").partition("\n\n")
        first, *hashes = head.split("\n")
        proof = [base64.b64decode(line, validate=True) for line in hashes]
        origin, size, root, *_rest = signed.split("\n")
        whole, old = _whole(size), _whole(first.removeprefix("old "))
        digest = base64.b64decode(root, validate=True)
    except ValueError as error:
        raise Refused(400, "The request is malformed.") from error
    is_sound = first.startswith("old ") and len(hashes) <= 63 and len(digest) == 32
    if not is_sound or any(len(one) != 32 for one in proof) or whole == 0:
        raise Refused(400, "The request is malformed.")
    return Asked(old, proof, signed, origin, whole, digest)


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18 or text != str(int(text)):
        raise ValueError(text)
    return int(text)
