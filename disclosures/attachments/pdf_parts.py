"""Walks through a PDF's parts, and says of links and actions what they do. For the child alone."""

import re
from collections.abc import Iterator
from typing import Any

import pikepdf

_FOR_PEOPLE = re.compile(r"https?://|mailto:|tel:|www\.|#", re.I)
_RUNS = re.compile(r"\s*(?:javascript|vbscript|data|file):", re.I)


def parts(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every dictionary and stream of the file, however deep inside another."""
    # Not by recursion: a file may be nested as deep as it likes.
    for root in (*pdf.objects, pdf.trailer):
        waiting: list[Any] = [root]
        while waiting:
            it = waiting.pop()
            if isinstance(it, pikepdf.Array):
                waiting += [each for each in it if not is_reference(each)]
            elif isinstance(it, pikepdf.Dictionary | pikepdf.Stream):
                yield it
                values = [it.get(key) for key in it.keys()]  # noqa: SIM118  (no dict of Python's)
                waiting += [value for value in values if not is_reference(value)]


def is_reference(value: Any) -> bool:
    """Whether a value stands elsewhere, where it is met by itself."""
    return bool(getattr(value, "is_indirect", False))


def acts_when_opened(pdf: pikepdf.Pdf) -> bool:
    """Whether opening the file does more than show one of its pages."""
    action = pdf.Root.get("/OpenAction")
    return isinstance(action, pikepdf.Dictionary) and str(action.get("/S")) != "/GoTo"


def leads_nowhere(it: pikepdf.Object) -> bool:
    """Whether a part is a link that no person should follow: no page of the web, no address."""
    return not _FOR_PEOPLE.match(_address(it) or "#")


def runs(it: pikepdf.Object) -> bool:
    """Whether a part is a link that runs something or opens a file of the reader's machine."""
    return bool(_RUNS.match(_address(it)))


def _address(it: pikepdf.Object) -> str:
    address = it.get("/URI")
    return str(address) if isinstance(address, pikepdf.String) else ""
