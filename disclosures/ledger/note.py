"""Signed notes and verifier keys (C2SP signed-note v1.0.0) with Ed25519."""

import base64
import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

_ED25519 = b"\x01"


class BadNote(ValueError):
    """A note that is malformed or whose signature does not hold."""


def key_id(name: str, public: bytes) -> bytes:
    """The first four bytes of SHA-256(name, newline, algorithm, public key)."""
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


def verifier_key(name: str, public: bytes) -> str:
    """`name+id+key`, as it is printed and configured."""
    key = base64.b64encode(_ED25519 + public).decode()
    return f"{name}+{key_id(name, public).hex()}+{key}"


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """The 32 raw bytes of the public half."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def load_or_create_key(path: Path) -> Ed25519PrivateKey:
    """The key in `path`; a new one, readable by its owner alone, where there is none.

    Two processes may come here at once: the file that exists first wins.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        seed = Ed25519PrivateKey.generate().private_bytes(
            Encoding.Raw, PrivateFormat.Raw, NoEncryption()
        )
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o400)
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.b64encode(seed))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(path.read_bytes()))


def sign(text: str, name: str, key: Ed25519PrivateKey) -> str:
    """The note: `text`, which ends in a newline, a blank line and one signature line."""
    _refuse_bad_text(text)
    public = public_bytes(key)
    signature = base64.b64encode(key_id(name, public) + key.sign(text.encode())).decode()
    return f"{text}\n— {name} {signature}\n"


def verify(note: str, vkey: str) -> str:
    """The text of `note` if it bears a valid signature by `vkey`; raises BadNote otherwise."""
    name, identifier, encoded = parse_vkey(vkey)
    text, separator, signatures = note.rpartition("\n\n")
    if not separator or not signatures.endswith("\n"):
        raise BadNote("The note has no signatures.")
    text += "\n"
    _refuse_bad_text(text)
    for line in signatures.splitlines():
        if not line.startswith("— ") or line.count(" ") != 2:
            raise BadNote("A signature line is malformed.")
        _dash, signer, payload = line.split(" ")
        raw = _decode(payload)
        if signer == name and raw[:4] == identifier:
            try:
                Ed25519PublicKey.from_public_bytes(encoded).verify(raw[4:], text.encode())
            except InvalidSignature as error:
                raise BadNote("The signature does not hold.") from error
            return text
    raise BadNote("No signature by this key.")


def parse_vkey(vkey: str) -> tuple[str, bytes, bytes]:
    """Name, identifier and public key of a log's verifier key. Raises BadNote for anything else."""
    try:
        name, identifier, encoded = vkey.split("+", 2)
        key = _decode(encoded)
    except ValueError as error:
        raise BadNote("The verifier key is malformed.") from error
    if key[:1] != _ED25519 or len(key) != 33 or key_id(name, key[1:]).hex() != identifier:
        raise BadNote("The verifier key does not fit its name.")
    return name, bytes.fromhex(identifier), key[1:]


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise BadNote("Not base64.") from error


def _refuse_bad_text(text: str) -> None:
    if not text.endswith("\n") or any(ord(letter) < 32 and letter != "\n" for letter in text):
        raise BadNote("A note's text ends in a newline and has no control characters.")
