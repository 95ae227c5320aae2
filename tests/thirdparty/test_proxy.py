"""Behind nginx with our sample configuration: who is answered from its cache, and for how long."""

import getpass
import shutil
import time

import pytest

from tests import make
from tests.thirdparty.conftest import absent
from tests.thirdparty.proxy import HOST, get, proxy

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def site(settings, request, tmp_path):
    """The port of a proxy before the portal, and the folder where it logs."""
    if not shutil.which("nginx"):
        absent("nginx", "apt: nginx-light")
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    served = request.getfixturevalue("served")
    settings.ALLOWED_HOSTS = [HOST]
    with proxy(tmp_path, served.removeprefix("http://"), getpass.getuser()) as port:
        yield port, tmp_path


@pytest.fixture
def notice(unit, official, approver):
    return make.published(make.budget_draft(official, unit), official, approver)


def fates(folder, path):
    """What the cache did at each request for the path, as the log tells.

    A line is written after its answer was sent, so the log is read until it stands still.
    """
    lines, before = [], None
    while lines != before:
        time.sleep(0.2)
        before, lines = lines, (folder / "congkhai.log").read_text("utf-8").splitlines()
    return [line.rsplit(" ", 1)[1] for line in lines if f" {path} " in line]


def test_readers_are_answered_from_the_cache_and_a_withdrawal_shows_within_five_seconds(
    site, notice, approver
):
    port, folder = site
    path = notice.get_absolute_url()
    pages = {get(port, path)[2] for _time in range(5)}
    assert len(pages) == 1
    assert fates(folder, path) == ["MISS", "HIT", "HIT", "HIT", "HIT"]
    time.sleep(4.1)
    # Renewed at the last moment before: the worst case.
    assert get(port, path)[0] == 200
    make.withdrawn(notice, approver)
    end = time.monotonic() + 5
    while (status := get(port, path)[0]) == 200 and time.monotonic() < end:
        time.sleep(0.1)
    assert status == 410


def test_an_old_copy_is_asked_for_again_and_not_sent_again(site, notice):
    port, folder = site
    path = notice.get_absolute_url()
    first = get(port, path)
    time.sleep(5.1)
    again = get(port, path)
    assert first[2] == again[2]
    assert fates(folder, path)[-1] == "REVALIDATED"
    status, _headers, body = get(port, path, **{"If-None-Match": first[1]["ETag"]})
    assert (status, body) == (304, b"")


def test_who_is_signed_in_and_who_fills_in_a_form_is_never_answered_from_the_cache(site, notice):
    port, folder = site
    path = notice.get_absolute_url()
    get(port, path)
    get(port, path, Cookie="sessionid=x")
    get(port, path, Cookie="sessionid=x")
    assert fates(folder, path) == ["MISS", "BYPASS", "BYPASS"]
    form = f"{path}y-kien/gui/"
    bodies = {get(port, form)[2] for _time in range(2)}
    assert len(bodies) == 2, "a form's token is one reader's own"
    assert "HIT" not in fates(folder, form)


def test_the_log_tells_neither_receipts_nor_what_was_searched(site, notice):
    port, folder = site
    assert get(port, "/y-kien/abcdefgh2345/")[0] == 404
    assert get(port, "/tim/?q=Th%E1%BA%A1ch+Th%E1%BB%8B")[0] == 200
    log = (folder / "congkhai.log").read_text("utf-8")
    assert "abcdefgh2345" not in log
    assert "Th" not in log.replace("HTTP", "")


def test_the_world_sees_neither_readiness_nor_another_host(site):
    port, _folder = site
    assert get(port, "/healthz")[0] == 200
    assert get(port, "/", Host="elsewhere.example")[0] in (400, 421)
