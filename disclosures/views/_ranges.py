"""A file of any size in pieces, from where the reader's last download broke off (RFC 9110, 14)."""

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

BLOCK = 1 << 18
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def asked_range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a single range; None where the whole file is the right answer.

    Raises ValueError for a range that lies outside the file.
    """
    found = _RANGE.fullmatch(header.strip())
    if found is None or found.groups() == ("", ""):
        return None
    begin, end = found.groups()
    if not begin:
        first, last = max(0, size - int(end)), size - 1
    else:
        first, last = int(begin), min(int(end) if end else size - 1, size - 1)
    if first > last or (not begin and int(end) == 0):
        raise ValueError(header)
    return first, last


def send(
    request: HttpRequest, open_at: Callable[[int], BinaryIO], size: int, *,
    etag: str, filename: str, media_type: str,
) -> HttpResponse:  # fmt: skip
    """The file of `size` bytes, or the part asked for; 416 for a part that is not there."""
    wanted = None
    if request.headers.get("If-Range", etag) == etag:
        try:
            wanted = asked_range(request.headers.get("Range", ""), size)
        except ValueError:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = wanted or (0, size - 1)
    response = StreamingHttpResponse(
        () if request.method == "HEAD" else _pieces(open_at, first, last),
        status=206 if wanted else 200,
        content_type=media_type,
    )
    if wanted:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Content-Length"] = str(last - first + 1)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response  # type: ignore[return-value]


def _pieces(open_at: Callable[[int], BinaryIO], first: int, last: int) -> Iterator[bytes]:
    left = last - first + 1
    with open_at(first) as file:
        while left > 0 and (block := file.read(min(BLOCK, left))):
            left -= len(block)
            yield block
