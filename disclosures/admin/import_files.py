"""The workbooks that officials take home: the empty form, and their own table with its mistakes."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from disclosures.access import requires
from disclosures.admin._desk import desk
from disclosures.admin._import import checked_in_turn, schema_named, session_at, work_in_turn
from disclosures.tables import mark_workbook, write_workbook
from disclosures.tables import schema as schemas
from disclosures.vocabulary import Role

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@requires(Role.OFFICIAL)
def template(request: HttpRequest, schema: str) -> HttpResponse:
    """An empty workbook in the declared layout."""
    mine = desk(request)
    record = schema_named(schema)
    villages = list(mine.unit.villages.values_list("name", flat=True)) if mine.unit else []
    content = write_workbook.template(schemas.read(record.body), villages)
    return _workbook(content, f"mau-{schema}.xlsx")


@require_safe
@requires(Role.OFFICIAL)
def marked(request: HttpRequest, pk: Any) -> HttpResponse:
    """The official's table with the wrong cells marked, each with what is wrong as its comment."""
    session = session_at(desk(request), pk)
    checked = None if session.is_held else checked_in_turn(session)
    if checked is None:
        return redirect("admin:import_errors", pk=session.pk)
    work = work_in_turn(session)
    content = mark_workbook.marked(work.found, checked.table.errors, session.overrides)
    return _workbook(content, f"o-sai-{session.schema.code}.xlsx")


def _workbook(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)
