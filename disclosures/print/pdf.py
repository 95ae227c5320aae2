"""A sheet, or minutes, as a tagged PDF/UA-1 file. The same words give the same bytes."""

import datetime as dt
import functools
import hashlib
import json
import threading
from dataclasses import asdict
from pathlib import Path

import typst

from disclosures.print.minutes import Minutes
from disclosures.print.sheet import Sheet

HERE = Path(__file__).parent
# A process sets one sheet at a time and keeps the last few, in memory alone: what was withdrawn
# must not lie in a cache on disk, and every reading asks for the notice's visibility first.
KEPT = 12
_lock = threading.Lock()


@functools.cache
def _typesetter(form: str) -> typst.Compiler:
    """One compiler for each form and process: fonts are read once, a page takes milliseconds."""
    return typst.Compiler(
        str(HERE / form),
        root=str(HERE),
        font_paths=[str(HERE / "fonts")],
        ignore_system_fonts=True,
    )


@functools.lru_cache(maxsize=KEPT)
def _typeset(form: str, words: str, moment: int) -> bytes:
    made = _typesetter(form).compile(
        sys_inputs={"sheet": words}, format="pdf", pdf_standards="ua-1", timestamp=moment
    )
    if not isinstance(made, bytes):
        raise TypeError(type(made))
    return made


def _words(sheet: Sheet | Minutes) -> str:
    return json.dumps(asdict(sheet), ensure_ascii=False, sort_keys=True)


def digest(sheet: Sheet) -> str:
    """What changes with anything that stands on the sheet."""
    return hashlib.sha256(_words(sheet).encode()).hexdigest()[:32]


def pdf(sheet: Sheet, *, at: dt.datetime) -> bytes:
    """The file; `at` stands in it as its date. Words are data and never typesetting commands."""
    with _lock:
        return _typeset("sheet.typ", _words(sheet), int(at.timestamp()))


def minutes_pdf(minutes: Minutes, *, at: dt.datetime) -> bytes:
    """The minutes of a posting as a file, dated as `pdf` is."""
    with _lock:
        return _typeset("minutes.typ", _words(minutes), int(at.timestamp()))
