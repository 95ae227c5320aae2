"""One-time passwords are those of the published standards, and count once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts import one_time

KEY = b"12345678901234567890"
STEPS = st.integers(2, 2**40)


@pytest.mark.parametrize(
    ("counter", "password"),
    [
        (0, "755224"),
        (1, "287082"),
        (2, "359152"),
        (3, "969429"),
        (4, "338314"),
        (5, "254676"),
        (6, "287922"),
        (7, "162583"),
        (8, "399871"),
        (9, "520489"),
    ],
)
def test_passwords_are_those_of_rfc_4226_appendix_d(counter, password):
    assert one_time.code(KEY, counter) == password


@pytest.mark.parametrize(
    ("seconds", "password"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_passwords_are_those_of_rfc_6238_appendix_b(seconds, password):
    assert one_time.code(KEY, one_time.step_at(seconds), digits=8) == password


@given(st.binary(min_size=20, max_size=20), STEPS, st.sampled_from([-1, 0, 1]))
def test_a_password_counts_a_step_early_or_late_and_never_twice(key, now, off):
    typed = one_time.code(key, now + off)
    found = one_time.step_of(typed, key, now=now, after=0)
    assert found is not None and abs(found - now) <= 1
    again = one_time.step_of(typed, key, now=now, after=now + 1)
    assert again is None


@given(STEPS, st.integers(2, 1000))
def test_a_password_of_another_time_does_not_count(now, far):
    near = {one_time.code(KEY, step) for step in (now - 1, now, now + 1)}
    typed = one_time.code(KEY, now + far)
    assert (one_time.step_of(typed, KEY, now=now, after=0) is None) == (typed not in near)


@given(st.text(max_size=8))
def test_whatever_is_typed_is_judged_and_not_stumbled_over(typed):
    near = {one_time.code(KEY, step) for step in (9, 10, 11)}
    if typed.isascii():
        assert (one_time.step_of(typed, KEY, now=10, after=0) is None) == (typed not in near)


def test_the_address_for_authenticators_names_portal_and_person():
    address = one_time.address(KEY, issuer="Công khai xã", account="can-bo")
    assert address == (
        "otpauth://totp/C%C3%B4ng%20khai%20x%C3%A3:can-bo?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        "&issuer=C%C3%B4ng%20khai%20x%C3%A3&digits=6&period=30"
    )
