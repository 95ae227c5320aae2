"""Deciding on comments and answering them, with wrong input and twice."""

import pytest
from django.urls import reverse

from disclosures.actions.appeal_decision import appeal_decision
from disclosures.actions.publish_comment import publish_comment
from disclosures.actions.reject_comment import reject_comment
from disclosures.models import Comment, Decision, FullRowReading, LedgerEntry, Reply
from disclosures.vocabulary import CommentVisibility, Role
from tests import make
from tests.admin.reading import beside, buttons, summary, words

pytestmark = pytest.mark.django_db

BODY = "Ông Tư ở số nhà 12 nói đường hư. Gọi ông số 0912 345 678 nghe."
QUEUE = "/quan-tri/y-kien/"
REPLIES = "/quan-tri/tra-loi/"
DECIDED = "Người khác đã quyết định về ý kiến này. Ông/bà xem lại."


@pytest.fixture
def comment(unit):
    return make.comment(unit, body=BODY).comment


@pytest.fixture
def private(unit):
    return make.comment(
        unit, body="Nhà tôi bị sót trong danh sách.", visibility=CommentVisibility.PRIVATE
    ).comment


def decide(client, comment, verb, **more):
    url = reverse("admin:decide", kwargs={"pk": comment.pk})
    return client.post(url, {"verb": verb, **more})


def fresh(comment):
    return Comment.objects.get(pk=comment.pk)


def entries(comment):
    found = LedgerEntry.objects.filter(subject=comment.subject).order_by("idx")
    return [kind.removeprefix("comment.") for kind in found.values_list("etype", flat=True)]


def test_the_queue_shows_the_whole_text_with_private_data_marked(moderating, comment):
    page = words(moderating.get(QUEUE))
    assert "<mark>0912 345 678</mark>" in page
    assert "Bà Lý Thị Mỹ Nương, Khóm Vĩnh Kiên" in page
    assert buttons(moderating.get(QUEUE)) == {"publish", "mask", "reject", "ask"}


def test_a_comment_appears_as_it_was_written(moderating, client, unit):
    comment = make.comment(unit, body="Bao giờ làm xong đường?").comment
    answer = decide(moderating, comment, "publish")
    assert answer.status_code == 302
    assert fresh(comment).status == "published"
    assert fresh(comment).answer_due_on
    assert "Bao giờ làm xong đường?" in words(client.get(f"{unit.get_absolute_url()}hoi-dap/"))


def test_a_comment_appears_with_its_private_data_covered(moderating, client, unit, comment):
    start = BODY.index("0912")
    answer = decide(moderating, comment, "mask", span=f"{start}-{start + 12}", words="số nhà 12")
    assert answer.status_code == 302
    page = words(client.get(f"{unit.get_absolute_url()}hoi-dap/"))
    assert "0912" not in page and "số nhà 12" not in page
    assert page.count("[đã che]") == 2
    assert fresh(comment).body == BODY


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({}, "Chọn ít nhất một chỗ cần che, hoặc đăng nguyên văn."),
        ({"words": "không có ở đây"}, "Không có “không có ở đây” trong ý kiến."),
        ({"span": "5000-5001"}, "Chọn lại chỗ cần che: không có trong ý kiến."),
        ({"span": "9-3"}, "Chọn lại chỗ cần che: không có trong ý kiến."),
        ({"span": "a-b"}, "Chọn ít nhất một chỗ cần che, hoặc đăng nguyên văn."),
        ({"span": "1-99999999999"}, "Chọn ít nhất một chỗ cần che, hoặc đăng nguyên văn."),
        ({"words": "a\x00"}, "Không có “a"),
        ({"words": ".*"}, "Không có “.*” trong ý kiến."),
    ],
)
def test_a_cover_that_covers_nothing_publishes_nothing(moderating, comment, more, sentence):
    answer = decide(moderating, comment, "mask", **more)
    assert answer.status_code == 422
    assert sentence in summary(answer)
    assert BODY.split(".")[0] in words(answer)
    assert (fresh(comment).status, entries(comment)) == ("pending", ["received"])


def test_a_comment_is_kept_off_under_a_rule_with_words_to_its_author(moderating, client, comment):
    answer = decide(
        moderating, comment, "reject", rule="1", note="Có số điện thoại của người khác."
    )
    assert answer.status_code == 302
    decision = Decision.objects.get(comment=comment)
    assert (decision.reason_code, decision.note) == ("1", "Có số điện thoại của người khác.")
    assert entries(comment) == ["received", "rejected"]


