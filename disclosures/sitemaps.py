"""What search engines and catalogues ask for first: robots.txt, sitemaps, the data catalogue."""

import datetime as dt
import functools
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from disclosures.access import public
from disclosures.errors import NotFound
from disclosures.models import AdministrativeUnit, Disclosure, Kind
from disclosures.queries.freshness import CACHE, portal_etag, unit_etag
from disclosures.queries.open_data import communes_that_publish
from disclosures.rules import clock
from disclosures.vocabulary import PrivacyLevel

View = Callable[..., HttpResponse]

# Lists about persons are not for search engines; their pages say `noindex` too.
_PRIVATE = (PrivacyLevel.P3, PrivacyLevel.P4)
DAY = 24 * 3600
# The protocol's own limit for one file.
MOST = 49_000
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def _as_fresh_as_pages(etag: Callable[..., str | None]) -> Callable[[View], View]:
    """For anybody, and kept by caches no longer than a page: what is withdrawn leaves both."""

    def decorate(view: View) -> View:
        @require_safe
        @public
        @functools.wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = asked(request, *args, **kwargs)
            response["Cache-Control"] = CACHE
            return response

        asked = condition(etag_func=etag)(view)
        wrapped.access = "public"  # type: ignore[attr-defined]
        return wrapped

    return decorate


def _tag_of_file(request: HttpRequest, code: str) -> str | None:
    return portal_etag(request) if code == "cong" else unit_etag(request, code)


def _xml(root: str, entries: Iterable[tuple[str, str, dt.datetime | None]]) -> HttpResponse:
    """Addresses in the format of sitemaps.org, protocol 0.9."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{_NAMESPACE}">']
    for name, path, moment in entries:
        when = f"<lastmod>{moment.isoformat(timespec='seconds')}</lastmod>" if moment else ""
        lines.append(f"<{name}><loc>{escape(settings.SITE_URL + path)}</loc>{when}</{name}>")
    text = "\n".join([*lines, f"</{root}>"]) + "\n"
    return HttpResponse(text, content_type="application/xml; charset=utf-8")


@_as_fresh_as_pages(portal_etag)
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """One file of pages about the portal, and one for each commune: none is ever too long."""
    files = [
        ("cong", None),
        *((unit.address_code, unit.changed_at) for unit in communes_that_publish()),
    ]
    return _xml("sitemapindex", (("sitemap", f"/sitemap-{code}.xml", at) for code, at in files))


@_as_fresh_as_pages(_tag_of_file)
def sitemap(request: HttpRequest, code: str) -> HttpResponse:
    """The pages of the portal (`cong`) or of one commune. Raises NotFound."""
    if code == "cong":
        kinds = Kind.objects.valid_on(clock.today()).order_by("slug")
        paths = ["/", "/loai/", "/gioi-thieu/", "/du-lieu-mo/", "/giam-sat/"]
        paths += [kind.get_absolute_url() for kind in kinds]
        return _xml("urlset", (("url", path, None) for path in dict.fromkeys(paths)))
    unit = AdministrativeUnit.objects.current().joined().filter(address_code=code).first()
    if unit is None:
        raise NotFound
    return _xml("urlset", _pages_of(unit))


def _pages_of(unit: AdministrativeUnit) -> Iterator[tuple[str, str, dt.datetime | None]]:
    yield "url", unit.get_absolute_url(), None
    readable = Disclosure.objects.readable().filter(unit=unit)
    notices = (
        readable.exclude(kind__privacy_level__in=_PRIVATE)
        .select_related("unit", "current_version")
        .only("slug", "year", "number", "publish_at", "unit__address_code", "unit__slug",
              "current_version__publish_at")
        .order_by("-publish_at", "-id")
    )  # fmt: skip
    for notice in notices[:MOST]:
        moment = notice.current_version.publish_at or notice.publish_at
        yield "url", notice.get_absolute_url(), moment


@require_safe
@public
@cache_control(public=True, max_age=DAY)
def robots(request: HttpRequest) -> HttpResponse:
    """What programs may read, and where the list of pages lies."""
    lines = (
        "User-agent: *",
        "Disallow: /quan-tri/",
        "Disallow: /y-kien/",
        "Disallow: /tim/",
        "Disallow: /tim-xa/",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@_as_fresh_as_pages(portal_etag)
def catalogue(request: HttpRequest) -> HttpResponse:
    """The portal's data as a DCAT-AP catalogue (JSON-LD): each commune's history and the API."""
    body = {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
        },
        "@id": f"{settings.SITE_URL}/danh-muc.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": {"@value": "Công khai xã", "@language": "vi"},
        "dct:description": {
            "@value": "Những điều xã, phường công khai theo luật.",
            "@language": "vi",
        },
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": "Công khai xã"},
        "dct:language": {"@id": "http://publications.europa.eu/resource/authority/language/VIE"},
        "dcat:service": [_service()],
        "dcat:dataset": [_dataset(unit) for unit in communes_that_publish()],
    }
    text = json.dumps(body, ensure_ascii=False)
    return HttpResponse(text, content_type="application/ld+json; charset=utf-8")


@require_safe
@public
@cache_control(public=True, max_age=DAY)
def opensearch(request: HttpRequest) -> HttpResponse:
    """How browsers and programs search here (OpenSearch 1.1): the page, and its feed."""
    address = escape(settings.SITE_URL)
    text = f"""<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
<ShortName>Công khai xã</ShortName>
<Description>Tìm trong những điều xã, phường công khai</Description>
<Url type="text/html" template="{address}/tim/?q={{searchTerms}}"/>
<Url type="application/atom+xml" template="{address}/atom.xml?q={{searchTerms}}"/>
<Url type="application/opensearchdescription+xml" rel="self" template="{address}/tim.xml"/>
<Language>vi</Language>
<InputEncoding>UTF-8</InputEncoding>
<OutputEncoding>UTF-8</OutputEncoding>
</OpenSearchDescription>
"""
    return HttpResponse(text, content_type="application/opensearchdescription+xml; charset=utf-8")


def _service() -> dict[str, Any]:
    return {
        "@type": "dcat:DataService",
        "dct:title": "API v1",
        "dcat:endpointURL": {"@id": f"{settings.SITE_URL}/api/v1/"},
        "dcat:endpointDescription": {"@id": f"{settings.SITE_URL}/api/v1/openapi.json"},
    }


def _dataset(unit: AdministrativeUnit) -> dict[str, Any]:
    page = settings.SITE_URL + unit.get_absolute_url()
    moment = getattr(unit, "changed_at", None)
    return {
        "@id": f"{page}#du-lieu",
        "@type": "dcat:Dataset",
        "dct:title": {"@value": f"Lịch sử công khai của {unit.full_name}", "@language": "vi"},
        "dct:identifier": unit.address_code,
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": f"UBND {unit.full_name}"},
        **({"dct:modified": moment.isoformat()} if moment else {}),
        "dcat:landingPage": {"@id": page},
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dct:title": "JSON",
                "dcat:mediaType": "application/json",
                "dcat:accessURL": {
                    "@id": f"{settings.SITE_URL}/api/v1/disclosures?unit={unit.address_code}"
                },
            },
            {
                "@type": "dcat:Distribution",
                "dct:title": "BagIt",
                "dcat:mediaType": "application/zip",
                "dcat:accessURL": {
                    "@id": f"{settings.SITE_URL}/giam-sat/xuat/?xa={unit.address_code}"
                },
            },
        ],
    }
