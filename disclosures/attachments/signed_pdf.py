"""A digitally signed PDF keeps its bytes: what therefore stays in it, and what must not be in it.

Loaded in the child alone, as every parser.
"""

import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from disclosures.attachments import jpeg, pdf_parts
from disclosures.attachments.refusal import MAX_TEXT, Refused

# Each signature adds a revision; signing and numbering a document takes a handful.
_MOST_REVISIONS = 20
_MOST_PROPERTIES = 40
_END = re.compile(rb"%%EOF(?:\r\n|\r|\n)?")
# Left over in the file though nothing refers to it any more.
_ORPHANS = re.compile(rb"/(?:EmbeddedFiles?|JavaScript|Launch|RichMedia|GoToE|ImportData)\b")
# What a reader sees on the page as well; notes beside it name their writers.
_ON_THE_PAGE = {"/Link", "/Widget", "/FreeText", "/Stamp"}
_PREFIX = re.compile(r"\{[^}]*/(?:([\w.-]+)/)?\}")


def refuse_extras(content: bytes, pdf: pikepdf.Pdf) -> None:
    """Raise Refused for notes of readers, and for scripts and files that were cut loose."""
    acts = pdf_parts.acts_when_opened(pdf) or any(
        "/AA" in each or pdf_parts.runs(each) for each in pdf_parts.parts(pdf)
    )
    if acts or _ORPHANS.search(content):
        raise Refused("pdf_active")
    for page in pdf.pages:
        for note in page.get("/Annots", ()):
            if str(note.get("/Subtype")) not in _ON_THE_PAGE:
                raise Refused("signed_notes")


def revisions(content: bytes) -> Iterator[bytes]:
    """The file as it was before each later signature. Raises Refused when there are too many."""
    ends = [found.end() for found in _END.finditer(content)]
    if len(ends) > _MOST_REVISIONS:
        raise Refused("too_much_work")
    for end in ends[:-1]:
        yield content[:end]


def properties(pdf: pikepdf.Pdf) -> tuple[tuple[str, str], ...]:
    """What the file says of itself: document information, XMP, and that parts have their own."""
    told: dict[str, str] = {}
    if "/Info" in pdf.trailer:
        told |= {name.lstrip("/"): _plain(value) for name, value in pdf.docinfo.items()}
    if "/Metadata" in pdf.Root:
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
            for name, value in xmp.items():
                told[f"XMP {_PREFIX.sub('', name)}"] = _plain(value)
    of_parts = sum(
        isinstance(each, pikepdf.Dictionary | pikepdf.Stream)
        and ("/PieceInfo" in each or ("/Metadata" in each and "/Pages" not in each))
        for each in pdf.objects
    )
    if of_parts:
        told["XMP"] = str(of_parts)
    of_cameras = sum(
        jpeg.tells_more(each.read_raw_bytes()) for each in pdf.objects if is_photograph(each)
    )
    if of_cameras:
        told["Exif"] = str(of_cameras)
    if len(told) > _MOST_PROPERTIES:
        raise Refused("too_much_text")
    return tuple((name[:60], value) for name, value in told.items() if value)


def said_about(pdf: pikepdf.Pdf) -> str:
    """The document information as words, for the check of private data."""
    if "/Info" not in pdf.trailer:
        return ""
    return "\n".join(str(value) for value in pdf.docinfo.values())[:MAX_TEXT]


def is_photograph(it: pikepdf.Object) -> bool:
    """Whether a part of the file is a JPEG as a camera wrote it."""
    if not isinstance(it, pikepdf.Stream) or str(it.get("/Subtype")) != "/Image":
        return False
    names = it.get("/Filter")
    names = list(names) if isinstance(names, pikepdf.Array) else [names]
    return [str(name) for name in names] == ["/DCTDecode"]


def hidden_words(pdf: pikepdf.Pdf) -> str:
    """The words of all metadata, wherever it hangs, for the check of private data."""
    return "\n".join(
        re.sub(r"[<>=\"']+", " ", bytes(each.read_bytes()).decode("utf-8", "replace"))
        for each in pdf.objects
        if isinstance(each, pikepdf.Stream) and str(each.get("/Type")) == "/Metadata"
    )


def _plain(value: Any) -> str:
    parts = value if isinstance(value, list | set | tuple) else [value]
    return " ".join("; ".join(map(str, parts)).split())[:200]
