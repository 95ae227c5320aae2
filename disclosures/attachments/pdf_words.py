"""The words of a PDF: what its pages show, and what stands in the file where no page shows it.

Loaded in the child alone, as every parser.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import pikepdf
import pypdfium2
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from disclosures.attachments.refusal import FEW_LETTERS, MAX_TEXT, Refused, readable

# Farther out than any page may reach (ISO 32000-2 annex C).
_FAR = 1e7
# Strings that are no words: marks, moments, tables of colours; signatures are judged apart.
_NO_WORDS = {
    "/ID", "/ByteRange", "/Cert", "/CheckSum", "/M", "/CreationDate", "/ModDate",
    "/LastModified", "/Lookup", "/DA", "/NM", "/Panose", "/CharSet", "/Registry", "/Ordering",
}  # fmt: skip
_SHORTEST = 6


def of_pages(content: bytes) -> tuple[list[tuple[int, str]], str]:
    """What each page shows, with its number from 1, and what lies outside of what is shown.

    Raises Refused, PdfiumError.
    """
    shown, cut_off, length = [], [], 0
    document = pypdfium2.PdfDocument(content)
    for number in range(len(document)):
        page = document[number]
        words = page.get_textpage()
        text = readable(words.get_text_bounded())
        whole = readable(words.get_text_bounded(-_FAR, -_FAR, _FAR, _FAR))
        length += len(text)
        if max(length, len(whole)) > MAX_TEXT:
            raise Refused("too_much_text")
        shown.append((number + 1, text))
        if len(whole) > len(text):
            cut_off.append(whole)
        page.close()
    document.close()
    return shown, "\n".join(cut_off)


def scanned_pages(content: bytes, shown: Sequence[tuple[int, str]]) -> tuple[int, ...]:
    """Pages with hardly a letter and with a picture, of those whose words are given."""
    bare = [at for at, text in shown if sum(map(str.isalnum, text)) < FEW_LETTERS]
    document = pypdfium2.PdfDocument(content)
    found = []
    for number in bare:
        page = document[number - 1]
        pictures = page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=3)
        if next(iter(pictures), None) is not None:
            found.append(number)
        page.close()
    document.close()
    return tuple(found)


def beside_pages(pdf: pikepdf.Pdf) -> str:
    """Bookmarks, values and hints of form fields, addresses of links, descriptions of pictures,
    names of layers. Raises Refused."""
    told, length = [], 0
    for words in _strings(pdf):
        told.append(words)
        length += len(words)
        if length > MAX_TEXT:
            raise Refused("too_much_text")
    return readable("\n".join(dict.fromkeys(told)))


def _strings(pdf: pikepdf.Pdf) -> Iterator[str]:
    about = pdf.trailer.get("/Info")
    for root in pdf.objects:
        if isinstance(about, pikepdf.Dictionary) and root.objgen == about.objgen:
            continue  # told apart, as properties
        waiting: list[Any] = [root]
        while waiting:
            it = waiting.pop()
            if isinstance(it, pikepdf.String):
                words = str(it)
                if len(words) >= _SHORTEST:
                    yield words
            elif isinstance(it, pikepdf.Array):
                waiting += [each for each in it if not getattr(each, "is_indirect", False)]
            elif isinstance(it, pikepdf.Dictionary | pikepdf.Stream):
                keys = set(it.keys()) - _NO_WORDS
                if "/ByteRange" in it:
                    keys -= {"/Contents"}  # the signature itself
                for key in keys:
                    value = it.get(key)
                    if not getattr(value, "is_indirect", False):
                        waiting.append(value)
