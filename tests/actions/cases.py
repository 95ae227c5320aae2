"""For every verb: who uses it, on what, and how that state is reached through the real actions."""

import datetime as dt
import importlib
import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from PIL import Image

from disclosures.actions.add_webhook import add_webhook
from disclosures.actions.appeal_decision import appeal_decision
from disclosures.actions.attach_file import attach_file
from disclosures.actions.hide_comment import hide_comment
from disclosures.actions.override_privacy import override_privacy
from disclosures.actions.propose_override import propose_override
from disclosures.actions.propose_redaction import propose_redaction
from disclosures.actions.propose_refusal import propose_refusal
from disclosures.actions.propose_withdrawal import propose_withdrawal
from disclosures.actions.publish_comment import publish_comment
from disclosures.actions.publish_disclosure import publish_disclosure
from disclosures.actions.publish_urgently import publish_urgently
from disclosures.actions.record_posting import record_posting
from disclosures.actions.redact_person import redact_person
from disclosures.actions.reject_comment import reject_comment
from disclosures.actions.schedule_disclosure import schedule_disclosure
from disclosures.actions.submit_disclosure import submit_disclosure
from disclosures.actions.subscribe import subscribe
from disclosures.actions.take_down_posting import take_down_posting
from disclosures.attachments.findings import PROPERTY, Finding
from disclosures.attachments.inspect import inspect
from disclosures.attachments.scan import Scanned
from disclosures.models import RoleAssignment, TableSchema
from disclosures.rules import clock
from disclosures.rules.tokens import token
from disclosures.vocabulary import (
    AttachmentRole,
    Channel,
    CommentVisibility,
    Role,
    ScanStatus,
    Verb,
)
from tests import make


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "PNG")
    return out.getvalue()


