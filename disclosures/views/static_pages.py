"""Pages about the portal itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from disclosures.catalogue.comment_rules import comment_rules as rules
from disclosures.errors import NotFound
from disclosures.views._page import portal_page

GUIDES = ("ngan-sach", "boi-thuong", "ho-ngheo")


@portal_page
def about(request: HttpRequest) -> HttpResponse:
    """Who runs it and how."""
    return render(request, "disclosures/static_pages/about.html")


@portal_page
def open_data(request: HttpRequest) -> HttpResponse:
    """What can be taken away as data."""
    return render(request, "disclosures/static_pages/open_data.html")


@portal_page
def privacy(request: HttpRequest) -> HttpResponse:
    """What is shown, covered and deleted."""
    return render(request, "disclosures/static_pages/privacy.html")


@portal_page
def accessibility(request: HttpRequest) -> HttpResponse:
    """For whom it works and what does not yet."""
    return render(request, "disclosures/static_pages/accessibility.html")


@portal_page
def comment_rules(request: HttpRequest) -> HttpResponse:
    """The numbered rules under which a comment may be kept off the page."""
    return render(request, "disclosures/static_pages/comment_rules.html", {"rules": rules()})


@portal_page
def how_to_read(request: HttpRequest, slug: str) -> HttpResponse:
    """How to read one sort of notice."""
    if slug not in GUIDES:
        raise NotFound
    return render(request, f"disclosures/static_pages/guide_{slug.replace('-', '_')}.html")
