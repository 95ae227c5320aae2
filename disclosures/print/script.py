"""What the loudspeaker reads of a notice: one to three minutes, every figure in words.

Always Vietnamese, whatever the page's language: it is said to a whole village.
"""

import datetime as dt
import re
from dataclasses import dataclass

from disclosures.rules.numerals import Dialect
from disclosures.rules.read_aloud import read_aloud

# Syllables a minute of an announcer who reads so that a field away it is understood.
PACE = 150
LEAST, MOST = PACE, 3 * PACE
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class Told:
    """What a script is made of: public words of the notice and its dates."""

    organ: str
    title: str
    summary: str
    paragraphs: tuple[str, ...]
    posted_until: dt.date | None
    comments_until: dt.date | None
    phone: str


@dataclass(frozen=True, slots=True)
class Script:
    """Paragraphs as they are read, and about how long it takes."""

    paragraphs: tuple[str, ...]
    seconds: int


def syllables(text: str) -> int:
    """How many syllables a Vietnamese text has: they stand apart."""
    return len(re.findall(r"\w+", text))


def script(told: Told, dialect: Dialect) -> Script:
    """The script in the words of a region. A short notice is said twice, a long one is cut."""
    opening = f"Kính thưa bà con. {told.organ} xin thông báo: {told.title.rstrip('.')}."
    ending = " ".join(_ending(told))
    fixed = [read_aloud(part, dialect) for part in (opening, told.summary, ending) if part]
    room = MOST - sum(map(syllables, fixed))
    body = _fitting([read_aloud(part, dialect) for part in told.paragraphs], room)
    parts = [*fixed[:-1], *body, fixed[-1]]
    if sum(map(syllables, parts)) < LEAST:
        parts += ["Xin nhắc lại.", *fixed]
    spoken = sum(map(syllables, parts))
    return Script(tuple(parts), round(spoken * 60 / PACE))


def _ending(told: Told) -> list[str]:
    said = []
    if told.posted_until:
        said.append(f"Thông báo được niêm yết đến hết ngày {told.posted_until:%d/%m/%Y}.")
    if told.comments_until:
        said.append(f"Bà con góp ý đến hết ngày {told.comments_until:%d/%m/%Y}.")
    if told.phone:
        said.append(f"Cần hỏi thêm, xin gọi số {told.phone}.")
    return [*said, "Xin cảm ơn bà con."]


def _fitting(paragraphs: list[str], room: int) -> list[str]:
    """Whole sentences as long as there is room; a sentence is never broken off."""
    kept: list[str] = []
    for paragraph in paragraphs:
        sentences = []
        for sentence in _SENTENCE.split(paragraph):
            room -= syllables(sentence)
            if room < 0:
                break
            sentences.append(sentence)
        kept += [" ".join(sentences)] if sentences else []
        if room < 0:
            break
    return kept
