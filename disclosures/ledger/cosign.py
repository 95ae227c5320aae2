"""Cosignatures (C2SP tlog-cosignature): a witness says when it saw a checkpoint."""

import base64
import hashlib
import struct

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from disclosures.ledger.note import BadNote, public_bytes

_TYPE = b"\x04"
_HEADER = "cosignature/v1\ntime {time}\n{text}"


def key_id(name: str, public: bytes) -> bytes:
    """The first four bytes of SHA-256(name, newline, 0x04, public key)."""
    return hashlib.sha256(name.encode() + b"\n" + _TYPE + public).digest()[:4]


def verifier_key(name: str, public: bytes) -> str:
    """`name+id+key` of a witness."""
    return f"{name}+{key_id(name, public).hex()}+{base64.b64encode(_TYPE + public).decode()}"


def parse(vkey: str) -> tuple[str, bytes, bytes]:
    """Name, identifier and public key. Raises BadNote for what is no witness's verifier key."""
    name, *rest = vkey.split("+", 2)
    try:
        identifier, encoded = rest
        key = base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise BadNote("The verifier key is malformed.") from error
    is_key = key[:1] == _TYPE and len(key) == 33
    if not name or " " in name or not is_key or key_id(name, key[1:]).hex() != identifier:
        raise BadNote("The verifier key is not one of a witness.")
    return name, bytes.fromhex(identifier), key[1:]


def cosign(text: str, name: str, key: Ed25519PrivateKey, time: int) -> str:
    """The signature line over a checkpoint's text, seen at `time` (seconds since 1970)."""
    message = _HEADER.format(time=time, text=text).encode()
    raw = key_id(name, public_bytes(key)) + struct.pack(">Q", time) + key.sign(message)
    return f"— {name} {base64.b64encode(raw).decode()}\n"


def verify(text: str, line: str, vkey: str) -> int:
    """When the witness saw the checkpoint. Raises BadNote unless `line` is its cosignature."""
    name, identifier, public = parse(vkey)
    parts = line.rstrip("\n").split(" ")
    if len(parts) != 3 or parts[:2] != ["—", name]:
        raise BadNote("The line is not by this witness.")
    try:
        raw = base64.b64decode(parts[2], validate=True)
    except ValueError as error:
        raise BadNote("Not base64.") from error
    if len(raw) != 76 or raw[:4] != identifier:
        raise BadNote("The line is not by this key.")
    (time,) = struct.unpack_from(">Q", raw, 4)
    try:
        message = _HEADER.format(time=time, text=text).encode()
        Ed25519PublicKey.from_public_bytes(public).verify(raw[12:], message)
    except InvalidSignature as error:
        raise BadNote("The cosignature does not hold.") from error
    return int(time)
