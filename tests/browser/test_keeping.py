"""A kept notice is read without a connection, with its age; it goes when it was withdrawn or over.

The real scripts before a server of the test's own, which can say what it likes and be switched off.
"""

import datetime as dt
import threading
import time
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Error

SCRIPTS = Path(__file__).resolve().parents[2] / "static" / "js"
NOTICE = """<!doctype html><meta charset="utf-8"><title>Thu chi &amp; quỹ</title>
<script src="/static/congkhai.js" defer></script><h1>{words}</h1>
<p id="ban-giu" hidden>Bản giữ, tải lúc <span data-kept></span></p>
<p hidden data-keep="/da-giu/" data-done="Đã giữ." data-failed="Chưa giữ được.">
<button>Giữ lại</button> <span role="status"></span></p>"""
LIST = """<!doctype html><meta charset="utf-8"><title>Đã giữ</title>
<script src="/static/congkhai.js" defer></script><h1>Danh sách</h1>
<ul data-kept-list><template><li><p><a></a> <span></span></p><button>Bỏ</button></li></template>
</ul>"""
PATH = "/xa/1/cong-khai/2026-0001/thu-chi/"


class Portal:
    """What stands at the addresses; `status` and `until` are the notice's."""

    def __init__(self):
        self.status, self.words = 200, "Thu 12 tỷ đồng"
        self.until = dt.datetime.now(dt.UTC) + dt.timedelta(days=3)
        self.port = 0

    def answer(self, path):
        if path in {"/static/congkhai.js", "/sw.js"}:
            name = Path(path).name
            return 200, "text/javascript", (SCRIPTS / name).read_text("utf-8")
        if path == "/da-giu/":
            return 200, "text/html", LIST
        if path == PATH:
            return self.status, "text/html", NOTICE.format(words=self.words)
        return 200, "text/html", "<h1>Trang khác</h1>"

    def __enter__(self):
        portal = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                status, kind, text = portal.answer(self.path)
                self.send_response(status)
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Security-Policy", "default-src 'self'")
                self.send_header("Cache-Control", "no-cache")
                self.send_header("Vary", "Cookie, Accept-Encoding")
                if kind == "text/html" and self.path in {PATH, "/da-giu/"}:
                    self.send_header("X-Keep-Until", format_datetime(portal.until, usegmt=True))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *args):
                """Silence."""

        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def portal():
    return Portal()


@pytest.fixture
def page(chromium):
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def until(page, question):
    """Ask the page until it says yes; its own policy forbids the waiting of the test library."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        if page.evaluate(question):
            return
        page.wait_for_timeout(50)
    raise AssertionError(question)


def keep(page, portal):
    page.goto(f"http://127.0.0.1:{portal.port}{PATH}")
    page.click("button")
    page.wait_for_selector("text=Đã giữ.")
    until(page, "navigator.serviceWorker.ready.then((r) => r.active.state === 'activated')")


def names(page):
    """The pages that the device keeps."""
    return page.evaluate(
        "caches.open('giu').then((box) => box.keys())"
        ".then((keys) => keys.map((key) => new URL(key.url).pathname).sort())"
    )


def goes_away(page):
    until(
        page,
        "caches.open('giu').then((box) => box.keys())"
        f".then((keys) => !keys.some((key) => key.url.endsWith('{PATH}')))",
    )


def test_a_kept_notice_is_read_without_a_connection_and_says_how_old_it_is(page, portal):
    with portal:
        keep(page, portal)
        assert not page.is_visible("#ban-giu")
    page.goto(f"http://127.0.0.1:{portal.port}{PATH}")
    assert page.inner_text("h1") == "Thu 12 tỷ đồng"
    assert "tải lúc" in page.inner_text("#ban-giu")
    assert str(dt.date.today().year) in page.inner_text("#ban-giu span")


def test_whatever_else_is_opened_leads_to_the_list_of_what_is_kept(page, portal):
    with portal:
        keep(page, portal)
    page.goto(f"http://127.0.0.1:{portal.port}/tim/?q=x")
    page.wait_for_selector("li a")
    assert page.inner_text("h1") == "Danh sách"
    assert page.inner_text("li a") == "Thu chi & quỹ"
    page.click("li a")
    assert page.inner_text("h1") == "Thu 12 tỷ đồng"


@pytest.mark.parametrize("status", [410, 404])
def test_a_withdrawn_notice_goes_with_the_next_connection(page, portal, status):
    with portal:
        keep(page, portal)
        portal.status = status
        page.goto(f"http://127.0.0.1:{portal.port}/khac/")
        goes_away(page)
    page.goto(f"http://127.0.0.1:{portal.port}{PATH}")
    assert page.inner_text("h1") == "Danh sách" and page.query_selector("li") is None


def test_a_changed_notice_is_kept_anew_and_a_broken_answer_changes_nothing(page, portal):
    with portal:
        keep(page, portal)
        portal.status = 503
        page.goto(f"http://127.0.0.1:{portal.port}/khac/")
        portal.status, portal.words = 200, "Thu 13 tỷ đồng"
        page.goto(f"http://127.0.0.1:{portal.port}/khac/")
        until(
            page,
            f"caches.open('giu').then((box) => box.match('{PATH}', {{ignoreVary: true}}))"
            ".then((kept) => kept.text()).then((text) => text.includes('Thu 13 tỷ'))",
        )
    page.goto(f"http://127.0.0.1:{portal.port}{PATH}")
    assert page.inner_text("h1") == "Thu 13 tỷ đồng"


def test_what_may_no_longer_be_shown_is_not_shown_without_a_connection_either(page, portal):
    portal.until = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=3)
    with portal:
        keep(page, portal)
    page.wait_for_timeout(3100)
    with pytest.raises(Error):
        page.goto(f"http://127.0.0.1:{portal.port}{PATH}")
    # The page of the refusal still comes by itself and would interrupt the next one.
    later = page.context.new_page()
    with portal:
        later.goto(f"http://127.0.0.1:{portal.port}/khac/")
        goes_away(later)


def test_the_reader_throws_away_what_they_kept(page, portal):
    with portal:
        keep(page, portal)
        page.goto(f"http://127.0.0.1:{portal.port}/da-giu/")
        page.click("li button")
        goes_away(page)
        assert PATH not in names(page)


def test_without_a_script_nothing_is_offered_and_nobody_who_keeps_nothing_has_a_worker(
    chromium, page, portal
):
    with portal:
        page.goto(f"http://127.0.0.1:{portal.port}{PATH}")
        assert page.evaluate("navigator.serviceWorker.getRegistrations()") == []
        bare = chromium.new_context(java_script_enabled=False)
        plain = bare.new_page()
        plain.goto(f"http://127.0.0.1:{portal.port}{PATH}")
        assert not plain.is_visible("button") and plain.inner_text("h1") == "Thu 12 tỷ đồng"
        bare.close()
