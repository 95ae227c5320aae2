"""Whether a PDF's digital signatures are real: they fit the bytes, and cover the whole file.

ISO 32000-1 12.8 (byte ranges), RFC 5652 (CMS), RFC 3161 (time stamps). Who issued a certificate is
not judged: a reader's own program knows whom to trust.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from disclosures.attachments import der
from disclosures.attachments.refusal import Refused

_SIGNED_DATA = "1.2.840.113549.1.7.2"
_MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
_PSS = "1.2.840.113549.1.1.10"
_HASHES: dict[str, hashes.HashAlgorithm] = {
    "2.16.840.1.101.3.4.2.1": hashes.SHA256(),
    "2.16.840.1.101.3.4.2.2": hashes.SHA384(),
    "2.16.840.1.101.3.4.2.3": hashes.SHA512(),
}
_UNFIT = (InvalidSignature, UnsupportedAlgorithm)
_OVER_THE_BYTES = {"/adbe.pkcs7.detached", "/ETSI.CAdES.detached"}
_TIME_STAMP = "/ETSI.RFC3161"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature: the end of what it covers, and the words in its certificates."""

    ends_at: int
    words: str


def judge(content: bytes, dictionaries: list[Any]) -> list[Signature]:
    """All signatures of a file. Raises Refused unless each is real and the last covers all."""
    try:
        found = sorted(
            (_signature(content, each) for each in dictionaries), key=lambda one: one.ends_at
        )
    except (ValueError, LookupError, TypeError, StopIteration, *_UNFIT) as error:
        raise Refused("signature_broken") from error
    if content[found[-1].ends_at :].strip(b"\r\n"):
        raise Refused("signature_broken")
    return found


def _signature(content: bytes, dictionary: Any) -> Signature:
    """Raises ValueError, InvalidSignature and their like for whatever does not fit."""
    start, before, after, length = (int(number) for number in dictionary["/ByteRange"])
    ends_at = after + length
    if start != 0 or not 0 < before < after <= ends_at <= len(content):
        raise ValueError(dictionary)
    hole = content[before:after]
    packed = bytes(dictionary["/Contents"])
    # Nothing but the signature itself may stand where no signature looks.
    if hole[:1] + hole[-1:] != b"<>" or bytes.fromhex(hole[1:-1].decode("ascii")) != packed:
        raise ValueError(dictionary)
    cms = der.read(packed)
    if packed[len(cms.whole) :].strip(b"\0") or cms.child(0, 0x06).oid != _SIGNED_DATA:
        raise ValueError(dictionary)
    signed_data = cms.child(1, 0xA0).child(0, 0x30)
    signed = content[:before] + content[after:ends_at]
    form = str(dictionary["/SubFilter"])
    if form == _TIME_STAMP:
        signed = _stamped(signed_data, signed)
    elif form not in _OVER_THE_BYTES or len(signed_data.child(2, 0x30).children()) != 1:
        raise ValueError(dictionary)
    _hold(signed_data, signed)
    return Signature(ends_at, "\n".join(der.strings(cms)))


def _stamped(signed_data: der.Node, signed: bytes) -> bytes:
    """What a time stamp signs: a statement that holds the hash of the bytes."""
    statement = signed_data.child(2, 0x30).child(1, 0xA0).child(0, 0x04).content
    imprint = der.read(statement).child(2, 0x30)
    algorithm = _HASHES[imprint.child(0, 0x30).child(0, 0x06).oid]
    if hashlib.new(algorithm.name, signed).digest() != imprint.child(1, 0x04).content:
        raise ValueError("imprint")
    return statement


def _hold(signed_data: der.Node, signed: bytes) -> None:
    """Raise ValueError or InvalidSignature unless the one signer's certificate signed this."""
    parts = signed_data.children()
    (signer,) = parts[-1].children()
    certificates = [part for part in parts if part.tag == 0xA0]
    inside = [part for part in signer.children() if part.tag != 0xA1]
    algorithm = _HASHES[inside[2].child(0, 0x06).oid]
    if inside[3].tag == 0xA0:
        digest = next(
            attribute.child(1, 0x31).child(0, 0x04).content
            for attribute in inside.pop(3).children()
            if attribute.child(0, 0x06).oid == _MESSAGE_DIGEST
        )
        if hashlib.new(algorithm.name, signed).digest() != digest:
            raise ValueError("digest")
        attributes = signer.children()[3]
        # What is signed is the set itself, not its implicit tag (RFC 5652, 5.4).
        signed = b"\x31" + attributes.whole[1:]
    is_pss = inside[3].child(0, 0x06).oid == _PSS
    for certificate in certificates[0].children():
        key = x509.load_der_x509_certificate(certificate.whole).public_key()
        try:
            _verify(key, inside[4].content, signed, algorithm, is_pss=is_pss)
        except (TypeError, InvalidSignature):
            continue  # a certificate of the chain above the signer
        return
    raise ValueError("no certificate of the signer")


def _verify(
    key: Any, signature: bytes, signed: bytes, algorithm: hashes.HashAlgorithm, *, is_pss: bool
) -> None:
    if isinstance(key, rsa.RSAPublicKey):
        padded: Any = padding.PKCS1v15()
        if is_pss:
            padded = padding.PSS(padding.MGF1(algorithm), padding.PSS.AUTO)
        key.verify(signature, signed, padded, algorithm)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, signed, ec.ECDSA(algorithm))
    else:
        raise TypeError(key)
