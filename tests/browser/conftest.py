"""A whole demo on loopback and a real Chromium; outside judges where they are installed."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.addresses import BELOW, NOTICES, PUBLIC, UNIT

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "cong-khai-2026"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
REQUIRED = os.environ.get("REQUIRE_BROWSER") == "1"
START_SECONDS = 300


def pytest_collection_modifyitems(items):
    """Browser tests run where a Chromium is, and say so where none is; CI requires one."""
    missing = pytest.mark.skip(reason="No Chromium on this machine; CI requires one.")
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM and not REQUIRED:
                item.add_marker(missing)


@dataclass(frozen=True)
class Site:
    """A running demo: its address and its database."""

    url: str
    database_url: str


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """`manage.py demo` on a database of its own, stopped as Ctrl-C would.

    While a test is being written, BROWSER_SITE may name a demo that runs already.
    """
    if os.environ.get("BROWSER_SITE"):
        yield Site(os.environ["BROWSER_SITE"], "")
        return
    folder = tmp_path_factory.mktemp("demo")
    server, _, name = os.environ["DATABASE_URL"].partition("?")
    base = server.rpartition("/")[0]
    name = f"browser_{os.getpid()}"
    query = os.environ["DATABASE_URL"].partition("?")[2]
    url = f"{base}/{name}?{query}"
    with psycopg.connect(f"{base}/postgres?{query}", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    environment = {
        **{key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"},
        "DATABASE_URL": url,
        "DATA_DIR": str(folder),
        "PORT": str(free_port()),
        # No test goes there; the page of signing in offers it.
        "OIDC_ISSUER": "https://dang-nhap.example",
        "OIDC_CLIENT_ID": "cong-khai",
        "OIDC_CLIENT_SECRET": "for-the-tests-alone",
    }
    for key in ("SITE_URL", "SECRET_KEY", "SAMPLE_DATABASE", "ALLOWED_HOSTS"):
        environment.pop(key, None)
    log = (folder / "demo.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "demo"],
        cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        facts = _facts(process, folder)
        yield Site(facts["url"], url)
        errors = (folder / "demo.log").read_text()
        assert "Traceback" not in errors, errors[-4000:]
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
        with psycopg.connect(f"{base}/postgres?{query}", autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _facts(process, folder):
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        if (folder / "demo.json").exists():
            return json.loads((folder / "demo.json").read_text())
        time.sleep(0.2)
    raise AssertionError((folder / "demo.log").read_text()[-4000:])


# Playwright keeps an event loop running in its thread, in which Django refuses the database: it
# must be gone before another file's tests come to the same process.
@pytest.fixture(scope="module")
def chromium():
    assert CHROMIUM, "REQUIRE_BROWSER=1, and no Chromium was found (apt install chromium)."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-quic", "--disable-background-networking"],
        )
        yield browser
        browser.close()


class Visitor:
    """One person at one browser: opens pages, and keeps what the console complained of."""

    def __init__(self, browser: Browser, site: Site, *, width: int, javascript: bool) -> None:
        self.site = site
        self.complaints: list[str] = []
        self.context: BrowserContext = browser.new_context(
            base_url=site.url,
            viewport={"width": width, "height": 800},
            java_script_enabled=javascript,
            locale="vi-VN",
            accept_downloads=True,
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, message):
        # A 4xx answer that a test asks for is no complaint about the page.
        if message.type in {"error", "warning"} and "status of 4" not in message.text:
            self.complaints.append(message.text)

    def open(self, address: str) -> Page:
        self.page.goto(address)
        return self.page

    def sign_in(self, name: str) -> Page:
        page = self.open("/quan-tri/")
        page.get_by_label("Tên đăng nhập").fill(name)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.locator("main button[type=submit], main form button").first.click()
        page.wait_for_url("**/quan-tri/")
        return page

    def close(self) -> None:
        self.context.close()
        assert self.complaints == []


@pytest.fixture
def visitors(chromium, site):
    """Makes visitors and closes them; a complaint on a console fails the test."""
    made: list[Visitor] = []

    def make(*, width: int = 1280, javascript: bool = True) -> Visitor:
        made.append(Visitor(chromium, site, width=width, javascript=javascript))
        return made[-1]

    yield make
    for visitor in made:
        visitor.close()


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
