"""Attachments, served through the same gate as their disclosure."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from disclosures.access import public
from disclosures.attachments.serve import serve
from disclosures.duties import pictures
from disclosures.errors import NotFound
from disclosures.models import Attachment, Version
from disclosures.queries import disclosure_page, page_pictures
from disclosures.queries.freshness import SHARED
from disclosures.views._page import unit_page
from disclosures.views.disclosure import found


@require_safe
@public
def attachment(
    request: HttpRequest,
    code: str,
    unit_slug: str,
    year: int,
    number: str,
    slug: str,
    n: int,
    filename: str,
) -> HttpResponse:
    """A file of the latest version."""
    this = found(request, code, year, number)
    return _serve(request, this.current_version, n, filename)


@require_safe
@public
def version_attachment(
    request: HttpRequest,
    code: str,
    unit_slug: str,
    year: int,
    number: str,
    slug: str,
    v: int,
    n: int,
    filename: str,
) -> HttpResponse:
    """The same bytes for ever: a file of one version."""
    this = found(request, code, year, number)
    disclosure_page.public_version(this, v)
    version = Version.objects.get(disclosure=this, number=v, status__in=("published", "scheduled"))
    return _serve(request, version, n, filename)


@unit_page
def attachment_page(
    request: HttpRequest, code: str, unit_slug: str, year: int, number: str, slug: str,
    n: int, page: int,
) -> HttpResponse:  # fmt: skip
    """One page of a file of the latest version as a picture, with its words."""
    this = found(request, code, year, number)
    shown = page_pictures.shown_page(this.current_version, n, page)
    file = {**this.url_kwargs(), "n": n, "filename": shown.file.filename}
    context = {
        "disclosure": this,
        "unit": this.unit,
        "tab": "disclosures",
        "version": this.current_version,
        "page": shown,
        "notice_url": this.get_absolute_url(),
        "file_url": reverse("attachment", kwargs=file),
        "is_private_kind": this.kind.body["privacy_level"] in {"P2", "P3"},
    }
    return render(request, "disclosures/disclosure/attachment_page.html", context)


@require_safe
@public
def attachment_picture(
    request: HttpRequest, code: str, unit_slug: str, year: int, number: str, slug: str,
    n: int, page: int,
) -> HttpResponse:  # fmt: skip
    """The picture itself; of number 0 the first page, small."""
    this = found(request, code, year, number)
    picture = page_pictures.picture_of(this.current_version, n, page)
    return serve(request, picture, cache_control=SHARED, store=pictures.store())


def _serve(request: HttpRequest, version: Version, n: int, filename: str) -> HttpResponse:
    file = Attachment.objects.filter(version=version, number=n, filename=filename).first()
    if file is None or not file.is_public:
        raise NotFound
    # Never `immutable`: the disclosure can be withdrawn.
    return serve(request, file, cache_control=SHARED)
