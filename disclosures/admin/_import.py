"""A half-way import as the steps see it: the file read anew, with the choices made so far."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from disclosures.attachments.store import ContentStore
from disclosures.errors import NotFound
from disclosures.models import ImportSession, TableSchema
from disclosures.queries import earlier_tables
from disclosures.queries.desk import Desk
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


def schema_named(code: str) -> TableSchema:
    """The newest declaration of a table. Raises NotFound."""
    found = TableSchema.objects.filter(code=code).order_by("-valid_from").first()
    if found is None:
        raise NotFound
    return found


def session_at(mine: Desk, pk: Any) -> ImportSession:
    """An import of the commune at whose desk one sits. Raises NotFound for others'."""
    found = (
        ImportSession.objects.select_related("version__disclosure__unit__parent", "schema")
        .select_related("version__disclosure__kind")
        .filter(pk=pk, version__disclosure__unit=mine.unit)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def work_on(session: ImportSession) -> Work:
    """The file read and the table found in it, with the choices made so far."""
    content = ContentStore(settings.FILES_DIR).read(session.sha256)
    declared = schemas.read(session.schema.body)
    disclosure = session.version.disclosure
    made = session.choices
    context = Context(
        villages=tuple(
            disclosure.unit.villages.filter(is_active=True).values_list("name", flat=True)
        ),
        fiscal_year=disclosure.fiscal_year,
        leave_hidden_rows=bool(made.get("leave_hidden")),
        earlier=earlier_tables.last_known(session.version, session.schema.code),
        period_before=earlier_tables.period_before(session.version, session.schema.code),
    )
    choices = judge.Choices(
        sheet=int(made["sheet"]) if "sheet" in made else None,
        mapping=made.get("mapping"),
        money_unit=made.get("money_unit", ""),
        overrides=session.overrides,
        keep_letters=bool(made.get("keep_letters")),
        remembered=earlier_tables.remembered_columns(disclosure.unit, session.schema.code),
    )
    workbook = read_workbook(content, keep_letters=choices.keep_letters)
    found = judge.find(workbook, declared, context, choices)
    return Work(session, declared, found, context, choices)