@pytest.mark.parametrize("verb", ["reject", "hide"])
@pytest.mark.parametrize("rule", [None, "", "0", "99", "1 OR 1=1", "a\x00"])
def test_a_rule_must_be_one_of_the_public_ones(moderating, moderator, comment, verb, rule):
    if verb == "hide":
        publish_comment(by=moderator, comment=comment)
    before = entries(comment)
    answer = decide(moderating, comment, verb, **({} if rule is None else {"rule": rule}))
    assert answer.status_code == 422
    assert "Chọn quy tắc mà ý kiến này phạm." in summary(answer)
    assert entries(comment) == before


@pytest.mark.parametrize("verb", ["", "delete", "approve"])
def test_an_unknown_decision_is_none(moderating, comment, verb):
    answer = decide(moderating, comment, verb)
    assert answer.status_code == 422
    assert "Chọn cách xử lý ý kiến." in summary(answer)
    assert entries(comment) == ["received"]


def test_words_to_the_author_with_a_nul_are_refused_and_decide_nothing(moderating, comment):
    answer = decide(moderating, comment, "reject", rule="1", note="a\x00b")
    assert answer.status_code == 400
    assert "Có ký tự không lưu được." in words(answer)
    assert fresh(comment).status == "pending"


FIRST = [
    ("publish", {}),
    ("mask", {"words": "0912 345 678"}),
    ("reject", {"rule": "1"}),
]


@pytest.mark.parametrize(("first", "sent"), FIRST)
def test_whoever_decides_second_learns_that_it_was_decided(
    moderating, sign_in, operator, unit, comment, first, sent
):
    other = sign_in(make.person("kiem-duyet-2", Role.MODERATOR, unit))
    assert decide(moderating, comment, first, **sent).status_code == 302
    before = entries(comment)
    for client in (moderating, other):
        for verb, more in FIRST:
            answer = decide(client, comment, verb, **more)
            assert answer.status_code == 409
            assert DECIDED in words(answer)
    assert entries(comment) == before


def test_a_published_comment_is_hidden_once_and_shown_again_once(
    moderating, moderator, client, unit, comment
):
    publish_comment(by=moderator, comment=comment)
    page = moderating.get(QUEUE, {"xem": "decided"})
    assert buttons(page) == {"hide"}
    assert decide(moderating, comment, "hide", rule="1").status_code == 302
    assert "0912" not in words(client.get(f"{unit.get_absolute_url()}hoi-dap/"))
    twice = decide(moderating, comment, "hide", rule="1")
    assert twice.status_code == 409
    assert "Đã ẩn" in words(twice)
    assert decide(moderating, comment, "restore").status_code == 302
    assert decide(moderating, comment, "restore").status_code == 409
    assert entries(comment) == ["received", "published", "hidden", "restored"]


def test_what_is_not_published_cannot_be_hidden_or_shown_again(moderating, moderator, comment):
    assert decide(moderating, comment, "hide", rule="1").status_code == 409
    assert decide(moderating, comment, "restore").status_code == 409
    reject_comment(by=moderator, comment=comment, rule="1")
    assert decide(moderating, comment, "restore").status_code == 409
    assert entries(comment) == ["received", "rejected"]


def test_a_private_comment_is_in_its_own_queue_and_each_look_is_remembered(
    moderating, moderator, private
):
    assert private.body not in words(moderating.get(QUEUE))
    assert not FullRowReading.objects.exists()
    assert private.body in words(moderating.get(QUEUE, {"xem": "private"}))
    assert FullRowReading.objects.get().by == moderator


@pytest.mark.parametrize(("verb", "more"), [("publish", {}), ("mask", {"words": "bị sót"})])
def test_a_private_comment_is_never_published(moderating, private, verb, more):
    answer = decide(moderating, private, verb, **more)
    assert answer.status_code == 409
    assert "Ý kiến này chỉ gửi riêng cho xã và không bao giờ được hiện." in words(answer)
    assert fresh(private).status == "pending"


def test_a_private_comment_is_answered_by_the_approver_and_closed_by_the_moderator(
    moderating, approving, approver, writing, client, unit, private
):
    assert private.body not in words(writing.get(REPLIES))
    assert private.body in words(approving.get(REPLIES))
    assert FullRowReading.objects.filter(by=approver).exists()
    url = reverse("admin:reply", kwargs={"pk": private.pk})
    assert writing.get(url).status_code == 404
    sent = {"office": "Phòng Kinh tế", "body": "Phường đã ghi thêm hộ của ông/bà."}
    assert writing.post(url, sent).status_code == 404
    assert approving.post(url, sent).url == REPLIES
    assert Reply.objects.get().by == approver
    assert decide(moderating, private, "close").status_code == 302
    closed = decide(moderating, private, "close")
    assert closed.status_code == 409
    assert private.body not in words(client.get(f"{unit.get_absolute_url()}hoi-dap/"))


