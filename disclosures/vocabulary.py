"""Every closed list of the domain. Words are stored, so they are added to and never renamed."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Words(TextChoices):
    """A closed list whose fields ask for their choices late, so a new word makes no migration."""

    @classmethod
    def pairs(cls) -> list[tuple[str, str]]:
        """What a field's `choices` calls."""
        return cls.choices


class UnitLevel(Words):
    """Levels of local government since 1 July 2025 (Luật 72/2025/QH15)."""

    PROVINCE = "province", _("province or city")
    COMMUNE = "commune", _("commune, ward or special zone")


class UnitKind(Words):
    """What a unit calls itself; the last two ended on 30 June 2025."""

    XA = "xa", _("commune")
    PHUONG = "phuong", _("ward")
    DAC_KHU = "dac_khu", _("special zone")
    TINH = "tinh", _("province")
    THANH_PHO = "thanh_pho", _("city")
    THI_TRAN = "thi_tran", _("township (until June 2025)")
    HUYEN = "huyen", _("district (until June 2025)")


class SuccessionShare(Words):
    """How much of the former unit went to the successor."""

    WHOLE = "whole", _("whole")
    PART = "part", _("part")
    UNKNOWN = "unknown", _("not known")


class Role(Words):
    """Who may do what; a grant is (person, role, unit)."""

    OFFICIAL = "official", _("official")
    APPROVER = "approver", _("approver")
    MODERATOR = "moderator", _("moderator")
    AUDITOR = "auditor", _("auditor")
    OPERATOR = "operator", _("operator")
    DATA_PROTECTION = "data_protection", _("data protection officer")
    RESIDENT = "resident", _("resident")
    SERVICE = "service", _("portal service")


class DisclosureStatus(Words):
    """Where a disclosure, or one version of it, stands. `superseded` also marks an old version."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for approval")
    RETURNED = "returned", _("Returned for changes")
    APPROVED = "approved", _("Approved")
    SCHEDULED = "scheduled", _("Scheduled")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Replaced by another document")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class PostingStatus(Words):
    """Whether the posting period that the law asks for is still running."""

    OPEN = "open", _("Being posted")
    ENDED = "ended", _("Posting ended")


class CommentStatus(Words):
    """Where a comment stands. Masked and answered are facts beside the status."""

    PENDING = "pending", _("Waiting for a moderator")
    PUBLISHED = "published", _("Published")
    REJECTED = "rejected", _("Not published")
    HIDDEN = "hidden", _("Hidden")
    TAKEN_BACK = "taken_back", _("Taken back by its author")
    CLOSED = "closed", _("Closed, answered privately")


class CommentVisibility(Words):
    """How a comment's author wants it to appear."""

    PUBLIC = "public", _("Public, with the name given")
    UNNAMED = "unnamed", _("Public, without the name")
    PRIVATE = "private", _("Only to the commune")


class CommentMode(Words):
    """What comments a kind takes (catalogue: `comment.mode`)."""

    MODERATED = "moderated", _("Open, moderated")
    CONSULTATION = "consultation", _("Consultation with a legal period")
    STATUTORY_OPINION = "statutory_opinion", _("Opinions with a legal period")
    PRIVATE_OBJECTION = "private_objection", _("Objections to the commune only")
    NONE = "none", _("No comments")


class PrivacyClass(Words):
    """What becomes of a column on its way to the public (decisions, What is public)."""

    NONE = "none", _("shown as it is")
    NAME = "name", _("last word shortened to its initial")
    MASK = "mask", _("shortened")
    AGGREGATE = "aggregate", _("counts only")
    NEVER = "never", _("dropped at import")


class PrivacyLevel(Words):
    """How sensitive a kind is (law catalogue, `privacy.levels`)."""

    P0 = "P0", _("no personal data")
    P1 = "P1", _("officials in their role")
    P2 = "P2", _("named residents, fewest columns")
    P3 = "P3", _("named residents in a sensitive matter")
    P4 = "P4", _("totals only")


