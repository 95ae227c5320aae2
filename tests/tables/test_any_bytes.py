"""No bytes whatever make the reader crash, hang, or give half a table: it reads, or it refuses."""

import io
import time
import zipfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from disclosures.catalogue import load
from disclosures.tables import mark_workbook
from disclosures.tables import schema as schemas
from disclosures.tables.checked import CheckedTable, Context, as_plain, from_plain
from disclosures.tables.judge import Choices, judge
from disclosures.tables.read_workbook import TableFileError, read_workbook
from tests.admin import uploads

FOLDER = Path(__file__).parent.parent / "files" / "messy"
SMALL = sorted(path for path in FOLDER.iterdir() if path.stat().st_size < 30_000)
SEEDS = [path.read_bytes() for path in SMALL]
HOMES = schemas.read(next(body for body in load.tables() if body["name"] == "ho-ngheo"))
COMMUNE = Context(villages=("Khóm Vĩnh Trung",), fiscal_year=2026)
# Seconds that no file of some kilobytes may take, on a machine that does other things too.
LONGEST = 5
ANY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
CELLS = st.one_of(
    st.text(max_size=12),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(
        ["STT", "Họ và tên chủ hộ", "Khóm", "Số nhân khẩu", "Phân loại", "Hộ nghèo", "Tổng cộng",
         "1.234", "1,5", "31/02/2026", "=1+1", "nt", "-", "Khóm Vĩnh Trung", "Người lập"]
    ),
)  # fmt: skip


def judged(content):
    """The verdict, once the promises that hold for every file have been held to it."""
    begin = time.perf_counter()
    verdict = judge(content, HOMES, COMMUNE)
    assert time.perf_counter() - begin < LONGEST
    assert verdict.verdict in {"imports", "needs_confirmation", "refused"}
    if verdict.checked is None:
        assert verdict.verdict == "refused" and verdict.errors[0].message
        return verdict
    checked = verdict.checked
    assert {len(row) for row in checked.rows} <= {len(checked.columns)}
    assert len(checked.row_numbers) == len(checked.rows)
    if checked.is_good:
        assert verdict.verdict != "refused"
    assert from_plain(as_plain(checked)) == checked
    assert mark_workbook.marked(verdict.found, checked.errors, {}).startswith(b"PK")
    return verdict


@ANY
@given(st.binary(max_size=2000))
def test_any_bytes_are_read_or_refused(content):
    judged(content)


@ANY
@given(st.sampled_from([b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"%PDF"]),
       st.binary(max_size=600))  # fmt: skip
def test_bytes_behind_a_known_beginning_are_read_or_refused(beginning, rest):
    judged(beginning + rest)


@ANY
@given(st.sampled_from(SEEDS), st.data())
def test_a_workbook_with_bytes_changed_is_read_or_refused(content, data):
    spoiled = bytearray(content)
    for _time in range(data.draw(st.integers(1, 12))):
        spoiled[data.draw(st.integers(0, len(spoiled) - 1))] = data.draw(st.integers(0, 255))
    judged(bytes(spoiled))


@ANY
@given(st.sampled_from(SEEDS), st.floats(0, 1))
def test_a_workbook_that_broke_off_is_read_or_refused(content, part):
    judged(content[: int(len(content) * part)])


@ANY
@given(st.sampled_from([c for c in SEEDS if c.startswith(b"PK")]), st.data())
def test_a_workbook_with_its_xml_changed_is_read_or_refused(content, data):
    """The archive stays sound, so that what is changed reaches the readers inside."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        spoiled = data.draw(st.sampled_from(old.namelist()))
        for name in old.namelist():
            part = old.read(name)
            if name == spoiled and part:
                at = data.draw(st.integers(0, len(part) - 1))
                end = min(len(part), at + data.draw(st.integers(0, 40)))
                part = part[:at] + data.draw(st.binary(max_size=20)) + part[end:]
            new.writestr(name, part)
    judged(buffer.getvalue())


@ANY
@given(st.lists(st.lists(CELLS, max_size=7), max_size=12))
def test_any_cells_at_all_are_read_or_refused(rows):
    judged(uploads.xlsx([uploads.HOUSEHOLDS[0], *rows]))


@ANY
@given(st.text(max_size=400), st.sampled_from(["utf-8", "utf-16", "cp1258"]))
def test_any_text_is_read_or_refused(text, encoding):
    judged(text.encode(encoding, "ignore"))


@ANY
@given(st.binary(max_size=300))
def test_a_refusal_is_a_sentence(content):
    try:
        read_workbook(content)
    except TableFileError as refused:
        assert refused.message.rstrip().endswith(".")


@ANY
@given(st.lists(st.lists(CELLS, min_size=5, max_size=5), min_size=1, max_size=8))
def test_mending_what_was_proposed_leaves_no_proposal_behind(rows):
    """A proposal that is taken is never wrong itself in the way that it was to mend."""
    content = uploads.xlsx([uploads.HOUSEHOLDS[0], *rows])
    first = judge(content, HOMES, COMMUNE)
    if first.checked is None:
        return
    taken = {e.cell: e.proposal for e in first.checked.errors if e.proposal and e.cell}
    again = judge(content, HOMES, COMMUNE, Choices(overrides=taken))
    assert isinstance(again.checked, CheckedTable)
    still = {e.cell for e in again.checked.errors if e.proposal == taken.get(e.cell, "")}
    assert not still