def test_a_moderator_who_may_not_answer_is_offered_no_answer(moderating, private):
    page = words(moderating.get(QUEUE, {"xem": "private"}))
    assert reverse("admin:reply", kwargs={"pk": private.pk}) not in page
    assert reverse("admin:reply", kwargs={"pk": private.pk}) not in words(moderating.get(QUEUE))


def test_a_published_comment_is_answered_by_an_office(writing, client, unit, moderator, comment):
    publish_comment(by=moderator, comment=comment)
    url = reverse("admin:reply", kwargs={"pk": comment.pk})
    assert url in words(writing.get(REPLIES))
    sent = {"office": "Phòng Kinh tế", "body": "Đường xong trong tháng 12.\n\n<b>Cảm ơn</b>"}
    assert "Đã trả lời." in words(writing.post(url, sent, follow=True))
    page = client.get(f"{unit.get_absolute_url()}hoi-dap/")
    assert "Đường xong trong tháng 12." in words(page)
    assert b"<b>C" not in page.content
    assert url not in words(writing.get(REPLIES))


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"body": ""}, "id_body", "Viết câu trả lời."),
        ({"body": "  \n "}, "id_body", "Viết câu trả lời."),
        ({"body": "x" * 5001}, "id_body", "Rút ngắn phần này."),
        ({"body": "a\x00b"}, "id_body", "Có ký tự không lưu được."),
        ({"office": ""}, "id_office", "Chọn nơi trả lời."),
        ({"office": "x" * 201}, "id_office", "Rút ngắn phần này."),
    ],
)
def test_a_wrong_answer_is_not_sent_and_not_lost(
    writing, moderator, comment, changes, field, sentence
):
    publish_comment(by=moderator, comment=comment)
    good = {"office": "Phòng Kinh tế", "body": "Đường xong trong tháng 12."}
    url = reverse("admin:reply", kwargs={"pk": comment.pk})
    answer = writing.post(url, {**good, **changes})
    assert answer.status_code == 422
    assert sentence in beside(answer, field)
    for name in good.keys() - changes.keys():
        assert good[name] in words(answer)
    assert not Reply.objects.exists()


def test_what_no_moderator_has_seen_is_neither_read_nor_answered_by_an_official(writing, comment):
    url = reverse("admin:reply", kwargs={"pk": comment.pk})
    assert writing.get(url).status_code == 404
    answer = writing.post(url, {"office": "Phòng Kinh tế", "body": "Xin chào"})
    assert answer.status_code == 409
    assert not Reply.objects.exists()


def test_a_comment_hidden_while_somebody_answers_takes_no_answer(
    writing, moderating, moderator, comment
):
    publish_comment(by=moderator, comment=comment)
    url = reverse("admin:reply", kwargs={"pk": comment.pk})
    assert writing.get(url).status_code == 200
    decide(moderating, comment, "hide", rule="1")
    answer = writing.post(url, {"office": "Phòng Kinh tế", "body": "Xin chào"})
    assert answer.status_code == 409
    assert not Reply.objects.exists()


def test_comments_of_another_commune_do_not_exist_here(sign_in, operator, other_unit, comment):
    client = sign_in(make.person("kiem-duyet-khac", Role.MODERATOR, other_unit))
    assert BODY.split(".")[0] not in words(client.get(QUEUE))
    assert decide(client, comment, "publish").status_code == 404
    assert fresh(comment).status == "pending"


def test_a_comment_can_hold_tags_and_none_of_them_runs(moderating, unit):
    make.comment(unit, body="<script>alert(1)</script> ' OR 1=1; -- 😀")
    answer = moderating.get(QUEUE)
    assert b"<script>alert" not in answer.content
    assert "<script>alert(1)</script> ' OR 1=1; -- 😀" in words(answer)


@pytest.mark.parametrize(
    "query", [{"xem": "all"}, {"trang": "²"}, {"trang": "x"}, {"trang": "9" * 30}]
)
def test_a_bent_queue_address_is_passed_over(moderating, comment, query):
    assert moderating.get(QUEUE, query).status_code == 200


# --- two moderators ---------------------------------------------------------------------------


