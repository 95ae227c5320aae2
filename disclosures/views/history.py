"""The history of a disclosure and the difference between two of its versions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from disclosures.models import Version
from disclosures.queries import disclosure_page, history, printed_code
from disclosures.views._page import unit_page
from disclosures.views.disclosure import found


@unit_page
def disclosure_history(
    request: HttpRequest, code: str, unit_slug: str, year: int, number: str, slug: str
) -> HttpResponse:
    """Every public step, with its reason and the number of its ledger entry."""
    this = found(request, code, year, number)
    context = {
        "disclosure": this,
        "unit": this.unit,
        "tab": "disclosures",
        "version": this.current_version,
        "events": history.events(this),
        "sealed_size": history.sealed_size(this.unit.address_code),
        "versions": disclosure_page.public_versions(this),
        "code": printed_code.verification_code(this, this.current_version),
        "kwargs": this.url_kwargs(),
    }
    return render(request, "disclosures/history/disclosure_history.html", context)


@unit_page
def compare(
    request: HttpRequest,
    code: str,
    unit_slug: str,
    year: int,
    number: str,
    slug: str,
    a: int,
    b: int,
) -> HttpResponse:
    """Two public versions: texts word by word, tables row by row."""
    this = found(request, code, year, number)
    chosen = []
    for version_number in (a, b):
        disclosure_page.public_version(this, version_number)
        chosen.append(
            Version.objects.get(
                disclosure=this, number=version_number, status__in=("published", "scheduled")
            )
        )
    context = {
        "disclosure": this,
        "unit": this.unit,
        "tab": "disclosures",
        "comparison": history.compare(this, *chosen),
        "kwargs": this.url_kwargs(),
    }
    return render(request, "disclosures/history/compare.html", context)
