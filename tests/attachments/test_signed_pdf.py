"""A truly signed PDF keeps every byte; whoever only writes that it is signed gains nothing."""

import io
import json
import re

import pikepdf
import pytest
from django.core.management import call_command
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.attachments import der
from disclosures.attachments.findings import sentences
from disclosures.attachments.inspect import FileRefused, inspect
from tests.attachments import signing
from tests.attachments.signing import signed, signed_once_more
from tests.attachments.test_cleaning import AUTHOR, SCRIPT, packed, pdf, tool

pytestmark = pytest.mark.slow

BROKEN = "Chữ ký số không khớp với tệp"
PRIVATE = "094085001234"


@pytest.fixture(scope="module")
def signer():
    return signing.certificate()


def bare(text="Thong bao"):
    """A file whose properties name programs alone."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(text))) as file:
        del file.trailer["/Info"]
        del file.Root["/Metadata"]
        file.docinfo["/Producer"] = "LibreOffice 25.2"
        file.save(made)
    return made.getvalue()


def test_other_programs_find_our_signed_files_signed(signer, tmp_path):
    """The judge of the judge: what the tests sign is what pdfsig calls valid."""
    (tmp_path / "a.pdf").write_bytes(signed_once_more(signed(bare(), signer), signer))
    told = tool("pdfsig", "-nocert", tmp_path / "a.pdf").stdout
    assert told.count("Signature is Valid") >= 1 and "not signed" not in told.split("#2")[0]
    assert tool("qpdf", "--check", tmp_path / "a.pdf").returncode == 0


@pytest.mark.parametrize("make_signer", [signing.certificate, signing.elliptic])
def test_a_signed_file_keeps_every_byte(make_signer, tmp_path):
    content = signed(bare(), make_signer())
    inspected = inspect(content)
    assert inspected.content == content
    assert inspected.findings == ()
    (tmp_path / "a.pdf").write_bytes(inspected.content)
    assert "Signature is Valid" in tool("pdfsig", "-nocert", tmp_path / "a.pdf").stdout


def test_the_clerks_signature_after_the_signers_is_kept_too(signer):
    content = signed_once_more(signed(bare(), signer), signer)
    assert inspect(content).content == content


def with_fake_signature(content):
    """What used to get everything past the cleaning: a dictionary that only says it signs."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as file:
        file.Root.Note = pikepdf.Dictionary(
            ByteRange=pikepdf.Array([0, 1, 2, 3]), Contents=pikepdf.String("signed")
        )
        file.save(made)
    return made.getvalue()


