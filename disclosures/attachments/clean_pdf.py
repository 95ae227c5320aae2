"""Writes a PDF anew without what it says about its makers; refuses what could run or hide."""

import io
import zipfile
from dataclasses import replace
from typing import Any

import pikepdf
import pypdfium2

from disclosures.attachments import jpeg, pdf_parts, pdf_words, signatures, signed_pdf
from disclosures.attachments.refusal import Cleaned, Refused

_ACTIVE_KEYS = {"/JS", "/JavaScript", "/XFA", "/RichMediaContent"}
_FILE_KEYS = {"/EmbeddedFile", "/EmbeddedFiles", "/EF"}
_ACTIVE_NAMES = {
    "/JavaScript", "/Launch", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D", "/Rendition",
    "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/EmbeddedFile", "/FileAttachment",
}  # fmt: skip
_KEPT_ANNOTATIONS = {"/Link", "/Widget"}
# The place of words that stand in the file and on no page of it.
UNSEEN = "unseen"
_NAMING = {"/S", "/Type", "/Subtype"}
_ABOUT_MAKERS = ("/Metadata", "/PieceInfo", "/LastModified")


def clean(content: bytes) -> Cleaned:
    """The PDF without metadata and notes; a truly signed one keeps its bytes.

    Raises Refused for signatures that do not hold, passwords, scripts, files inside, another format
    behind it, and damage.
    """
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise Refused("two_kinds")
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise Refused("encrypted")
            signed_by = _look_through(pdf)
            pages = len(pdf.pages)
            if not pages:
                raise Refused("pdf_damaged")
            cleaned = Cleaned("application/pdf", "pdf", b"", pages=pages)
            if signed_by:
                cleaned = _kept(cleaned, content, pdf, signed_by)
            else:
                cleaned = replace(cleaned, content=_rewritten(pdf))
        shown, cut_off = pdf_words.of_pages(cleaned.content)
        scanned = pdf_words.scanned_pages(cleaned.content, shown)
        with pikepdf.open(io.BytesIO(cleaned.content)) as pdf:
            beside = pdf_words.beside_pages(pdf)
    except (Refused, MemoryError):
        raise
    except pikepdf.PasswordError as error:
        raise Refused("encrypted") from error
    except Exception as error:  # parsers raise whatever they stumble over
        raise Refused("pdf_damaged") from error
    behind = (*cleaned.behind, (UNSEEN, cut_off), (UNSEEN, beside))
    return replace(cleaned, texts=tuple(shown), behind=behind, scanned=scanned)


def _kept(cleaned: Cleaned, content: bytes, pdf: pikepdf.Pdf, signed_by: list[Any]) -> Cleaned:
    """The same bytes, with all that stays in them; earlier states are judged like the last."""
    found = signatures.judge(content, signed_by)
    signed_pdf.refuse_extras(content, pdf)
    behind = [("signature", one.words) for one in found]
    behind.append(("document-properties", signed_pdf.said_about(pdf)))
    behind.append(("document-properties", signed_pdf.hidden_words(pdf)))
    for earlier in signed_pdf.revisions(content):
        try:
            with pikepdf.open(io.BytesIO(earlier)) as before:
                _look_through(before)
                behind.append(("document-properties", signed_pdf.hidden_words(before)))
                told = [signed_pdf.said_about(before), pdf_words.beside_pages(before)]
            shown, cut_off = pdf_words.of_pages(earlier)
            told += [text for _page, text in shown]
            behind += [("earlier", words) for words in (*told, cut_off)]
        except (pikepdf.PdfError, pypdfium2.PdfiumError):
            continue  # the end of a part of a linearized file is no state of it
    return replace(
        cleaned,
        content=content,
        properties=signed_pdf.properties(pdf),
        behind=tuple(behind),
    )


def _look_through(pdf: pikepdf.Pdf) -> list[Any]:
    """Refuse what may run or hide; give the dictionaries of signatures."""
    signed_by = []
    for it in pdf_parts.parts(pdf):
        keys = set(it.keys())
        is_elsewhere = isinstance(it, pikepdf.Stream) and keys & {"/F", "/Ref"}
        if is_elsewhere or keys & (_ACTIVE_KEYS | _FILE_KEYS):
            raise Refused("pdf_active")
        if any(str(it.get(key)) in _ACTIVE_NAMES for key in keys & _NAMING):
            raise Refused("pdf_active")
        if "/ByteRange" in keys and "/Contents" in keys:
            signed_by.append(it)
    return signed_by


def _rewritten(pdf: pikepdf.Pdf) -> bytes:
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    for it in pdf_parts.parts(pdf):
        if pdf_parts.leads_nowhere(it):
            del it["/URI"]
        for key in (*_ABOUT_MAKERS, "/AA"):
            if key in it:
                del it[key]
        _bare_picture(it)
    if pdf_parts.acts_when_opened(pdf):
        del pdf.Root["/OpenAction"]
    for page in pdf.pages:
        if "/Thumb" in page:
            del page["/Thumb"]
        if "/Annots" in page:
            kept = [each for each in page.Annots if str(each.get("/Subtype")) in _KEPT_ANNOTATIONS]
            page.Annots = pikepdf.Array(kept)
    pdf.remove_unreferenced_resources()
    written = io.BytesIO()
    pdf.save(written, deterministic_id=True, linearize=False)
    return written.getvalue()


def _bare_picture(it: pikepdf.Object) -> None:
    """Take the camera's words out of a photograph on a page. Raises Refused where that fails."""
    if not signed_pdf.is_photograph(it):
        return
    content = it.read_raw_bytes()
    try:
        it.write(jpeg.bare(content), filter=it.Filter, decode_parms=it.get("/DecodeParms"))
    except jpeg.NotJpeg as error:
        if jpeg.tells_more(content):
            raise Refused("picture_damaged") from error
