"""Pages about the portal itself."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from disclosures.catalogue.comment_rules import comment_rules as rules
from disclosures.catalogue.load import service_levels
from disclosures.errors import NotFound
from disclosures.queries import open_data as queries
from disclosures.views._page import portal_page

GUIDES = {
    "ngan-sach": _("How to read a budget"),
    "boi-thuong": _("How to read a compensation plan"),
    "ho-ngheo": _("How to read a list of poor households"),
}


@portal_page
def about(request: HttpRequest) -> HttpResponse:
    """Who runs it and how."""
    return render(request, "disclosures/static_pages/about.html")


@portal_page
def open_data(request: HttpRequest) -> HttpResponse:
    """What can be taken away as data, with examples that can be run as they stand."""
    context = {
        "site": settings.SITE_URL,
        "example": queries.example(),
        "limit": queries.REQUESTS_A_MINUTE,
    }
    return render(request, "disclosures/static_pages/open_data.html", context)


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
    levels = service_levels()
    context = {
        "rules": rules(),
        "moderation_days": levels["moderation"]["working_days"],
        "answer_days": levels["answer"]["working_days"],
    }
    return render(request, "disclosures/static_pages/comment_rules.html", context)


@portal_page
def how_to_read(request: HttpRequest, slug: str) -> HttpResponse:
    """How to read one sort of notice. Raises NotFound for a sort without a guide."""
    if slug not in GUIDES:
        raise NotFound
    context = {"title": GUIDES[slug], "folder": slug}
    return render(request, "disclosures/static_pages/how_to_read.html", context)
