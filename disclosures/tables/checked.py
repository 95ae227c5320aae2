"""What checking a table gives: canonical rows, and everything that is wrong with them."""

from dataclasses import dataclass, field

from disclosures.tables.cells import Value


@dataclass(frozen=True, slots=True)
class Context:
    """What the commune's own records say: its villages, and how money is counted in the file."""

    villages: tuple[str, ...] = ()
    money_unit: str = "dong"


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


@dataclass(frozen=True, slots=True)
class CheckedTable:
    """Rows in file order with canonical values of the stored columns, and all findings."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    errors: tuple[CellError, ...]
    assumptions: tuple[str, ...]
    dropped: dict[str, int] = field(default_factory=dict)
    total: dict[str, Value] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        """Whether it may be taken: rows there are, and nothing is wrong."""
        return bool(self.rows) and not any(error.level == "error" for error in self.errors)
