"""What invented residents write in the sample, and what becomes of it."""

import datetime as dt
import random
from typing import Any

from disclosures.actions.answer_comment import answer_comment
from disclosures.actions.appeal_decision import appeal_decision
from disclosures.actions.ask_revision import ask_revision
from disclosures.actions.hide_comment import hide_comment
from disclosures.actions.propose_refusal import propose_refusal
from disclosures.actions.publish_comment import publish_comment
from disclosures.actions.publish_comment_masked import publish_comment_masked
from disclosures.actions.receive_comment import receive_comment
from disclosures.actions.reject_comment import reject_comment
from disclosures.actions.take_back_comment import take_back_comment
from disclosures.forms.values import CommentFields
from disclosures.models import AdministrativeUnit, Disclosure
from disclosures.rules import clock
from disclosures.sample import tables as invented


def real_now() -> dt.datetime:
    """The real present, whatever the clock was moved to."""
    return dt.datetime.now(dt.UTC)


def comment_on(
    unit: AdministrativeUnit,
    disclosure: Disclosure,
    state: str,
    text: str,
    moment: dt.datetime,
    *,
    people: dict[str, Any],
    rng: random.Random,
) -> None:
    """Send a comment at `moment` and bring it to `state`; `people` are the sample's accounts."""
    moment = min(moment, real_now())
    private = state.startswith("private")
    with clock.moved_to(moment):
        received = receive_comment(
            by=None,
            unit=unit,
            disclosure=disclosure,
            fields=CommentFields(
                body=text,
                visibility="private" if private else rng.choice(("public", "unnamed")),
                name=invented.name(rng),
                village=rng.choice(list(unit.villages.values_list("name", flat=True))),
            ),
        )
    _decide(state, received, min(moment + dt.timedelta(hours=6), real_now()), people)


def _decide(state: str, received: Any, moment: dt.datetime, people: dict[str, Any]) -> None:
    comment, moderator = received.comment, people["kiem-duyet"]
    with clock.moved_to(moment):
        match state.partition("-")[0]:
            case "published" | "answered" | "hidden" | "overdue":
                publish_comment(by=moderator, comment=comment)
            case "masked":
                start = comment.body.index("Sáu Đèo")
                publish_comment_masked(
                    by=moderator, comment=comment, spans=[(start, start + len("Sáu Đèo"))]
                )
            case "rejected":
                if state[-1] == "4":  # the rule that takes two
                    second = people["kiem-duyet-2"]
                    propose_refusal(by=second, comment=comment, rule="4")
                reject_comment(by=moderator, comment=comment, rule=state[-1])
            case "proposed":
                propose_refusal(by=moderator, comment=comment, rule="4")
            case "asked":
                ask_revision(by=moderator, comment=comment, reason="unclear")
            case "appealed":
                second = people["kiem-duyet-2"]
                reject_comment(by=second, comment=comment, rule="1", note="Lời lẽ nặng.")
                appeal_decision(by=None, comment=comment, receipt_code=received.receipt_code)
            case "taken":
                take_back_comment(by=None, comment=comment, receipt_code=received.receipt_code)
    later = min(moment + dt.timedelta(days=2), real_now())
    with clock.moved_to(later):
        if state == "hidden":
            hide_comment(by=moderator, comment=comment, rule="3")
        if state in {"answered", "private-answered"}:
            answer_comment(
                by=people["lanh-dao"],
                comment=comment,
                office="Phòng Kinh tế",
                body="Thưa ông/bà, phường đã xem lại và trả lời như sau: phần còn lại đã có "
                "vốn, nhà thầu làm tiếp trong tháng này và hẹn xong trước cuối năm.",
            )
