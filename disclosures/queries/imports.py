"""A half-way import as it stands: the file read anew, with the choices made so far."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from disclosures.attachments.store import files
from disclosures.models import ImportSession, Version
from disclosures.queries import earlier_tables
from disclosures.tables import checked as checking
from disclosures.tables import judge
from disclosures.tables import schema as schemas
from disclosures.tables.checked import CheckedTable, Context
from disclosures.tables.read_workbook import read_workbook


@dataclass(frozen=True, slots=True)
class Work:
    """One import as it stands: the file read anew, with the choices made so far."""

    session: ImportSession
    schema: schemas.Schema
    found: judge.Found
    context: Context
    choices: judge.Choices

    @property
    def money_unit(self) -> str:
        return self.choices.money_unit or self.found.layout.money_unit

    def checked(self) -> CheckedTable:
        """All cells checked, with the overrides of the page."""
        return judge.check(self.found, self.schema, self.context, self.choices)


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking gave, and by which headers the columns were found."""

    session: ImportSession
    schema: schemas.Schema
    table: CheckedTable
    column_map: Mapping[str, str]


def work_on(session: ImportSession) -> Work:
    """The file read and the table found in it, with the choices made so far."""
    content = files().read(session.sha256)
    declared = _declared(session)
    disclosure = session.version.disclosure
    made = session.choices
    before = earlier_tables.last_known(session.version, session.schema.code)
    context = Context(
        villages=tuple(
            disclosure.unit.villages.filter(is_active=True).values_list("name", flat=True)
        ),
        fiscal_year=disclosure.fiscal_year,
        leave_hidden_rows=bool(made.get("leave_hidden")),
        earlier=before.rows,
        earlier_count=before.count,
        is_amended=before.is_amended,
        period_before=earlier_tables.period_before(session.version, session.schema.code),
        others=earlier_tables.others(session.version, declared),
    )
    choices = judge.Choices(
        sheet=int(made["sheet"]) if "sheet" in made else None,
        mapping=made.get("mapping"),
        money_unit=made.get("money_unit", ""),
        overrides=session.overrides,
        keep_letters=bool(made.get("keep_letters")),
        remembered=earlier_tables.remembered_columns(disclosure, session.schema.code),
    )
    workbook = read_workbook(content, keep_letters=choices.keep_letters)
    found = judge.find(workbook, declared, context, choices)
    return Work(session, declared, found, context, choices)


def _declared(session: ImportSession) -> schemas.Schema:
    """The table's schema with its columns called as the notice's kind calls them."""
    kind = session.version.disclosure.kind
    return schemas.read(session.schema.body, schemas.headers_in(kind.body, session.schema.code))


def checked(session: ImportSession) -> Checked | None:
    """All cells checked: at once, or of a large file as the worker left it; None until then."""
    if not session.is_large:
        work = work_on(session)
        return Checked(session, work.schema, work.checked(), work.found.column_map())
    if session.outcome is None:
        return None
    table = checking.from_plain(session.outcome["table"])
    return Checked(session, _declared(session), table, session.outcome["column_map"])


def begun(version: Version) -> QuerySet[ImportSession]:
    """What was begun for a draft and not taken yet, the newest first. One query."""
    sessions = ImportSession.objects.filter(version=version).select_related("schema")
    return sessions.defer("outcome").order_by("-created_at")
