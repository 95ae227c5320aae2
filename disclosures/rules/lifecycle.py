"""One table of legal moves: from which states a verb leads on, and to which."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from disclosures.vocabulary import CommentStatus, DisclosureStatus, Verb

D = DisclosureStatus
C = CommentStatus


@dataclass(frozen=True, slots=True)
class Move:
    """The states a verb may start from; `to` is None where the verb changes no status."""

    subject: str
    starts: frozenset[str]
    to: str | None


def _move(subject: str, starts: tuple[str, ...], to: str | None) -> Move:
    return Move(subject, frozenset(str(start) for start in starts), str(to) if to else None)


_LIVE = (D.PUBLISHED, D.SUPERSEDED)

LIFECYCLE: dict[Verb, Move] = {
    Verb.EDIT_DRAFT: _move("version", (D.DRAFT,), None),
    Verb.FILL_TABLE: _move("version", (D.DRAFT,), None),
    Verb.ATTACH_FILE: _move("version", (D.DRAFT,), None),
    Verb.REMOVE_ATTACHMENT: _move("version", (D.DRAFT,), None),
    Verb.KEEP_PROPERTIES: _move("version", (D.DRAFT,), None),
    Verb.SETTLE_SCAN: _move("version", (D.DRAFT,), None),
    Verb.PROPOSE_OVERRIDE: _move("version", (D.DRAFT,), None),
    Verb.OVERRIDE_PRIVACY: _move("version", (D.DRAFT,), None),
    Verb.SUBMIT_DISCLOSURE: _move("version", (D.DRAFT,), D.SUBMITTED),
    Verb.RETURN_DISCLOSURE: _move("version", (D.SUBMITTED, D.APPROVED, D.SCHEDULED), D.RETURNED),
    Verb.APPROVE_DISCLOSURE: _move("version", (D.SUBMITTED,), D.APPROVED),
    Verb.SCHEDULE_DISCLOSURE: _move("version", (D.APPROVED,), D.SCHEDULED),
    Verb.PUBLISH_DISCLOSURE: _move("version", (D.SCHEDULED,), D.PUBLISHED),
    Verb.PUBLISH_URGENTLY: _move("version", (D.SUBMITTED,), D.APPROVED),
    Verb.REVIEW_URGENT: _move("disclosure", (*_LIVE, D.WITHDRAWN), None),
    Verb.AMEND_DISCLOSURE: _move("disclosure", (D.PUBLISHED,), None),
    Verb.SUPERSEDE_DISCLOSURE: _move("disclosure", (D.PUBLISHED,), D.SUPERSEDED),
    Verb.PROPOSE_WITHDRAWAL: _move("disclosure", _LIVE, None),
    Verb.WITHDRAW_DISCLOSURE: _move("disclosure", _LIVE, D.WITHDRAWN),
    Verb.END_POSTING: _move("disclosure", _LIVE, None),
    Verb.RECORD_POSTING: _move("disclosure", _LIVE, None),
    Verb.TAKE_DOWN_POSTING: _move("disclosure", (*_LIVE, D.WITHDRAWN), None),
    Verb.EDIT_COMMENT: _move("comment", (C.PENDING,), C.TAKEN_BACK),
    Verb.TAKE_BACK_COMMENT: _move("comment", (C.PENDING,), C.TAKEN_BACK),
    Verb.PUBLISH_COMMENT: _move("comment", (C.PENDING,), C.PUBLISHED),
    Verb.PUBLISH_COMMENT_MASKED: _move("comment", (C.PENDING,), C.PUBLISHED),
    Verb.ASK_REVISION: _move("comment", (C.PENDING,), None),
    Verb.PROPOSE_REFUSAL: _move("comment", (C.PENDING, C.PUBLISHED), None),
    Verb.REJECT_COMMENT: _move("comment", (C.PENDING,), C.REJECTED),
    Verb.HIDE_COMMENT: _move("comment", (C.PUBLISHED,), C.HIDDEN),
    Verb.RESTORE_COMMENT: _move("comment", (C.HIDDEN,), C.PUBLISHED),
    Verb.APPEAL_DECISION: _move("comment", (C.REJECTED, C.HIDDEN), None),
    Verb.DECIDE_APPEAL: _move("comment", (C.REJECTED, C.HIDDEN), None),
    Verb.ASSIGN_COMMENT: _move("comment", (C.PENDING, C.PUBLISHED), None),
    Verb.ANSWER_COMMENT: _move("comment", (C.PENDING, C.PUBLISHED), None),
    Verb.CLOSE_COMMENT: _move("comment", (C.PENDING,), C.CLOSED),
    Verb.EXPIRE_COMMENT: _move("comment", (C.REJECTED, C.TAKEN_BACK, C.CLOSED), None),
}


def reason_against(verb: Verb, status: str) -> str | None:
    """Why `verb` cannot be used in `status`, as a sentence for the reader; None if it can."""
    move = LIFECYCLE.get(verb)
    if move is None or str(status) in move.starts:
        return None
    words = C if move.subject == "comment" else D
    return _("“%(state)s” is not a state in which one can %(verb)s.") % {
        "state": words(status).label,
        "verb": verb.label,
    }
