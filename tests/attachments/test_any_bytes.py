"""No bytes whatever make a cleaner do anything but clean or refuse, even without its child."""

import io
import zipfile

import PIL.Image
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from disclosures.attachments import clean_image, clean_office, clean_pdf
from disclosures.attachments.inspect import REASONS
from disclosures.attachments.refusal import Refused
from tests.attachments import signing
from tests.attachments.test_cleaning import docx, pdf, photograph, workbook
from tests.privacy import planted_files

pytestmark = pytest.mark.slow
ANY = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
CLEANERS = (clean_image, clean_office, clean_pdf)
BEGINNINGS = (b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\xff\xd8\xff\xe1", b"\x89PNG\r\n\x1a\n")


def png():
    made = io.BytesIO()
    PIL.Image.new("RGBA", (9, 9), "white").save(made, "PNG")
    return made.getvalue()


FILES = [content for _name, content in (*planted_files.published(), *planted_files.held())]
SEEDS = [pdf(), docx(), workbook(), photograph(), png(), signing.signed(pdf()), *FILES]


def judged(content):
    """Every cleaner's word on the bytes: a file that is one, or a reason that has its sentence."""
    for cleaner in CLEANERS:
        try:
            cleaned = cleaner.clean(content)
        except Refused as refused:
            assert str(refused) in REASONS
        else:
            assert cleaned.content and cleaned.media_type and cleaned.extension


@ANY
@given(st.sampled_from(BEGINNINGS), st.binary(max_size=600))
def test_any_bytes_behind_a_known_beginning(beginning, rest):
    judged(beginning + rest)


@ANY
@given(st.sampled_from(SEEDS), st.data())
def test_a_file_with_bytes_changed(content, data):
    spoiled = bytearray(content)
    for _time in range(data.draw(st.integers(1, 12))):
        spoiled[data.draw(st.integers(0, len(spoiled) - 1))] = data.draw(st.integers(0, 255))
    judged(bytes(spoiled))


@ANY
@given(st.sampled_from(SEEDS), st.floats(0, 1), st.binary(max_size=40))
def test_a_file_that_broke_off_and_goes_on_otherwise(content, part, rest):
    judged(content[: int(len(content) * part)] + rest)


@ANY
@given(st.sampled_from([each for each in SEEDS if each.startswith(b"PK")]), st.data())
def test_an_office_file_with_its_parts_changed(content, data):
    """The archive stays sound, so that what is changed reaches the readers inside."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        spoiled = data.draw(st.sampled_from(old.namelist()))
        for name in old.namelist():
            part = old.read(name)
            if name == spoiled:
                at = data.draw(st.integers(0, len(part)))
                part = part[:at] + data.draw(st.binary(max_size=30)) + part[at + 10 :]
            new.writestr(name, part)
    judged(made.getvalue())
