"""What an erasure does to the cells of one commitment: digests stay, values and salts go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from disclosures.rules.hashing import SALT_BYTES, Cell, b64url, cell_digest

_NO_SALT = bytes(SALT_BYTES)


@dataclass(frozen=True, slots=True)
class Target:
    """Cells of one commitment: whose subject, in which entry, under which name."""

    subject: str
    idx: int
    name: str
    row: int
    cols: tuple[str, ...]


def destroy(
    names: Sequence[str],
    cols: Sequence[str],
    cells: Sequence[Cell],
    salts: bytes,
    at: Iterable[int],
) -> tuple[dict[str, str], bytes]:
    """The digests of the cells `at`, by their `names`, and the salts without theirs."""
    erased, left = {}, bytearray(salts)
    for index in at:
        start = index * SALT_BYTES
        salt = bytes(salts[start : start + SALT_BYTES])
        erased[names[index]] = b64url(cell_digest(salt, cols[index], cells[index]))
        left[start : start + SALT_BYTES] = _NO_SALT
    return erased, bytes(left)
