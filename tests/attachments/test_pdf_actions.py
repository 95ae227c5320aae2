"""Links of a PDF lead people on, and nothing happens by itself."""

import io

import pikepdf
import pytest
from django.utils.translation import override

from disclosures.attachments.inspect import FileRefused, inspect
from tests.attachments import signing
from tests.attachments.test_cleaning import pdf, tool

pytestmark = pytest.mark.slow


def changed(change):
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as file:
        change(file)
        file.save(made)
    return made.getvalue()


def link(address):
    def add(file):
        action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=address)
        made = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action
        )
        file.pages[0].Annots = pikepdf.Array([file.make_indirect(made)])

    return add


def opened(action):
    return lambda file: file.Root.update({"/OpenAction": action})


def by_itself(file):
    action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="http://a.example/")
    file.pages[0].AA = pikepdf.Dictionary(O=action)


def picture(**members):
    def add(file):
        made = file.make_stream(b"\0")
        made.Type, made.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        made.Width = made.Height = 1
        made.BitsPerComponent, made.ColorSpace = 8, pikepdf.Name.DeviceGray
        for name, value in members.items():
            made[f"/{name}"] = value
        file.pages[0].Resources.XObject = pikepdf.Dictionary(X=made)

    return add


def seen(content, folder):
    (folder / "a.pdf").write_bytes(content)
    return tool("qpdf", "--json", folder / "a.pdf").stdout


WEB = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="http://a.example/")
TAKEN_OUT = {
    "a page of the web when opened": (opened(WEB), "a.example"),
    "a page of the web when a page is shown": (by_itself, "a.example"),
    "a link that runs something": (link("javascript:alert(1)"), "alert"),
    "a link to a file of the machine": (link("file:///C:/Users/a/b.doc"), "Users"),
    "a link to a machine beside": (link("\\\\may-chu\\a"), "may-chu"),
}


@pytest.mark.parametrize("case", TAKEN_OUT)
def test_what_happens_by_itself_or_leads_astray_is_taken_out(case, tmp_path):
    change, mark = TAKEN_OUT[case]
    assert mark in seen(changed(change), tmp_path)
    assert mark not in seen(inspect(changed(change)).content, tmp_path)


@pytest.mark.parametrize("address", ["https://a.example/b", "mailto:a@b.example", "tel:02993"])
def test_links_for_people_stay(address, tmp_path):
    assert address in seen(inspect(changed(link(address))).content, tmp_path)


def test_the_page_to_begin_with_stays(tmp_path):
    def begin(file):
        place = [file.pages[0].obj, pikepdf.Name.Fit]
        file.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.GoTo, D=pikepdf.Array(place))

    assert "OpenAction" in seen(inspect(changed(begin)).content, tmp_path)


@pytest.mark.parametrize(
    "change",
    [opened(WEB), by_itself, link("javascript:alert(1)"), link("file:///C:/a")],
    ids=["opened", "by itself", "a script", "a file"],
)
def test_a_signed_file_that_acts_is_refused(change):
    with override("vi"), pytest.raises(FileRefused, match="mã lệnh"):
        inspect(signing.signed(changed(change)))


@pytest.mark.parametrize(
    "change",
    [picture(F="\\\\may-chu\\a"), picture(Ref=pikepdf.Dictionary(F="a.pdf", Page=0))],
    ids=["a stream elsewhere", "a page elsewhere"],
)
def test_content_that_lies_elsewhere_is_refused(change):
    with override("vi"), pytest.raises(FileRefused, match="mã lệnh"):
        inspect(changed(change))
