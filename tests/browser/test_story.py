"""The whole story in a browser: from a commune's workbook to an auditor's archive.

Told twice: with JavaScript, and without, as on an old phone or behind a strict proxy.
"""

import base64
import csv
import io
import json
import re
import time
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

FILES = Path(__file__).resolve().parents[1] / "files"
COMMENT = "Chi đầu tư chậm vậy bao giờ xong lộ? Gọi cho tôi số không chín một hai 345678 nghe."
COVER = "không chín một hai 345678"
ANSWER = "Thưa bà, công trình đã có vốn và sẽ xong trong tháng 12 năm nay."


def press(page, text):
    page.get_by_role("button", name=text, exact=True).first.click()


def compose(official, period):
    """A budget notice with its texts, saved as a draft."""
    page = official.open("/quan-tri/soan/budget-execution-period/")
    page.locator("[name=period]").select_option(period)
    fields = {
        "title": f"Thu, chi ngân sách phường năm 2025, kỳ {period[-1]} tháng",
        "summary": "Phường thu gần 13 tỷ đồng và chi hơn 11,6 tỷ đồng.",
        "document_number": "231/TB-UBND",
        "document_date": "2025-10-09",
        "signer": "Ông Ngô Văn Mẫu, Phó Chủ tịch UBND phường",
    }
    for name, value in fields.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=places][value=noticeboard]").check()
    press(page, "Lưu bản nháp")
    page.wait_for_url(re.compile(r"/quan-tri/ban-nhap/\d+/$"))
    return page.url


def import_with_three_wrong_cells(page):
    """The workbook shows its three mistakes at once; they are mended on the page."""
    page.locator("a[href$='/bang/ck113-tt343/']").click()
    page.locator("[name=file]").set_input_files(FILES / "bieu-113-ba-o-sai.xlsx")
    press(page, "Tiếp tục")
    page.wait_for_url(re.compile(r"/cot/"))
    press(page, "Kiểm tra các ô")
    page.wait_for_url(re.compile(r"/sua/"))
    wrong = page.locator("main table input[name^=cell-]")
    assert {field.get_attribute("name") for field in wrong.all()} == {
        "cell-C8",
        "cell-C14",
        "cell-B16",
    }
    expect(page.locator("main")).to_contain_text("một nghìn lẻ bốn")
    expect(page.locator("main")).to_contain_text("11.718,25")
    page.locator("[name=cell-C8]").fill("1.004,25")
    page.locator("[name=cell-B16]").fill("11.980")
    assert page.locator("[name=cell-C14]").input_value() == "11.618,25"
    press(page, "Lưu và kiểm tra lại")
    expect(page.get_by_role("status")).to_contain_text("Mọi ô đều đúng")
    page.locator("main a[href$='/xem/']").click()
    page.locator("[name=seen]").check()
    press(page, "Nhận bảng")
    page.wait_for_url(re.compile(r"/quan-tri/ban-nhap/\d+/$"))


def find_by_the_old_name(resident):
    """Who lives in what was xã Vĩnh Quới finds the ward that it became part of."""
    page = resident.open("/")
    page.locator("#q").fill("xa vinh quoi")
    press(page, "Tìm xã")
    found = page.locator("#finder-results a", has_text="Phường Ngã Năm").first
    expect(page.locator("#finder-results")).to_contain_text("trước đây là")
    found.click()
    page.wait_for_url(re.compile(r"/xa/31732-"))
    return page


