"""Reads scanned pages; run as a child of its own, as every parser (see scanned_words.py)."""

import io
import json
import os
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from itertools import islice

import PIL.Image
import pypdfium2

from disclosures.attachments import office_pictures
from disclosures.attachments.refusal import MAX_PIXELS, readable
from disclosures.attachments.scanned_words import LANGUAGE, MAX_PAGES

_MEMORY = 1024 * 1024 * 1024
# Of each process, so of the reading of each page as well.
_CPU_SECONDS = 120
_PAGE_SECONDS = 60
# What tesseract was trained on lies between 150 and 300 dots an inch.
_DOTS = 200
_MAX_SIDE = 3500


def read(content: bytes, numbers: Sequence[int]) -> Iterator[tuple[int, str]]:
    """(page, words) of these pages; 0 is a photograph, or each picture of an office file. Raises
    PdfiumError, and OSError for bad pictures."""
    if 0 in numbers:
        is_package = zipfile.is_zipfile(io.BytesIO(content))
        pictures = office_pictures.pictures(content) if is_package else iter((content,))
        for one in islice(pictures, MAX_PAGES):
            yield 0, _words_of(one)
        return
    document = pypdfium2.PdfDocument(content)
    for number in numbers[:MAX_PAGES]:
        page = document[number - 1]
        scale = min(_DOTS / 72, _MAX_SIDE / max(*page.get_size(), 1))
        yield number, _words(page.render(scale=scale).to_pil().convert("L"))
        page.close()
    document.close()


def _words_of(content: bytes) -> str:
    with PIL.Image.open(io.BytesIO(content), formats=office_pictures.FORMATS) as picture:
        if picture.width * picture.height > MAX_PIXELS:
            return ""
        picture.thumbnail((_MAX_SIDE, _MAX_SIDE))
        return _words(picture.convert("L"))


def _words(picture: PIL.Image.Image) -> str:
    drawn = io.BytesIO()
    picture.save(drawn, "PNG")
    try:
        done = subprocess.run(
            [os.environ["TESSERACT"], "stdin", "stdout", "-l", LANGUAGE],
            input=drawn.getvalue(), capture_output=True, timeout=_PAGE_SECONDS, check=True,
            env={"OMP_THREAD_LIMIT": "1"},
        )  # fmt: skip
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return ""  # one page that cannot be read leaves the others their turn
    return readable(done.stdout.decode("utf-8", "replace")).strip()


def _main(numbers: Sequence[int]) -> None:
    # Readers' pages go first.
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    for page in read(sys.stdin.buffer.read(), numbers):
        sys.stdout.write(json.dumps(page) + "\n")


if __name__ == "__main__":
    _main([int(number) for number in sys.argv[1:]])
