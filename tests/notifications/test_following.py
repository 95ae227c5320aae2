"""Who hears of what, when and how often; and who never does."""

import datetime as dt

import pytest
from django.core import mail

from disclosures.actions.amend_disclosure import amend_disclosure
from disclosures.actions.answer_comment import answer_comment
from disclosures.actions.publish_comment import publish_comment
from disclosures.actions.supersede_disclosure import supersede_disclosure
from disclosures.actions.unsubscribe import unsubscribe
from disclosures.duties.retention import forget_old_following
from disclosures.errors import Invalid, NotFound
from disclosures.models import Announcement, Delivery, Follower, Letter, Subscription
from disclosures.notifications.outbox import due_at
from disclosures.rules import clock
from disclosures.rules.tokens import token
from tests import make

pytestmark = pytest.mark.django_db


def test_who_follows_a_commune_gets_one_letter_about_a_new_notice(unit, follow, publish, deliver):
    follow(unit=unit)
    notice = publish()
    (letter,) = deliver()
    assert letter.to == ["ba.sau@example.vn"]
    assert letter.subject == f"Thông báo mới: {notice.current_version.title}"
    assert notice.get_absolute_url() in letter.body
    assert deliver() == []


def test_nothing_is_told_before_the_address_said_yes(unit, publish, deliver):
    make.subscribe(
        by=None,
        email="la@example.vn",
        selection=make.Selection(unit=unit),
        frequency="now",
        language="vi",
    )
    publish()
    (letter,) = deliver()
    assert letter.subject == "Xác nhận: nhận tin qua thư điện tử"
    assert "List-Unsubscribe" not in letter.extra_headers


def test_what_happened_before_the_yes_is_not_told_afterwards(unit, publish, follow, deliver):
    publish()
    follow(unit=unit)
    assert deliver() == []


@pytest.mark.parametrize(
    ("selection", "hears"),
    [
        ({}, True),
        ({"topics": ("socioeconomic-plan",)}, True),
        ({"topics": ("fees",)}, False),
        ({"q": "ke hoach kinh te"}, True),
        ({"q": "không có chữ này"}, False),
        ({"village": "Khóm Vĩnh Trung"}, False),
    ],
)
def test_conditions_narrow_what_is_heard(unit, follow, publish, deliver, selection, hears):
    follow(unit=unit, **selection)
    publish()
    assert bool(deliver()) is hears


def test_a_village_is_found_in_the_words_and_in_the_rows(
    unit, official, approver, follow, publish, deliver
):
    follow(unit=unit, village="Khóm Vĩnh Trung")
    publish(title="Sửa đường khóm Vĩnh Trung")
    make.published(make.household_draft(official, unit), official, approver)
    (letter,) = deliver()
    assert letter.subject == "2 thông báo có tin mới"


def test_who_follows_the_province_hears_of_its_communes_and_no_other(
    unit, other_unit, province, follow, publish, deliver
):
    follow("a@example.vn", unit=province)
    follow("b@example.vn", unit=other_unit)
    publish()
    assert [letter.to for letter in deliver()] == [["a@example.vn"]]


def test_several_things_that_fit_make_one_letter(unit, follow, publish, deliver):
    follow(unit=unit, frequency="weekly")
    follow(unit=unit, topics=("socioeconomic-plan",), frequency="now")
    follow(q="kế hoạch", frequency="daily")
    publish()
    (letter,) = deliver()
    assert letter.body.count("Kế hoạch kinh tế - xã hội năm 2026\n") == 1
    assert Delivery.objects.count() == 1


def test_a_digest_tells_a_notice_once_whatever_happened_to_it(
    unit, official, approver, follow, publish, deliver
):
    follow(unit=unit, frequency="daily")
    notice = publish()
    draft = amend_disclosure(by=official, disclosure=notice, reason="Sửa số.")
    make.published(draft, official, approver)
    successor = publish(title="Kế hoạch thay thế")
    supersede_disclosure(by=approver, disclosure=notice, successor=successor)
    assert deliver() == []
    with clock.moved_to(clock.now() + dt.timedelta(days=1)):
        (letter,) = deliver()
    assert letter.body.count(notice.get_absolute_url()) == 1
    assert "Thông báo mới, Đã thay bằng bản khác" in letter.body
    assert letter.subject == "2 thông báo có tin mới"