def take_out(auditor):
    """The archive of the commune, as an auditor downloads it."""
    page = auditor.open("/giam-sat/xuat/?xa=31732")
    page.locator("main form button").last.click()
    page.wait_for_url(re.compile(r"/giam-sat/xuat/[0-9a-f-]{36}/"))
    link = page.get_by_role("link", name="ZIP")
    deadline = time.monotonic() + 120
    while not link.count() and time.monotonic() < deadline:
        page.wait_for_timeout(3000)  # the sealer and the worker come by every few seconds
        page.reload()
    with page.expect_download() as download:
        link.click()
    return zipfile.ZipFile(download.value.path())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("javascript", "period"), [(True, "2025-M6"), (False, "2025-M3")], ids=["script", "no-script"]
)
def test_from_a_workbook_to_an_archive(visitors, javascript, period):
    official = visitors(javascript=javascript)
    official.sign_in("can-bo")
    draft = compose(official, period)
    import_with_three_wrong_cells(official.page)

    page = official.page
    page.locator("a[href$='/xem-truoc/']").first.click()
    expect(page.locator("main")).to_contain_text("12.985,5")
    expect(page.locator("main")).to_contain_text("Chưa đăng.")
    page.goto(draft)
    press(page, "Gửi duyệt")
    page.wait_for_url(re.compile(r"/quan-tri/$"))
    number = re.search(r"/(\d+)/$", draft).group(1)

    # Whoever wrote it cannot approve it.
    page.goto(f"/quan-tri/duyet/{number}/")
    expect(page.get_by_role("button", name="Duyệt và đăng ngay")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("Người khác phải duyệt")

    leader = visitors(javascript=javascript)
    leader.sign_in("lanh-dao")
    leader.open(f"/quan-tri/duyet/{number}/")
    press(leader.page, "Duyệt và đăng ngay")
    leader.page.wait_for_url(re.compile(r"/quan-tri/thong-bao/"))

    resident = visitors(width=360, javascript=javascript)
    page = find_by_the_old_name(resident)
    page.locator("nav a", has_text="Công khai").first.click()
    page.locator("main [name=q]").fill(f"ngan sach phuong nam 2025 ky {period[-1]} thang")
    page.locator("main form [name=q] ~ button, main form .find button").first.click()
    # A link of the list before may go while it is being clicked.
    page.wait_for_url(re.compile(r"[?&]q=ngan"))
    link = page.locator("#search-results a", has_text=f"kỳ {period[-1]} tháng").first
    link.click()
    expect(page.locator("h1")).to_contain_text("năm 2025")
    expect(page.locator("main")).to_contain_text("12.985,5")
    notice = page.url

    page.locator("a[href$='/y-kien/gui/']").first.click()
    page.locator("[name=body]").fill(f"{COMMENT} 0912 345 678")
    page.locator("[name=visibility][value=public]").check()
    page.locator("[name=name]").fill("Bà Lâm Thị Mẫu")
    press(page, "Gửi cho xã")
    expect(page.locator("main")).to_contain_text("0912 345 678")
    expect(page.locator("main")).to_contain_text("thông tin riêng")
    page.locator("[name=body]").fill(COMMENT)
    press(page, "Gửi cho xã")
    page.wait_for_url(re.compile(r"/y-kien/[^/]+/$"))
    receipt = page.url
    expect(page.locator("main")).to_contain_text("Chờ kiểm duyệt")
    page.goto(notice)
    expect(page.locator("main")).not_to_contain_text("bao giờ xong lộ")

    moderator = visitors(javascript=javascript)
    moderator.sign_in("kiem-duyet")
    page = moderator.open("/quan-tri/y-kien/")
    item = page.locator("article", has_text="bao giờ xong lộ")
    item.locator("summary", has_text="Che một phần").click()
    item.locator("[name=words]").fill(COVER)
    item.get_by_role("button", name="Đăng, che chỗ đã chọn").click()
    page.wait_for_url(re.compile(r"/quan-tri/y-kien/"))

    page = official.open("/quan-tri/tra-loi/")
    page.locator("li", has_text="bao giờ xong lộ").locator("a").first.click()
    page.locator("[name=body]").fill(ANSWER)
    press(page, "Đăng câu trả lời")
    page.wait_for_url(re.compile(r"/quan-tri/tra-loi/$"))

    page = resident.open(notice)
    expect(page.locator("#y-kien")).to_contain_text("bao giờ xong lộ")
    expect(page.locator("#y-kien")).to_contain_text("[đã che]")
    expect(page.locator("#y-kien")).not_to_contain_text("345678")
    expect(page.locator("#y-kien")).to_contain_text(ANSWER)
    page.goto(receipt)
    expect(page.locator("main")).to_contain_text(ANSWER)

    page = official.open("/quan-tri/thong-bao/")
    page.locator("main a", has_text=f"kỳ {period[-1]} tháng").first.click()
    page.locator("[name=reason]").first.fill("Ghi thiếu nguồn vốn của huyện cũ.")
    press(page, "Bắt đầu sửa")
    page.wait_for_url(re.compile(r"/quan-tri/ban-nhap/\d+/$"))
    amended = re.search(r"/(\d+)/$", page.url).group(1)
    page.locator("[name=summary]").fill("Phường thu 12,98 tỷ đồng và chi hơn 11,6 tỷ đồng.")
    press(page, "Lưu bản nháp")
    press(page, "Gửi duyệt")
    page.wait_for_url(re.compile(r"/quan-tri/$"))
    leader.open(f"/quan-tri/duyet/{amended}/")
    expect(leader.page.locator("main")).to_contain_text("Ghi thiếu nguồn vốn")
    press(leader.page, "Duyệt và đăng ngay")

    page = resident.open(notice)
    expect(page.locator("main")).to_contain_text("Đã sửa")
    page.goto(f"{notice}so-sanh/1..2/")
    expect(page.locator("main del, main .old").first).to_be_visible()
    expect(page.locator("main ins, main .new").first).to_be_visible()

    auditor = visitors(javascript=javascript)
    auditor.sign_in("thanh-tra")
    archive = take_out(auditor)
    events = read_csv(archive, "events.csv")
    types = {event["type"] for event in events}
    assert {"disclosure.published", "disclosure.amended", "comment.published"} <= types
    assert [int(event["n"]) for event in events] == list(range(len(events)))
    versions = read_csv(archive, "disclosure_versions.csv")
    ours = [version for version in versions if f"kỳ {period[-1]} tháng" in version["title"]]
    assert [version["version"] for version in ours] == ["1", "2"]
    assert COVER not in everything_in(archive)


def read_csv(archive, name):
    (path,) = (path for path in archive.namelist() if path.endswith(f"/data/{name}"))
    return list(csv.DictReader(io.StringIO(archive.read(path).decode("utf-8-sig"))))


def everything_in(archive):
    """All that can be read in the archive, openings opened."""
    found = []
    for name in archive.namelist():
        text = archive.read(name).decode("utf-8", "replace")
        found.append(text)
        if "/contents/" in name:
            cells = [cell for line in text.splitlines() for cell in json.loads(line)]
            openings = [cell for cell in cells if isinstance(cell, str)]
            found += [base64.urlsafe_b64decode(o + "=" * (-len(o) % 4)).decode() for o in openings]
    return "\n".join(found)
