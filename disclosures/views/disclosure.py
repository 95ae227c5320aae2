"""The page of a disclosure, its tables, its files and its short link."""

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render

from disclosures.errors import NotFound
from disclosures.models import DataTable, Disclosure, Version
from disclosures.queries import comments, disclosure_page, postings, tables
from disclosures.queries.disclosure_page import find
from disclosures.queries.keeping import kept_until
from disclosures.rules import clock
from disclosures.tables import write_workbook
from disclosures.views._page import check_slugs, portal_page, served_or_404, unit_page
from disclosures.views.offline import HEADER, keep_date
from disclosures.vocabulary import PrivacyLevel

MODES = {"the": "stack", "bang": "scroll", "vua": "fit"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def found(request: HttpRequest, code: str, year: int, number: str) -> Disclosure:
    """The visible disclosure with this reference. Raises NotFound, Gone, Moved."""
    served_or_404(code)
    this = find(code, year, int(number), clock.now())
    check_slugs(request, unit_slug=this.unit.slug, slug=this.slug)
    return this


@unit_page
def disclosure(
    request: HttpRequest, code: str, unit_slug: str, year: int, number: str, slug: str
) -> HttpResponse:
    """The latest version."""
    this = found(request, code, year, number)
    return show(request, this, disclosure_page.page(this))


def show(request: HttpRequest, this: Disclosure, page: Any) -> HttpResponse:
    """The page of one version, with what residents said."""
    context = {
        "page": page,
        "unit": this.unit,
        "tab": "disclosures",
        "comments": comments.of_disclosure(this) if page.has_comments else comments.NONE,
        "today": clock.today(),
        "is_private_kind": this.kind.privacy_level in {PrivacyLevel.P3, PrivacyLevel.P4},
        "kwargs": this.url_kwargs(),
        "postings": postings.posting_facts(this),
    }
    response = render(request, "disclosures/disclosure/disclosure.html", context)
    if context["is_private_kind"]:
        response["X-Robots-Tag"] = "noindex"
    if page.is_latest:
        response[HEADER] = keep_date(kept_until(this, clock.today()))
    return response


@unit_page
def version(
    request: HttpRequest, code: str, unit_slug: str, year: int, number: str, slug: str, v: int
) -> HttpResponse:
    """One version for ever, with its own texts, rows and files."""
    this = found(request, code, year, number)
    disclosure_page.public_version(this, v)
    chosen = Version.objects.get(disclosure=this, number=v, status__in=("published", "scheduled"))
    chosen.disclosure = this
    return show(request, this, disclosure_page.page(this, chosen))


def _table(this: Disclosure, version_: Version, n: int) -> DataTable:
    table = version_.tables.select_related("schema").filter(number=n).first()
    if table is None:
        raise NotFound
    return table


@unit_page
def disclosure_table(
    request: HttpRequest, code: str, unit_slug: str, year: int, number: str, slug: str, n: int
) -> HttpResponse:
    """A whole table: three phone modes, search, pages."""
    this = found(request, code, year, number)
    table = _table(this, this.current_version, n)
    page = tables.table_page(
        table,
        posting_is_open=this.posting_is_open(clock.today()),
        mode=MODES.get(request.GET.get("xem", ""), ""),
        q=request.GET.get("q", "")[:100],
        village=request.GET.get("ap", "")[:120],
        cursor=request.GET.get("trang", "")[:9],
        in_millions={"trieu": True, "dong": False}.get(request.GET.get("don-vi", "")),
    )
    context = {
        "disclosure": this,
        "version": this.current_version,
        "unit": this.unit,
        "tab": "disclosures",
        "table": page,
        "has_persons": table.has_person_rows,
        "q": request.GET.get("q", "")[:100],
        "village": request.GET.get("ap", "")[:120],
        "is_first": page.is_first,
        "next_cursor": page.next_cursor,
        "kwargs": this.url_kwargs(),
        "category_labels": category_labels(table),
    }
    response = render(request, "disclosures/disclosure/disclosure_table.html", context)
    if table.has_person_rows:
        response["X-Robots-Tag"] = "noindex"
    return response


def category_labels(table: DataTable) -> dict[str, str]:
    """What the codes of the table's category column mean."""
    declared, _columns = tables.declared_of(table)
    category = declared.with_role("category")
    return category.values if category else {}


@unit_page
def disclosure_chart(
    request: HttpRequest, code: str, unit_slug: str, year: int, number: str, slug: str, chart: str
) -> HttpResponse:
    """A chart of the latest version as a picture to take away."""
    this = found(request, code, year, number)
    response = HttpResponse(
        disclosure_page.chart_picture(this, chart), content_type="image/svg+xml; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{this.slug}-{chart}.svg"'
    response["X-Robots-Tag"] = "noindex"
    return response


@unit_page
def disclosure_table_file(
    request: HttpRequest,
    code: str,
    unit_slug: str,
    year: int,
    number: str,
    slug: str,
    n: int,
    suffix: str,
) -> HttpResponse:
    """A table as CSV, XLSX or JSON; of persons the counts alone."""
    this = found(request, code, year, number)
    table = _table(this, this.current_version, n)
    names, titles, rows = tables.download_rows(table)
    filename = f"{this.slug}-bang-{n}.{suffix}"
    if suffix == "csv":
        response: HttpResponse = StreamingHttpResponse(  # type: ignore[assignment]
            write_workbook.as_csv(titles, rows), content_type="text/csv; charset=utf-8"
        )
    elif suffix == "json":
        response = StreamingHttpResponse(  # type: ignore[assignment]
            write_workbook.as_json(names, rows), content_type="application/json; charset=utf-8"
        )
    else:
        declared, columns = tables.declared_of(table)
        shown = columns if tables.may_download_rows(table) else _count_columns(titles)
        response = HttpResponse(
            write_workbook.as_xlsx(declared.title, shown, rows), content_type=XLSX
        )
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _count_columns(titles: list[str]) -> list[Any]:
    units = ("text", "text", "count")
    return [
        tables.schemas.Column(title, title, title, unit, "none")
        for title, unit in zip(titles, units, strict=True)
    ]


@portal_page
def short_link(request: HttpRequest, code: str) -> HttpResponse:
    """The link printed on paper; it never dies."""
    this = (
        Disclosure.objects.visible(clock.now())
        .select_related("unit")
        .filter(short_code=code.lower())
        .first()
    )
    if this is None:
        raise NotFound
    return redirect(this)
