"""Finds the table in a workbook: which sheet is meant, where it lies, which column is which."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from disclosures.tables import cells as cell_rules
from disclosures.tables.checked import Context
from disclosures.tables.layout import Layout, find_layout
from disclosures.tables.match import Matcher, in_words, year_in
from disclosures.tables.registers import refuse_registers
from disclosures.tables.rows import BLANK
from disclosures.tables.schema import Column, Schema
from disclosures.tables.workbook import Sheet, TableFileError, Workbook

_SURE = 0.9
_BY_CONTENT = 0.8


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decided otherwise than proposed; nothing of it is needed.

    `sheet` counts visible sheets from 0; `remembered` maps headers, their years in words, to
    columns as last time.
    """

    sheet: int | None = None
    mapping: Mapping[str, int] | None = None
    money_unit: str = ""
    overrides: Mapping[str, str] = field(default_factory=dict)
    keep_letters: bool = False
    remembered: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """A table found in a file: where it lies and which column is which, before any check."""

    workbook: Workbook
    sheets: tuple[Sheet, ...]
    at: int
    layout: Layout
    mapping: dict[str, int]
    notes: tuple[str, ...]
    to_confirm: tuple[str, ...]

    @property
    def sheet(self) -> Sheet:
        return self.sheets[self.at]

    def column_map(self) -> dict[str, str]:
        """The headers that fill each column: what a commune's next file is matched by."""
        headers = self.layout.headers
        return {name: headers[at] for name, at in self.mapping.items() if at < len(headers)}


def find(workbook: Workbook, schema: Schema, context: Context, choices: Choices) -> Found:
    """The table in a workbook.

    Raises TableFileError when every sheet is hidden or blank, and for a register of persons.
    """
    refuse_registers(workbook)
    sheets = tuple(sheet for sheet in workbook.sheets if not sheet.is_hidden and sheet.rows)
    if not sheets:
        raise TableFileError(_("Every sheet of the file is hidden or blank."))
    matcher = Matcher(schema, context.fiscal_year)
    layouts = [find_layout(sheet, schema, matcher) for sheet in sheets]
    notes: list[str] = []
    asked: list[str] = []
    if workbook.exchanged is not None:
        asked.append(
            _("Letters were exchanged (%(name)s): “%(before)s” became “%(after)s”.")
            % {
                "name": workbook.exchanged.name,
                "before": workbook.exchanged.before,
                "after": workbook.exchanged.after,
            }
        )
    at = choices.sheet if choices.sheet is not None and choices.sheet < len(sheets) else None
    if at is None:
        at = _best_sheet(sheets, layouts, matcher, notes, asked)
    layout = layouts[at]
    if choices.mapping is not None:
        mapping = dict(choices.mapping)
    else:
        mapping = _mapping(sheets[at], layout, matcher, context, choices.remembered, notes, asked)
    return Found(workbook, sheets, at, layout, mapping, tuple(notes), tuple(asked))


def _best_sheet(
    sheets: Sequence[Sheet],
    layouts: Sequence[Layout],
    matcher: Matcher,
    notes: list[str],
    asked: list[str],
) -> int:
    """The sheet with most of the schema's columns and with rows; the open one where two tie."""
    ranks = []
    for layout in layouts:
        chosen = matcher.chosen(layout.headers)
        required = sum(matcher.schema.column(name).is_required for name in chosen)
        left = sum(bool(header) for header in layout.headers) - len(chosen)
        likeness = sum(score for _at, score in chosen.values()) - left / 10
        ranks.append((layout.last >= layout.first, required, round(likeness, 1)))
    best = max(ranks)
    tied = [at for at, rank in enumerate(ranks) if rank == best]
    at = next((at for at in tied if sheets[at].traits.is_active), tied[0])
    if len(sheets) > 1:
        words = {"name": sheets[at].name}
        notes.append(_("Sheet “%(name)s” is taken; the others are left out.") % words)
    if len(tied) > 1:
        asked.append(
            _("Several sheets fit: %(names)s. “%(name)s” is taken.")
            % {"names": ", ".join(f"“{sheets[i].name}”" for i in tied), "name": sheets[at].name}
        )
    return at