class Certainty(Words):
    """How well a rule was confirmed (law catalogue, `status`)."""

    CONFIRMED = "CONFIRMED", _("the rule was seen")
    MIXED = "MIXED", _("part seen, part recalled")
    PROPOSED = "PROPOSED", _("proposed, no rule")
    RECALLED = "RECALLED", _("recalled, not seen")


class RecordOrigin(Words):
    """Where a dated catalogue record came from."""

    FILE = "file", _("the catalogue files")
    OPERATOR = "operator", _("the operator")


class Channel(Words):
    """The forms of disclosure that Luật 10/2022/QH15 Điều 12.1 names."""

    PORTAL = "portal", _("portal")
    NOTICEBOARD = "noticeboard", _("noticeboard")
    LOUDSPEAKER = "loudspeaker", _("loudspeaker")
    VILLAGE_HEAD = "village_head", _("village head")
    MEETING = "meeting", _("village meeting")
    WRITTEN = "written", _("sent in writing")
    OTHER = "other", _("another form")


class Occasion(Words):
    """What a day in a commune's calendar is for, in the order in which a day lists them."""

    RECEPTION = "reception", _("reception of residents")
    MEETING = "meeting", _("meeting")
    WINDOW = "window", _("last day for comments")
    DUE = "due", _("last day to publish")


class AttachmentRole(Words):
    """Why a file hangs on a version. Only `annex` and `signed` are ever served to the public."""

    SIGNED = "signed", _("signed original")
    ANNEX = "annex", _("annex")
    SOURCE = "source", _("workbook a table was filled from (kept privately)")


class ScanStatus(Words):
    """What the virus scanner said of a file; `not_asked` where the operator runs none."""

    NOT_ASKED = "not_asked", _("not scanned for viruses")
    PENDING = "pending", _("waiting for the virus scanner")
    CLEAN = "clean", _("no virus found")
    INFECTED = "infected", _("virus found")


class ExportStatus(Words):
    """Where a history that was asked for stands; `expired` means that its files are gone."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Being made")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Could not be made")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("No longer kept")


class Frequency(Words):
    """How soon a follower is told; in the order of haste."""

    NOW = "now", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")


class Announced(Words):
    """What followers are told; the last four concern nobody but the comment's author."""

    PUBLISHED = "published", _("New notice")
    AMENDED = "amended", _("Amended notice")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    SUPERSEDED = "superseded", _("Replaced by another document")
    COMMENTED = "commented", _("New comment")
    ANSWERED = "answered", _("The commune answered")
    REFUSED = "refused", _("Not published")
    CLOSED = "closed", _("Closed, answered privately")
    REVISION = "revision", _("The author is asked to change it")
    UPHELD = "upheld", _("Another moderator agreed with the decision")


class RevisionReason(Words):
    """What an author is asked to change; a closed list, so that no request holds private words."""

    PRIVATE_DATA = "private_data", _("Take out what is private about somebody else.")
    OWN_MATTER = "own_matter", _("It is about your own household: send it to the commune only.")
    UNCLEAR = "unclear", _("Say more exactly what you ask for: what, where, when.")
    FORMAL = "formal", _("It reads like a complaint or denunciation, which needs a signed paper.")
    TONE = "tone", _("Say it without insulting anybody.")


class LetterPurpose(Words):
    """Why a letter goes out."""

    CONFIRM = "confirm", _("to confirm a subscription")
    NEWS = "news", _("to tell of news")
    COMMENT = "comment", _("to tell an author of their comment")
    REMINDER = "reminder", _("to remind an official of deadlines")
    ROOTS = "roots", _("to bring signed roots of logs to whoever keeps them")


class LetterOutcome(Words):
    """What became of a letter; `dropped` means that nothing was left that may be told."""

    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent")
    DROPPED = "dropped", _("nothing left to tell")
    FAILED = "failed", _("refused by the mail server")


