"""Taking in a table from a workbook: file, columns, preview, confirm. All or nothing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from disclosures.access import requires
from disclosures.actions._rows import public_rows, totals_of
from disclosures.actions.fill_table import fill_table
from disclosures.admin._desk import desk, page
from disclosures.admin._import import (
    SHOWN_ADVICE,
    begin,
    checked_in_turn,
    held_back,
    schema_named,
    session_at,
    work_in_turn,
)
from disclosures.attachments import slots
from disclosures.attachments.inspect import busy_sentence, virus_sentence
from disclosures.attachments.scan import scan
from disclosures.duties.retention import forget_import
from disclosures.errors import NotFound
from disclosures.forms.table import ColumnsForm, ConfirmForm, UploadForm
from disclosures.models import DataTable
from disclosures.queries import desk as desk_queries
from disclosures.queries import imports
from disclosures.queries import tables as table_queries
from disclosures.rules import clock, masking
from disclosures.tables import judge, match, read_workbook
from disclosures.tables import schema as schemas
from disclosures.tables.checked import Context
from disclosures.tables.read_workbook import TableFileError
from disclosures.tables.read_workbook import read_workbook as read
from disclosures.vocabulary import DisclosureStatus, PrivacyClass, Role, ScanStatus


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.OFFICIAL)
def upload(request: HttpRequest, pk: int, schema: str) -> HttpResponse:
    """Step 1: choose the file."""
    mine = desk(request)
    version = desk_queries.draft_of(mine, pk)
    if version.status != DisclosureStatus.DRAFT:
        raise NotFound
    record = schema_named(schema)
    codes = [t["schema"] for t in version.disclosure.kind.body["tables"]]
    if schema not in codes:
        raise NotFound
    is_sent = request.method == "POST"
    form = UploadForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    status = 422
    if is_sent and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read(read_workbook.MAX_BYTES + 1)
        scanned = scan(content[: read_workbook.MAX_BYTES])
        try:
            if scanned.status == ScanStatus.INFECTED:
                raise TableFileError(virus_sentence(scanned.virus))
            with slots.taken():
                workbook = read(content)
                judge.find(workbook, schemas.read(record.body), Context(), judge.Choices())
        except slots.Busy:
            form.add_error("file", busy_sentence())
            status = 503
        except TableFileError as refused:
            form.add_error("file", str(refused))
        else:
            session = begin(
                content,
                version=version,
                schema=record,
                number=codes.index(schema) + 1,
                form=workbook.form,
                row_count=max(len(sheet.rows) for sheet in workbook.sheets),
                scan=scanned.status,
                created_by=request.user,
            )
            return redirect("admin:import_columns", pk=session.pk)
    context = {"form": form, "version": version, "schema": record, "step": 1}
    status = status if form.errors else 200
    return page(request, "import_upload", mine, "import", context, status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.OFFICIAL)
def columns(request: HttpRequest, pk: Any) -> HttpResponse:
    """Step 2: which column is which."""
    mine = desk(request)
    session = session_at(mine, pk)
    if session.is_held:
        return held_back(request, mine, session)
    if request.GET.get("trang-tinh", "").isdecimal():
        session.choices = {"sheet": request.GET["trang-tinh"][:3]}
        session.save(update_fields=["choices"])
        session.ask(clock.now())
    work = work_in_turn(session)
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
            for name, at in match.propose(
                work.schema, work.found.layout.headers, work.context.fiscal_year
            ).items()
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
        session.ask(clock.now())
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
def confirm(request: HttpRequest, pk: Any) -> HttpResponse:
    """Steps 4 and 5: the table as the public will see it, then take it."""
    mine = desk(request)
    session = session_at(mine, pk)
    if session.is_held:
        return held_back(request, mine, session)
    found = checked_in_turn(session)
    if found is None or not found.table.is_good:
        return redirect("admin:import_errors", pk=session.pk)
    checked = found.table
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
            column_map=found.column_map,
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
        "checked": checked,
        "table": _preview(found),
        "samples": _samples(found),
        "advice": checked.advice[:SHOWN_ADVICE],
        "advice_count": len(checked.advice),
        "step": 4,
    }
    return page(request, "import_confirm", mine, "import", context, 422 if form.errors else 200)


def _preview(found: imports.Checked) -> table_queries.TablePage:
    """The first rows as the public table will show them, from memory."""
    session, checked = found.session, found.table
    level = session.version.disclosure.kind.privacy_level
    shown = found.schema.public(level)
    table = DataTable(
        version=session.version,
        number=session.number,
        schema=session.schema,
        public_columns=[column.name for column in shown],
        has_person_rows=found.schema.has_persons(),
        row_count=len(checked.rows),
        totals=totals_of(found.schema, checked),
    )
    rows = public_rows(table, found.schema, shown, checked.columns, checked.rows[:20])
    return table_queries.page_of_rows(table, rows if shown else [])


def _samples(found: imports.Checked) -> list[tuple[str, str, str]]:
    """(column, before, after) for every covered column, from the first filled cell."""
    samples = []
    checked = found.table
    for at, name in enumerate(checked.columns):
        column = found.schema.column(name)
        if column.privacy not in {PrivacyClass.NAME, PrivacyClass.MASK}:
            continue
        value = next((row[at] for row in checked.rows if row[at]), None)
        if value is not None:
            shown = masking.public_value(value, column.privacy)
            samples.append((column.title, str(value), str(shown)))
    return samples
