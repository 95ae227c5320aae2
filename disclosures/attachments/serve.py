"""Answers with a stored file; whoever calls has asked whether the reader may see it."""

from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.http import quote_etag

from disclosures.attachments.store import ContentStore

# Shown in the browser; everything else is offered for saving.
_INLINE = frozenset({"application/pdf", "image/jpeg", "image/png"})


def serve(request: HttpRequest, file: Any, *, cache_control: str) -> HttpResponse:
    """The bytes of the attachment `file`, or 304 if the reader has them; nothing in it may run."""
    etag = quote_etag(file.sha256)
    response: HttpResponse
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    else:
        response = FileResponse(  # type: ignore[assignment]
            ContentStore(settings.FILES_DIR).open(file.sha256),
            content_type=file.media_type,
            as_attachment=file.media_type not in _INLINE,
            filename=file.filename,
        )
        response["Content-Length"] = str(file.size)
    response["ETag"] = etag
    response["Cache-Control"] = cache_control
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
