"""The read-only API, version 1: what the pages show, as JSON, page by page with `after`.

Every operation is a question to `queries`; nothing can be changed here.
"""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path, re_path
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Path, Query, Status
from ninja.errors import HttpError, ValidationError

from disclosures import errors
from disclosures.api import serialise, shapes
from disclosures.api.answer import Renderer, answers, problem
from disclosures.queries import open_data, tables
from disclosures.rules import clock
from disclosures.vocabulary import DisclosureStatus, UnitLevel

DESCRIPTION = """Everything that communes publish on this portal, read-only, without a key.

Lists answer `items` and `next`; `next` is the address of what follows, or null. Keep the last
`after` and ask again later: only what is new is given. What changed or was withdrawn afterwards
stands in `events`, the ledger itself. `modified` is the moment of the last public change. At most
600 requests a minute from one network; unchanged answers (`If-None-Match`) count as well.
"""

api = NinjaAPI(
    title="Công khai xã",
    version="1.0.0",
    description=DESCRIPTION,
    docs_url=None,
    openapi_url=None,  # the library would look for its own address by a namespace
    renderer=Renderer(),
    urls_namespace="api-1",
    openapi_extra={
        "info": {
            "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
            "contact": {"name": "Công khai xã", "url": serialise.absolute("/gioi-thieu/")},
        },
        "tags": [{"name": "public", "description": "What anybody may read."}],
    },
    servers=[{"url": serialise.absolute(""), "description": "This portal"}],
)

_REFERENCE = r"^[0-9]{5}[b-z]?-[0-9]{4}-[0-9]{4,7}$"
_UNIT = r"^([0-9]{5}[b-z]?|[0-9]{2})$"
_CURSOR: Any = Query("", max_length=200, pattern=r"^[A-Za-z0-9_=-]*$", description="The cursor")
# 404 also for a cursor of somebody else's: the list has no such place.
_REFUSALS: dict[int, Any] = dict.fromkeys((400, 404, 422, 429), shapes.Problem)


def _list(request: HttpRequest, found: open_data.Slice, items: list[Any]) -> dict[str, Any]:
    return {"items": items, "next": _next(request, found)}


def _next(request: HttpRequest, found: open_data.Slice) -> str | None:
    if not found.after:
        return None
    asked = {name: value for name, value in request.GET.items() if name != "after"}
    query = urlencode({**asked, "after": found.after})
    return serialise.absolute(f"{request.path}?{query}")


def _operation(route: str, answer: Any, refusals: dict[int, Any]) -> Any:
    name = route.strip("/").replace("/", "_").replace("{", "").replace("}", "") or "root"
    return api.get(route, response={200: answer, **refusals}, operation_id=name, tags=["public"])


@_operation("/units", shapes.Units, _REFUSALS)
def units(
    request: HttpRequest,
    level: UnitLevel | None = None,
    province: str = Query("", pattern=r"^([0-9]{2})?$"),
    after: str = Query("", pattern=r"^([0-9]{5}[b-z]?|[0-9]{2})?$"),
) -> Any:
    """Provinces and communes of today, by code."""
    found = open_data.units(level=level or "", province=province, after=after)
    return _list(request, found, [serialise.unit(row) for row in found.rows])


@_operation("/units/{code}", shapes.UnitDetail, _REFUSALS)
def unit(request: HttpRequest, code: str = Path(..., pattern=_UNIT)) -> Any:
    """One unit with its villages and its predecessors."""
    return serialise.unit_detail(open_data.unit(code))


@_operation("/kinds", shapes.Kinds, _REFUSALS)
def kinds(request: HttpRequest) -> Any:
    """Every kind of disclosure that the law names, as it holds today."""
    return {
        "items": [serialise.kind(row) for row in open_data.kinds(clock.today())],
        "next": None,
    }


@_operation("/disclosures", shapes.Disclosures, _REFUSALS)
def disclosures(
    request: HttpRequest,
    unit: str = Query("", pattern=r"^([0-9]{5}[b-z]?)?$"),
    province: str = Query("", pattern=r"^([0-9]{2})?$"),
    kind: str = Query("", pattern=r"^[a-z0-9-]{0,64}$"),
    year: int | None = Query(None, ge=2000, le=2999),
    status: str = Query("", pattern="^(published|superseded|withdrawn)?$"),
    after: str = _CURSOR,
) -> Any:
    """Disclosures and tombstones, oldest publication first."""
    found = open_data.disclosures(
        unit=unit, province=province, kind=kind, year=year, status=status, after=after
    )
    return _list(request, found, [serialise.disclosure(row) for row in found.rows])


_WITHDRAWN: dict[int, Any] = {410: shapes.DisclosureDetail, **_REFUSALS}
_GONE: dict[int, Any] = {410: shapes.Problem, **_REFUSALS}
_reference: Any = Path(..., pattern=_REFERENCE, examples=["31732-2026-0014"])


@_operation("/disclosures/{reference}", shapes.DisclosureDetail, _WITHDRAWN)
def disclosure(request: HttpRequest, reference: str = _reference) -> Any:
    """One disclosure with its current version; a withdrawn one answers 410 with its tombstone."""
    this = open_data.disclosure(reference)
    if this.status == DisclosureStatus.WITHDRAWN:
        return Status(410, serialise.disclosure(this) | {"current": None})
    current = open_data.versions(this)[-1]
    return serialise.disclosure(this) | {"current": serialise.version(current, this)}


