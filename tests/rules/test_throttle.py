"""Which senders count as one network."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.rules import throttle


@pytest.mark.parametrize(
    ("address", "prefix"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("203.0.113.255", "203.0.113.0/24"),
        ("203.0.114.7", "203.0.114.0/24"),
        ("2001:db8:1:2::5", "2001:db8:1::/48"),
        ("2001:db8:1:ffff::5", "2001:db8:1::/48"),
        ("2001:db8:2::5", "2001:db8:2::/48"),
        ("::ffff:203.0.113.7", "203.0.113.0/24"),
        ("fe80::1%eth0", "fe80::/48"),
        ("", "unknown"),
        ("localhost", "unknown"),
        ("203.0.113", "unknown"),
        ("203.0.113.7:8000", "unknown"),
    ],
)
def test_an_address_counts_by_its_network(address, prefix):
    assert throttle.prefix(address) == prefix


@settings(deadline=None)
@given(st.ip_addresses(v=4) | st.ip_addresses(v=6))
def test_no_whole_address_is_kept(address):
    assert throttle.prefix(str(address)).endswith(("/24", "/48"))
    assert throttle.prefix(str(address)) != f"{address}/{address.max_prefixlen}"


@settings(deadline=None)
@given(st.text(max_size=20))
def test_any_text_has_a_bucket(text):
    assert throttle.prefix(text)
