"""The words of scanned pages and photographs, told by tesseract where it is installed.

PDFium and tesseract run in a child that may use so much memory and time and no more.
"""

import functools
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_WALL_SECONDS = 600
LANGUAGE = "vie"
# Of a file with more scanned pages the first ones are read.
MAX_PAGES = 40


class NotRead(ValueError):
    """The child gave up or overran its limits."""


@functools.cache
def can_read() -> bool:
    """Whether tesseract is here and knows Vietnamese."""
    program = shutil.which("tesseract")
    if program is None:
        return False
    told = subprocess.run(
        [program, "--list-langs"], capture_output=True, text=True, timeout=30, check=False
    )
    return LANGUAGE in told.stdout.split()


def read_apart(content: bytes, pages: Sequence[int]) -> tuple[tuple[int, str], ...]:
    """(page, words) of each of these pages of a PDF; 0 is a photograph, or each of the pictures in
    an office file. Raises NotRead."""
    try:
        # Of the environment only where programs are: nothing else is a parser's business.
        done = subprocess.run(
            [sys.executable, "-m", "disclosures.attachments.read_scan", *map(str, pages)],
            input=content, capture_output=True, timeout=_WALL_SECONDS, cwd=_ROOT,
            env={
                "PYTHONPATH": ":".join(path for path in sys.path if path),
                "TESSERACT": shutil.which("tesseract") or "",
            },
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise NotRead("took too long") from error
    if done.returncode:
        raise NotRead(f"ended with {done.returncode}")
    return tuple((number, words) for number, words in map(json.loads, done.stdout.splitlines()))