@dataclass
class Cast:
    """Everybody at one unit, and their counterparts at another."""

    unit: Any
    other_unit: Any
    operator: Any = field(init=False)

    def __post_init__(self) -> None:
        self.operator = make.operator()
        make.service(self.operator)

    def of(self, role: Role, unit: Any = None, name: str = "") -> Any:
        if role == Role.OPERATOR:
            return self.operator
        if role == Role.SERVICE:
            return make.service(self.operator)
        unit = unit or self.unit
        found = name or f"{role}-{unit.address_code}"
        assignments = RoleAssignment.objects.current().filter(person__username=found)
        return assignments.get().person if assignments else make.person(found, role, unit)

    @property
    def official(self) -> Any:
        return self.of(Role.OFFICIAL)

    @property
    def approver(self) -> Any:
        return self.of(Role.APPROVER)

    @property
    def moderator(self) -> Any:
        return self.of(Role.MODERATOR)

    def draft(self) -> Any:
        return make.draft(self.official, self.unit)

    def submitted(self) -> Any:
        version = self.draft()
        submit_disclosure(by=self.official, version=version)
        return version

    def approved(self) -> Any:
        return make.approved(self.draft(), self.official, self.approver)

    def scheduled(self) -> Any:
        version = self.approved()
        schedule_disclosure(by=self.approver, version=version)
        return version

    def published(self) -> Any:
        return make.published(self.draft(), self.official, self.approver)

    def posting(self) -> Any:
        return record_posting(
            by=self.official,
            disclosure=self.published(),
            channel=Channel.NOTICEBOARD,
            place="Nhà văn hóa",
            begins_on=clock.today(),
        )

    def taken_down(self) -> Any:
        posting = self.posting()
        take_down_posting(by=self.official, posting=posting, ended_on=clock.today())
        return posting

    def attachment(self) -> Any:
        return attach_file(
            by=self.official,
            version=self.draft(),
            role=AttachmentRole.ANNEX,
            title="Bản vẽ",
            inspected=inspect(png()),
        )

    def unscanned(self) -> Any:
        """A file for which the scanner had no answer."""
        return attach_file(
            by=self.official,
            version=self.draft(),
            role=AttachmentRole.ANNEX,
            title="Bản vẽ",
            inspected=replace(inspect(png()), scan=ScanStatus.PENDING),
        )

    def asking(self) -> Any:
        """A signed file that says who made it."""
        author = Finding(PROPERTY, "Author: can bo", "document-properties")
        return attach_file(
            by=self.official,
            version=self.draft(),
            role=AttachmentRole.SIGNED,
            title="Bản ký số",
            inspected=replace(inspect(png()), findings=(author,)),
        )

    def pending(self, **more: Any) -> Any:
        return make.comment(self.unit, self.published(), **more).comment

    def shown(self) -> Any:
        return publish_comment(by=self.moderator, comment=self.pending())

    def rejected(self) -> Any:
        return reject_comment(by=self.moderator, comment=self.pending(), rule="2", note="")

    def proposed(self) -> Any:
        """A comment that one moderator proposes to refuse under a rule that takes two."""
        other = self.of(Role.MODERATOR, name="kiem-duyet-hai")
        return propose_refusal(by=other, comment=self.pending(), rule="4")

    def appealed(self) -> Any:
        """A comment that another moderator refused, and whose author asks for a second look."""
        received = make.comment(self.unit, self.published())
        other = self.of(Role.MODERATOR, name="kiem-duyet-hai")
        refused = reject_comment(by=other, comment=received.comment, rule="2")
        appeal_decision(by=None, comment=refused, receipt_code=received.receipt_code)
        return refused

    def long_refused(self) -> Any:
        """A comment refused so long ago that nobody may keep it."""
        with clock.moved_to(clock.now() - dt.timedelta(days=800)):
            return self.rejected()

    def private(self) -> Any:
        return self.pending(visibility=CommentVisibility.PRIVATE)

    def to_withdraw(self) -> Any:
        disclosure = self.published()
        second = self.of(Role.APPROVER, name="lanh-dao-hai")
        return propose_withdrawal(
            by=second, disclosure=disclosure, reason_code="revoked", note="Văn bản đã bị hủy."
        )

    def urgent(self) -> Any:
        version = self.submitted()
        second = self.of(Role.APPROVER, name="lanh-dao-hai")
        publish_urgently(by=second, version=version, reason="Bão sắp vào.")
        schedule_disclosure(by=second, version=version)
        return publish_disclosure(by=second, version=version)

    def doubtful(self) -> Any:
        return make.draft(self.official, self.unit, summary="Công văn 094085000001 về đường.")

    def to_except(self) -> Any:
        return propose_override(by=self.official, **override_arguments(self))

    def excepted(self) -> Any:
        override = self.to_except()
        override_privacy(by=self.approver, override=override)
        return override

    def to_redact(self) -> Any:
        officer = self.of(Role.DATA_PROTECTION)
        return propose_redaction(by=officer, **redaction_arguments(self))

    def redacted(self) -> Any:
        return redact_person(by=self.approver, redaction=self.to_redact())

    def over(self) -> Any:
        """A notice whose posting time ended a year ago."""
        with clock.moved_to(clock.now() - dt.timedelta(days=400)):
            return make.published(
                make.household_draft(self.official, self.unit), self.official, self.approver
            )


@dataclass(frozen=True)
class Case:
    """`role` may do it; `arguments` reaches the state; `subject` names the argument with a status,
    `elsewhere` a state of it that the verb may not start from."""

    role: Role
    arguments: Callable[[Cast], dict[str, Any]]
    subject: str = ""
    elsewhere: Callable[[Cast], Any] | None = None
    # What it writes where that is more than the one entry of its verb.
    events: tuple[str, ...] = ()
    # Verbs of the whole portal, and of residents, have no other unit to be refused at.
    has_unit: bool = True


def override_arguments(cast: Cast) -> dict[str, Any]:
    return {
        "version": cast.doubtful(),
        "place": "summary",
        "sample": "094085000001",
        "reason": "Đây là số công văn.",
    }


def redaction_arguments(cast: Cast) -> dict[str, Any]:
    return {
        "unit": cast.unit,
        "places": [f"comment:{cast.pending().pk}"],
        "basis": "request",
        "decision_number": "12/QĐ-UBND",
        "decision_date": dt.date(2026, 1, 5),
        "note": "Người dân yêu cầu.",
    }


def draft_arguments(cast: Cast) -> dict[str, Any]:
    return {
        "unit": cast.unit,
        "kind": make.kind(),
        "fields": make.fields(),
        "period": "2026",
        "triggered_on": dt.date(2026, 1, 20),
    }