class WithdrawalReason(Words):
    """The list from which a withdrawal's reason is chosen; the words beside it are shown too."""

    PRIVATE_DATA = "private_data", _("It showed private data.")
    WRONG_DOCUMENT = "wrong_document", _("The wrong document was published.")
    REVOKED = "revoked", _("The document was revoked or annulled.")
    COURT_OR_AUTHORITY = "court_or_authority", _("A court or an authority ordered it.")


class RedactionBasis(Words):
    """Why a person's data is erased (Luật 91/2025/QH15 Điều 14, graded CONFIRMED-C)."""

    REQUEST = "request", _("the person asked for it")
    PURPOSE_REACHED = "purpose_reached", _("the purpose is reached")
    RETENTION_OVER = "retention_over", _("the time of keeping is over")
    AUTHORITY = "authority", _("an authority or a court ordered it")


class Verb(Words):
    """Everything that can happen here: action, permission row, URL name and test share the word.

    `event` is the ledger's public event type, None where the act changes nothing public.
    """

    DRAFT_DISCLOSURE = "draft_disclosure", _("draft a disclosure")
    EDIT_DRAFT = "edit_draft", _("edit a draft")
    FILL_TABLE = "fill_table", _("fill a table")
    ATTACH_FILE = "attach_file", _("attach a file")
    REMOVE_ATTACHMENT = "remove_attachment", _("remove a file from a draft")
    KEEP_PROPERTIES = "keep_properties", _("let a signed file keep its properties")
    SETTLE_SCAN = "settle_scan", _("note what the virus scanner said of a file")
    PROPOSE_OVERRIDE = "propose_override", _("say that something is no private data")
    OVERRIDE_PRIVACY = "override_privacy", _("make an exception to the check for private data")
    SUBMIT_DISCLOSURE = "submit_disclosure", _("submit for approval")
    RETURN_DISCLOSURE = "return_disclosure", _("return with a reason")
    APPROVE_DISCLOSURE = "approve_disclosure", _("approve")
    SCHEDULE_DISCLOSURE = "schedule_disclosure", _("schedule publication")
    PUBLISH_DISCLOSURE = "publish_disclosure", _("publish")
    PUBLISH_URGENTLY = "publish_urgently", _("publish urgently")
    REVIEW_URGENT = "review_urgent", _("take the second look at an urgent publication")
    AMEND_DISCLOSURE = "amend_disclosure", _("begin an amendment")
    SUPERSEDE_DISCLOSURE = "supersede_disclosure", _("replace by another document")
    PROPOSE_WITHDRAWAL = "propose_withdrawal", _("propose a withdrawal")
    WITHDRAW_DISCLOSURE = "withdraw_disclosure", _("withdraw")
    END_POSTING = "end_posting", _("end the posting")
    RECORD_POSTING = "record_posting", _("record a posting elsewhere")
    TAKE_DOWN_POSTING = "take_down_posting", _("record that a sheet was taken down")
    DECLARE_NOTHING_DUE = "declare_nothing_due", _("declare that nothing is due")
    RECEIVE_COMMENT = "receive_comment", _("send a comment")
    EDIT_COMMENT = "edit_comment", _("change a comment")
    TAKE_BACK_COMMENT = "take_back_comment", _("take a comment back")
    PUBLISH_COMMENT = "publish_comment", _("publish a comment")
    PUBLISH_COMMENT_MASKED = "publish_comment_masked", _("publish a comment with parts masked")
    ASK_REVISION = "ask_revision", _("ask the author to change a comment")
    PROPOSE_REFUSAL = "propose_refusal", _("propose to refuse a comment")
    REJECT_COMMENT = "reject_comment", _("not publish a comment")
    HIDE_COMMENT = "hide_comment", _("hide a comment")
    RESTORE_COMMENT = "restore_comment", _("show a hidden comment again")
    APPEAL_DECISION = "appeal_decision", _("ask for another moderator's decision")
    DECIDE_APPEAL = "decide_appeal", _("decide again on a comment")
    ASSIGN_COMMENT = "assign_comment", _("give a comment to an office")
    ANSWER_COMMENT = "answer_comment", _("answer a comment")
    CLOSE_COMMENT = "close_comment", _("close a private comment")
    GRANT_ROLE = "grant_role", _("grant a role")
    REVOKE_ROLE = "revoke_role", _("revoke a role")
    CHANGE_UNIT = "change_unit", _("change a unit's contacts or villages")
    ADD_KIND_RECORD = "add_kind_record", _("add a newer catalogue record")
    PROPOSE_REDACTION = "propose_redaction", _("propose to erase a person's data")
    REDACT_PERSON = "redact_person", _("erase a person's data")
    EXPIRE_COMMENT = "expire_comment", _("erase a comment whose time of keeping is over")
    EXPORT_HISTORY = "export_history", _("export the history")
    SEAL_LOG = "seal_log", _("record a sealed log")
    SUBSCRIBE = "subscribe", _("ask to be told of news")
    CONFIRM_SUBSCRIPTION = "confirm_subscription", _("confirm a subscription")
    CHANGE_SUBSCRIPTION = "change_subscription", _("change how often one is told")
    UNSUBSCRIBE = "unsubscribe", _("be told no more")
    ADD_WEBHOOK = "add_webhook", _("have another program called")
    END_WEBHOOK = "end_webhook", _("end the calls to a program")

    @property
    def event(self) -> str | None:
        """The ledger event type this verb leaves, or None."""
        return EVENTS.get(self)


