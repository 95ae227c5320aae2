"""Rows of a statutory form in a file, and how each is made of the others."""

import difflib
from collections.abc import Sequence

from disclosures.search.fold import fold
from disclosures.tables.labels import label_level
from disclosures.tables.schema import FormRow


def match_form_rows(form: Sequence[FormRow], labels: Sequence[str]) -> dict[str, int]:
    """Which row of the table is which row of the form, by its words, in the form's order."""
    found: dict[str, int] = {}
    folded = [_bare_label(label) for label in labels]
    start = 0
    for form_row in form:
        wanted = _bare_label(form_row.title)
        best = max(
            range(start, len(folded)),
            key=lambda at: difflib.SequenceMatcher(None, wanted, folded[at]).ratio(),
            default=None,
        )
        if best is None:
            break
        if difflib.SequenceMatcher(None, wanted, folded[best]).ratio() >= 0.82:
            found[form_row.code] = best
            start = best + 1
    return found


def form_parts(form_row: FormRow, form: Sequence[FormRow]) -> list[tuple[int, str]]:
    """The rows that a form row is made of, with their signs."""
    rule = form_row.formula
    if rule == "sum:children":
        depth = form_row.code.count(".") + 1
        return [
            (1, row.code)
            for row in form
            if row.code.startswith(form_row.code + ".") and row.code.count(".") == depth
        ]
    if rule.startswith("sum:"):
        return [(1, code) for code in rule.removeprefix("sum:").split(",")]
    first, _minus, second = rule.partition("-")
    return [(1, first), (-1, second)]


def _bare_label(label: str) -> str:
    return fold(label[label_level(label).prefix_length :])