def unsigned_change(content):
    """A revision after the signature, as an editor appends one."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as file:
        file.docinfo["/Author"] = AUTHOR
        file.save(made)
    tail = made.getvalue()
    return content + tail[tail.index(b"\n") + 1 :]


def elsewhere(content, signer):
    """Another file's signature in the room of this one's."""
    other = signed(bare("Khac"), signer)
    at = content.index(b"/Contents <") + len(b"/Contents <")
    from_ = other.index(b"/Contents <") + len(b"/Contents <")
    return content[:at] + other[from_ : from_ + 12000] + content[at + 12000 :]


def self_made(content):
    """Well-formed DER that is no signature."""
    filled = signing.with_field(content)
    at = filled.index(b"/Contents <") + len(b"/Contents <")
    return filled[:at] + b"300606012a020100" + filled[at + 16 :]


def shifted(content):
    """A range that leaves out more than the signature."""
    at = content.index(b"/ByteRange")
    end = content.index(b"]", at)
    numbers = content[at:end].partition(b"[")[2].split()
    numbers[2], numbers[3] = str(int(numbers[2]) + 9).encode(), str(int(numbers[3]) - 9).encode()
    changed = b"/ByteRange [ " + b" ".join(numbers)
    return content[:at] + changed.ljust(end - at) + content[end:]


FORGED = {
    "a dictionary that says it signs": lambda signer: with_fake_signature(pdf()),
    "a field without its signature": lambda signer: signing.with_field(bare()),
    "one letter changed afterwards": lambda signer: signed(bare(), signer).replace(
        b"LibreOffice", b"MibreOffice"),
    "a revision appended afterwards": lambda signer: unsigned_change(signed(bare(), signer)),
    "blanks and words appended": lambda signer: signed(bare(), signer) + b"% Nguyen Van A\n",
    "another file's signature": lambda signer: elsewhere(signed(bare(), signer), signer),
    "bytes that only look signed": lambda signer: self_made(bare()),
    "a range that leaves a gap": lambda signer: shifted(signed(bare(), signer)),
    "something hidden behind the signature": lambda signer: _hidden(signed(bare(), signer)),
}  # fmt: skip


def _hidden(content):
    at = content.index(b"/Contents <") + len(b"/Contents <") + 12000 - 40
    return content[:at] + PRIVATE.encode().hex().encode() + content[at + 24 :]


@pytest.mark.parametrize("case", FORGED)
def test_a_signature_that_does_not_hold_is_refused(case, signer):
    with override("vi"), pytest.raises(FileRefused, match=BROKEN):
        inspect(FORGED[case](signer))


def attached():
    return pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=pikepdf.Array([])))


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda signer: signed(bare(), signer, OpenAction=SCRIPT), "mã lệnh"),
        (lambda signer: signed(bare(), signer, Names=attached()), "mã lệnh"),
        (lambda signer: signed(bare(), signer) + packed({"a": "b"}), "hai loại"),
        (
            lambda signer: signing.fill(
                signing.with_field(bare()).replace(b"%%EOF", b"%/JavaScript\n%%EOF"), signer
            ),
            "mã lệnh",
        ),
    ],
    ids=["a script", "a file inside", "a zip behind it", "a script cut loose"],
)
def test_whoever_signs_what_may_run_or_hide_is_refused_all_the_same(make, sentence, signer):
    with override("vi"), pytest.raises(FileRefused, match=sentence):
        inspect(make(signer))


def test_a_note_that_names_its_writer_is_refused(signer):
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(signing.with_field(bare()))) as file:
        note = pikepdf.Dictionary(
            Subtype=pikepdf.Name.Text, T=pikepdf.String(AUTHOR), Rect=pikepdf.Array([0, 0, 9, 9])
        )
        file.pages[0].Annots.append(file.make_indirect(note))
        file.save(made, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    with override("vi"), pytest.raises(FileRefused, match="ghi chú"):
        inspect(signing.fill(made.getvalue(), signer))


def test_private_data_in_a_certificate_is_found():
    content = signed(bare(), signing.certificate(f"Danh Hoàng CCCD:{PRIVATE}"))
    found = inspect(content).findings
    assert {(each.kind, each.value, each.place) for each in found} == {
        ("cccd", PRIVATE, "signature")
    }


def test_private_data_in_an_earlier_state_is_found(signer):
    first = signed(bare(f"So CCCD: {PRIVATE}"), signer)
    with pikepdf.open(io.BytesIO(first)) as file:
        page, pages = file.pages[0].obj.objgen[0], file.Root.Pages.objgen[0]
    body = b"%d 0 obj\n<< /Type /Page /MediaBox [0 0 9 9] /Parent %d 0 R >>\nendobj\n"
    body = body % (page, pages)
    xref_at = int(first.rpartition(b"startxref\n")[2].split()[0])
    size, root = (first.rpartition(b"/%s " % name)[2].split()[0] for name in (b"Size", b"Root"))
    table = (
        b"xref\n%d 1\n%010d 00000 n \ntrailer << /Size %s /Root %s 0 R /Prev %d >>\n"
        b"startxref\n%d\n%%%%EOF\n"
        % (page, len(first), size, root, xref_at, len(first) + len(body))
    )
    found = inspect(signed_once_more(first + body + table, signer)).findings
    assert ("cccd", PRIVATE, "earlier") in {(each.kind, each.value, each.place) for each in found}


def test_properties_that_may_name_persons_are_told_and_hold_the_file_back(signer, tmp_path, capsys):
    content = signed(pdf(), signer)
    found = inspect(content)
    assert found.content == content
    with override("vi"):
        (told,) = sentences(found.findings)
    assert f"Author: {AUTHOR}" in told and f"XMP creator: {AUTHOR}" in told
    (tmp_path / "a.pdf").write_bytes(content)
    call_command("check_file", str(tmp_path / "a.pdf"), "--json", "--out", str(tmp_path / "out"))
    answer = json.loads(capsys.readouterr().out)
    assert (answer["verdict"], answer["identifiers"]) == ("blocked", [])
    assert any(AUTHOR in reason for reason in answer["reasons"])
    assert not (tmp_path / "out").exists()


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60))
def test_no_bytes_whatever_make_the_reader_of_der_do_anything_but_refuse(content):
    try:
        list(der.strings(der.read(content)))
    except der.NotDer:
        return


@settings(max_examples=6, deadline=None)
@given(st.data())
def test_no_change_of_a_signed_file_is_taken_for_signed(data):
    content = _kept_signed()
    at = data.draw(st.integers(0, len(content) - 1))
    value = data.draw(st.integers(0, 255))
    changed = content[:at] + bytes([value]) + content[at + 1 :]
    try:
        kept = inspect(changed).content
    except FileRefused:
        return
    # What else is kept was written anew. The signature's own figures lie outside what it signs: a
    # name in an unused place of its certificate can differ and every signed byte still stand.
    assert kept != changed or _signed_bytes(changed) == _signed_bytes(content)


def _signed_bytes(content):
    one, two, three, four = (int(figure) for figure in _BYTE_RANGE.search(content).groups())
    return content[one : one + two] + content[three : three + four]


_BYTE_RANGE = re.compile(rb"/ByteRange \[ (\d+) (\d+) (\d+) (\d+)")
_KEPT = []


def _kept_signed():
    if not _KEPT:
        _KEPT.append(signed(bare()))
    return _KEPT[0]
