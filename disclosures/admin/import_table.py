"""Taking in a table from a workbook: file, columns, mistakes, preview, confirm. All or nothing."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from disclosures.access import requires
from disclosures.actions._rows import public_row, totals_of
from disclosures.actions.fill_table import fill_table
from disclosures.admin._desk import desk, page
from disclosures.attachments.store import ContentStore
from disclosures.duties.retention import forget_import
from disclosures.errors import NotFound
from disclosures.forms.table import ColumnsForm, ConfirmForm, UploadForm
from disclosures.models import DataTable, ImportSession, TableSchema
from disclosures.queries import desk as desk_queries
from disclosures.queries import earlier_tables
from disclosures.queries import tables as table_queries
from disclosures.queries.desk import Desk
from disclosures.rules import clock, masking
from disclosures.tables import judge, match, read_workbook, write_workbook
from disclosures.tables import schema as schemas
from disclosures.tables.checked import CheckedTable, Context
from disclosures.tables.read_workbook import TableFileError
from disclosures.tables.read_workbook import read_workbook as read
from disclosures.vocabulary import DisclosureStatus, PrivacyClass, Role

SHOWN_ERRORS = 200


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


def _schema(code: str) -> TableSchema:
    found = TableSchema.objects.filter(code=code).order_by("-valid_from").first()
    if found is None:
        raise NotFound
    return found


def _session(mine: Desk, pk: Any) -> ImportSession:
    found = (
        ImportSession.objects.select_related("version__disclosure__unit__parent", "schema")
        .select_related("version__disclosure__kind")
        .filter(pk=pk, version__disclosure__unit=mine.unit)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def _work(session: ImportSession) -> Work:
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
    workbook = read(content, keep_letters=choices.keep_letters)
    found = judge.find(workbook, declared, context, choices)
    return Work(session, declared, found, context, choices)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.OFFICIAL)
def upload(request: HttpRequest, pk: int, schema: str) -> HttpResponse:
    """Step 1: choose the file."""
    mine = desk(request)
    version = desk_queries.draft_of(mine, pk)
    if version.status != DisclosureStatus.DRAFT:
        raise NotFound
    record = _schema(schema)
    codes = [t["schema"] for t in version.disclosure.kind.body["tables"]]
    if schema not in codes:
        raise NotFound
    is_sent = request.method == "POST"
    form = UploadForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if is_sent and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read(read_workbook.MAX_BYTES + 1)
        try:
            workbook = read(content)
            judge.find(workbook, schemas.read(record.body), Context(), judge.Choices())
        except TableFileError as refused:
            form.add_error("file", str(refused))
        else:
            sha256 = hashlib.sha256(content).hexdigest()
            ContentStore(settings.FILES_DIR).put(content, sha256)
            session = ImportSession.objects.create(
                version=version,
                schema=record,
                number=codes.index(schema) + 1,
                sha256=sha256,
                size=len(content),
                form=workbook.form,
                created_by=request.user,
                created_at=clock.now(),
            )
            return redirect("admin:import_columns", pk=session.pk)
    context = {"form": form, "version": version, "schema": record, "step": 1}
    return page(request, "import_upload", mine, "import", context, 422 if form.errors else 200)


@require_safe
@requires(Role.OFFICIAL)
def template(request: HttpRequest, schema: str) -> HttpResponse:
    """An empty workbook in the declared layout."""
    mine = desk(request)
    record = _schema(schema)
    villages = list(mine.unit.villages.values_list("name", flat=True)) if mine.unit else []
    content = write_workbook.template(schemas.read(record.body), villages)
    response = HttpResponse(
        content,
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    response["Content-Disposition"] = f'attachment; filename="mau-{schema}.xlsx"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.OFFICIAL)
def columns(request: HttpRequest, pk: Any) -> HttpResponse:
    """Step 2: which column is which."""
    mine = desk(request)
    session = _session(mine, pk)
    if request.GET.get("trang-tinh", "").isdecimal():
        session.choices = {"sheet": request.GET["trang-tinh"][:3]}
        session.save(update_fields=["choices"])
    work = _work(session)
    sheets = [sheet.name for sheet in work.found.sheets]
    initial: dict[str, Any] = {"money_unit": work.money_unit}
    initial |= {
        "keep_letters": work.choices.keep_letters,
        "leave_hidden": work.context.leave_hidden_rows,
    }
    initial |= {f"column-{name}": str(at) for name, at in work.found.mapping.items()}
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        schema=work.schema,
        headers=work.found.layout.headers,
        has_hidden_rows=bool(work.found.sheet.traits.hidden_rows),
        is_exchanged=work.found.workbook.exchanged is not None or work.choices.keep_letters,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        mapping = form.mapping()
        never = {
            name: at
            for name, at in match.propose(work.schema, work.found.layout.headers).items()
            if work.schema.column(name).privacy == PrivacyClass.NEVER and at not in mapping.values()
        }
        session.choices = {
            "sheet": str(work.found.at),
            "money_unit": form.cleaned_data.get("money_unit", "dong"),
            "mapping": {**mapping, **never},
            "keep_letters": form.cleaned_data.get("keep_letters", False),
            "leave_hidden": form.cleaned_data.get("leave_hidden", False),
        }
        session.overrides = {}
        session.save(update_fields=["choices", "overrides"])
        return redirect("admin:import_errors", pk=session.pk)
    first = work.found.layout.first
    context = {
        "form": form,
        "session": session,
        "work": work,
        "sheets": list(enumerate(sheets)),
        "samples": work.found.sheet.rows[first : first + 3],
        "assumptions": [
            *work.found.workbook.assumptions,
            *work.found.notes,
            *work.found.layout.assumptions,
            *work.found.to_confirm,
            *work.found.layout.to_confirm,
        ],
        "exchanged": work.found.workbook.exchanged,
        "step": 2,
    }
    return page(request, "import_columns", mine, "import", context, 422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.OFFICIAL)
def errors(request: HttpRequest, pk: Any) -> HttpResponse:
    """Step 3: all mistakes at once, mended in place."""
    mine = desk(request)
    session = _session(mine, pk)
    work = _work(session)
    if request.method == "POST":
        changes = {
            name.removeprefix("cell-"): value[:500]
            for name, value in request.POST.items()
            if name.startswith("cell-") and "\x00" not in name + value and value.strip()
        }
        if "all" in request.POST:
            changes |= {e.cell: e.proposal for e in work.checked().errors if e.proposal}
        session.overrides = {**session.overrides, **changes}
        session.save(update_fields=["overrides"])
        return redirect("admin:import_errors", pk=session.pk)
    checked = work.checked()
    wrong = [error for error in checked.errors if error.level == "error"]
    if not wrong and checked.rows and not session.overrides and "o" not in request.GET:
        return redirect("admin:import_confirm", pk=session.pk)
    context = {
        "session": session,
        "work": work,
        "checked": checked,
        "errors": wrong[:SHOWN_ERRORS],
        "error_count": len(wrong),
        "advice": [error for error in checked.errors if error.level != "error"][:50],
        "has_proposals": any(error.proposal for error in wrong),
        "step": 3,
    }
    return page(request, "import_errors", mine, "import", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.OFFICIAL)
def confirm(request: HttpRequest, pk: Any) -> HttpResponse:
    """Steps 4 and 5: the table as the public will see it, then take it."""
    mine = desk(request)
    session = _session(mine, pk)
    work = _work(session)
    checked = work.checked()
    if not checked.is_good:
        return redirect("admin:import_errors", pk=session.pk)
    form = ConfirmForm(
        request.POST if request.method == "POST" else None, to_confirm=checked.to_confirm
    )
    if request.method == "POST" and form.is_valid():
        fill_table(
            by=request.user,
            version=session.version,
            number=session.number,
            schema=session.schema,
            checked=checked,
            column_map=work.found.column_map(),
        )
        version_pk = session.version_id
        forget_import(session)
        messages.success(request, _("The table is filled with %(count)d rows.") % {
            "count": len(checked.rows)
        })  # fmt: skip
        return redirect("admin:draft", pk=version_pk)
    context = {
        "form": form,
        "session": session,
        "work": work,
        "checked": checked,
        "table": _preview(work, checked),
        "samples": _samples(work, checked),
        "step": 4,
    }
    return page(request, "import_confirm", mine, "import", context, 422 if form.errors else 200)


def _preview(work: Work, checked: CheckedTable) -> table_queries.TablePage:
    """The first rows as the public table will show them, from memory."""
    level = work.session.version.disclosure.kind.privacy_level
    shown = work.schema.public(level)
    table = DataTable(
        version=work.session.version,
        number=work.session.number,
        schema=work.session.schema,
        public_columns=[column.name for column in shown],
        has_person_rows=work.schema.has_persons(),
        row_count=len(checked.rows),
        totals=totals_of(work.schema, checked),
    )
    rows = [
        public_row(table, work.schema, shown, dict(zip(checked.columns, row, strict=True)), at)
        for at, row in enumerate(checked.rows[:20], start=1)
    ]
    return table_queries.page_of_rows(table, rows if shown else [])


def _samples(work: Work, checked: CheckedTable) -> list[tuple[str, str, str]]:
    """(column, before, after) for every covered column, from the first filled cell."""
    found = []
    for at, name in enumerate(checked.columns):
        column = work.schema.column(name)
        if column.privacy not in {PrivacyClass.NAME, PrivacyClass.MASK}:
            continue
        value = next((row[at] for row in checked.rows if row[at]), None)
        if value is not None:
            shown = masking.public_value(value, column.privacy)
            found.append((column.title, str(value), str(shown)))
    return found
