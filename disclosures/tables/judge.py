"""Judges a file against a schema as a careful person would: takes it, asks, or refuses it.

This is the one way from bytes to a checked table; the wizard of the site and the command
`check_table` both go it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from disclosures.tables import private_cells, registers
from disclosures.tables.checked import CellError, CheckedTable, Context
from disclosures.tables.find import Choices, Found, find
from disclosures.tables.read_workbook import read_workbook
from disclosures.tables.schema import Schema
from disclosures.tables.validate import validate
from disclosures.tables.workbook import TableFileError

__all__ = ["Choices", "Found", "Judgement", "check", "find", "judge", "judge_found"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on a file with everything that led to it."""

    verdict: str
    assumptions: tuple[str, ...]
    to_confirm: tuple[str, ...]
    errors: tuple[CellError, ...]
    identifiers: tuple[private_cells.Found, ...] = ()
    found: Found | None = None
    checked: CheckedTable | None = None


def judge(
    content: bytes, schema: Schema, context: Context, choices: Choices | None = None
) -> Judgement:
    """Read, find, match and check. Nothing is raised: a refusal is an answer too."""
    choices = choices or Choices()
    try:
        found = find(read_workbook(content, keep_letters=choices.keep_letters), schema, context,
                     choices)  # fmt: skip
    except TableFileError as refused:
        error = CellError("", 0, "", "", "", refused.message, kind=refused.kind)
        return Judgement("refused", (), (), (error,))
    return judge_found(found, schema, context, choices)


def judge_found(found: Found, schema: Schema, context: Context, choices: Choices) -> Judgement:
    """Check a table that was found."""
    checked = check(found, schema, context, choices)
    identifiers = private_cells.find(
        found.workbook, found.sheet, found.layout, schema, found.mapping
    )
    errors = [*checked.errors]
    if not checked.rows:
        message = _("The table has no rows. Its header must name: %(columns)s.") % {
            "columns": ", ".join(f"“{c.title}”" for c in schema.columns if c.is_required)
        }
        errors.append(CellError("", 0, "", "", "", message, kind="no-rows"))
    to_confirm = [*checked.to_confirm, *_about_identifiers(identifiers)]
    if any(error.level == "error" for error in errors):
        verdict = "refused"
    else:
        verdict = "needs_confirmation" if to_confirm else "imports"
    return Judgement(
        verdict, checked.assumptions, tuple(to_confirm), tuple(errors), identifiers, found, checked
    )


def check(found: Found, schema: Schema, context: Context, choices: Choices) -> CheckedTable:
    """All cells of a found table, with the choices of the person."""
    unit = choices.money_unit or found.layout.money_unit
    checked = validate(
        found.sheet,
        found.layout,
        schema,
        found.mapping,
        replace(context, money_unit=unit),
        choices.overrides,
    )
    notes = (*found.workbook.assumptions, *found.notes, *checked.assumptions)
    wrong, doubtful = registers.sensitive_cells(schema, found.mapping, checked)
    asked = (*found.to_confirm, *checked.to_confirm, *doubtful)
    errors = (*checked.errors, *wrong)
    return replace(checked, errors=errors, assumptions=notes, to_confirm=asked)


def _about_identifiers(identifiers: Sequence[private_cells.Found]) -> list[str]:
    """Private data outside the plain cells is put to the person, though none of it is taken."""
    words = {
        "hidden-column": _("hidden columns"),
        "hidden-sheet": _("hidden sheets"),
        "comment": _("comments"),
        "document-properties": _("document properties"),
        "header-footer": _("headers and footers"),
        "defined-name": _("names of ranges and sheets"),
        "pivot-cache": _("caches of pivot tables"),
        "external-link-cache": _("copies of linked files"),
    }
    places = sorted({found.place for found in identifiers} - {"cell"})
    if not places:
        return []
    return [
        _("The file holds private data where nobody looks (%(places)s); it is left out.")
        % {"places": ", ".join(words.get(place, place) for place in places)}
    ]
