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
from disclosures.queries import tables as table_queries
from disclosures.queries.desk import Desk
from disclosures.rules import clock, masking
from disclosures.tables import match, read_workbook, validate, write_workbook
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
    workbook: read_workbook.Workbook
    sheet: read_workbook.Sheet
    layout: match.Layout
    mapping: dict[str, int]
    money_unit: str
    villages: tuple[str, ...]

    def checked(self) -> CheckedTable:
        """All cells checked, with the overrides of the page."""
        return validate.validate(
            self.sheet,
            self.layout,
            self.schema,
            self.mapping,
            Context(self.villages, self.money_unit),
            self.session.overrides,
        )


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
    workbook = read(content)
    declared = schemas.read(session.schema.body)
    sheets = [sheet for sheet in workbook.sheets if not sheet.is_hidden and sheet.rows]
    at = int(session.choices.get("sheet", _best_sheet(sheets, declared)))
    sheet = sheets[at if at < len(sheets) else 0]
    layout = match.find_layout(sheet, declared)
    unit = session.version.disclosure.unit
    return Work(
        session,
        declared,
        workbook,
        sheet,
        layout,
        session.choices.get("mapping") or _with_never(declared, layout),
        session.choices.get("money_unit", layout.money_unit),
        tuple(unit.villages.filter(is_active=True).values_list("name", flat=True)),
    )


def _with_never(declared: schemas.Schema, layout: match.Layout) -> dict[str, int]:
    return match.propose(declared, layout.headers)


def _best_sheet(sheets: list[read_workbook.Sheet], declared: schemas.Schema) -> int:
    counts = [
        len(match.propose(declared, match.find_layout(sheet, declared).headers)) for sheet in sheets
    ]
    return counts.index(max(counts)) if counts else 0


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
            if not any(not s.is_hidden and s.rows for s in workbook.sheets):
                raise TableFileError(_("Every sheet of the file is hidden or blank."))
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
    sheets = [s.name for s in work.workbook.sheets if not s.is_hidden and s.rows]
    initial: dict[str, Any] = {"money_unit": work.money_unit}
    initial |= {f"column-{name}": str(at) for name, at in work.mapping.items()}
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        schema=work.schema,
        sheets=sheets,
        headers=work.layout.headers,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        mapping = form.mapping()
        never = {
            name: at
            for name, at in match.propose(work.schema, work.layout.headers).items()
            if work.schema.column(name).privacy == PrivacyClass.NEVER and at not in mapping.values()
        }
        session.choices = {
            "sheet": form.cleaned_data.get("sheet", session.choices.get("sheet", "0")),
            "money_unit": form.cleaned_data.get("money_unit", "dong"),
            "mapping": {**mapping, **never},
        }
        session.overrides = {}
        session.save(update_fields=["choices", "overrides"])
        return redirect("admin:import_errors", pk=session.pk)
    first = work.layout.first
    context = {
        "form": form,
        "session": session,
        "work": work,
        "sheets": list(enumerate(sheets)),
        "samples": work.sheet.rows[first : first + 3],
        "assumptions": [*work.workbook.assumptions, *work.layout.assumptions],
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
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        fill_table(
            by=request.user,
            version=session.version,
            number=session.number,
            schema=session.schema,
            checked=checked,
            column_map=work.mapping,
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