def _readable(reference: str) -> Any:
    """The disclosure unless it was withdrawn. Raises NotFound, Gone."""
    this = open_data.disclosure(reference)
    if this.status == DisclosureStatus.WITHDRAWN:
        raise errors.Gone(_("This notice was withdrawn."))
    return this


@_operation("/disclosures/{reference}/versions", shapes.Versions, _GONE)
def versions(request: HttpRequest, reference: str = _reference) -> Any:
    """Every version that was ever public, oldest first."""
    this = _readable(reference)
    rows = open_data.versions(this)
    return {"items": [serialise.version(row, this) for row in rows], "next": None}


@_operation("/disclosures/{reference}/tables/{number}", shapes.Table, _GONE)
def table(
    request: HttpRequest,
    reference: str = _reference,
    number: int = Path(..., ge=1, le=999),
    after: str = Query("", pattern=r"^[0-9]{0,9}$"),
) -> Any:
    """Rows of a table as its page shows them."""
    this = _readable(reference)
    chosen = open_data.table(this, number)
    found = open_data.table_rows(this, chosen, after=after)
    _declared, columns = tables.declared_of(chosen)
    return {
        "reference": this.reference,
        "version": this.current_version.number,
        "number": chosen.number,
        "schema_id": chosen.schema.code,
        "title": chosen.schema.title_vi,
        "is_about_persons": chosen.has_person_rows,
        "row_count": chosen.row_count,
        "columns": [{"name": c.name, "title": c.title, "unit": c.unit} for c in columns],
        "items": [row.cells for row in found.rows],
        "counts": chosen.totals.get("counts", []),
        "next": _next(request, found),
        "modified": this.changed_at,
    }


@_operation("/comments", shapes.Comments, _REFUSALS)
def comments(
    request: HttpRequest,
    unit: str = Query("", pattern=r"^([0-9]{5}[b-z]?)?$"),
    reference: str = Query("", pattern=r"^([0-9]{5}[b-z]?-[0-9]{4}-[0-9]{4,7})?$"),
    after: str = _CURSOR,
) -> Any:
    """Published comments with their answers, and tombstones of hidden ones, oldest first."""
    found = open_data.comments(unit=unit, reference=reference, after=after)
    return _list(request, found, [serialise.comment(row) for row in found.rows])


@_operation("/events", shapes.Events, _REFUSALS)
def events(
    request: HttpRequest,
    log: str = Query("", pattern=r"^([0-9]{5}[b-z]?|[0-9]{2}|cong)?$", alias="unit"),
    after: str = _CURSOR,
) -> Any:
    """Ledger entries; with `unit` those of its log (`cong`: the portal's) after index `after`."""
    found = open_data.events(log=log, after=after)
    return _list(request, found, [serialise.event(row) for row in found.rows])


@api.exception_handler(errors.Refusal)
def refused(request: HttpRequest, refusal: errors.Refusal) -> HttpResponse:
    """A domain refusal in the words of RFC 9457; why something is not found is never told."""
    if isinstance(refusal, errors.Gone):
        return problem(410, str(refusal.message))
    # A cursor that fits its pattern and was never given: as for any address that leads nowhere.
    return problem(404, str(refusal.message) if isinstance(refusal, errors.Invalid) else "")


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Which parameter cannot be read; its value is not repeated. In the path: nothing is there."""
    if any(one["loc"][0] == "path" for one in error.errors):
        return problem(404)
    names = ", ".join(str(one["loc"][-1]) for one in error.errors)
    return problem(422, _("These parameters cannot be read: %(names)s.") % {"names": names})


@api.exception_handler(HttpError)
def failed(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the library itself refuses."""
    return problem(error.status_code, str(error))


def openapi(request: HttpRequest) -> HttpResponse:
    """The description of the API (OpenAPI 3.1)."""
    described = api.get_openapi_schema(path_prefix="/api/v1/")
    # Said outright: nobody needs a key.
    described["security"] = []
    problem_shape = {"$ref": f"#/components/schemas/{shapes.Problem.__name__}"}
    for operations in described["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                # JSON Schema's list of examples; a parameter's own would be a map of names.
                if "examples" in parameter:
                    parameter["schema"]["examples"] = parameter.pop("examples")
            for answer in operation["responses"].values():
                # The library knows one media type for all answers.
                if answer["content"]["application/json"]["schema"] == problem_shape:
                    answer["content"] = {"application/problem+json": {"schema": problem_shape}}
    return JsonResponse(described, json_dumps_params={"ensure_ascii": False})


def missing(request: HttpRequest, rest: str) -> HttpResponse:
    """Any other address below the API."""
    return problem(404)


def addresses() -> list[URLPattern]:
    """The API's addresses, each behind the same gate."""
    found = [
        path(str(pattern.pattern), answers(pattern.callback), name=f"api_{pattern.name}")
        for pattern in api.urls[0]
        if pattern.name != "api-root"
    ]
    found.append(path("openapi.json", answers(openapi), name="api_openapi"))
    return [*found, re_path(r"^(?P<rest>.*)$", answers(missing), name="api_missing")]


urlpatterns = addresses()