@pytest.mark.parametrize(
    ("frequency", "happened", "due"),
    [
        ("now", "2026-11-25T10:00", "2026-11-25T10:00"),
        ("daily", "2026-11-25T10:00", "2026-11-26T07:00"),
        ("daily", "2026-11-25T06:59", "2026-11-25T07:00"),
        ("daily", "2026-11-25T07:00", "2026-11-26T07:00"),
        ("weekly", "2026-11-25T10:00", "2026-11-30T07:00"),
        ("weekly", "2026-11-30T06:00", "2026-11-30T07:00"),
        ("weekly", "2026-11-30T08:00", "2026-12-07T07:00"),
    ],
)
def test_mornings_and_mondays_are_those_of_vietnam(frequency, happened, due):
    moment = dt.datetime.fromisoformat(happened).replace(tzinfo=clock.VIETNAM)
    expected = dt.datetime.fromisoformat(due).replace(tzinfo=clock.VIETNAM)
    assert due_at(frequency, moment) == expected


def test_what_was_withdrawn_before_the_letter_went_out_is_told_without_its_words(
    unit, approver, follow, publish, deliver
):
    follow(unit=unit, frequency="daily")
    notice = publish(title="Một tên không nên lộ")
    make.withdrawn(notice, approver)
    with clock.moved_to(clock.now() + dt.timedelta(days=1)):
        (letter,) = deliver()
    text = letter.body + letter.alternatives[0].content + letter.subject
    assert "Một tên không nên lộ" not in text and "Đã gỡ" in letter.subject


def test_a_letter_about_nothing_that_may_be_shown_is_dropped(
    unit, approver, follow, publish, deliver
):
    subscription = follow(unit=unit)
    notice = publish()
    make.withdrawn(notice, approver)
    Announcement.objects.filter(what="withdrawn").delete()
    assert deliver() == []
    assert subscription.follower.letters.get(purpose="news").outcome == "dropped"


def test_who_heard_of_a_notice_through_a_search_hears_of_its_withdrawal(
    unit, approver, follow, publish, deliver
):
    follow("a@example.vn", q="ke hoach")
    notice = publish()
    deliver()
    follow("b@example.vn", q="ke hoach")
    make.withdrawn(notice, approver)
    assert [letter.to for letter in deliver()] == [["a@example.vn"]]


def test_nobody_is_told_of_their_own_act(unit, official, approver, follow, publish, deliver):
    approver.email = "LANH.DAO@example.vn"
    approver.save(update_fields=["email"])
    follow("lanh.dao@example.vn", unit=unit)
    publish()
    assert deliver() == []


def test_the_followers_of_one_notice_hear_of_comments_but_their_author_does_not(
    unit, moderator, official, follow, publish, deliver
):
    notice = publish()
    follow("a@example.vn", disclosure=notice)
    follow("tac.gia@example.vn", disclosure=notice)
    follow("c@example.vn", unit=unit)
    comment = make.comment(unit, notice, email="tac.gia@example.vn").comment
    publish_comment(by=moderator, comment=comment)
    answer_comment(by=official, comment=comment, office="Phòng Kinh tế", body="Cuối năm.")
    letters = {tuple(letter.to): letter for letter in deliver() if "YK-" not in letter.subject}
    assert set(letters) == {("a@example.vn",)}
    assert "1 ý kiến mới, 1 trả lời mới" in letters[("a@example.vn",)].body


def test_the_author_is_told_each_step_and_never_the_receipt_code(
    unit, moderator, official, publish, deliver
):
    received = make.comment(unit, publish(), email="tac.gia@example.vn")
    publish_comment(by=moderator, comment=received.comment)
    answer_comment(by=official, comment=received.comment, office="Phòng Kinh tế", body="Cuối năm.")
    published, answered = deliver()
    assert published.subject == "YK-0001: ý kiến của ông/bà đã được đăng"
    assert answered.subject == "YK-0001: xã đã trả lời ông/bà"
    assert "#yk-1" in published.body
    assert received.receipt_code not in published.body + answered.body
    assert deliver() == []


def test_a_private_comment_is_told_of_without_its_words(unit, official, publish, deliver):
    received = make.comment(
        unit, publish(), email="tac.gia@example.vn", visibility="private", body="Chuyện riêng."
    )
    answer_comment(by=official, comment=received.comment, office="UBND", body="Trả lời riêng.")
    (letter,) = deliver()
    text = letter.body + letter.alternatives[0].content
    assert "riêng." not in text and "#yk" not in text


def test_letters_are_written_in_the_followers_language(unit, follow, publish, deliver):
    follow(unit=unit, language="en")
    notice = publish()
    (letter,) = deliver()
    assert letter.subject.startswith("New notice: ")
    assert "/en" + notice.get_absolute_url() in letter.body
    assert letter.extra_headers["Content-Language"] == "en"
    html = letter.alternatives[0].content
    assert '<html lang="en">' in html and 'lang="vi"' in html


