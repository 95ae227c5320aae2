"""What may lie in an office file: what is known and harmless; the rest came from elsewhere."""

import contextlib
import io
import zipfile
from html import escape

import openpyxl
import PIL.Image
import pytest
import xlsxwriter
from django.utils.translation import override
from openpyxl.comments import Comment

from disclosures.attachments.findings import sentences
from disclosures.attachments.inspect import FileRefused, inspect
from tests.admin import uploads
from tests.attachments import scanner
from tests.attachments.test_cleaning import AUTHOR, docx, packed, photograph, tool, with_member

pytestmark = pytest.mark.slow

FOREIGN, DAMAGED, NOTES, PICTURE = "nối tới", "hỏng", "nhận xét", "Ảnh hỏng"
PRIVATE = "094085001234"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'


def field(*pieces):
    """A Word field whose code is cut into these pieces."""
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    return docx(f"<w:p>{begin}{runs}<w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>")


def relation(kind, target, mode=""):
    rels = (
        f'<Relationships xmlns="{_RELS}"><Relationship Id="b" Type="{_OFFICE}/{kind}" '
        f'Target="{target}"{mode}/></Relationships>'
    )
    return docx(**{"word___rels__document.xml.rels": rels})


def formula(text):
    return uploads.raw_xlsx(f'<row r="1"><c r="A1"><f>{escape(text)}</f><v>1</v></c></row>')


def drawing(body):
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">{body}</svg>'
    return docx(**{"word__media__a.svg": svg})


def odt(body, **more):
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f'<o:document-content xmlns:o="urn:o" {_XLINK}>{body}'
            "</o:document-content>",
            **{name.replace("__", "/"): content for name, content in more.items()},
        }
    )


def picture(form, **more):
    made = io.BytesIO()
    PIL.Image.new("RGB", (8, 8), "white").save(made, form, **more)
    return made.getvalue()


