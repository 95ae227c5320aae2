"""Photographs on the pages of a PDF lose what the camera wrote, and not one pixel."""

import io

import pikepdf
import PIL.Image
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.attachments import jpeg
from disclosures.attachments.inspect import inspect
from tests.attachments import signing
from tests.attachments.test_cleaning import AUTHOR, pdf, photograph, tool


def with_photograph(content):
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as file:
        image = pikepdf.Stream(
            file, photograph(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=40,
            Height=20, ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )  # fmt: skip
        page = file.pages[0]
        page.Resources.XObject = pikepdf.Dictionary(I1=file.make_indirect(image))
        page.contents_add(b"q 40 0 0 20 20 20 cm /I1 Do Q")
        file.save(made)
    return made.getvalue()


def pixels(content):
    with PIL.Image.open(io.BytesIO(content)) as picture:
        return picture.convert("RGB").tobytes()


def extracted(content, folder):
    """What other people's programs take out of the page, and what it tells of itself."""
    folder.mkdir()
    (folder / "a.pdf").write_bytes(content)
    tool("pdfimages", "-all", folder / "a.pdf", folder / "picture")
    (picture,) = folder.glob("picture*.jpg")
    return picture.read_bytes(), tool("exiftool", "-a", "-G1", picture).stdout


@pytest.mark.slow
def test_a_photograph_in_a_pdf_loses_its_place_and_no_pixel(tmp_path):
    before, told = extracted(with_photograph(pdf()), tmp_path / "before")
    assert "GPS Latitude" in told and AUTHOR in told
    cleaned = inspect(with_photograph(pdf())).content
    after, told = extracted(cleaned, tmp_path / "after")
    assert "GPS" not in told and AUTHOR not in told and "IFD0" not in told
    assert pixels(after) == pixels(before)
    assert tool("qpdf", "--check", tmp_path / "after" / "a.pdf").returncode == 0


@pytest.mark.slow
def test_a_photograph_in_a_signed_pdf_is_told_of():
    found = inspect(signing.signed(with_photograph(pdf()))).findings
    assert "Exif: 1" in [each.value for each in found]


@pytest.mark.parametrize("more", [{}, {"progressive": True}, {"quality": 20, "comment": b"a"}])
def test_the_picture_alone_is_the_same_picture(more):
    made = io.BytesIO()
    noise = PIL.Image.effect_noise((64, 48), 90).convert("RGB")
    noise.save(made, "JPEG", exif=PIL.Image.Exif().tobytes(), **more)
    content = made.getvalue() + b"behind the end"
    bare = jpeg.bare(content)
    assert pixels(bare) == pixels(content)
    assert len(bare) < len(content) and jpeg.bare(bare) == bare
    assert b"behind" not in bare and not jpeg.tells_more(bare)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=80))
def test_no_bytes_whatever_end_in_anything_but_a_picture_or_a_refusal(content):
    for attempt in (content, b"\xff\xd8" + content):
        try:
            assert jpeg.bare(attempt).startswith(b"\xff\xd8")
        except jpeg.NotJpeg:
            continue
