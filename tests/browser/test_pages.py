"""Every kind of page before the outside judges, at the width of a phone and of a desk."""

import re
import time

import pytest

from tests.browser.judges import axe, html_errors

UNIT = "/xa/31732-phuong-nga-nam/"
# Vietnamese at both widths; Khmer, whose lines are high, on a phone; English at a desk.
SCREENS = (("", 360), ("", 1280), ("/km", 360), ("/en", 1280))
KILOBYTES = 60
REQUESTS = 6

# Kind of page: address, or where to find one by the text of a link on another page.
PUBLIC = {
    "home": "/",
    "finder": "/tim-xa/?q=xa+vinh+quoi",
    "finder-empty": "/tim-xa/?q=khong-co-xa-nay",
    "search": "/tim/?q=ngan+sach",
    "search-empty": "/tim/?q=zzzz",
    "suggestions": "/tim/goi-y/?q=ngan+sach",
    "province": "/tinh/92-thanh-pho-can-tho/",
    "commune": UNIT,
    "list": f"{UNIT}cong-khai/",
    "province-duties": "/tinh/92-thanh-pho-can-tho/tien-do/?xa=31732",
    "duties": f"{UNIT}tien-do/",
    "calendar": f"{UNIT}lich/",
    "questions": f"{UNIT}hoi-dap/",
    "moderation-log": f"{UNIT}nhat-ky-kiem-duyet/",
    "ask": f"{UNIT}hoi-dap/gui/",
    "kinds": "/loai/",
    "audit": "/giam-sat/",
    "audit-commune": "/giam-sat/?xa=31732",
    "how-to-verify": "/giam-sat/kiem-tra/",
    "archive": "/giam-sat/xuat/",
    "ledger": "/so-cai/",
    "follow": "/theo-doi/",
    "kept": "/da-giu/",
    "verify": "/kiem-chung/",
    "about": "/gioi-thieu/",
    "open-data": "/du-lieu-mo/",
    "privacy": "/quyen-rieng-tu/",
    "accessibility": "/tro-nang/",
    "comment-rules": "/quy-tac-binh-luan/",
    "how-to-read": "/cach-doc/ngan-sach/",
    "missing": "/khong-co-trang-nay/",
    "sign-in": "/quan-tri/dang-nhap/",
}
NOTICES = {
    "budget": "thu-chi-ngan-sach-9-thang-2026",
    "compensation": "phuong-an-boi-thuong",
    "household-list": "ho-ngheo-nam-2026",
    "withdrawn": "ket-qua-thanh-tra",
    "superseded": "phi-le-phi",
    "generic": "lay-y-kien",
}
BELOW = (
    "in/",
    "doc-loa/",
    "lich-su/",
    "y-kien/",
    "y-kien/gui/",
    "bang/1/",
    "ban/1/",
    "so-sanh/1..2/",
    "tep/1/trang/1/",
    "the/",
)
STATUSES = {"missing": 404, "withdrawn": 410}
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


@pytest.fixture(scope="module")
def notices(site, chromium):
    """The address of a notice of each sort, from the commune's own list."""
    page = chromium.new_page(base_url=site.url, java_script_enabled=False)
    found: dict[str, str] = {}
    address = f"{UNIT}cong-khai/"
    while address:
        page.goto(address)
        for link in page.locator("main a[href*='/cong-khai/']").all():
            href = (link.get_attribute("href") or "").partition("#")[0]
            slug = href.rstrip("/").rpartition("/")[2]
            for name, wanted in NOTICES.items():
                if slug == wanted:
                    found[name] = href
        following = page.locator("a[rel=next]")
        address = following.first.get_attribute("href") if following.count() else ""
        if address.startswith("?"):
            address = f"{UNIT}cong-khai/{address}"
    page.close()
    assert set(found) == set(NOTICES)
    return found


@pytest.fixture(scope="module")
def public_addresses(site, chromium, notices):
    _wait_for_pictures(site, chromium, notices["budget"] + "tep/1/trang/1/")
    below = {f"budget-{end.strip('/').replace('/', '-')}": notices["budget"] + end for end in BELOW}
    below["households-table"] = notices["household-list"] + "bang/1/"
    below["objection"] = notices["household-list"] + "y-kien/gui/"
    return {**PUBLIC, **notices, **below, "kind": "/loai/ho-ngheo/"}


def _wait_for_pictures(site, chromium, address):
    """The demo's worker draws pages of files in its first rounds."""
    context = chromium.new_context(base_url=site.url)
    for _attempt in range(60):
        if context.request.get(address).status == 200:
            break
        time.sleep(1)
    else:
        pytest.fail("the worker drew no page in a minute")
    context.close()


def judge(visitor, addresses, folder, found):
    for name, address in addresses.items():
        page = visitor.open(address)
        assert page.title()
        width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if width > 0:
            found.append(f"{name}: {width} px wider than the screen")
        found += [f"{name}: {line}" for line in axe(page)]
        (folder / f"{name}.html").write_text(page.content(), encoding="utf-8")


def in_language(addresses, prefix):
    """The same pages below the prefix of a language; the workbench has none."""
    return {
        name: prefix + address
        for name, address in addresses.items()
        if not (prefix and address.startswith("/quan-tri/"))
    }


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
