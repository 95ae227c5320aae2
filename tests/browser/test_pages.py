"""Every kind of page before the outside judges, at the width of a phone and of a desk."""

import re

import pytest

from tests.browser.addresses import STATUSES, in_language
from tests.browser.judges import axe, html_errors

# Vietnamese at both widths; Khmer, whose lines are high, on a phone; English at a desk.
SCREENS = (("", 360), ("", 1280), ("/km", 360), ("/en", 1280))
KILOBYTES = 60
REQUESTS = 6


DESKS = {
    "can-bo": (
        "/quan-tri/",
        "/quan-tri/thong-bao/",
        "/quan-tri/nhat-ky/",
        "/quan-tri/soan/",
        "/quan-tri/soan/budget-execution-period/",
        "/quan-tri/tra-loi/",
        "/quan-tri/xa/",
        "/quan-tri/doi-mat-khau/",
        "/quan-tri/buoc-hai/",
        "/quan-tri/buoc-hai/cai-dat/",
    ),
    "lanh-dao": ("/quan-tri/", "/quan-tri/duyet/"),
    "kiem-duyet": (
        "/quan-tri/",
        "/quan-tri/y-kien/",
        "/quan-tri/y-kien/?xem=second",
        "/quan-tri/y-kien/?xem=decided",
        "/quan-tri/y-kien/?xem=private",
    ),
    "bao-ve": ("/quan-tri/", "/quan-tri/du-lieu-ca-nhan/", "/quan-tri/ngoai-le/"),
    "thanh-tra": ("/quan-tri/", "/giam-sat/xuat/"),
    "quan-tri": ("/quan-tri/", "/quan-tri/nguoi/", "/quan-tri/danh-muc/"),
}
FOLLOW = re.compile(
    r"^/quan-tri/(ban-nhap/\d+/|duyet/\d+/|thong-bao/[^/]+/|tra-loi/\d+/|danh-muc/\d+/|ban-nhap/\d+/bang/[^/]+/|thong-bao/[^/]+/(sua|go|thay|niem-yet)/|ban-nhap/\d+/xem-truoc/)$"
)


def judge(visitor, addresses, folder, found):
    for name, address in addresses.items():
        page = visitor.open(address)
        assert page.title()
        width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if width > 0:
            found.append(f"{name}: {width} px wider than the screen")
        found += [f"{name}: {line}" for line in axe(page)]
        (folder / f"{name}.html").write_text(page.content(), encoding="utf-8")


@pytest.mark.parametrize(("prefix", "width"), SCREENS)
def test_no_public_page_has_a_fault_that_axe_or_the_screen_shows(
    visitors, public_addresses, tmp_path, prefix, width
):
    found: list[str] = []
    judge(visitors(width=width), in_language(public_addresses, prefix), tmp_path, found)
    assert found == []


def test_every_public_page_is_valid_html_in_each_language(
    site, chromium, public_addresses, tmp_path
):
    """As it was sent, not as the browser mended it."""
    context = chromium.new_context(base_url=site.url)
    files = []
    for prefix in ("", "/en", "/km"):
        for name, address in in_language(public_addresses, prefix).items():
            files.append(tmp_path / f"{prefix.strip('/')}-{name}.html")
            answer = context.request.get(address)
            assert answer.status == STATUSES.get(name, 200), address
            files[-1].write_bytes(answer.body())
    context.close()
    assert html_errors(files) == []


def test_the_page_of_signing_in_offers_the_other_service(visitors):
    """So that the judges above see it: the demo of the tests names a provider."""
    page = visitors().open("/quan-tri/dang-nhap/")
    assert page.locator("a[href^='/quan-tri/dang-nhap/openid/']").count() == 1


def desk_addresses(page, start):
    """The pages of a workbench: the given ones, and one of each sort that they link to."""
    found = {address.strip("/").replace("/", "-"): address for address in start}
    sorts: set[str] = set()
    waiting = list(start)
    while waiting:
        page.goto(waiting.pop(0))
        for link in page.locator("a[href^='/quan-tri/']").all():
            href = (link.get_attribute("href") or "").partition("?")[0]
            sort = re.sub(r"/\d+/|/[0-9a-f-]{36}/", "/*/", href)
            if FOLLOW.match(href) and sort not in sorts:
                sorts.add(sort)
                found[href.strip("/").replace("/", "-")] = href
                waiting.append(href)
    return found


@pytest.mark.parametrize("name", DESKS)
def test_no_page_of_the_workbench_has_a_fault(visitors, tmp_path, name):
    found: list[str] = []
    first = visitors(width=1280)
    first.sign_in(name)
    addresses = desk_addresses(first.page, DESKS[name])
    judge(first, addresses, tmp_path, found)
    narrow = visitors(width=360)
    narrow.sign_in(name)
    judge(narrow, addresses, tmp_path, found)
    files = []
    for kind, address in addresses.items():
        files.append(tmp_path / f"{kind}.sent.html")
        files[-1].write_bytes(first.context.request.get(address).body())
    assert found + html_errors(files) == []


def test_a_first_visit_loads_little(site, chromium, public_addresses):
    """At most 60 KB compressed and 6 requests, with an empty cache; no inline style or script."""
    heavy = []
    for name, address in public_addresses.items():
        context = chromium.new_context(base_url=site.url, viewport={"width": 360, "height": 800})
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        sizes: list[int] = []
        session.on(
            "Network.loadingFinished",
            lambda event, sizes=sizes: sizes.append(event["encodedDataLength"]),
        )
        page.goto(address, wait_until="networkidle")
        if sum(sizes) > KILOBYTES * 1024 or len(sizes) > REQUESTS:
            heavy.append(f"{name}: {sum(sizes) / 1024:.0f} KB in {len(sizes)} requests")
        assert page.locator("style, script:not([src]), [style], [onclick]").count() == 0, name
        context.close()
    assert heavy == []
