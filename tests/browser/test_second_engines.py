"""The ten main pages before a second engine for WCAG, and before Lighthouse."""

import functools
import http.server
import threading

import pytest

from tests.browser.addresses import PUBLIC, UNIT
from tests.browser.judges import htmlcs, lighthouse

MAIN = {
    "home": "/",
    "finder": PUBLIC["finder"],
    "search": PUBLIC["search"],
    "commune": UNIT,
    "list": PUBLIC["list"],
    "ask": PUBLIC["ask"],
    "verify": "/kiem-chung/",
    "follow": "/theo-doi/",
}
HERE = ("budget", "household-list")
FAULTY = (
    "<!doctype html><html><head><title></title></head><body>"
    '<img src="x.png"><a href="/"></a><input><p style="color:#aaa;background:#fff">x</p></body>'
)


@pytest.fixture(scope="module")
def main_pages(notices):
    found = {**MAIN, **{name: notices[name] for name in HERE}}
    assert len(found) == 10
    return found


@pytest.fixture
def faulty(tmp_path):
    """A page on loopback that no judge may let pass."""
    (tmp_path / "index.html").write_text(FAULTY)
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("language", ["", "/en", "/km"])
def test_the_second_engine_finds_no_error_on_the_main_pages(visitors, main_pages, language):
    found = []
    visitor = visitors(width=1280)
    for name, address in main_pages.items():
        page = visitor.open(language + address)
        found += [f"{language} {name}: {line}" for line in htmlcs(page)]
    assert found == [], "\n".join(found)


def test_the_second_engine_finds_what_is_wrong(chromium, faulty):
    page = chromium.new_page()
    page.goto(faulty)
    found = " ".join(htmlcs(page))
    page.close()
    assert "H37" in found and "H91.A.NoContent" in found and "H25" in found


def test_lighthouse_gives_the_main_pages_full_marks(site, main_pages):
    marks = lighthouse([site.url + address for address in main_pages.values()])
    assert len(marks) == len(main_pages)
    for mark in marks:
        assert mark["scores"]["accessibility"] == 1, mark
        assert mark["scores"]["best-practices"] >= 0.95, mark
        assert mark["scores"]["seo"] >= 0.9, mark


def test_lighthouse_marks_a_bad_page_down(faulty):
    (mark,) = lighthouse([faulty])
    assert mark["scores"]["accessibility"] < 0.9
    assert "image-alt" in mark["failed"]