@pytest.fixture
def second(sign_in, operator, unit):
    return sign_in(make.person("kiem-duyet-2", Role.MODERATOR, unit))


def test_under_the_rule_that_takes_two_one_proposes_and_another_agrees(moderating, second, comment):
    assert decide(moderating, comment, "reject", rule="4").status_code == 302
    assert fresh(comment).status == "pending"
    mine = words(moderating.get(QUEUE))
    assert "Ông/bà đã đề nghị; người kiểm duyệt khác quyết định." in mine
    assert "agree" not in buttons(moderating.get(QUEUE))
    assert decide(moderating, comment, "agree").status_code == 422
    assert "agree" in buttons(second.get(QUEUE, {"xem": "second"}))
    assert decide(second, comment, "agree", xem="second").url.endswith("?xem=second")
    assert fresh(comment).status == "rejected"
    assert Decision.objects.get(comment=comment).author.username == "kiem-duyet"


def test_a_published_comment_that_one_proposes_to_hide_is_found_by_the_other(
    moderating, moderator, second, comment
):
    publish_comment(by=moderator, comment=comment)
    assert decide(moderating, comment, "hide", rule="4").status_code == 302
    page = second.get(QUEUE, {"xem": "second"})
    assert comment.public_number in words(page)
    assert decide(second, comment, "agree").status_code == 302
    assert fresh(comment).status == "hidden"


@pytest.fixture
def appealed(unit, moderator):
    received = make.comment(unit, body=BODY)
    reject_comment(by=moderator, comment=received.comment, rule="2", note="Có lời chào bán.")
    appeal_decision(by=None, comment=received.comment, receipt_code=received.receipt_code)
    return received.comment


def test_an_appeal_waits_for_somebody_else_with_the_first_decision_beside_it(
    moderating, second, client, unit, appealed
):
    mine = moderating.get(QUEUE, {"xem": "second"})
    assert "người kiểm duyệt khác quyết định" in words(mine)
    assert buttons(mine) == set()
    assert decide(moderating, appealed, "show").status_code == 403
    page = second.get(QUEUE, {"xem": "second"})
    assert "Có lời chào bán." in words(page)
    start = BODY.index("0912")
    sent = decide(second, appealed, "show", span=f"{start}-{start + 12}", xem="second")
    assert sent.status_code == 302
    shown = words(client.get(f"{unit.get_absolute_url()}hoi-dap/"))
    assert "[đã che]" in shown and "0912" not in shown
    log = words(client.get(f"{unit.get_absolute_url()}nhat-ky-kiem-duyet/"))
    assert "Người kiểm duyệt khác xem lại: đăng" in log


def test_a_decision_that_stands_needs_words_to_the_author(second, appealed):
    refused = decide(second, appealed, "uphold")
    assert refused.status_code == 422
    assert "Cho người gửi biết vì sao giữ nguyên quyết định." in summary(refused)
    assert decide(second, appealed, "uphold", note="Vẫn là lời chào bán.").status_code == 302
    assert BODY not in words(second.get(QUEUE, {"xem": "second"}))
    assert decide(second, appealed, "uphold", note="Vẫn là lời chào bán.").status_code == 409


def test_the_author_is_asked_for_a_change_and_the_queue_says_so(moderating, comment):
    assert decide(moderating, comment, "ask", reason="").status_code == 422
    assert decide(moderating, comment, "ask", reason="private_data").status_code == 302
    page = words(moderating.get(QUEUE))
    assert "Bỏ phần nói chuyện riêng của người khác." in page


def test_a_comment_is_given_to_an_office_that_somebody_works_in(
    moderating, writing, official, moderator, comment
):
    official.office = "Phòng Kinh tế"
    official.save(update_fields=["office"])
    publish_comment(by=moderator, comment=comment)
    page = words(moderating.get(QUEUE, {"xem": "decided"}))
    assert "Phòng Kinh tế" in page
    assert decide(moderating, comment, "assign", office="Phòng Kinh tế").status_code == 302
    assert fresh(comment).office == "Phòng Kinh tế"
    assert "Phòng Kinh tế" in words(writing.get(REPLIES))


def test_what_waits_and_what_the_month_came_to_stand_beside_the_queue(
    moderating, moderator, unit, comment
):
    reject_comment(by=moderator, comment=make.comment(unit).comment, rule="2")
    page = words(moderating.get(QUEUE))
    assert "1 ý kiến đang chờ." in page
    assert "phải xử lý trong 2 ngày làm việc" in page
    assert "Đang chờ (1)" in page
