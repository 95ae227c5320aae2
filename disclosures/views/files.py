"""Attachments, served through the same gate as their disclosure."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from disclosures.access import public
from disclosures.attachments.serve import serve
from disclosures.errors import NotFound
from disclosures.models import Attachment, Version
from disclosures.queries import disclosure_page
from disclosures.queries.freshness import SHARED
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


def _serve(request: HttpRequest, version: Version, n: int, filename: str) -> HttpResponse:
    file = Attachment.objects.filter(version=version, number=n, filename=filename).first()
    if file is None or not file.is_public:
        raise NotFound
    # Never `immutable`: the disclosure can be withdrawn.
    return serve(request, file, cache_control=SHARED)
