"""Tokens in letters: they open a follower's page, and the database knows only their hashes."""

import base64
import hashlib

from django.utils.crypto import salted_hmac

_SALT = "disclosures.rules.tokens"


def token(purpose: str, seed: bytes) -> str:
    """The token of a random seed: 43 letters that nobody without the secret key can make.

    It is made again for every letter instead of being stored, so that a copy of the database
    opens nobody's page.
    """
    digest = salted_hmac(f"{_SALT}.{purpose}", bytes(seed), algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def token_hash(text: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(text.encode()).hexdigest()