def edit_arguments(cast: Cast) -> dict[str, Any]:
    version = cast.draft()
    return {"version": version, "fields": make.fields(title="Mới"), "expected": version.modified_at}


def table_arguments(cast: Cast) -> dict[str, Any]:
    version = make.draft(
        cast.official, cast.unit, kind_code="budget-execution-period", period="2026-M9"
    )
    return {
        "version": version,
        "number": 1,
        "schema": TableSchema.objects.get(code="bx-can-doi"),
        "checked": make.check_csv(make.BALANCE_CSV, "bx-can-doi", cast.unit),
    }


def file_arguments(cast: Cast) -> dict[str, Any]:
    return {
        "version": cast.draft(),
        "role": AttachmentRole.ANNEX,
        "title": "Bản vẽ",
        "inspected": inspect(png()),
    }


def frozen_attachment(cast: Cast) -> Any:
    attachment = cast.attachment()
    submit_disclosure(by=cast.official, version=attachment.version)
    return attachment


def take_back_arguments(cast: Cast) -> dict[str, Any]:
    received = make.comment(cast.unit, cast.published())
    return {"comment": received.comment, "receipt_code": received.receipt_code}


def edit_comment_arguments(cast: Cast) -> dict[str, Any]:
    changed = make.CommentFields(body="Cho hỏi khi nào làm xong đường?", visibility="public")
    return {**take_back_arguments(cast), "fields": changed}


def appeal_arguments(cast: Cast) -> dict[str, Any]:
    received = make.comment(cast.unit, cast.published())
    refused = reject_comment(by=cast.moderator, comment=received.comment, rule="2")
    return {"comment": refused, "receipt_code": received.receipt_code}


def kind_arguments(cast: Cast) -> dict[str, Any]:
    base = make.kind()
    return {
        "base": base,
        "valid_from": clock.today() + dt.timedelta(days=30),
        "changes": {"notes": "Sửa theo văn bản mới."},
    }


def role_arguments(cast: Cast) -> dict[str, Any]:
    return {"person": make.user("moi-vao"), "role": Role.OFFICIAL, "unit": cast.unit}


def hidden(cast: Cast) -> Any:
    return hide_comment(by=cast.moderator, comment=cast.shown(), rule="1")


def subscription(cast: Cast) -> Any:
    return subscribe(
        by=None,
        email="ba.sau@example.vn",
        selection=make.Selection(unit=cast.unit),
        frequency="daily",
        language="vi",
    )


def subscription_token(cast: Cast) -> str:
    return token("subscription", subscription(cast).seed)


def change_arguments(cast: Cast) -> dict[str, Any]:
    found = subscription(cast)
    opens = token("follower", found.follower.seed)
    return {"token": opens, "subscription": found, "frequency": "weekly"}


V, D, C = "version", "disclosure", "comment"
OFFICIAL, APPROVER, MODERATOR = Role.OFFICIAL, Role.APPROVER, Role.MODERATOR