REFUSED = {
    "the test virus as a program": (lambda: docx(word__a=scanner.eicar()), FOREIGN),
    "the test virus as a program of its own": (
        lambda: docx(**{"word__media__a.exe": scanner.eicar()}), FOREIGN),
    "the test virus called a picture": (
        lambda: docx(**{"word__media__a.png": scanner.eicar()}), PICTURE),
    "the test virus called a metafile": (
        lambda: docx(**{"word__media__a.emf": scanner.eicar()}), FOREIGN),
    "the test virus called XML": (
        lambda: docx(**{"customXml__item1.xml": scanner.eicar()}), DAMAGED),
    "the test virus among the properties": (
        lambda: docx(**{"docProps__secret.xml": scanner.eicar()}), DAMAGED),
    "a library called a font": (lambda: docx(**{"word__fonts__a.ttf": b"MZ" + bytes(90)}), FOREIGN),
    "a web page brought in": (lambda: docx(**{"word__a.html": "<script/>"}), FOREIGN),
    "a part brought in under another name": (lambda: relation("aFChunk", "a.xml"), FOREIGN),
    "a macro under another name": (lambda: relation("vbaProject", "a.xml"), FOREIGN),
    "a template from elsewhere": (
        lambda: relation("attachedTemplate", "http://a.example/t.dotm", ' TargetMode="External"'),
        FOREIGN),
    "a link to a file of the machine": (
        lambda: relation("hyperlink", "file:///C:/Users/a", ' TargetMode="External"'), FOREIGN),
    "a field that calls a program": (lambda: field(" DDEAUTO c:\\\\a.exe "), FOREIGN),
    "such a field cut into pieces": (lambda: field(" DD", "EAUTO c:\\\\a.exe "), FOREIGN),
    "a short field that fetches": (
        lambda: docx(f'<w:p><w:fldSimple xmlns:w="{_W}" w:instr="INCLUDEPICTURE a"/></w:p>'),
        FOREIGN),
    "a formula that fetches": (
        lambda: formula('_xlfn.WEBSERVICE("http://a.example")'), FOREIGN),
    "a formula that fetches a picture": (
        lambda: formula('_xlfn.IMAGE("http://a.example/x.png")'), FOREIGN),
    "a formula that gives an order to a program": (lambda: formula("cmd|'/c a'!A0"), FOREIGN),
    "a formula with a cell of another workbook": (lambda: formula("[1]Sheet1!A1"), FOREIGN),
    "a formula with a cell of a file of the machine": (
        lambda: formula("'C:\\Users\\[b.xlsx]S'!A1"), FOREIGN),
    "a field in small letters": (lambda: field(" ddeauto a.exe "), FOREIGN),
    "a picture from elsewhere in OpenDocument": (
        lambda: odt('<o:image xlink:href="http://a.example/x.png"/>'), FOREIGN),
    "a picture outside the package": (lambda: odt('<o:image xlink:href="../../a"/>'), FOREIGN),
    "a link that runs a script": (
        lambda: odt('<o:a xlink:href="vnd.sun.star.script:a.b$c">a</o:a>'), FOREIGN),
    "a section from another file": (lambda: odt('<o:section-source xlink:href="a"/>'), FOREIGN),
    "a drawing with a script": (
        lambda: docx(**{"word__media__a.svg": '<svg xmlns="a"><script>b</script></svg>'}), FOREIGN),
    "a drawing that acts when loaded": (
        lambda: docx(**{"word__media__a.svg": '<svg xmlns="a" onload="b"/>'}), FOREIGN),
    "a drawing that acts when pointed at": (lambda: drawing('<rect onmouseover="b"/>'), FOREIGN),
    "a drawing that fetches a picture": (
        lambda: drawing('<image href="http://a.example/b"/>'), FOREIGN),
    "a drawing that fetches a style": (
        lambda: drawing("<style>@import url(http://a.example/b)</style>"), FOREIGN),
    "a drawing that turns into a link": (
        lambda: drawing('<set attributeName="href" to="javascript:a"/>'), FOREIGN),
    "a way out of the package": (lambda: docx(**{"..__..__a.xml": "<a/>"}), DAMAGED),
    "two parts that differ by case": (lambda: docx(**{"WORD__document.xml": "<a/>"}), DAMAGED),
    "a picture with a bomb's measures": (
        lambda: docx(**{"word__media__a.png": uploads.png_head(40_000, 40_000)}), "quá lớn"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_belong_in_the_package_is_refused(case):
    make, sentence = REFUSED[case]
    with override("vi"), pytest.raises(FileRefused) as refused:
        inspect(make())
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    "text",
    ["SUM('Thu|Chi'!A1)", 'IF(A1>0,"[x] Chú ý!","cmd|b!")', "SUM(Bang[Cột])+Sheet2!A1",
     "Bang[[#This Row],[Số]]*Sheet2!$A$1", "SUM(Thu!A1:B2)"],
)  # fmt: skip
def test_an_honest_formula_passes(text):
    assert inspect(formula(text)).extension == "xlsx"


def test_an_honest_drawing_passes():
    assert inspect(drawing('<rect fill="url(#a)" href="#a"/><style>a{fill:red}</style>')).content


def names_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return set(archive.namelist()), b"".join(archive.read(n) for n in archive.namelist())


def test_writers_fonts_printers_and_folders_go_without_a_word():
    person = f'<a xmlns="b" author="{AUTHOR}"/>'
    fonts = f'<w:fonts xmlns:w="{_W}"><w:embedRegular w:id="rId1"/></w:fonts>'
    content = docx(
        **{
            "word__people.xml": person,
            "word__fonts__font1.odttf": b"\x07" * 80,
            "word__fontTable.xml": fonts,
            "package__services__a.psmdcp": '<c xmlns="http://schemas.openxmlformats.org/package/'
            f'2006/metadata/core-properties">{AUTHOR}</c>',
        }
    )
    names, everything = names_of(inspect(content).content)
    assert not names & {"word/people.xml", "word/fonts/font1.odttf"}
    assert AUTHOR.encode() not in everything and b"embedRegular" not in everything


def test_the_folder_that_a_workbook_lay_in_goes():
    book = book_with(lambda book: None)
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    where = b'<absPath url="C:\\Users\\Nguyen Van A\\"/><fileSharing userName="Nguyen Van A"/>'
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"<sheets>", where + b"<sheets>")
    assert where in parts["xl/workbook.xml"]
    cleaned = inspect(packed(parts)).content
    assert b"Nguyen Van A" not in names_of(cleaned)[1]
    assert openpyxl.load_workbook(io.BytesIO(cleaned)).active["A1"].value == "Nội dung"


