"""Draws the pages of a PDF; run as a child of its own, as every parser (see page_pictures.py)."""

import io
import os
import resource
import sys
from collections.abc import Iterator

import PIL.Image
import pypdfium2

from disclosures.attachments.page_pictures import MAX_PAGES, Drawn

_MEMORY = 1024 * 1024 * 1024
_CPU_SECONDS = 60
_WIDTH = 1000
# A page of 200 inches in the square and one as long as a roll are drawn within this.
_MAX_HEIGHT = 3000
_SMALL = (160, 320)
_QUALITY = 70


def draw(content: bytes) -> Iterator[Drawn]:
    """Page by page, the small one first. Raises PdfiumError."""
    document = pypdfium2.PdfDocument(content)
    for number in range(1, min(len(document), MAX_PAGES) + 1):
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(_WIDTH / max(width, 1), _MAX_HEIGHT / max(height, 1))
        # Annotations are drawn too: a stamp or a filled field is what the reader has to see.
        picture = page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
        page.close()
        if number == 1:
            small = picture.copy()
            small.thumbnail(_SMALL)
            yield Drawn(0, *small.size, _webp(small))
        yield Drawn(number, *picture.size, _webp(picture))
    document.close()


def _webp(picture: PIL.Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "WEBP", quality=_QUALITY, method=4)
    return written.getvalue()


def _main() -> None:
    # Readers' pages go first.
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    for drawn in draw(sys.stdin.buffer.read()):
        sys.stdout.buffer.write(drawn.as_frame())


if __name__ == "__main__":
    _main()
