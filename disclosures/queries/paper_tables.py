"""Tables as they go on paper: every row with its number, of persons the counts."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from disclosures.models import DataTable, Version
from disclosures.print.sheet import SheetColumn, SheetRow, SheetTable
from disclosures.queries.tables import TablePage, declared_of, table_page

# Rows of all tables of a sheet: some seventy pages. A longer table is read on the page.
MAX_ROWS = 2_000


def tables(version: Version, *, shows_persons: bool, link: str) -> tuple[SheetTable, ...]:
    """Each table of a version, as long as they all fit. One query, one more for each table."""
    drawn = []
    left = MAX_ROWS
    for table in version.tables.select_related("schema").order_by("number"):
        if table.has_person_rows and not shows_persons:
            drawn.append(_counts(table))
        elif table.row_count > left:
            drawn.append(_too_long(table, link))
        else:
            left -= table.row_count
            drawn.append(_rows(table, left=MAX_ROWS))
    return tuple(drawn)


def _rows(table: DataTable, *, left: int) -> SheetTable:
    page = table_page(table, posting_is_open=True, limit=left)
    rows = [SheetRow(str(at), row.cells, row.look) for at, row in enumerate(page.rows, start=1)]
    if page.totals:
        head = page.totals[0] or _("Total")
        rows.append(SheetRow("", (head, *page.totals[1:]), "t"))
    columns = tuple(
        SheetColumn(column.label, column.is_numeric, column.label_language)
        for column in page.columns
    )
    return SheetTable(page.caption, page.unit_words, columns, tuple(rows), _left_out(page))


def _left_out(page: TablePage) -> str:
    return _("Columns without a figure are left out.") if page.left_out else ""


def _counts(table: DataTable) -> SheetTable:
    """Of persons a public sheet gives counts alone: paper is a copy that nobody can call back."""
    declared, _columns = declared_of(table)
    category = declared.with_role("category")
    labels = category.values if category else {}
    rows = tuple(
        SheetRow(str(at), (place, labels.get(kind, kind), str(count)))
        for at, (place, kind, count) in enumerate(table.totals.get("counts", []), start=1)
    )
    language = get_language() or "vi"
    columns = (
        SheetColumn(_("Village"), is_numeric=False, language=language),
        SheetColumn(_("Category"), is_numeric=False, language=language),
        SheetColumn(_("Count"), is_numeric=True, language=language),
    )
    rest = _("Names stand on the page while the posting lasts; this sheet gives counts alone.")
    return SheetTable(declared.title, "", columns if rows else (), rows, rest)


def _too_long(table: DataTable, link: str) -> SheetTable:
    declared, _columns = declared_of(table)
    words = _("This table has %(count)d rows, too many for paper. Read it on the page: %(link)s")
    return SheetTable(declared.title, "", (), (), words % {"count": table.row_count, "link": link})
