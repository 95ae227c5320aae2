"""The code printed at the foot of a notice, and what it belongs to."""

from disclosures.models import Decision, Disclosure, LedgerEntry, Version
from disclosures.queries import replica

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Written out, as it runs on every page of a notice.
_LEAVES = """
    SELECT e.leaf_hash FROM ledger_entry e JOIN ledger_log l ON l.id = e.log_id
    WHERE l.unit_code = %s AND e.subject = %s
      AND e.etype IN ('disclosure.published', 'disclosure.amended')
"""


def verification_code(disclosure: Disclosure, version: Version) -> str:
    """The first 60 bits of the publishing entry's leaf hash in Crockford's base 32, 4-4-4.

    Empty until the worker has recorded the publication. One query.
    """
    asked = [disclosure.unit.address_code, disclosure.subject]
    order = " ORDER BY e.idx DESC LIMIT 1"
    if version.pk != disclosure.current_version_id:
        order = " ORDER BY e.idx OFFSET %s LIMIT 1"
        asked.append(version.number - 1)
    with replica.source().cursor() as cursor:
        cursor.execute(_LEAVES + order, asked)
        found = cursor.fetchone()
    return code_of(bytes(found[0])) if found else ""


def verification_codes(disclosure: Disclosure) -> tuple[str, ...]:
    """The code of each version that was published, the first one first. One query."""
    asked = [disclosure.unit.address_code, disclosure.subject]
    with replica.source().cursor() as cursor:
        cursor.execute(_LEAVES + " ORDER BY e.idx", asked)
        return tuple(code_of(bytes(leaf)) for (leaf,) in cursor)


def code_of(leaf_hash: bytes) -> str:
    """A leaf hash as it is printed on paper."""
    bits = int.from_bytes(leaf_hash[:8], "big") >> 4
    letters = "".join(_CROCKFORD[(bits >> shift) & 31] for shift in range(55, -1, -5))
    return "-".join(letters[at : at + 4] for at in range(0, 12, 4))


def find_by_code(code: str) -> tuple[Disclosure, bool] | None:
    """The disclosure that a printed code belongs to, and whether it is the latest version.

    Letters that look alike are taken for each other, as Crockford's base 32 says.
    """
    plain = "".join(c for c in code.upper() if c.isalnum())
    plain = plain.translate(str.maketrans({"O": "0", "I": "1", "L": "1"}))
    if len(plain) != 12 or any(letter not in _CROCKFORD for letter in plain):
        return None
    bits = 0
    for letter in plain:
        bits = bits << 5 | _CROCKFORD.index(letter)
    low = (bits << 4).to_bytes(8, "big") + b"\x00" * 24
    high = ((bits << 4) | 15).to_bytes(8, "big") + b"\xff" * 24
    entry = (
        LedgerEntry.objects.filter(
            leaf_hash__gte=low,
            leaf_hash__lte=high,
            etype__in=("disclosure.published", "disclosure.amended"),
        )
        .values_list("subject", "log_id", "idx")
        .first()
    )
    if entry is None:
        return None
    disclosure = (
        Disclosure.objects.visible()
        .select_related("unit__parent", "kind", "current_version")
        .filter(subject=entry[0])
        .first()
    )
    if disclosure is None:
        return None
    decision = Decision.objects.filter(entry_log=entry[1], entry_idx=entry[2]).first()
    return disclosure, bool(decision and decision.version_id == disclosure.current_version_id)
