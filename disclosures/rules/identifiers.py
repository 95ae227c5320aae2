"""Finds personal identifiers in text: patterns, checks and context words from the catalogue."""

import bisect
import datetime as dt
import functools
import itertools
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from disclosures.catalogue.identifiers import Identifier, cccd_provinces, identifiers, other_words
from disclosures.rules.disguise import see_through

CONTEXT_REACH = 40
_REACH_AFTER = 25
# Mobile phones block although the law catalogue only warns (decisions, What is public).
_BLOCKING = frozenset({"phone-mobile"})
_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
# No pattern but those of words and addresses can match a text with fewer digits.
_DIGITS = re.compile(r"\d(?:\D{0,3}\d){3}")
# Six digits near each other, or an address: what holds neither holds nothing that blocks.
# Only the first digit of a run is tried.
_WORTH_A_LOOK = re.compile("[\\d@](?:(?<=@)|(?<!\\d\\d)(?:[^\\d\0]{0,4}+\\d){5})")
_MONEY = re.compile(r"\d{1,3}(?:[. ]\d{3})+")
_DATE = re.compile(r"\d{1,2}[-. ]\d{1,2}[-. ](?:19|20)\d\d|(?:19|20)\d\d[-. ]\d{1,2}[-. ]\d{1,2}")
_UNIT = re.compile(r"\s*(?:đồng|đ\b|vnđ|vnd|triệu|tỷ|nghìn|m2|ha\b|%|km\b|kg\b)", re.I)
# The word before it belongs to the number that follows the word.
_OWN_NUMBER = re.compile(r"\W{0,4}(?:số\W{0,3})?[A-Z]{0,2}\d{3}", re.I)


@dataclass(frozen=True, slots=True)
class Span:
    """One finding: half open, in code points; `level` is block or advise."""

    kind: str
    start: int
    end: int
    level: str


def scan(text: str, header: str = "", *, published: Collection[str] = ()) -> list[Span]:
    """All identifiers in `text`, in order; of overlapping ones the blocking, then the nearer.

    `header` is the column's header where the text is a cell: it counts as context. `published`
    are phone numbers that an office itself makes known; they are no finding.
    """
    plain = see_through(text)
    header = see_through(header).text
    allowed = {_digits(number) for number in published}
    found: list[tuple[bool, int, int, Span]] = []
    for identifier in _worth_trying(plain.text):
        for match in _compiled(identifier.regex, 0).finditer(plain.text):
            distance = _distance(identifier, match, plain.text, header)
            if distance is None or _digits(match.group(0)) in allowed:
                continue
            level = _level(identifier)
            span = Span(identifier.id, match.start(), match.end(), level)
            found.append((level != "block", distance, span.start - span.end, span))
    ranked = sorted(_longest_of_each_kind(found), key=lambda each: each[:3])
    kept = _apart(span for *_rank, span in ranked)
    return [Span(s.kind, *plain.original(s.start, s.end), s.level) for s in kept]


def _longest_of_each_kind(
    found: list[tuple[bool, int, int, Span]],
) -> list[tuple[bool, int, int, Span]]:
    """Without those that lie inside a longer one of their kind: +84 belongs to its number.

    One pass, as a page of numbers has thousands.
    """
    places = [(each[3].start, -each[3].end, at) for at, each in enumerate(found)]
    reach: dict[str, tuple[int, int]] = {}
    kept = []
    for start, minus_end, at in sorted(places):
        kind = found[at][3].kind
        widest = reach.get(kind, (-1, -1))
        # What began before, or here and ends later, and has not ended yet, is longer.
        if widest[1] < -minus_end or widest == (start, -minus_end):
            kept.append(at)
        if widest[1] < -minus_end:
            reach[kind] = (start, -minus_end)
    return [found[at] for at in sorted(kept)]


def _apart(spans: Iterable[Span]) -> list[Span]:
    """In the order of the text, each that overlaps none given before it."""
    kept: list[Span] = []
    for span in spans:
        at = bisect.bisect_left(kept, span.start, key=lambda other: other.start)
        if at and kept[at - 1].end > span.start:
            continue
        if at < len(kept) and kept[at].start < span.end:
            continue
        kept.insert(at, span)
    return kept


def blocking(text: str, header: str = "", *, published: Collection[str] = ()) -> list[Span]:
    """Only the findings that stop a publication or a comment."""
    return [span for span in scan(text, header, published=published) if span.level == "block"]


def worth_a_look(texts: Sequence[str]) -> list[int]:
    """The positions of those among many short texts that may hold something that blocks.

    One look goes over all of them, so that a column of words costs little.
    """
    joined = "\0".join(texts)
    if joined.count("\0") >= len(texts) > 0:
        joined = "\0".join(text.replace("\0", " ") for text in texts)
    found: list[int] = []
    number = seen = 0
    for match in _WORTH_A_LOOK.finditer(joined):
        number += joined.count("\0", seen, match.start())
        seen = match.start()
        if not found or found[-1] < number:
            found.append(number)
    return found


def _level(identifier: Identifier) -> str:
    blocks = identifier.action == "block" or identifier.id in _BLOCKING
    return "block" if blocks else "advise"