CASES: dict[Verb, Case] = {
    Verb.DRAFT_DISCLOSURE: Case(OFFICIAL, draft_arguments),
    Verb.EDIT_DRAFT: Case(OFFICIAL, edit_arguments, V, Cast.submitted),
    Verb.FILL_TABLE: Case(OFFICIAL, table_arguments, V, Cast.submitted),
    Verb.ATTACH_FILE: Case(OFFICIAL, file_arguments, V, Cast.submitted),
    Verb.REMOVE_ATTACHMENT: Case(
        OFFICIAL, lambda cast: {"attachment": cast.attachment()}, "attachment", frozen_attachment
    ),
    Verb.KEEP_PROPERTIES: Case(
        OFFICIAL, lambda cast: {"attachment": cast.asking()}, "attachment", Cast.attachment
    ),
    Verb.SETTLE_SCAN: Case(
        Role.SERVICE,
        lambda cast: {"attachment": cast.unscanned(), "scanned": Scanned(ScanStatus.CLEAN)},
        "attachment",
        Cast.attachment,
        has_unit=False,
    ),
    Verb.SUBMIT_DISCLOSURE: Case(
        OFFICIAL, lambda cast: {V: cast.draft()}, V, Cast.submitted
    ),
    Verb.RETURN_DISCLOSURE: Case(
        APPROVER, lambda cast: {V: cast.submitted(), "note": "Thiếu số."}, V, Cast.draft
    ),
    Verb.APPROVE_DISCLOSURE: Case(APPROVER, lambda cast: {V: cast.submitted()}, V, Cast.draft),
    Verb.SCHEDULE_DISCLOSURE: Case(APPROVER, lambda cast: {V: cast.approved()}, V, Cast.submitted),
    Verb.PUBLISH_DISCLOSURE: Case(APPROVER, lambda cast: {V: cast.scheduled()}, V, Cast.approved),
    Verb.PUBLISH_URGENTLY: Case(
        APPROVER, lambda cast: {V: cast.submitted(), "reason": "Bão."}, V, Cast.draft
    ),
    Verb.REVIEW_URGENT: Case(
        APPROVER, lambda cast: {D: cast.urgent()}, D, lambda cast: cast.draft().disclosure
    ),
    Verb.AMEND_DISCLOSURE: Case(
        OFFICIAL,
        lambda cast: {D: cast.published(), "reason": "Sửa số."},
        D,
        lambda cast: cast.draft().disclosure,
    ),
    Verb.SUPERSEDE_DISCLOSURE: Case(
        APPROVER,
        lambda cast: {D: cast.published(), "successor": cast.published()},
        D,
        lambda cast: cast.draft().disclosure,
    ),
    Verb.PROPOSE_WITHDRAWAL: Case(
        OFFICIAL,
        lambda cast: {D: cast.published(), "reason_code": "revoked", "note": "Đã hủy."},
        D,
        lambda cast: cast.draft().disclosure,
    ),
    Verb.WITHDRAW_DISCLOSURE: Case(
        APPROVER, lambda cast: {D: cast.to_withdraw()}, D, lambda cast: cast.draft().disclosure
    ),
    Verb.END_POSTING: Case(
        Role.SERVICE, lambda cast: {D: cast.over()}, D, Cast.published, has_unit=False
    ),
    Verb.RECORD_POSTING: Case(
        OFFICIAL,
        lambda cast: {
            D: cast.published(),
            "channel": Channel.NOTICEBOARD,
            "place": "Nhà văn hóa",
            "begins_on": clock.today(),
        },
        D,
        lambda cast: cast.draft().disclosure,
    ),
    Verb.TAKE_DOWN_POSTING: Case(
        OFFICIAL,
        lambda cast: {"posting": cast.posting(), "ended_on": clock.today()},
        "posting",
        Cast.taken_down,
    ),
    Verb.DECLARE_NOTHING_DUE: Case(
        OFFICIAL,
        lambda cast: {
            "unit": cast.unit, "kind_code": "fees", "period": "2026", "reason": "Không có."
        },
    ),
    Verb.RECEIVE_COMMENT: Case(
        Role.RESIDENT,
        lambda cast: {
            "unit": cast.unit,
            D: cast.published(),
            "fields": make.CommentFields(body="Bao giờ xong?", visibility="public"),
        },
        has_unit=False,
    ),
    Verb.TAKE_BACK_COMMENT: Case(Role.RESIDENT, take_back_arguments, has_unit=False),
    Verb.EDIT_COMMENT: Case(
        Role.RESIDENT,
        edit_comment_arguments,
        has_unit=False,
        events=("comment.received", "comment.taken_back"),
    ),
    Verb.APPEAL_DECISION: Case(Role.RESIDENT, appeal_arguments, has_unit=False),
    Verb.DECIDE_APPEAL: Case(
        MODERATOR, lambda cast: {C: cast.appealed(), "is_shown": True}, C, Cast.shown
    ),
    Verb.ASK_REVISION: Case(
        MODERATOR, lambda cast: {C: cast.pending(), "reason": "unclear"}, C, Cast.shown
    ),
    Verb.PROPOSE_REFUSAL: Case(
        MODERATOR, lambda cast: {C: cast.pending(), "rule": "4"}, C, Cast.rejected
    ),
    Verb.PUBLISH_COMMENT: Case(MODERATOR, lambda cast: {C: cast.pending()}, C, Cast.rejected),
    Verb.PUBLISH_COMMENT_MASKED: Case(
        MODERATOR, lambda cast: {C: cast.pending(), "spans": [(0, 3)]}, C, Cast.rejected
    ),
    Verb.REJECT_COMMENT: Case(
        MODERATOR, lambda cast: {C: cast.pending(), "rule": "1"}, C, Cast.shown
    ),
    Verb.HIDE_COMMENT: Case(
        MODERATOR, lambda cast: {C: cast.shown(), "rule": "1"}, C, Cast.pending
    ),
    Verb.RESTORE_COMMENT: Case(MODERATOR, lambda cast: {C: hidden(cast)}, C, Cast.pending),
    Verb.ASSIGN_COMMENT: Case(
        MODERATOR, lambda cast: {C: cast.pending(), "office": "Phòng Kinh tế"}, C, Cast.rejected
    ),
    Verb.ANSWER_COMMENT: Case(
        OFFICIAL,
        lambda cast: {C: cast.shown(), "office": "Phòng Kinh tế", "body": "Cuối năm xong."},
        C,
        Cast.rejected,
    ),
    Verb.CLOSE_COMMENT: Case(MODERATOR, lambda cast: {C: cast.private()}, C, Cast.rejected),
    Verb.GRANT_ROLE: Case(Role.OPERATOR, role_arguments, has_unit=False),
    Verb.REVOKE_ROLE: Case(
        Role.OPERATOR,
        lambda cast: {
            "assignment": RoleAssignment.objects.current().get(person=cast.official)
        },
        has_unit=False,
    ),
    Verb.CHANGE_UNIT: Case(
        OFFICIAL, lambda cast: {"unit": cast.unit, "contacts": {"phone": "0299 300 0999"}}
    ),
    Verb.ADD_KIND_RECORD: Case(Role.OPERATOR, kind_arguments, has_unit=False),
    Verb.PROPOSE_OVERRIDE: Case(OFFICIAL, override_arguments, V, Cast.submitted),
    Verb.OVERRIDE_PRIVACY: Case(
        APPROVER, lambda cast: {"override": cast.to_except()}, "override", Cast.excepted
    ),
    Verb.PROPOSE_REDACTION: Case(Role.DATA_PROTECTION, redaction_arguments),
    Verb.REDACT_PERSON: Case(
        APPROVER, lambda cast: {"redaction": cast.to_redact()}, "redaction", Cast.redacted
    ),
    Verb.EXPIRE_COMMENT: Case(
        Role.SERVICE, lambda cast: {C: cast.long_refused()}, C, Cast.shown, has_unit=False
    ),
    Verb.EXPORT_HISTORY: Case(
        Role.AUDITOR, lambda cast: {"unit": cast.unit, "edition": "auditor"}, has_unit=False
    ),
    Verb.SEAL_LOG: Case(
        Role.SERVICE,
        lambda cast: {"origin": "x.example/so-cai/31732", "size": 3, "root": bytes(32)},
        has_unit=False,
    ),
    Verb.SUBSCRIBE: Case(
        Role.RESIDENT,
        lambda cast: {
            "email": "ba.sau@example.vn",
            "selection": make.Selection(unit=cast.unit),
            "frequency": "daily",
            "language": "vi",
        },
        has_unit=False,
    ),
    Verb.CONFIRM_SUBSCRIPTION: Case(
        Role.RESIDENT, lambda cast: {"token": subscription_token(cast)}, has_unit=False
    ),
    Verb.CHANGE_SUBSCRIPTION: Case(Role.RESIDENT, change_arguments, has_unit=False),
    Verb.ADD_WEBHOOK: Case(
        Role.OPERATOR, lambda cast: {"url": "https://app.example/hook"}, has_unit=False
    ),
    Verb.END_WEBHOOK: Case(
        Role.OPERATOR,
        lambda cast: {
            "webhook": add_webhook(by=cast.operator, url="https://app.example/hook")
        },
        has_unit=False,
    ),
    Verb.UNSUBSCRIBE: Case(
        Role.RESIDENT, lambda cast: {"token": subscription_token(cast)}, has_unit=False
    ),
}  # fmt: skip


def action(verb: Verb) -> Callable[..., Any]:
    return getattr(importlib.import_module(f"disclosures.actions.{verb.value}"), verb.value)
