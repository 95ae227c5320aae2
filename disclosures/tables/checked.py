"""What checking a table gives: canonical rows, and everything that is wrong with them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from disclosures.tables.cells import Value
from disclosures.tables.schema import Schema

type Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Other:
    """Another table that a check compares with: how it is declared, and its rows by column."""

    schema: Schema
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Context:
    """What the commune's own records say, and what the person chose for this file.

    `earlier` are the rows of the version before (`is_amended`) or of last year, `earlier_count` how
    many rows that table had, also where its rows are persons'. `period_before` are the rows of the
    period before in the same year; `others` the tables that the schema's checks name.
    """

    villages: tuple[str, ...] = ()
    money_unit: str = "dong"
    fiscal_year: int | None = None
    leave_hidden_rows: bool = False
    earlier: Sequence[Row] = ()
    is_amended: bool = False
    earlier_count: int | None = None
    period_before: Sequence[Row] = ()
    others: Mapping[str, Other] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CellError:
    """One thing to mend: where, what stands there, what is wrong, what would be right."""

    cell: str
    row: int
    column: str
    column_title: str
    value: str
    message: str
    proposal: str | None = None
    level: str = "error"
    kind: str = "value"


@dataclass(frozen=True, slots=True)
class CheckedTable:
    """Rows in file order with canonical values of the stored columns, and all findings.

    `row_numbers` are the rows' numbers in the file; `to_confirm` is what was read out of the
    ordinary, so that a person must agree before it is stored.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    errors: tuple[CellError, ...]
    assumptions: tuple[str, ...]
    dropped: dict[str, int] = field(default_factory=dict)
    total: dict[str, Value] = field(default_factory=dict)
    row_numbers: tuple[int, ...] = ()
    to_confirm: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether it may be taken: rows there are, and nothing is wrong."""
        return bool(self.rows) and not self.mistakes

    @property
    def mistakes(self) -> list[CellError]:
        """What must be mended before the table may be taken."""
        return [error for error in self.errors if error.level == "error"]

    @property
    def advice(self) -> list[CellError]:
        """What a person should look at; it hinders nothing."""
        return [error for error in self.errors if error.level != "error"]


@dataclass(frozen=True, slots=True)
class Group:
    """Mistakes of one sort in one column: how many, and how many have a proposal."""

    name: str
    column_title: str
    message: str
    count: int
    proposals: int


def group_of(error: CellError) -> str:
    """The group that a mistake belongs to."""
    return f"{error.column}.{error.kind}"


def groups(errors: Sequence[CellError]) -> list[Group]:
    """Mistakes by column and sort, the most frequent first; each says its first one's message."""
    found: dict[str, list[CellError]] = {}
    for error in errors:
        found.setdefault(group_of(error), []).append(error)
    made = [
        Group(name, of[0].column_title, of[0].message, len(of), sum(bool(e.proposal) for e in of))
        for name, of in found.items()
    ]
    return sorted(made, key=lambda group: -group.count)


def as_plain(checked: CheckedTable) -> dict[str, Any]:
    """The table in what JSON knows, to be kept until a person has seen it."""
    names = CheckedTable.__dataclass_fields__
    plain = {name: getattr(checked, name) for name in names}
    return plain | {"errors": [asdict(error) for error in checked.errors]}


def from_plain(plain: Mapping[str, Any]) -> CheckedTable:
    """The table that `as_plain` took apart."""
    lists = ("columns", "assumptions", "row_numbers", "to_confirm")
    return CheckedTable(
        rows=tuple(map(tuple, plain["rows"])),
        errors=tuple(CellError(**error) for error in plain["errors"]),
        dropped=plain["dropped"],
        total=plain["total"],
        **{name: tuple(plain[name]) for name in lists},
    )
