"""One-time passwords from a shared key and the time (RFC 6238 over RFC 4226). Pure."""

import base64
import hmac
import secrets
from urllib.parse import quote, urlencode

PERIOD = 30  # seconds
DIGITS = 6
# One step early or late: clocks of telephones differ, and typing takes time (RFC 6238, 5.2).
TOLERANCE = 1


def new_key() -> bytes:
    """160 random bits, as RFC 4226 section 4 recommends."""
    return secrets.token_bytes(20)


def spelled(key: bytes) -> str:
    """The key as authenticators take it when it is typed: base32 without padding."""
    return base64.b32encode(key).decode().rstrip("=")


def code(key: bytes, step: int, *, digits: int = DIGITS) -> str:
    """The password of one step: HMAC-SHA-1, truncated as RFC 4226 section 5.3 says."""
    mac = hmac.digest(key, step.to_bytes(8, "big"), "sha1")
    offset = mac[-1] & 0x0F
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_at(seconds: float) -> int:
    """The step that a moment (seconds since 1970) falls into."""
    return int(seconds) // PERIOD


def step_of(typed: str, key: bytes, *, now: int, after: int) -> int | None:
    """Which step near `now` has this password; None if none has, or only one not above `after`.

    `after` is the step accepted last: a password counts once (RFC 6238, 5.2).
    """
    near = range(max(now - TOLERANCE, after + 1), now + TOLERANCE + 1)
    found = [step for step in near if hmac.compare_digest(code(key, step), typed)]
    return found[0] if found else None


def address(key: bytes, *, issuer: str, account: str) -> str:
    """The otpauth address that authenticators read from a QR code (Key URI Format)."""
    query = urlencode(
        {"secret": spelled(key), "issuer": issuer, "digits": DIGITS, "period": PERIOD},
        quote_via=quote,
    )
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?{query}"