EVENTS: dict[Verb, str] = {
    Verb.OVERRIDE_PRIVACY: "privacy.overridden",
    Verb.SUBMIT_DISCLOSURE: "disclosure.submitted",
    Verb.RETURN_DISCLOSURE: "disclosure.returned",
    Verb.APPROVE_DISCLOSURE: "disclosure.approved",
    Verb.SCHEDULE_DISCLOSURE: "disclosure.scheduled",
    Verb.PUBLISH_DISCLOSURE: "disclosure.published",
    Verb.PUBLISH_URGENTLY: "disclosure.approved",
    Verb.REVIEW_URGENT: "disclosure.reviewed",
    Verb.SUPERSEDE_DISCLOSURE: "disclosure.superseded",
    Verb.WITHDRAW_DISCLOSURE: "disclosure.withdrawn",
    Verb.END_POSTING: "disclosure.expired",
    Verb.RECORD_POSTING: "posting.recorded",
    Verb.TAKE_DOWN_POSTING: "posting.ended",
    Verb.DECLARE_NOTHING_DUE: "duty.declared",
    Verb.RECEIVE_COMMENT: "comment.received",
    Verb.EDIT_COMMENT: "comment.received",
    Verb.TAKE_BACK_COMMENT: "comment.taken_back",
    Verb.PUBLISH_COMMENT: "comment.published",
    Verb.PUBLISH_COMMENT_MASKED: "comment.published",
    Verb.REJECT_COMMENT: "comment.rejected",
    Verb.HIDE_COMMENT: "comment.hidden",
    Verb.RESTORE_COMMENT: "comment.restored",
    Verb.APPEAL_DECISION: "comment.appealed",
    Verb.DECIDE_APPEAL: "comment.published",
    Verb.ANSWER_COMMENT: "comment.answered",
    Verb.CLOSE_COMMENT: "comment.closed",
    Verb.GRANT_ROLE: "account.granted",
    Verb.REVOKE_ROLE: "account.revoked",
    Verb.CHANGE_UNIT: "setting.changed",
    Verb.ADD_KIND_RECORD: "catalogue.changed",
    Verb.REDACT_PERSON: "content.redacted",
    Verb.EXPIRE_COMMENT: "content.redacted",
    Verb.EXPORT_HISTORY: "export.created",
    Verb.SEAL_LOG: "log.sealed",
}
