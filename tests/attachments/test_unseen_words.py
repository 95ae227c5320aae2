"""What a PDF holds though none of its pages shows it is looked through all the same."""

import io

import pikepdf
import pytest
from django.utils.translation import override

from disclosures.attachments.inspect import inspect
from tests.attachments import signing
from tests.attachments.test_cleaning import pdf, tool

PRIVATE = "094085001234"
pytestmark = pytest.mark.slow


def changed(change, text="Thong bao"):
    """A PDF that `change` did something to."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(text))) as file:
        change(file)
        file.save(made)
    return made.getvalue()


def crop(file):
    file.pages[0].CropBox = pikepdf.Array([0, 0, 300, 50])


def write_far_off(file):
    file.pages[0].contents_add(f"BT /F1 12 Tf 20 5000 Td (So CCCD {PRIVATE}) Tj ET".encode())


def bookmark(file):
    with file.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(f"CCCD {PRIVATE}", 0))


def note(**members):
    def add(file):
        made = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Rect=pikepdf.Array([0, 0, 9, 9]), **members
        )
        one = pikepdf.Array([file.make_indirect(made)])
        file.pages[0].Annots = one
        if made.Subtype == pikepdf.Name.Widget:
            file.Root.AcroForm = pikepdf.Dictionary(Fields=one)

    return add


def structure(file):
    element = pikepdf.Dictionary(
        Type=pikepdf.Name.StructElem, S=pikepdf.Name.Figure, Alt=f"Căn cước công dân {PRIVATE}"
    )
    file.Root.StructTreeRoot = file.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot, K=element)
    )


LINK = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=f"https://a.example/?cccd={PRIVATE}")
UNSEEN = {
    "cut off the page": lambda: changed(crop, f"So CCCD {PRIVATE}"),
    "beyond the page": lambda: changed(write_far_off),
    "a bookmark": lambda: changed(bookmark),
    "a link": lambda: changed(note(Subtype=pikepdf.Name.Link, A=LINK)),
    "the words over a link": lambda: changed(
        note(Subtype=pikepdf.Name.Link, Contents=f"CCCD {PRIVATE}")),
    "the value of a field": lambda: changed(
        note(Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, V=f"CCCD {PRIVATE}")),
    "the hint of a field": lambda: changed(
        note(Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, TU=f"CCCD {PRIVATE}")),
    "the description of a picture": lambda: changed(structure),
}  # fmt: skip


@pytest.mark.parametrize("case", UNSEEN)
def test_private_data_that_no_page_shows_is_found_and_its_place_told(case):
    (found,) = inspect(UNSEEN[case]()).findings
    assert (found.kind, found.value) == ("cccd", PRIVATE)
    with override("vi"):
        assert PRIVATE in found.sentence()
        assert "không trang nào hiện ra" in found.sentence()


def test_other_programs_read_what_is_cut_off(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(UNSEEN["cut off the page"]())
    assert PRIVATE in tool("pdftotext", path, "-").stdout
    seen = ("-cropbox", "-x", 0, "-y", 0, "-W", 300, "-H", 50)
    assert PRIVATE not in tool("pdftotext", *seen, path, "-").stdout


def test_in_a_signed_file_it_is_found_too():
    found = inspect(signing.signed(changed(bookmark))).findings
    assert ("cccd", PRIVATE) in {(each.kind, each.value) for each in found}


def test_what_goes_with_the_cleaning_is_no_finding():
    def properties(file):
        file.docinfo["/Subject"] = "Thông báo"
        file.docinfo["/Keywords"] = "niêm yết; công khai"

    assert inspect(changed(properties)).findings == ()


def test_an_ordinary_pdf_of_an_office_has_no_finding():
    assert inspect(pdf("Thong bao so 12/TB-UBND ngay 05/03/2026")).findings == ()
