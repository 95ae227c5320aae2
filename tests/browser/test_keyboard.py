"""Everything can be done at a keyboard, and the eye finds the focus at each step (WCAG 2.2)."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.addresses import UNIT
from tests.browser.keyboard import tab_through, tab_to

MAIN = (
    "home", "search", "commune", "list", "ask", "follow", "budget", "household-list",
    "households-table", "budget-y-kien-gui", "sign-in",
)  # fmt: skip
FAULTY = """<!doctype html><html lang="vi"><title>x</title><style>
#bare:focus{outline:0}.over{position:fixed;inset:0 0 auto 0;height:60px;background:#fff}</style>
<div style="height:70px"><a href="#a">Bị che</a></div><div class="over"></div>
<a id="bare" href="#b">Không thấy</a> <a tabindex="1" href="#c">Trước tiên</a>"""


@pytest.fixture
def person(visitors):
    """Somebody with a keyboard and nothing else, who asked for stillness."""

    def sit_down(address, *, width=1280):
        visitor = visitors(width=width)
        visitor.page.emulate_media(reduced_motion="reduce")
        return visitor.open(address)

    return sit_down


@pytest.mark.parametrize(
    ("colours", "width", "kinds"),
    [("active", 360, None), ("none", 1280, MAIN)],
    ids=["forced-colours", "own-colours"],
)
def test_each_stop_of_tab_is_seen_in_its_order_and_none_is_a_trap(
    chromium, site, public_addresses, colours, width, kinds
):
    context = chromium.new_context(
        base_url=site.url,
        viewport={"width": width, "height": 640},
        forced_colors=colours,
        reduced_motion="reduce",
    )
    page = context.new_page()
    found, stops = [], 0
    for name in kinds or public_addresses:
        page.goto(public_addresses[name])
        count, faults = tab_through(page)
        stops += count
        found += [f"{name}: {fault}" for fault in faults]
    context.close()
    assert found == []
    assert stops > 10 * len(kinds or public_addresses)


def test_a_faulty_page_is_found_out(chromium):
    page = chromium.new_page()
    page.set_content(FAULTY)
    faults = " | ".join(tab_through(page)[1])
    page.close()
    for words in ("hidden by something", "does not show the focus", "comes before what was"):
        assert words in faults


def test_the_first_press_offers_the_content_and_the_next_stop_is_within_it(person):
    page = person(UNIT)
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    expect(page.locator("a.skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main')")


def test_from_the_front_page_to_a_notice(person):
    page = person("/")
    tab_to(page, "#q")
    page.keyboard.type("phuong nga nam")
    page.keyboard.press("Enter")
    expect(page.locator("#finder-results a").first).to_be_visible()
    tab_to(page, "#finder-results a")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{UNIT}")
    tab_to(page, f"nav a[href='{UNIT}cong-khai/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cong-khai/")
    tab_to(page, "main input[name=q]")
    page.keyboard.type("ho ngheo 2026")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q=ho"))
    # A link of the list before may go while it is being come to.
    page.wait_for_load_state("networkidle")
    tab_to(page, "#search-results a[href*='ho-ngheo-nam-2026']")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("hộ nghèo")


def test_suggestions_are_the_next_stops_after_the_box(person):
    page = person(f"{UNIT}cong-khai/")
    tab_to(page, "main input[name=q]")
    page.keyboard.type("ngan sach")
    expect(page.locator("#suggestions a").first).to_be_visible()
    tab_to(page, "#suggestions a")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_visible()


def test_the_list_is_narrowed(person):
    page = person(f"{UNIT}cong-khai/")
    tab_to(page, "main details.filters a, main .filters a")
    before = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before)
    assert "?" in page.url


def test_a_comment_with_a_mistake_is_mended_and_sent(person, notices):
    page = person(notices["budget"] + "y-kien/gui/")
    tab_to(page, "main form .btns button")
    page.keyboard.press("Enter")
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    assert page.title().startswith("Lỗi:")
    tab_to(page, ".error-summary a")
    page.keyboard.press("Enter")
    assert page.evaluate("!!document.activeElement.closest('.field')")
    expect(page.locator("#f-body")).to_be_focused()
    page.keyboard.type("Bao giờ sửa lộ ấp Vĩnh Trung vậy?")
    tab_to(page, "[name=visibility]")
    page.keyboard.press("Space")
    tab_to(page, "main form .btns button")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "gui" not in url)
    expect(page.locator("h1")).to_be_visible()


def test_somebody_follows_a_commune(person):
    page = person(f"/theo-doi/?xa={UNIT[4:9]}")
    tab_to(page, "input[name=email]")
    page.keyboard.type("ban.phim@dan.example")
    tab_to(page, "main form .btns button")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Mời ông/bà mở hộp thư")


def test_a_household_is_found_and_the_table_shown_another_way(person, notices):
    page = person(notices["household-list"] + "bang/1/", width=360)
    tab_to(page, "main input[type=search], main input[name=q]")
    page.keyboard.type("thach thi")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"thach"))
    tab_to(page, "a[href*='xem=']")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"xem="))
    expect(page.locator("main table")).to_be_visible()
