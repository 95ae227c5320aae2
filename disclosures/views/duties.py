"""What a commune owes and how it stands; the same counted for a province."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from disclosures.duties.service_levels import answer_working_days
from disclosures.queries import duties, progress
from disclosures.rules import clock
from disclosures.tables.write_workbook import as_csv
from disclosures.views._page import commune_here, portal_page, province_here, unit_page

# Names of columns, as in every other file of the portal: the same in all languages.
_HEADERS = (
    "ma_xa", "ten_xa", "tham_gia_ngay", "da_toi_han", "dung_han", "dang_tre", "qua_han",
    "khong_phat_sinh", "ty_le_dung_han", "qua_han_lau_nhat_ngay", "y_kien_da_tra_loi",
    "tra_loi_muc_giua_ngay", "y_kien_qua_han_tra_loi",
)  # fmt: skip


@unit_page
def unit_duties(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Every period with its due date, newest first."""
    unit = commune_here(request, code)
    owed = duties.duties_of(unit, today=clock.today()) if unit.joined_at else []
    context = {"unit": unit, "tab": "duties", "duties": owed, "overdue": duties.overdue(owed)}
    return render(request, "disclosures/duties/unit_duties.html", context)


@portal_page
def province_duties(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Commune by commune as `xep` orders them, narrowed by `q`; `xa` names one to stand out."""
    province = province_here(request, code)
    order = request.GET.get("xep", "")
    order = order if order in progress.ORDERS else next(iter(progress.ORDERS))
    words = " ".join(request.GET.get("q", "").split())[:100]
    marked = request.GET.get("xa", "")[:5]
    found = progress.progress_of(province, today=clock.today(), order=order)
    context = {
        "province": province,
        "progress": found,
        "rows": found.named_like(words),
        "plot": found.plot(marked),
        "marked": next((row for row in found.communes if row.unit.address_code == marked), None),
        "q": words,
        "order": order,
        "orders": _order_links(request, order),
        "answer_days": answer_working_days(),
        "today": clock.today(),
    }
    return render(request, "disclosures/duties/province_duties.html", context)


def _order_links(request: HttpRequest, order: str) -> list[tuple[str, str]]:
    """(words, address) of each order; the address is empty for the one that holds."""
    words = {
        "dung-han": _("most published in time"),
        "ten": _("by name"),
        "qua-han": _("most overdue"),
        "tra-loi": _("slowest to answer"),
    }
    links = []
    for key, label in words.items():
        query = request.GET.copy()
        query["xep"] = key
        links.append((label, "" if key == order else f"?{query.urlencode()}#h-b"))
    return links


@portal_page
def province_duties_file(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """The figures of the page as CSV, by name; text is made inert for spreadsheets."""
    province = province_here(request, code)
    found = progress.progress_of(province, today=clock.today(), order="ten")
    rows = (
        (
            row.unit.address_code, row.unit.full_name, row.unit.joined_at.isoformat(), row.due,
            row.on_time, row.late, row.overdue, row.nothing, row.share, row.longest_days,
            row.answers.answered, row.answers.days, row.answers.overdue,
        )
        for row in found.communes
    )  # fmt: skip
    response = HttpResponse(
        b"".join(as_csv(_HEADERS, rows)), content_type="text/csv; charset=utf-8"
    )
    name = f"tien-do-{province.address_code}-{clock.today():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
