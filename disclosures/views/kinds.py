"""Kinds of disclosure explained."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from disclosures.queries import catalogue
from disclosures.queries import kinds as kind_queries
from disclosures.rules import clock
from disclosures.views._page import portal_page


@portal_page
def kinds(request: HttpRequest) -> HttpResponse:
    """All kinds by group."""
    context = {"groups": kind_queries.by_group(clock.today())}
    return render(request, "disclosures/kinds/kinds.html", context)


@portal_page
def kind(request: HttpRequest, slug: str) -> HttpResponse:
    """What it is, what must be posted, when, for how long, how to read it."""
    page = kind_queries.kind_page(slug, clock.today())
    context = {
        "page": page,
        "newest": catalogue.newest(now=clock.now(), kind=page.kind.code, limit=8),
    }
    return render(request, "disclosures/kinds/kind.html", context)