def test_pictures_inside_lose_their_places_and_comments(tmp_path):
    content = docx(
        **{
            "word__media__a.jpg": photograph(),
            "word__media__b.gif": picture("GIF", comment=AUTHOR.encode()),
            "word__media__c.tiff": picture("TIFF", description=AUTHOR),
        }
    )
    cleaned = inspect(content).content
    with zipfile.ZipFile(io.BytesIO(cleaned)) as archive:
        archive.extractall(tmp_path)
    for name in ("a.jpg", "b.gif", "c.tiff"):
        told = tool("exiftool", "-a", "-G1", tmp_path / "word" / "media" / name).stdout
        assert "Image Width" in told or "Image Size" in told
        assert AUTHOR not in told and "GPS" not in told, name


def everyday_workbook():
    """What an office makes in a morning: a chart, a picture, a link, a list to choose from."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Thu chi")
        sheet.write_row(0, 0, ["Nội dung", "Số tiền"])
        for at in range(1, 6):
            sheet.write_row(at, 0, [f"Khoản {at}", at * 1000])
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "='Thu chi'!$B$2:$B$6"})
        sheet.insert_chart("D2", chart)
        sheet.insert_image("D20", "a.jpg", {"image_data": io.BytesIO(photograph())})
        sheet.write_url("A9", "https://cantho.gov.vn", string="Trang của thành phố")
        sheet.data_validation("C2:C6", {"validate": "list", "source": ["Có", "Không"]})
        sheet.conditional_format("B2:B6", {"type": "data_bar"})
        book.define_name("Tong", "='Thu chi'!$B$2:$B$6")
        book.set_properties({"author": AUTHOR, "company": "UBND"})
    return made.getvalue()


def test_an_everyday_workbook_passes_and_keeps_what_people_see():
    cleaned = inspect(everyday_workbook())
    assert cleaned.findings == ()
    names, everything = names_of(cleaned.content)
    assert AUTHOR.encode() not in everything
    assert {"xl/charts/chart1.xml", "xl/media/image1.jpeg"} <= names
    book = openpyxl.load_workbook(io.BytesIO(cleaned.content))
    assert book["Thu chi"]["A2"].value == "Khoản 1" and book["Thu chi"]["A9"].hyperlink


def book_with(change):
    made, book = io.BytesIO(), openpyxl.Workbook()
    book.active.title = "Bảng"
    book.active["A1"] = "Nội dung"
    change(book)
    book.save(made)
    return made.getvalue()


def in_hidden_sheet(book):
    sheet = book.create_sheet("Ẩn")
    sheet["C5"], sheet.sheet_state = PRIVATE, "hidden"


def in_hidden_column(book):
    book.active["D3"] = PRIVATE
    book.active.column_dimensions["D"].hidden = True


def in_header(book):
    book.active.oddHeader.center.text = f"CCCD {PRIVATE}"


def in_validation(book):
    rule = openpyxl.worksheet.datavalidation.DataValidation("list", formula1='"a"')
    rule.prompt = f"CCCD {PRIVATE}"
    rule.add("B2")
    book.active.add_data_validation(rule)


PLACES = {
    "a cell": (lambda book: book.active.__setitem__("B7", PRIVATE), "cell", "Bảng", "B7"),
    "a number in a cell": (
        lambda book: book.active.__setitem__("B7", int(PRIVATE)), "cell", "Bảng", "B7"),
    "a hidden sheet": (in_hidden_sheet, "hidden-sheet", "Ẩn", "C5"),
    "a hidden column": (in_hidden_column, "hidden-column", "Bảng", "D3"),
    "the name of a sheet": (
        lambda book: book.create_sheet(f"CCCD {PRIVATE}"), "defined-name", f"CCCD {PRIVATE}", ""),
    "a header": (in_header, "header-footer", "", ""),
    "a hint": (in_validation, "comment", "", "B2"),
}  # fmt: skip


@pytest.mark.parametrize("case", PLACES)
def test_private_data_in_a_workbook_is_found_where_it_stands(case):
    change, place, sheet, cell = PLACES[case]
    found = inspect(book_with(change)).findings
    assert found
    assert (found[0].place, found[0].sheet, found[0].cell) == (place, sheet, cell)
    with override("vi"):
        sentence = found[0].sentence()
    assert found[0].value in sentence
    if cell:
        assert f"ô {cell}" in sentence
    assert PRIVATE in f"0{found[0].value}"


def test_a_pivot_tables_store_and_other_parts_are_searched():
    cache = f'<pivotCacheDefinition xmlns="{_MAIN}"><s v="CCCD {PRIVATE}"/></pivotCacheDefinition>'
    book = with_member(
        book_with(lambda book: None), "xl/pivotCache/pivotCacheDefinition1.xml", cache
    )
    assert [each.place for each in inspect(book).findings] == ["pivot-cache"]
    item = f"<a><b>CCCD {PRIVATE}</b></a>"
    book = with_member(book_with(lambda book: None), "customXml/item1.xml", item)
    assert [each.place for each in inspect(book).findings] == ["document-properties"]


def test_private_data_in_the_properties_goes_with_them():
    book = book_with(lambda book: setattr(book.properties, "creator", f"CCCD {PRIVATE}"))
    assert PRIVATE.encode() not in names_of(inspect(book).content)[1]


def test_a_comment_in_a_cell_is_refused_with_its_writers_name():
    book = book_with(lambda book: setattr(book.active["A1"], "comment", Comment("Xem lại", AUTHOR)))
    with override("vi"), pytest.raises(FileRefused, match=NOTES):
        inspect(book)


def test_an_opendocument_sheet_names_sheet_and_cell():
    found = inspect(uploads.ods([["Nội dung", "Số CCCD"], ["a", PRIVATE]])).findings
    assert [(each.place, each.cell) for each in found] == [("cell", "B2")]
    assert found[0].sheet


def test_words_beside_a_picture_are_searched():
    words = f'<w:p><w:r><d:docPr xmlns:d="a" descr="CCCD {PRIVATE}"/></w:r></w:p>'
    assert [each.value for each in inspect(docx(words)).findings] == [PRIVATE]


def test_a_number_cut_into_runs_is_found_and_figures_of_layout_are_none():
    runs = "".join(f"<w:r><w:rPr><w:b/></w:rPr><w:t>{part}</w:t></w:r>" for part in
                   ("Số CCCD 0940", "8500", "1234"))  # fmt: skip
    assert [each.value for each in inspect(docx(f"<w:p>{runs}</w:p>")).findings] == [PRIVATE]
    written = odt(f"<o:p>CCCD {PRIVATE[:5]}<o:span>{PRIVATE[5:9]}</o:span>{PRIVATE[9:]}</o:p>")
    assert [each.value for each in inspect(written).findings] == [PRIVATE]
    layout = "<w:p><d:o xmlns:d='a'>0338</d:o><d:o xmlns:d='a'>100020</d:o></w:p>"
    assert inspect(docx(layout)).findings == ()


def test_a_part_nested_without_end_is_judged_like_any_other():
    deep = "<a>" * 30_000 + "</a>" * 30_000
    with contextlib.suppress(FileRefused):
        assert inspect(docx(**{"customXml__item1.xml": deep})).content


def test_a_register_of_staff_is_refused_whole():
    rows = ["Họ và tên", "Ngày sinh", "Số CCCD", "Dân tộc", "Tôn giáo", "Số hiệu công chức",
            "Ngày vào Đảng", "Quê quán", "Điện thoại", "Trình độ chuyên môn"]  # fmt: skip

    def fill(book):
        for at, name in enumerate(rows, start=1):
            book.active.cell(1, at, name)

    with override("vi"), pytest.raises(FileRefused, match="danh sách cán bộ|lý lịch|người dân"):
        inspect(book_with(fill))


def test_the_communes_own_telephone_number_is_no_finding():
    book = book_with(lambda book: book.active.__setitem__("B2", "Điện thoại 0912 345 678"))
    assert [each.value for each in inspect(book).findings] == ["0912 345 678"]
    assert inspect(book, published=("0912.345.678",)).findings == ()


def test_of_many_places_the_first_are_told_and_the_rest_counted():
    def fill(book):
        for at in range(2, 52):
            book.active.cell(at, 2, f"0940850012{at:02}")

    with override("vi"):
        told = sentences(inspect(book_with(fill)).findings)
    assert len(told) == 21 and "còn 30 chỗ" in told[-1]
