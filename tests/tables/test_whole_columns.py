"""What is looked for in whole columns at once is what a look at each cell would find."""

import io
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.catalogue import load
from disclosures.catalogue.sensitive import sensitive_words
from disclosures.rules import identifiers
from disclosures.search.fold import fold
from disclosures.tables import extent, registers
from disclosures.tables import schema as schemas
from disclosures.tables.checked import CheckedTable
from disclosures.tables.extent import widest
from disclosures.tables.workbook import Sheet

UNHURRIED = settings(deadline=None)
TEXTS = st.lists(st.text("0123456789 .-@aớ\n\0٣", max_size=30), max_size=12)
SUPPORT = schemas.read(next(body for body in load.tables() if body["name"] == "bx-81"))
REMARKS = st.sampled_from(
    ["đảng viên", "Nhiễm HIV", "ly hôn", "Con  nuôi", "tiền án", "xi măng", "nghĩa trang", "", None]
)


@UNHURRIED
@given(TEXTS)
def test_a_text_is_worth_a_look_beside_others_as_it_is_alone(texts):
    alone = re.compile(r"\d(?:\D{0,4}\d){5}|@")
    expected = [at for at, text in enumerate(texts) if alone.search(text.replace("\0", " "))]
    assert identifiers.worth_a_look(texts) == expected


@UNHURRIED
@given(st.lists(st.lists(st.integers(), max_size=4).map(tuple), max_size=5).map(tuple))
def test_columns_hold_the_cells_of_the_rows(rows):
    columns = Sheet("Bảng", rows).columns
    for at, row in enumerate(rows):
        cells = [column[at] for column in columns]
        assert cells == [*row, *[None] * (len(columns) - len(row))]


@UNHURRIED
@given(st.lists(st.tuples(REMARKS, REMARKS), max_size=8))
def test_every_word_that_must_not_stand_beside_a_name_is_found_in_its_row(remarks):
    rows = tuple(("Hỗ trợ", first, second) for first, second in remarks)
    checked = CheckedTable(("chinh_sach", "can_cu", "ghi_chu"), rows, (), ())
    errors, asked = registers.sensitive_cells(SUPPORT, {}, checked)
    levels = [
        (at, next(words.level for words in sensitive_words() if words.pattern.search(fold(cell))))
        for at, row in enumerate(rows, 1)
        for cell in row
        if cell and any(words.pattern.search(fold(cell)) for words in sensitive_words())
    ]
    assert [error.row for error in errors] == [at for at, level in levels if level == "refused"]
    assert bool(asked) == any(level == "asked" for _at, level in levels)


def shown(sheet, most=(1000, 200)):
    """How far a sheet reaches, and all that was shown of it on the way."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    pieces = []
    with zipfile.ZipFile(buffer) as archive:
        reach = widest(archive, most, 4_100_000, lambda _name, piece: pieces.append(piece))
    return reach, pieces


def test_a_sheet_is_shown_whole_and_no_row_of_it_is_cut(monkeypatch):
    monkeypatch.setattr(extent, "_CHUNK", 40)
    rows = "".join(f'<row r="{at}"><c r="A{at}"><v>{at}</v></c></row>' for at in range(1, 9))
    reach, pieces = shown(f"<sheetData>{rows}</sheetData>")
    assert reach == (0, 0)
    assert b"".join(pieces).decode() == f"<sheetData>{rows}</sheetData>"
    assert len(pieces) > 5
    assert all(piece.count(b"<row") == piece.count(b"</row>") for piece in pieces)


@pytest.mark.parametrize(
    ("sheet", "reach"),
    [
        ('<row r="100199"><c r="AN100199"><v>1</v></c></row>', (0, 0)),
        ('<row r="7"><c r="AO7"><v>1</v></c></row>', (7, 41)),
        ('<row r="100201"><c r="A100201"><v>1</v></c></row>', (100201, 1)),
        ('<row r="1"><c r="GS1"><v>1</v></c></row>', (1, 201)),
        ('<x:row r="1"><x:c r="XFD1"><x:v>1</x:v></x:c></x:row>', (1, 16384)),
        ("<row><c><v>1</v></c><c><v>1</v></c></row><row><c><v>1</v></c></row>", (2, 2)),
        ('<row r="1"><c s="row>" r="XFD1048576"><v>1</v></c></row>', (1048576, 16384)),
    ],
)  # fmt: skip
def test_cells_beyond_the_ordinary_are_followed(sheet, reach):
    assert shown(sheet)[0] == reach


def test_nothing_is_shown_of_a_sheet_that_reaches_too_far():
    assert shown('<row r="100201"><c r="A100201"><v>1</v></c></row>')[1] == []