def _worth_trying(text: str) -> tuple[Identifier, ...]:
    if _DIGITS.search(text):
        return identifiers()
    if text.isdecimal() or len(text) < 3:
        return ()
    return _needing_no_digits() if "@" not in text else identifiers()


@functools.cache
def _needing_no_digits() -> tuple[Identifier, ...]:
    return tuple(one for one in identifiers() if one.id in {"sensitive-words", "house-address"})


@functools.cache
def _compiled(regex: str, flags: int) -> re.Pattern[str]:
    return re.compile(regex, flags)


def _distance(identifier: Identifier, match: re.Match[str], text: str, header: str) -> int | None:
    """How far the word stands that makes the match an identifier; None where it is none."""
    if identifier.validator and not _VALIDATORS[identifier.validator](match.group(0)):
        return None
    if match.group(0)[0] in "123456789" and _UNIT.match(text, match.end()):
        return None
    near = text[max(0, match.start() - CONTEXT_REACH) : match.end() + CONTEXT_REACH]
    if identifier.never_near and _compiled(identifier.never_near, re.I).search(f"{header} {near}"):
        return None
    if not identifier.context:
        return 5
    context = _context(identifier.context, header)
    if identifier.reads_header and context.search(header):
        return 0
    before = text[max(0, match.start() - CONTEXT_REACH) : match.start()]
    context = _context(identifier.context, before)
    return _word_before(identifier, context, before) or _word_after(context, match, text)


def _context(words: str, near: str) -> re.Pattern[str]:
    """The pattern of context words; typed without accents where there are none around."""
    return _compiled(without_accents(words) if near.isascii() else words, re.I)


@functools.cache
def without_accents(pattern: str) -> str:
    """A pattern that matches the same words as people type them without a Vietnamese keyboard."""
    apart = unicodedata.normalize("NFD", pattern.replace("đ", "d").replace("Đ", "D"))
    return re.sub(r"[\u0300-\u036f]", "", apart)


def _word_before(identifier: Identifier, context: re.Pattern[str], before: str) -> int | None:
    words = list(context.finditer(before))
    if not words:
        return None
    gap = before[words[-1].end() :]
    if identifier.between and _compiled(identifier.between, re.I).search(gap):
        return None
    family = identifier.id.split("-")[0]
    if any(_context(other, before).search(gap) for other in other_words(family)):
        return None
    return 1 + len(gap)


def _word_after(context: re.Pattern[str], match: re.Match[str], text: str) -> int | None:
    after = text[match.end() : match.end() + _REACH_AFTER]
    word = context.search(after)
    if word is None or re.search(r"\d{3}", after[: word.start()]):
        return None
    if _OWN_NUMBER.match(text, match.end() + word.end()):
        return None
    return CONTEXT_REACH + word.start()


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def is_cccd(digits: str, today: dt.date | None = None) -> bool:
    """Whether 12 digits have a province's code and a plausible year of birth."""
    is_known = len(digits) == 12 and digits[:3] in cccd_provinces()
    return is_known and _was_born(digits, today or dt.date.today())


def _was_born(digits: str, today: dt.date) -> bool:
    century = int(digits[3])
    year = 1900 + 100 * (century // 2) + int(digits[4:6])
    return century <= 3 and year <= today.year


def is_tax_code(digits: str) -> bool:
    """Whether the tenth digit is the check digit of the first nine."""
    if len(digits) not in {10, 13} or digits[2:9] == "0" * 7 or digits[10:] == "000":
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_TAX_WEIGHTS, digits[:9], strict=True))
    return 10 - total % 11 == int(digits[9])


def _counts_up(text: str) -> bool:
    """070 071 072 073: a row of the budget's codes, which has the length of an identity number."""
    codes = [int(group) for group in re.findall(r"\d+", text)]
    return len(codes) == 4 and all(0 < b - a < 4 for a, b in itertools.pairwise(codes))


def _is_account(text: str) -> bool:
    return not (_MONEY.fullmatch(text) or _DATE.fullmatch(text))


def _is_mobile(text: str) -> bool:
    return not re.fullmatch(r"84(?:[. ]\d{3}){3}", text)


def _is_past(text: str) -> bool:
    years = re.findall(r"(?:19|20)\d\d", text)
    return bool(years) and int(years[-1]) <= dt.date.today().year


_VALIDATORS: dict[str, Callable[[str], bool]] = {
    "ok_cccd": lambda text: is_cccd(_digits(text)) and not _counts_up(text),
    "ok_cccd_without_zero": lambda text: is_cccd(f"0{_digits(text)}"),
    "ok_born": lambda text: _was_born(_digits(text), dt.date.today()),
    "ok_card": lambda text: not _MONEY.fullmatch(text[2:].strip(" .-")),
    "ok_mst": lambda text: is_tax_code(_digits(text)),
    "ok_account": _is_account,
    "ok_account_not_round": lambda text: _is_account(text) and not text.endswith("000"),
    "ok_mobile": _is_mobile,
    "ok_past": _is_past,
    "ok_own_address": lambda text: not text.lower().rstrip(".").endswith(".gov.vn"),
}
