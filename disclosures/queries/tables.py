"""A table as a page shows it: public rows only, in words, with totals and keyset pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from disclosures.models import DataTable, PublicRow
from disclosures.rules import numbers
from disclosures.search.fold import fold
from disclosures.tables import schema as schemas
from disclosures.tables.labels import label_level

PAGE = 50


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell in words."""

    text: str
    label: str
    is_numeric: bool
    is_head: bool


@dataclass(frozen=True, slots=True)
class RowView:
    """One row; `look` marks totals, `anchor` is its permanent place on the page."""

    cells: tuple[CellView, ...]
    look: str = ""
    indent: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class TablePage:
    """What a template draws."""

    number: int
    caption: str
    columns: tuple[schemas.Column, ...]
    left_out: int
    rows: tuple[RowView, ...]
    mode: str
    unit_words: str
    totals: tuple[CellView, ...]
    row_count: int
    next_cursor: str
    is_first: bool
    shows_rows: bool
    villages: tuple[str, ...]
    counts: tuple[tuple[str, str, int], ...]
    in_millions: bool


def shows_rows(table: DataTable, *, posting_is_open: bool) -> bool:
    """Whether rows are shown at all: those of persons only while the posting lasts."""
    return bool(table.public_columns) and (posting_is_open or not table.has_person_rows)


def may_download_rows(table: DataTable) -> bool:
    """Rows of persons are never given in bulk, not even while they are shown."""
    return not table.has_person_rows


def declared_of(table: DataTable) -> tuple[schemas.Schema, tuple[schemas.Column, ...]]:
    """The table's schema and its public columns in order."""
    declared = schemas.read(table.schema.body)
    return declared, tuple(declared.column(name) for name in table.public_columns)


def table_page(
    table: DataTable,
    *,
    posting_is_open: bool,
    mode: str = "",
    q: str = "",
    village: str = "",
    cursor: str = "",
    in_millions: bool | None = None,
    limit: int = PAGE,
) -> TablePage:
    """One page of a table's public rows. One query beside the table and its schema."""
    declared, columns = declared_of(table)
    visible = shows_rows(table, posting_is_open=posting_is_open)
    rows: list[PublicRow] = []
    next_cursor = ""
    if visible:
        rows = list(_rows(table, q, village, cursor)[: limit + 1])
        if len(rows) > limit:
            rows = rows[:limit]
            next_cursor = str(rows[-1].position)
    mode = mode or declared.mode
    if in_millions is None:
        in_millions = mode == "fit"
    return _page(
        table,
        declared,
        columns,
        rows,
        mode,
        in_millions,
        visible=visible,
        next_cursor=next_cursor,
        is_first=not cursor,
    )


def page_of_rows(table: DataTable, rows: list[PublicRow]) -> TablePage:
    """The same page from rows that are not stored yet, for a preview. No query."""
    declared, columns = declared_of(table)
    in_millions = declared.mode == "fit"
    return _page(table, declared, columns, rows, declared.mode, in_millions, visible=bool(columns))


def _page(
    table: DataTable,
    declared: schemas.Schema,
    columns: tuple[schemas.Column, ...],
    rows: list[PublicRow],
    mode: str,
    in_millions: bool,
    *,
    visible: bool,
    next_cursor: str = "",
    is_first: bool = True,
) -> TablePage:
    outline = bool(columns) and columns[0].name == "noi_dung"
    order = _order(table, columns)
    shown = tuple(columns[at] for at in order)
    money = any(column.unit == "money" for column in shown)
    return TablePage(
        number=table.number,
        caption=declared.title,
        columns=shown,
        left_out=sum(column.name != "stt" for column in columns) - len(shown),
        rows=tuple(_row_view(row, columns, order, outline, in_millions) for row in rows),
        mode=mode,
        unit_words=(_("million đồng") if in_millions else _("đồng")) if money else "",
        totals=() if outline else _totals(table, shown, in_millions),
        row_count=table.row_count,
        next_cursor=next_cursor,
        is_first=is_first,
        shows_rows=visible,
        villages=tuple(sorted({place for place, _c, _n in _counts(table) if place})),
        counts=_counts(table),
        in_millions=in_millions,
    )