def test_every_letter_of_news_can_be_ended_by_the_mail_program(unit, follow, publish, deliver):
    subscription = follow(unit=unit)
    publish()
    (letter,) = deliver()
    ends = f"/theo-doi/{token('subscription', subscription.seed)}/huy/"
    assert letter.extra_headers["List-Unsubscribe"] == f"<http://127.0.0.1:8000{ends}>"
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    assert ends in letter.body and ends in letter.alternatives[0].content


def test_what_comes_for_several_reasons_is_ended_as_a_whole(unit, follow, publish, deliver):
    one = follow(unit=unit, topics=("socioeconomic-plan",))
    follow(unit=unit, topics=("fees",))
    publish()
    publish(kind_code="fees", period="2026", title="Phí năm 2026")
    (letter,) = deliver()
    ends = token("follower", one.follower.seed)
    assert f"/theo-doi/{ends}/huy/" in letter.extra_headers["List-Unsubscribe"]
    assert unsubscribe(by=None, token=ends) == 2


def test_the_address_goes_with_the_last_subscription_and_takes_what_waits_along(
    unit, follow, publish, deliver
):
    one = follow(unit=unit, frequency="weekly")
    other = follow(q="kế hoạch")
    publish()
    assert unsubscribe(by=None, token=token("subscription", other.seed)) == 1
    assert Follower.objects.exists()
    assert unsubscribe(by=None, token=token("subscription", one.seed)) == 1
    assert not Follower.objects.exists() and not Delivery.objects.exists()
    assert not Letter.objects.exists()
    assert unsubscribe(by=None, token=token("subscription", one.seed)) == 0
    assert deliver() == []


def test_no_token_is_stored_and_none_is_guessed_from_what_is(unit, follow, settings):
    subscription = follow(unit=unit)
    secret = token("subscription", subscription.seed)
    assert secret not in str(Subscription.objects.values().get()) + str(Follower.objects.values())
    settings.SECRET_KEY = "another-secret-key-" + "0" * 32
    assert token("subscription", subscription.seed) != secret


def test_after_a_new_secret_key_the_next_letter_carries_a_link_that_works(
    unit, follow, publish, deliver, settings
):
    subscription = follow(unit=unit)
    settings.SECRET_KEY = "another-secret-key-" + "0" * 32
    publish()
    deliver()
    assert unsubscribe(by=None, token=token("subscription", subscription.seed)) == 1


def test_an_address_is_not_flooded_by_those_who_know_it(unit, deliver):
    for number in range(12):
        make.subscribe(
            by=None,
            email="Ba.Sau@example.vn" if number % 2 else "ba.sau@example.vn",
            selection=make.Selection(unit=unit, q=f"tu {number}"),
            frequency="now",
            language="vi",
        )
    assert len(deliver()) == 5
    assert Follower.objects.count() == 1


def test_who_asks_for_the_same_again_learns_that_they_have_it(unit, follow, deliver):
    follow(unit=unit)
    make.subscribe(
        by=None,
        email="ba.sau@example.vn",
        selection=make.Selection(unit=unit),
        frequency="weekly",
        language="vi",
    )
    (letter,) = deliver()
    assert letter.subject == "Ông/bà đã theo dõi mục này"
    assert Subscription.objects.get().frequency == "now"


def test_what_cannot_be_followed_is_refused(unit, official, approver):
    def ask(**changes):
        values = {
            "email": "a@example.vn",
            "selection": make.Selection(unit=unit),
            "frequency": "now",
            "language": "vi",
        }
        return make.subscribe(by=None, **{**values, **changes})

    with pytest.raises(Invalid):
        ask(email="không phải địa chỉ")
    with pytest.raises(Invalid):
        ask(frequency="hourly")
    with pytest.raises(Invalid):
        ask(selection=make.Selection())
    draft = make.draft(official, unit).disclosure
    with pytest.raises(NotFound):
        ask(selection=make.Selection(disclosure=draft))
    assert not Follower.objects.exists()


def test_nothing_is_sent_and_nothing_lost_while_there_is_no_mail_server(
    unit, follow, publish, deliver, settings
):
    follow(unit=unit)
    publish()
    settings.MAILERS = {}
    assert deliver() == []
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    assert len(deliver()) == 1


def test_what_was_never_confirmed_and_what_is_long_done_is_forgotten(
    unit, follow, publish, deliver
):
    kept = follow("giu@example.vn", unit=unit)
    make.subscribe(
        by=None,
        email="la@example.vn",
        selection=make.Selection(unit=unit),
        frequency="now",
        language="vi",
    )
    publish()
    deliver()
    forget_old_following(clock.now() + dt.timedelta(days=2))
    assert Follower.objects.count() == 2
    forget_old_following(clock.now() + dt.timedelta(days=31))
    assert list(Follower.objects.all()) == [kept.follower]
    assert not Letter.objects.exists() and not Announcement.objects.exists()
    assert len(mail.outbox) == 3