def _mapping(
    sheet: Sheet,
    layout: Layout,
    matcher: Matcher,
    context: Context,
    remembered: Mapping[str, str],
    notes: list[str],
    asked: list[str],
) -> dict[str, int]:
    """Columns as last time, by their headers, then by what stands in them."""
    mapping = {
        name: at
        for at, header in enumerate(layout.headers)
        if (name := remembered.get(in_words(header, matcher.fiscal_year))) and name in matcher.names
    }
    if mapping:
        notes.append(_("Columns are matched as the commune matched them last time."))
    for name, (at, score) in matcher.chosen(layout.headers).items():
        if name in mapping or at in mapping.values():
            continue
        mapping[name] = at
        if score < _SURE:
            notes.append(
                _("“%(header)s” is taken as “%(column)s”.")
                % {"header": layout.headers[at], "column": matcher.schema.column(name).title}
            )
    for name, others in matcher.rivals(layout.headers, mapping).items():
        if any(_cells(sheet, layout, other) for other in others):
            asked.append(
                _("Two columns are called “%(header)s”; the first is taken.")
                % {"header": layout.headers[mapping[name]]}
            )
    _doubtful(layout.headers, mapping, matcher, asked)
    if mapping:
        _by_content(sheet, layout, matcher.schema, context, mapping, asked)
    return mapping


def _doubtful(
    headers: Sequence[str], mapping: Mapping[str, int], matcher: Matcher, asked: list[str]
) -> None:
    """Figures under another year than the notice's are asked about, but for last year's columns; so
    is a table of which the figures that it is about are not found."""
    main = matcher.schema.with_role("actual")
    if main and mapping and main.name not in mapping:
        asked.append(_("No column of the file is taken as “%(column)s”.") % {"column": main.title})
    for name, at in mapping.items():
        column = matcher.schema.column(name)
        year = year_in(headers[at]) if at < len(headers) and column.is_numeric else None
        if year in {None, matcher.fiscal_year} or matcher.fiscal_year is None:
            continue
        if "trước" not in column.title.lower():
            asked.append(
                _("“%(header)s” is taken as “%(column)s”, though the notice is of %(year)s.")
                % {"header": headers[at], "column": column.title, "year": matcher.fiscal_year}
            )


def _cells(sheet: Sheet, layout: Layout, at: int) -> list[Any]:
    rows = sheet.rows[layout.first : min(layout.last, layout.first + 400) + 1]
    cells = [row[at] for row in rows if at < len(row)]
    return [cell for cell in cells if cell is not None and cell not in BLANK]


def _by_content(
    sheet: Sheet,
    layout: Layout,
    schema: Schema,
    context: Context,
    mapping: dict[str, int],
    asked: list[str],
) -> None:
    """Columns without a known header whose cells are choices or villages of the schema."""
    width = max((len(row) for row in sheet.rows[layout.first : layout.last + 1]), default=0)
    for column in schema.columns:
        if column.name in mapping or not _has_own_words(column, context):
            continue
        for at in range(width):
            cells = _cells(sheet, layout, at) if at not in mapping.values() else []
            if len(cells) >= 2 and _share(column, cells, context) >= _BY_CONTENT:
                mapping[column.name] = at
                header = layout.headers[at] if at < len(layout.headers) else ""
                asked.append(
                    _("“%(header)s” is taken as “%(column)s” because of what stands in it.")
                    % {"header": header or at + 1, "column": column.title}
                )
                break


def _has_own_words(column: Column, context: Context) -> bool:
    return column.unit == "enum" or (column.role == "village" and bool(context.villages))


def _share(column: Column, cells: Sequence[Any], context: Context) -> float:
    good = 0
    for cell in cells:
        try:
            if column.unit == "enum":
                cell_rules.choice(column, cell)
            else:
                cell_rules.village(cell_rules.plain(cell), context.villages)
            good += 1
        except cell_rules.WrongCell:
            continue
    return good / len(cells)