def _counts(table: DataTable) -> tuple[tuple[str, str, int], ...]:
    return tuple((place, kind, count) for place, kind, count in table.totals.get("counts", []))


def _rows(table: DataTable, q: str, village: str, cursor: str) -> Any:
    rows = PublicRow.objects.filter(table=table).order_by("position")
    if cursor.isdigit() and len(cursor) < 9:
        rows = rows.filter(position__gt=int(cursor))
    if village:
        rows = rows.filter(village=village)
    words = fold(q[:100]).split()
    if words and table.has_person_rows and not words[-1].isdigit():
        # The last word of a name is covered on the page; a full name must confirm nothing.
        words[-1] = words[-1][:1] if len(words) > 1 else words[-1]
    for word in words:
        rows = rows.filter(folded__contains=word)
    return rows


def cell_text(column: schemas.Column, value: Any, in_millions: bool = False) -> str:
    """A stored value in words."""
    if value is None or value == "":
        return ""
    match column.unit:
        case "money":
            return numbers.millions(value) if in_millions else numbers.number_text(value)
        case "percent":
            return numbers.percent_text(value)
        case "count" | "number" | "area":
            return numbers.number_text(value)
        case "date":
            year, month, day = str(value).split("-")
            return f"{day}/{month}/{year}"
        case "enum":
            return column.values.get(str(value), str(value))
    return str(value)


def _head_index(columns: Sequence[schemas.Column]) -> int:
    for at, column in enumerate(columns):
        if column.privacy == "name" or column.role == "label":
            return at
    return 1 if len(columns) > 1 and columns[0].name == "stt" else 0


def _order(table: DataTable, columns: tuple[schemas.Column, ...]) -> list[int]:
    """Which columns a page shows, and in which order: what names the row first, then the rest.

    Columns in which no row holds anything, and running numbers, stay in the downloads alone.
    """
    filled = set(table.totals.get("filled") or (column.name for column in columns))
    head = _head_index(columns)
    rest = [
        at
        for at, column in enumerate(columns)
        if at != head and column.name in filled and column.name != "stt"
    ]
    return [head, *rest] if columns else []


def _row_view(
    row: PublicRow,
    columns: tuple[schemas.Column, ...],
    order: list[int],
    outline: bool,
    in_millions: bool,
) -> RowView:
    cells = tuple(
        CellView(
            cell_text(columns[at], row.cells[at], in_millions),
            columns[at].title,
            columns[at].is_numeric,
            at == order[0],
        )
        for at in order
    )
    if not outline:
        return RowView(cells, key=row.key)
    level = label_level(str(row.cells[0] or "")).level
    return RowView(cells, {0: "t", 1: "s"}.get(level, ""), level >= 2, row.key)


def _totals(
    table: DataTable, columns: tuple[schemas.Column, ...], in_millions: bool
) -> tuple[CellView, ...]:
    sums = table.totals.get("sums", {})
    if not any(column.unit in {"money", "area"} and column.name in sums for column in columns):
        return ()
    return tuple(
        CellView(
            cell_text(column, sums[column.name], in_millions)
            if column.unit in {"money", "area"} and column.name in sums
            else "",
            column.title,
            column.is_numeric,
            at == 0,
        )
        for at, column in enumerate(columns)
    )


def download_rows(table: DataTable) -> tuple[list[str], list[str], Iterable[list[Any]]]:
    """Names, titles and rows of a download: the rows, or for persons the counts alone."""
    declared, columns = declared_of(table)
    if may_download_rows(table):
        rows = PublicRow.objects.filter(table=table).order_by("position")
        return (
            [column.name for column in columns],
            [column.title for column in columns],
            rows.values_list("cells", flat=True).iterator(2000),
        )
    category = declared.with_role("category")
    labels = category.values if category else {}
    return (
        ["village", "category", "count"],
        [_("Village"), _("Category"), _("Count")],
        ([place, labels.get(kind, kind), count] for place, kind, count in _counts(table)),
    )
