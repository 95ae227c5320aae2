"""The public text of versions beside their own words: of their files, their tables, their villages.

Many are read at once, so that the whole index is made anew in an hour and not in a night.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from disclosures.models import Attachment, AttachmentPage, Disclosure, PublicRow, Version, Village
from disclosures.rules import identifiers
from disclosures.search.fold import fold

MAX_ROWS = 3_000
# Some 250 pages; what stands behind them in the files of a notice is not searched.
MAX_FILE_LETTERS = 600_000
MAX_VILLAGES = 100
MILLION = 1_000_000

Pairs = Sequence[tuple[Disclosure, Version]]


@dataclass(slots=True)
class Text:
    """What one version is found by, beside its title, summary and body."""

    files: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    villages: list[str] = field(default_factory=list)


def read(versions: Pairs) -> dict[int, Text]:
    """The text of each by the version's id. Five queries, however many they are."""
    found: dict[int, Text] = defaultdict(Text)
    for key, title in Attachment.objects.filter(version__in=_keys(versions)).values_list(
        "version_id", "title"
    ):
        found[key].files.append(title)
    for key, words in _pages(versions):
        found[key].files.append(words)
    for key, words in _cells(versions):
        found[key].cells.append(words)
    for key, name in _villages(versions):
        found[key].villages.append(name)
    return found


def _keys(versions: Pairs) -> list[int]:
    return [version.pk for _disclosure, version in versions]


def _pages(versions: Pairs) -> Iterator[tuple[int, str]]:
    """The words of each page of files, but of those that hold an identifier."""
    phones = {version.pk: disclosure.unit.phone for disclosure, version in versions}
    letters: dict[int, int] = defaultdict(int)
    pages = AttachmentPage.objects.searchable().filter(attachment__version__in=_keys(versions))
    for page in pages.select_related("attachment").iterator(chunk_size=200):
        key = page.attachment.version_id
        letters[key] += len(page.words)
        if letters[key] > MAX_FILE_LETTERS:
            continue
        published = (phones[key],) if phones[key] else ()
        if not identifiers.blocking(page.words, published=published):
            yield key, page.words


def _cells(versions: Pairs) -> Iterator[tuple[int, str]]:
    rows = PublicRow.objects.filter(
        table__version__in=_keys(versions), table__has_person_rows=False, position__lte=MAX_ROWS
    )
    known: dict[int, int] = defaultdict(int)
    for key, cells in (
        rows.order_by("table__version", "table__number", "position")
        .values_list("table__version_id", "cells")
        .iterator(chunk_size=2_000)
    ):
        known[key] += 1
        if known[key] <= MAX_ROWS:
            yield key, " ".join(filter(None, map(cell_words, cells)))


def cell_words(cell: object) -> str:
    """What a cell is found by: its words; a large figure in đồng and in millions, as pages show."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool) or not isinstance(cell, int | float) or abs(cell) < 1000:
        return ""
    if abs(cell) < MILLION:
        return f"{cell:.0f}"
    return f"{cell:.0f} {f'{cell / MILLION:.2f}'.rstrip('0').rstrip('.').replace('.', ',')}"


def _villages(versions: Pairs) -> Iterator[tuple[int, str]]:
    """Villages of the commune that the text names, and those that rows are counted by, sorted."""
    named: dict[int, set[str]] = defaultdict(set)
    counted = PublicRow.objects.filter(table__version__in=_keys(versions)).exclude(village="")
    for key, name in counted.order_by().values_list("table__version_id", "village").distinct():
        if len(named[key]) < MAX_VILLAGES:
            named[key].add(name)
    units = {disclosure.unit_id for disclosure, _version in versions}
    of_unit: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for unit, name, folded in Village.objects.filter(unit__in=units).values_list(
        "unit_id", "name", "folded"
    ):
        of_unit[unit].append((name, folded))
    for disclosure, version in versions:
        text = f" {fold(f'{version.title} {version.summary} {version.body}')} "
        known = of_unit[disclosure.unit_id]
        in_text = {name for name, folded in known if folded and f" {folded} " in text}
        for name in sorted(named[version.pk] | in_text):
            yield version.pk, name
