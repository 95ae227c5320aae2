"""Judges ID tokens as OpenID Connect Core 1.0 section 3.1.3.7 asks. Pure: no network, no clock."""

import base64
import hmac
import json
from collections.abc import Iterable
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

MAX_LENGTH = 16 * 1024
# How far the provider's clock may be from ours, and how old a token may be when it comes.
SKEW = 60
MAX_AGE = 10 * 60

Claims = dict[str, Any]
Key = dict[str, Any]


class BadToken(Exception):
    """The token proves nothing; says why, without anything that stood in it."""


class UnknownKey(BadToken):
    """It names a key that the provider did not publish yet when it was asked last."""


def claims(token: str, keys: Iterable[Key], *, issuer: str, client_id: str) -> Claims:
    """What a token signed by the provider, and meant for us, says.

    Raises BadToken, or UnknownKey where newer keys may help. RS256 and ES256 are taken, whatever
    else the token calls itself: `none` and shared secrets never are.
    """
    if len(token) > MAX_LENGTH or token.count(".") != 2:
        raise BadToken("not three parts of a bearable length")
    head, body, signature = token.split(".")
    header = _object(head)
    key = _chosen(header, keys)
    _check_signature(header["alg"], key, f"{head}.{body}".encode(), _bytes(signature))
    found = _object(body)
    if found.get("iss") != issuer:
        raise BadToken("another issuer")
    audience = found.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if client_id not in audiences:
        raise BadToken("meant for somebody else")
    if found.get("azp", client_id) != client_id or (len(audiences) > 1 and "azp" not in found):
        raise BadToken("given to somebody else")
    if not isinstance(found.get("sub"), str) or not found["sub"]:
        raise BadToken("about nobody")
    return found


def check_moment(found: Claims, *, nonce: str, now: float) -> None:
    """Raises BadToken unless the token was made just now, for the sign-in with this nonce."""
    expires, issued = found.get("exp"), found.get("iat")
    if not _is_moment(expires) or not _is_moment(issued):
        raise BadToken("without its times")
    if expires <= now - SKEW:
        raise BadToken("expired")
    if not now - MAX_AGE <= issued <= now + SKEW:
        raise BadToken("of another time")
    given = found.get("nonce")
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), nonce.encode()):
        raise BadToken("of another sign-in")


def _is_moment(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < 2**40


def _chosen(header: Claims, keys: Iterable[Key]) -> Key:
    kinds = {"RS256": "RSA", "ES256": "EC"}
    if header.get("alg") not in kinds or "crit" in header:
        raise BadToken("signed in a way that is not taken")
    fitting = [
        key
        for key in keys
        if key.get("kty") == kinds[header["alg"]]
        and key.get("use", "sig") == "sig"
        and key.get("alg", header["alg"]) == header["alg"]
        and ("kid" not in header or key.get("kid") == header["kid"])
    ]
    if len(fitting) != 1:
        raise UnknownKey("signed with a key that is not published")
    return fitting[0]


def _check_signature(algorithm: str, key: Key, signed: bytes, signature: bytes) -> None:
    try:
        if algorithm == "RS256":
            numbers = rsa.RSAPublicNumbers(_number(key["e"]), _number(key["n"]))
            if numbers.n.bit_length() < 2048:
                raise BadToken("signed with a key that is too short")
            numbers.public_key().verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
            return
        if key["crv"] != "P-256" or len(signature) != 64:
            raise BadToken("signed on another curve")
        point = ec.EllipticCurvePublicNumbers(_number(key["x"]), _number(key["y"]), ec.SECP256R1())
        r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
        point.public_key().verify(encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, KeyError, TypeError, ValueError) as error:
        raise BadToken("the signature does not hold") from error


def _number(text: str) -> int:
    return int.from_bytes(_bytes(text), "big")


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise BadToken("not in base64url") from error


def _object(part: str) -> Claims:
    try:
        found = json.loads(_bytes(part))
    except (ValueError, RecursionError) as error:
        raise BadToken("not JSON") from error
    if not isinstance(found, dict):
        raise BadToken("not an object")
    return found
