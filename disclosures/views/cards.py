"""Cards of notices for other people's pages, and the way in which programs find them (oEmbed)."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.csp import CSP
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override

from disclosures.errors import NotFound
from disclosures.queries.card import card as card_of
from disclosures.views._page import portal_page, served_or_404, unit_page

# A card is made to stand in other people's pages; it holds no form and asks for nothing.
FRAMEABLE = {
    **settings.SECURE_CSP,
    "frame-ancestors": ["*"],
    "form-action": [CSP.NONE],
}
WIDTH, HEIGHT, NARROWEST = 600, 240, 240
# Seconds for which whoever embeds it may keep the answer; the card itself is asked for each time.
KEPT = 3600


@xframe_options_exempt
@csp_override(FRAMEABLE)
@unit_page
def card(
    request: HttpRequest, code: str, unit_slug: str, year: int, number: str, slug: str
) -> HttpResponse:
    """One notice in a few lines. A withdrawn one says so, with status 200: browsers would show an
    error of their own in the frame.
    """
    served_or_404(code)
    item = card_of(code, year, int(number))
    response = render(request, "disclosures/disclosure/card.html", {"item": item})
    response["X-Robots-Tag"] = "noindex"
    return response


@portal_page
def oembed(request: HttpRequest) -> HttpResponse:
    """What stands at a notice's address, by oEmbed 1.0 (oembed.com, section 2.3.4), as JSON.

    501 for another format, 404 for an address that is no notice's of this portal.
    """
    if request.GET.get("format", "json") != "json":
        return HttpResponse("json", status=501, content_type="text/plain")
    language, place = _place(request.GET.get("url", "")[:500])
    served_or_404(place["code"])
    with translation.override(language):
        item = card_of(place["code"], place["year"], int(place["number"]))
        address = settings.SITE_URL + item.url
    width = _at_most(request.GET.get("maxwidth", ""), WIDTH, least=NARROWEST)
    height = _at_most(request.GET.get("maxheight", ""), HEIGHT, least=1)
    frame = format_html(
        '<iframe src="{}the/" width="{}" height="{}" title="{}" loading="lazy"></iframe>',
        address, width, height, item.title,
    )  # fmt: skip
    response = JsonResponse(
        {
            "version": "1.0",
            "type": "rich",
            "title": item.title,
            "author_name": item.unit_name,
            "provider_name": "Công khai xã",
            "provider_url": settings.SITE_URL + reverse("home"),
            "cache_age": KEPT,
            "html": frame,
            "width": width,
            "height": height,
        },
        json_dumps_params={"ensure_ascii": False},
    )
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _place(url: str) -> tuple[str, dict[str, str | int]]:
    """The language and the notice that an address of this portal names. Raises NotFound."""
    site = urlsplit(settings.SITE_URL)
    try:
        parts = urlsplit(url)
    except ValueError:
        raise NotFound from None
    if (parts.scheme, parts.netloc) != (site.scheme, site.netloc):
        raise NotFound
    language = translation.get_language_from_path(parts.path) or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            match = resolve(parts.path)
        except Resolver404:
            raise NotFound from None
    if match.url_name != "disclosure":
        raise NotFound
    return language, match.kwargs


def _at_most(asked: str, usual: int, *, least: int) -> int:
    """What fits into what was asked for; a number that is none asks for nothing."""
    if not asked.isascii() or not asked.isdigit() or len(asked) > 6:
        return usual
    return max(least, min(usual, int(asked)))
