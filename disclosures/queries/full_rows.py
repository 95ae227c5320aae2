"""The only reader of full rows; every look at them is remembered."""

from collections.abc import Iterator
from typing import Any

from disclosures.models import Comment, DataTable, FullRow, FullRowReading
from disclosures.rules import clock


def full_rows(*, by: Any, table: DataTable, purpose: str) -> Iterator[list[Any]]:
    """The full rows of a table in file order, streamed; the reading is recorded first."""
    FullRowReading.objects.create(by=by, table=table, purpose=purpose, read_at=clock.now())
    rows = FullRow.objects.filter(table=table).order_by("position")
    yield from rows.values_list("cells", flat=True).iterator(2000)


def note_private_reading(*, by: Any, comment: Comment) -> None:
    """Remember that a private comment was read."""
    FullRowReading.objects.create(
        by=by, comment=comment, purpose="private-comment", read_at=clock.now()
    )
