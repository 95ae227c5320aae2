"""Messages to browsers: which addresses are those of push services, which keys are keys."""

import base64
import binascii
from collections.abc import Sequence
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.http.request import validate_host

# An uncompressed point on P-256 and sixteen bytes (RFC 8291, section 3).
_POINT, _SECRET = 65, 16
_UNCOMPRESSED = 4
LONGEST = 1000


def is_push_address(endpoint: str, services: Sequence[str]) -> bool:
    """Whether this is an https address at one of the services, `.example.com` naming all hosts
    below it. Whoever follows chooses the address, and the portal calls it."""
    try:
        URLValidator(schemes=["https"])(endpoint)
        parts = urlsplit(endpoint)
        port = parts.port
    except (ValidationError, ValueError):
        return False
    strange = parts.username or parts.password or port not in (None, 443)
    host = parts.hostname or ""
    return not strange and len(endpoint) <= LONGEST and validate_host(host, list(services))


def are_keys(p256dh: str, auth: str) -> bool:
    """Whether a message can be encrypted with them."""
    point, secret = decoded(p256dh), decoded(auth)
    if len(point) != _POINT or point[0] != _UNCOMPRESSED or len(secret) != _SECRET:
        return False
    try:
        # Most bytes of this length are no point of the curve, and encrypt nothing.
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        return False
    return True


def decoded(text: str) -> bytes:
    """Bytes from unpadded Base64url; none where it is something else."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""


def encoded(data: bytes) -> str:
    """Unpadded Base64url."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
