"""A resident follows a commune by e-mail, hears of a notice, and ends it with one click.

The letters go through a real mail server in this process, as they do in the demo.
"""

import re

import pytest

from disclosures.management.commands.deliver_notifications import deliver_notifications
from disclosures.models import Follower
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def path_in(message, part):
    text = message.get_body(("plain",)).get_content()
    return re.search(rf"http://127\.0\.0\.1:8000(/theo-doi/\S+/{part})", text).group(1)


def test_from_the_wish_to_the_last_letter(visitor, unit, official, approver, mailbox):
    form = visitor.get("/xa/31732-phuong-nga-nam/").content.decode()
    address = re.search(r'href="(/theo-doi/[^"]*)"', form).group(1)
    visitor.post(address, {"email": "ba.sau@example.vn", "frequency": "now"})
    deliver_notifications()
    (asked,) = mailbox()
    assert asked["To"] == "ba.sau@example.vn"
    confirm = path_in(asked, "xac-nhan/")
    assert visitor.get(confirm).status_code == 200
    visitor.post(confirm)

    notice = make.published(make.draft(official, unit), official, approver)
    deliver_notifications()
    deliver_notifications()
    _asked, told = mailbox()
    assert told["Subject"] == f"Thông báo mới: {notice.current_version.title}"
    assert told["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert {part.get_content_type() for part in told.walk()} == {
        "multipart/alternative", "text/plain", "text/html",
    }  # fmt: skip
    page = visitor.get("/demo/thu/").content.decode()
    assert notice.current_version.title in page and notice.get_absolute_url() in page

    click = re.fullmatch(r"<http://[^/]+(/\S+)>", told["List-Unsubscribe"]).group(1)
    assert visitor.post(click, {"List-Unsubscribe": "One-Click"}).status_code == 200
    make.published(make.draft(official, unit, title="Thông báo sau"), official, approver)
    deliver_notifications()
    assert len(mailbox()) == 2
    assert not Follower.objects.exists()


def test_an_empty_mailbox_says_what_to_do(visitor, mailbox):
    assert "Chưa có thư nào" in visitor.get("/demo/thu/").content.decode()
