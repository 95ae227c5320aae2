"""Refuses a register of persons whole, by its headers; finds sensitive words beside names.

A register of staff or residents uploaded by mistake is not repaired column by column: what it
holds must not come near the portal (it happened elsewhere). Messages name columns, never values.
"""

import itertools
import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from disclosures.catalogue.sensitive import Words, header_groups, registers, sensitive_words
from disclosures.search.fold import fold, fold_all
from disclosures.tables.checked import CellError, CheckedTable
from disclosures.tables.schema import Column, Schema
from disclosures.tables.workbook import Sheet, TableFileError, Workbook, address
from disclosures.vocabulary import PrivacyClass

_HEADERS_AMONG = 60
_LONGEST = 80
_MOST = 20


def refuse_registers(workbook: Workbook) -> None:
    """Raise TableFileError for a workbook one of whose sheets is a register of persons."""
    for sheet in workbook.sheets:
        columns = _register_columns(sheet)
        if columns:
            raise TableFileError(
                _(
                    "This looks like a register of staff or residents (sheet “%(sheet)s”: "
                    "%(columns)s). Such a file is never published. Nothing of it was stored. "
                    "Make a list with only the columns that the notice needs."
                )
                % {"sheet": sheet.name, "columns": ", ".join(f"“{c}”" for c in columns[:8])},
                kind="register",
            )


def _register_columns(sheet: Sheet) -> list[str]:
    """The headers that make the sheet a register; a header may have two storeys."""
    rows = sheet.rows[:_HEADERS_AMONG]
    for at in range(len(rows)):
        found: dict[str, tuple[str, str]] = {}
        for storeys in itertools.zip_longest(*rows[at : at + 2]):
            name, weight, header = _group_of(storeys, found.keys())
            if name:
                found[name] = (weight, header)
        if _is_register(Counter(weight for weight, _header in found.values())):
            return [header for _weight, header in found.values()]
    return []


def _group_of(storeys: Sequence[object], known: Container[str]) -> tuple[str, str, str]:
    """The first new group that a column's header speaks of; one column is one thing."""
    for cell in storeys:
        if isinstance(cell, str) and len(cell) <= _LONGEST:
            folded = fold(cell)
            for name, weight, pattern in header_groups():
                if name not in known and pattern.search(folded):
                    return name, weight, cell
    return "", "", ""


def _is_register(weights: Counter[str]) -> bool:
    for known in registers():
        others = sum(weights.values()) - weights["staff"]
        if (
            weights["staff"] >= known.staff
            and weights["intimate"] >= known.intimate
            and weights["number"] >= known.number
            and others >= known.others
        ):
            return True
    return False


def sensitive_cells(
    schema: Schema, mapping: Mapping[str, int], checked: CheckedTable
) -> tuple[list[CellError], list[str]]:
    """In a table that names persons: cells that must not stand beside a name, and what to ask."""
    if not schema.has_persons():
        return [], []
    errors: list[CellError] = []
    asked: list[str] = []
    for row, column, text, words in _sensitive_texts(schema, checked):
        at = checked.row_numbers[row] if checked.row_numbers else row + 1
        place = address(at, mapping[column]) if column in mapping else ""
        if words.level == "refused" and len(errors) < _MOST:
            message = _(
                "“%(words)s” must not stand beside a name. Take it out, or take the row out."
            ) % {"words": text[:60]}
            title = schema.column(column).title
            errors.append(
                CellError(place, at, column, title, text[:200], message, kind="sensitive")
            )
        elif words.level == "asked":
            asked.append(place or str(at))
    if not asked:
        return errors, []
    message = _(
        "Words about health, belief, family or crime stand beside names (%(cells)s). "
        "Is it certain that they may be published?"
    ) % {"cells": ", ".join(asked[:8]) + ("…" if len(asked) > 8 else "")}
    return errors, [message]


def _sensitive_texts(
    schema: Schema, checked: CheckedTable
) -> Iterator[tuple[int, str, str, Words]]:
    """(row, column, text, list whose words it holds) of the cells that the public would see."""
    columns = [
        (at, name)
        for at, name in enumerate(checked.columns)
        if _has_free_words(schema.column(name))
    ]
    texts = {row[at] for row in checked.rows for at, _name in columns}
    known = _holding_words([text for text in texts if isinstance(text, str)])
    if not known:
        return
    for number, row in enumerate(checked.rows):
        for at, name in columns:
            if row[at] in known:
                yield number, name, str(row[at]), known[row[at]]


def _has_free_words(column: Column) -> bool:
    return (
        column.unit == "text"
        and not column.values
        and column.privacy == PrivacyClass.NONE
        and column.role != "village"
    )


def _holding_words(texts: Sequence[str]) -> dict[object, Words]:
    """Those of `texts` that hold words of a list, with the first such list."""
    any_word = re.compile("|".join(words.pattern.pattern for words in sensitive_words()))
    return {
        text: next(words for words in sensitive_words() if words.pattern.search(folded))
        for text, folded in zip(texts, fold_all(texts), strict=True)
        if any_word.search(folded)
    }
