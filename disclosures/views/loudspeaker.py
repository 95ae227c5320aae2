"""The script that a commune's loudspeaker reads, in the words of the south or the north."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from disclosures.queries.loudspeaker import loudspeaker_script
from disclosures.rules.numerals import Dialect
from disclosures.views._page import unit_page
from disclosures.views.disclosure import found


@unit_page
def loudspeaker(
    request: HttpRequest, code: str, unit_slug: str, year: int, number: str, slug: str
) -> HttpResponse:
    """Southern words unless `giong=bac` asks for northern ones."""
    this = found(request, code, year, number)
    is_north = request.GET.get("giong", "") == "bac"
    script = loudspeaker_script(this, Dialect.NORTH if is_north else Dialect.SOUTH)
    context = {
        "disclosure": this,
        "unit": this.unit,
        "tab": "disclosures",
        "script": script,
        "minutes": max(1, round(script.seconds / 60)),
        "is_north": is_north,
    }
    response = render(request, "disclosures/loudspeaker/loudspeaker.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
