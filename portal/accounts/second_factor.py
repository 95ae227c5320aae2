"""The second factor of staff: a time-based password, and codes on paper for the day it is lost.

What it is not: the moment of asking for it, which is `stages`, and the pages, which are `views`.
"""

import base64
import hmac
import re
import secrets
import time
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.timezone import now

from portal.accounts import one_time
from portal.accounts.models import RecoveryCode, User

RECOVERY_CODES = 10
# In the session of whoever showed it; the account's own hash ends sessions from before.
MARK = "second_factor"


def is_needed(user: User) -> bool:
    """Whether this person gets no further without one."""
    return user.second_factor_at is not None or settings.STAFF_MFA_REQUIRED


def was_shown(request: HttpRequest, user: User) -> bool:
    """Whether the session belongs to somebody who showed it when signing in."""
    return bool(request.session.get(MARK) == user.pk)


def mark(request: HttpRequest, user: User) -> None:
    """Remember in the session that `user` showed it."""
    request.session[MARK] = user.pk


def sealed(key: bytes) -> str:
    """A key as it may lie in the database or a session: nobody reads it without SECRET_KEY."""
    return _box().encrypt(key).decode()


def unsealed(text: str) -> bytes | None:
    """The key again; None where it was sealed under another SECRET_KEY."""
    try:
        return _box().decrypt(text.encode())
    except InvalidToken:
        return None


def set_up(user: User, sealed_key: str, typed: str) -> list[str]:
    """Make the key the person's second factor; their recovery codes, or none if `typed` is wrong.

    Ends every other session of the account.
    """
    key = unsealed(sealed_key)
    step = _step(typed, key, after=0) if key else None
    if step is None:
        return []
    user.second_factor_key, user.second_factor_step = sealed_key, step
    user.second_factor_at = now()
    with transaction.atomic():
        user.save(
            update_fields=["second_factor_key", "second_factor_step", "second_factor_at"],
        )
        return new_recovery_codes(user)


def accepts(user: User, typed: str) -> bool:
    """Whether `typed` is a password of this moment or an unused recovery code; it counts once."""
    with transaction.atomic():
        # The lock lets two requests with one password not both pass.
        held = User.objects.select_for_update().get(pk=user.pk)
        key = unsealed(held.second_factor_key)
        step = _step(typed, key, after=held.second_factor_step) if key else None
        if step is None:
            digest = _digest(typed)
            return bool(RecoveryCode.objects.filter(person=held, digest=digest).delete()[0])
        held.second_factor_step = step
        held.save(update_fields=["second_factor_step"])
        return True


def forget(user: User) -> None:
    """Take the second factor away, and end every session that was opened with it."""
    user.second_factor_key, user.second_factor_step, user.second_factor_at = "", 0, None
    with transaction.atomic():
        user.save(update_fields=["second_factor_key", "second_factor_step", "second_factor_at"])
        RecoveryCode.objects.filter(person=user).delete()


def new_recovery_codes(user: User) -> list[str]:
    """Ten codes of 50 random bits in place of the old ones; only their digests are kept."""
    codes = [
        base64.b32encode(secrets.token_bytes(7)).decode().lower()[:10]
        for _number in range(RECOVERY_CODES)
    ]
    with transaction.atomic():
        RecoveryCode.objects.filter(person=user).delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(person=user, digest=_digest(code)) for code in codes
        )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _step(typed: str, key: bytes, *, after: int) -> int | None:
    digits = re.sub(r"\s", "", typed)
    # The real clock even in a sample: telephones know no other.
    return one_time.step_of(digits, key, now=one_time.step_at(time.time()), after=after)


def _digest(code: str) -> str:
    plain = re.sub(r"[^a-z2-7]", "", code.lower())
    return salted_hmac("portal.accounts.recovery", plain, algorithm="sha256").hexdigest()


def _box() -> Fernet:
    key = hmac.digest(settings.SECRET_KEY.encode(), b"portal.accounts.second_factor", sha256)
    return Fernet(base64.urlsafe_b64encode(key))
