"""How cleaning in the child says what it found: a code, never a sentence and never content."""

import unicodedata
from dataclasses import dataclass

MAX_PIXELS = 60_000_000
# An unpacked archive stays well below the child's memory.
MAX_UNPACKED = 200 * 1024 * 1024
MAX_MEMBERS = 5_000
# Text beyond this is neither searched nor judged; such a file is refused.
MAX_TEXT = 4_000_000
# A page with fewer letters than this, and a picture on it, is taken for a scan: stamps and numbers
# that a program printed onto it are its only letters.
FEW_LETTERS = 100
# In fewer pixels nobody writes a word.
FEWEST_PIXELS = 2_000


class Refused(ValueError):
    """A file that is not taken; the message is one of the codes of `inspect.REASONS`."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The bytes that may be published, and the words in them by page (from 1; 0 for the rest)."""

    media_type: str
    extension: str
    content: bytes
    texts: tuple[tuple[int, str], ...] = ()
    pages: int | None = None
    # What a file that must keep its bytes says of itself, as (name, value).
    properties: tuple[tuple[str, str], ...] = ()
    # Words in such a file that stand on no page, as (place, words): searched, never shown.
    behind: tuple[tuple[str, str], ...] = ()
    # The cells of a workbook, as (name of the sheet, words): `texts` hold them too, unsorted.
    sheets: tuple[tuple[str, str], ...] = ()
    # Pages whose words are a picture; 0 is that of a photograph.
    scanned: tuple[int, ...] = ()


# What PDFium writes for a hyphen at the end of a line, the hyphen that shows only there, and what
# no database takes.
_BROKEN = {0x0: None, 0x2: None, 0xAD: None, 0xFFFE: None}


def readable(text: str) -> str:
    """Words as a parser hands them over, in one spelling and without what nobody can read."""
    whole = text.encode("utf-8", "ignore").decode()
    return unicodedata.normalize("NFC", whole.translate(_BROKEN))
