"""Answers with a stored file; whoever calls has asked whether the reader may see it."""

import logging
from typing import Any, BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.http import quote_etag

from disclosures.attachments.store import FileStore, files
from disclosures.errors import Unavailable

# Shown in the browser; everything else is offered for saving.
_INLINE = frozenset({"application/pdf", "image/jpeg", "image/png", "image/webp"})


logger = logging.getLogger(__name__)


def serve(
    request: HttpRequest, file: Any, *, cache_control: str, store: FileStore | None = None
) -> HttpResponse:
    """The bytes of `file`, or 304 if the reader has them; nothing in it may run."""
    etag = quote_etag(file.sha256)
    response: HttpResponse
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    else:
        response = FileResponse(  # type: ignore[assignment]
            _stored(store or files(), file.sha256),
            content_type=file.media_type,
            as_attachment=file.media_type not in _INLINE,
            filename=file.filename,
        )
        response["Content-Length"] = str(file.size)
    response["ETag"] = etag
    response["Cache-Control"] = cache_control
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _stored(store: FileStore, sha256: str) -> BinaryIO:
    try:
        return store.open(sha256)
    except FileNotFoundError as error:
        # A published file is never deleted: the store is not whole, and an operator must look.
        logger.error("%s is not in the store of files", sha256)
        raise Unavailable from error
