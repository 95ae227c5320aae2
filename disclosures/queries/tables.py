"""A table as a page shows it: public rows only, in words, with totals and keyset pages."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from disclosures.models import DataTable, PublicRow
from disclosures.rules import numbers
from disclosures.search.fold import fold
from disclosures.tables import schema as schemas
from disclosures.tables.labels import label_level

PAGE = 50


class PlainRow(NamedTuple):
    """A stored public row without what no page shows; a table has many, so they are light."""

    position: int
    cells: list[Any]
    key: str = ""


@dataclass(frozen=True, slots=True)
class RowView:
    """One row in words, in the order of the page's columns; `look` marks totals."""

    cells: tuple[str, ...]
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
    totals: tuple[str, ...]
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
    """The table's schema and its public columns in order, called as the kind calls them."""
    kind = table.version.disclosure.kind
    declared = schemas.read(table.schema.body, schemas.headers_in(kind.body, table.schema.code))
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
    known: list[PlainRow] | None = None,
) -> TablePage:
    """One page of a table's public rows. One query beside the table and its schema.

    `known` are all rows of the table, where somebody has fetched them already: no query then.
    """
    declared, columns = declared_of(table)
    visible = shows_rows(table, posting_is_open=posting_is_open)
    rows: list[PlainRow] = []
    next_cursor = ""
    if visible:
        if known is None:
            asked = _rows(table, q, village, cursor)
            known = [row for _table, row in plain_rows(asked, limit + 1)]
        rows = known[: limit + 1]
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


def plain_rows(
    queryset: QuerySet[PublicRow], limit: int | None = None
) -> Iterator[tuple[int, PlainRow]]:
    """Rows in their order with the id of their table. One query."""
    found = queryset.order_by("table_id", "position")[:limit]
    for table_id, *columns in found.values_list("table_id", "position", "cells", "key"):
        yield table_id, PlainRow(*columns)


def page_of_rows(table: DataTable, rows: list[PublicRow]) -> TablePage:
    """The same page from rows that are not stored yet, for a preview. No query."""
    plain = [PlainRow(row.position, row.cells, row.key) for row in rows]
    declared, columns = declared_of(table)
    in_millions = declared.mode == "fit"
    return _page(table, declared, columns, plain, declared.mode, in_millions, visible=bool(columns))


def _page(
    table: DataTable,
    declared: schemas.Schema,
    columns: tuple[schemas.Column, ...],
    rows: list[PlainRow],
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
        rows=tuple(_row_views(rows, columns, order, outline, in_millions)),
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


def _rows(table: DataTable, q: str, village: str, cursor: str) -> QuerySet[PublicRow]:
    rows = PublicRow.objects.filter(table=table)
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
    return _in_words(column, in_millions)(value)


def _in_words(column: schemas.Column, in_millions: bool) -> Callable[[Any], str]:
    """How the values of a column are said; asked once a column, not once a cell."""
    match column.unit:
        case "money":
            return numbers.millions if in_millions else numbers.number_text
        case "percent":
            return numbers.percent_text
        case "count" | "number" | "area":
            return numbers.number_text
        case "date":
            return _day
        case "enum":
            return lambda value: column.values.get(str(value), _text(value))
    return _text


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _day(value: Any) -> str:
    if not value:
        return ""
    year, month, day = str(value).split("-")
    return f"{day}/{month}/{year}"


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


def _row_views(
    rows: Sequence[PlainRow],
    columns: tuple[schemas.Column, ...],
    order: list[int],
    outline: bool,
    in_millions: bool,
) -> Iterator[RowView]:
    shown = [(at, _in_words(columns[at], in_millions)) for at in order]
    for row in rows:
        cells = tuple([words(row.cells[at]) for at, words in shown])
        if not outline:
            yield RowView(cells, key=row.key)
            continue
        level = label_level(str(row.cells[0] or "")).level
        yield RowView(cells, {0: "t", 1: "s"}.get(level, ""), level >= 2, row.key)


def _totals(
    table: DataTable, columns: tuple[schemas.Column, ...], in_millions: bool
) -> tuple[str, ...]:
    sums = table.totals.get("sums", {})
    if not any(column.unit in {"money", "area"} and column.name in sums for column in columns):
        return ()
    return tuple(
        cell_text(column, sums[column.name], in_millions)
        if column.unit in {"money", "area"} and column.name in sums
        else ""
        for column in columns
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
