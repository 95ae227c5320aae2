"""A commune in which everything happened that a log can tell of."""

import datetime as dt

from disclosures.actions.amend_disclosure import amend_disclosure
from disclosures.actions.answer_comment import answer_comment
from disclosures.actions.close_comment import close_comment
from disclosures.actions.declare_nothing_due import declare_nothing_due
from disclosures.actions.publish_comment_masked import publish_comment_masked
from disclosures.actions.record_posting import record_posting
from disclosures.vocabulary import CommentVisibility
from tests import make
from tests.ledger import bags


def tell(unit, official, approver, moderator):
    """Let it all happen and seal the log; the commune."""
    budget = make.published(make.budget_draft(official, unit), official, approver)
    people = make.published(make.household_draft(official, unit), official, approver)
    plan = make.draft(official, unit)
    make.attach(official, plan)
    plan = make.published(plan, official, approver)
    amended = amend_disclosure(by=official, disclosure=plan, reason="Thêm hai tuyến đường.")
    make.published(amended, official, approver)
    make.withdrawn(make.version_in("published", official, approver, unit).disclosure, approver)
    for status in ("draft", "submitted", "returned", "approved", "scheduled", "superseded"):
        make.version_in(status, official, approver, unit)
    for status in ("pending", "published", "rejected", "hidden", "closed", "taken_back"):
        make.comment_in(status, moderator, unit, plan, body=f'=Ý kiến {status}, "có dấu"\nhai dòng')
    make.comment_in("published", moderator, unit, budget, visibility=CommentVisibility.UNNAMED)
    masked = make.comment(unit, plan, body="Nhà ông Danh Hoàng xây lấn đường.").comment
    publish_comment_masked(by=moderator, comment=masked, spans=[(8, 18)])
    answer_comment(by=official, comment=masked, office="Phòng Kinh tế", body="Đã kiểm tra.")
    private = make.comment(unit, people, visibility=CommentVisibility.PRIVATE).comment
    answer_comment(by=official, comment=private, office="Phòng Kinh tế", body="Sẽ trả lời riêng.")
    close_comment(by=moderator, comment=private, note="Đã gọi cho ông.")
    record_posting(
        by=official, disclosure=budget, channel="noticeboard", place="Trụ sở",
        begins_on=dt.date(2026, 1, 2),
    )  # fmt: skip
    declare_nothing_due(
        by=official, unit=unit, kind_code="budget-execution-period", period="2026-Q1",
        reason="Không phát sinh.",
    )  # fmt: skip
    bags.seal(unit)
    return unit
