"""Whoever reads with a text browser finds a notice, comments, asks and follows as others do."""

import os
import re
import shutil
import subprocess

import pytest

from disclosures.models import Comment, Subscription
from disclosures.vocabulary import CommentVisibility
from tests import make
from tests.thirdparty.text_browsers import CLICK, Stops, installed, lynx, w3m

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BROWSERS = {"lynx": lynx, "w3m": w3m}
UTF8 = {**os.environ, "LC_ALL": "C.UTF-8"}
QUESTION = "Lộ ấp Vĩnh Hòa bao giờ làm?\nBà con chờ lâu rồi."
# A small letter or figure, and at once a capital: two texts with nothing between them.
STUCK = re.compile(
    r"[^\W\d_A-ZĐÀ-Ỹ][A-ZĐ][^\W\d_A-ZĐ]|\d[A-ZĐ][^\W\d_A-ZĐ]|:[^\W\d_]|%\d|[^\W\d_]\d+%"
)


@pytest.fixture
def notice(unit, official, approver):
    return make.published(make.budget_draft(official, unit), official, approver)


@pytest.fixture(params=BROWSERS)
def browse(request, notice, visitor, tmp_path):
    """Opens an address, goes from stop to stop and does something there; the page at the end.

    A step is (what, name, what is done), with the value behind the name where several share it.
    """
    installed(request.param)
    site = request.getfixturevalue("served")

    def opened(path, *steps):
        stops = Stops(visitor.get(path).content.decode())
        moves, here = [], 0
        for what, name, done in steps:
            named = name if isinstance(name, tuple) else (name,)
            there = stops.of(request.param, what, *named)
            moves.append((there - here, done))
            here = there
        return BROWSERS[request.param](f"{site}{path}", tmp_path, *moves)

    return opened


def test_a_commune_is_found_by_its_old_name(browse, unit):
    page = browse("/", ("search", "q", "vinh quoi"), ("button", "Tìm xã", CLICK))
    assert "Phường Ngã Năm Thành phố Cần Thơ · trước đây là Xã Vĩnh Quới" in page


def test_a_notice_is_searched_for_and_read_with_its_table(browse, unit, notice):
    home = unit.get_absolute_url()
    page = browse(home, ("search", "q", "ngan sach"), ("button", "Tìm", CLICK))
    assert notice.current_version.title in page
    page = browse(f"{home}cong-khai/", ("a", notice.current_version.title, CLICK))
    assert notice.current_version.summary in page
    assert "I. Chi đầu tư phát triển 5.200 3.016 58,0%" in page


def test_a_question_is_sent_and_its_receipt_is_read(browse, unit):
    page = browse(
        f"{unit.get_absolute_url()}hoi-dap/gui/",
        ("textarea", "body", QUESTION),
        ("radio", ("visibility", "unnamed"), CLICK),
        ("button", "Gửi cho xã", CLICK),
    )
    comment = Comment.objects.get()
    assert comment.body.split() == QUESTION.split()
    assert comment.visibility == CommentVisibility.UNNAMED
    assert re.search(r"Giữ mã này.*[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page)
    assert "Chờ kiểm duyệt" in page


def test_a_comment_on_a_notice_that_lacks_something_is_told_what(browse, notice):
    path = f"{notice.get_absolute_url()}y-kien/gui/"
    page = browse(
        path,
        ("textarea", "body", "Gọi tôi số 0912 345 678.\nTôi chờ."),
        ("radio", ("visibility", "unnamed"), CLICK),
        ("button", "Gửi cho xã", CLICK),
    )
    assert not Comment.objects.exists()
    assert "Chưa gửi được, cần sửa 1 chỗ" in page and "“0912 345 678”" in page
    assert "Tôi chờ." in page, "what was written is kept"


def test_news_are_asked_for(browse, unit):
    page = browse(
        f"/theo-doi/?xa={unit.address_code}",
        ("email", "email", "ba.sau@example.vn"),
        ("button", "Gửi thư xác nhận cho tôi", CLICK),
    )
    wish = Subscription.objects.get()
    assert (wish.follower.email, wish.unit, wish.confirmed_at) == ("ba.sau@example.vn", unit, None)
    assert "Mời ông/bà mở hộp thư" in page


PAGES = ("", "cong-khai/", "tien-do/", "lich/", "hoi-dap/", "hoi-dap/gui/", "nhat-ky-kiem-duyet/")


def test_no_two_texts_stick_together_where_nothing_is_drawn(served, notice, unit):
    """Bloc, buttons, hints: what a stylesheet puts apart must be apart in the text as well."""
    installed("lynx")
    home, here = unit.get_absolute_url(), notice.get_absolute_url()
    paths = ["/", "/tim-xa/?q=vinh+quoi", "/tim/?q=ngan+sach", "/giam-sat/", "/theo-doi/?xa=31732"]
    paths += [f"{home}{page}" for page in PAGES]
    paths += [f"{here}{page}" for page in ("", "bang/1/", "lich-su/", "doc-loa/", "y-kien/gui/")]
    found = []
    for path in paths:
        command = [shutil.which("lynx"), "-cfg=/dev/null", "-dump", "-nolist", "-width=300",
                   "-display_charset=utf-8", f"{served}{path}"]  # fmt: skip
        done = subprocess.run(command, capture_output=True, check=True, env=UTF8)
        lines = done.stdout.decode("utf-8", "replace").splitlines()
        found += [f"{path}: {line.strip()}" for line in lines if STUCK.search(line)]
    assert found == []
