"""Receipt codes of comments: shown once to the sender, stored as a hash alone."""

import hashlib
import secrets

# Crockford's base32: no letter that is taken for a digit. 16 of them are 80 random bits.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16


def new_code() -> str:
    """A fresh receipt code, unrelated to the comment's public number."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def receipt_hash(code: str) -> str:
    """What is stored of a receipt code: SHA-256 of its letters and digits in capitals."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
