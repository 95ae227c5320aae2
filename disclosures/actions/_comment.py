"""What the comment verbs share: locking, committing to what was said, deciding once."""

import datetime as dt
import hmac
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from disclosures.actions import _gate
from disclosures.catalogue.comment_rules import CommentRule, comment_rules
from disclosures.duties.service_levels import answer_due_on
from disclosures.errors import Invalid, NotFound, Stale, WrongState
from disclosures.ledger.record import record
from disclosures.models import Comment, Decision
from disclosures.rules import clock
from disclosures.rules.hashing import Commitment, commit_table, new_salts
from disclosures.rules.receipts import receipt_hash
from disclosures.vocabulary import CommentStatus, CommentVisibility, Role, Verb

COVER = "[đã che]"


def locked(comment: Comment) -> Comment:
    """The comment's row, locked until the transaction ends."""
    return (
        Comment.objects.select_for_update(of=("self",))
        .select_related("unit__parent", "disclosure", "refusal_proposed_by")
        .get(pk=comment.pk)
    )


def check(verb: Verb, comment: Comment) -> None:
    """Raise Stale when another moderator was first, WrongState when the verb cannot be used."""
    if comment.status != CommentStatus.PENDING and verb in _FIRST_DECISIONS:
        raise Stale(_("Somebody else has already decided on this comment. Look at it again."))
    _gate.check(verb, comment.status)


_FIRST_DECISIONS = frozenset(
    {Verb.PUBLISH_COMMENT, Verb.PUBLISH_COMMENT_MASKED, Verb.REJECT_COMMENT, Verb.CLOSE_COMMENT}
)


def refuse_private(comment: Comment) -> None:
    """Raise WrongState for a comment that its author sent to the commune only."""
    if comment.visibility == CommentVisibility.PRIVATE:
        raise WrongState(_("This comment was sent to the commune only and is never shown."))


def rule(number: str) -> CommentRule:
    """The numbered public rule. Raises Invalid for any other."""
    found = next((known for known in comment_rules() if known.number == number), None)
    if found is None:
        raise Invalid(
            _("Not decided yet."), problems={"rule": _("Choose the rule that the comment breaks.")}
        )
    return found


def second_of(number: str, *, comment: Comment, by: Any) -> Any:
    """Who proposed to apply the rule, for a rule that takes two moderators; None for any other.

    Raises Invalid for an unknown rule, and where nobody else has proposed this one.
    """
    if not rule(number).needs_second:
        return None
    proposed_by = comment.refusal_proposed_by if comment.refusal_rule == number else None
    if proposed_by is None or proposed_by == by:
        raise Invalid(
            _("Not decided yet."),
            problems={"rule": _("This rule takes two moderators: one proposes, another decides.")},
        )
    return proposed_by


def refusal_of(comment: Comment) -> Decision:
    """The decision that keeps a refused or hidden comment away: the newest of its kind."""
    verbs = (Verb.REJECT_COMMENT, Verb.HIDE_COMMENT)
    return comment.decisions.filter(verb__in=verbs).select_related("by").latest("pk")


def check_author(comment: Comment, receipt_code: str) -> None:
    """Raise NotFound unless the code is this comment's: whoever holds it is its author."""
    if not hmac.compare_digest(receipt_hash(receipt_code), comment.receipt_hash):
        raise NotFound


def take_back(comment: Comment, *, now: dt.datetime) -> None:
    """Mark the locked comment as taken back by its author, with the entry that says so."""
    comment.status = CommentStatus.TAKEN_BACK
    comment.decided_at = now
    comment.save(update_fields=["status", "decided_at"])
    record(
        event=str(Verb.TAKE_BACK_COMMENT.event),
        log=comment.unit.address_code,
        subject=comment.subject,
        actor_id=comment.subject,
        actor_role=Role.RESIDENT,
        data={"unit": comment.unit.address_code},
        commitments=[],
        now=now,
    )


def publish(
    comment: Comment, *, spans: Sequence[tuple[int, int]], now: dt.datetime
) -> tuple[Commitment, ...]:
    """Show the locked comment with `spans` covered, and start the commune's time to answer.

    An open proposal to refuse it ends. The commitment to what is shown, where anything is covered.
    Raises Invalid for a span outside the text.
    """
    commitments: tuple[Commitment, ...] = ()
    if spans:
        shown, comment.masked_parts = cover(comment.body, spans)
        comment.shown_body = shown
        comment.shown_salts = new_salts(1)
        commitments = (commit_table("shown", ["text"], [[shown]], comment.shown_salts),)
    comment.status = CommentStatus.PUBLISHED
    comment.decided_at = now
    comment.answer_due_on = answer_due_on(clock.day_of(now))
    comment.refusal_rule, comment.refusal_proposed_by = "", None
    comment.save(
        update_fields=[
            "status",
            "decided_at",
            "shown_body",
            "shown_salts",
            "masked_parts",
            "answer_due_on",
            "refusal_rule",
            "refusal_proposed_by",
        ]
    )
    return commitments


def note_commitment(note: str) -> tuple[bytes, list[Commitment]]:
    """The salts and the commitment of a decision's words; none for an empty note."""
    if not note:
        return b"", []
    salts = new_salts(1)
    return salts, [commit_table("note", ["text"], [[note]], salts)]


def event_data(event: str, comment: Comment, **more: Any) -> dict[str, Any]:
    """What an entry about a comment reveals after its receipt: where it was said, and of what is
    shown, how much was covered and by when the commune has to answer.

    Not even that of a private comment, nor of one that is closed without being shown.
    """
    data: dict[str, Any] = {"unit": comment.unit.address_code, **more}
    is_private = comment.visibility == CommentVisibility.PRIVATE or event == "comment.closed"
    if comment.disclosure is not None and not is_private:
        data["on"] = comment.disclosure.subject
    if event == "comment.published":
        data["masked"] = comment.masked_parts
        if comment.answer_due_on:
            data["answer_due_on"] = comment.answer_due_on.isoformat()
    return data


def decide(
    verb: Verb,
    *,
    comment: Comment,
    by: Any,
    actor: _gate.Actor,
    now: dt.datetime,
    rule: str = "",
    note: str = "",
    commitments: tuple[Commitment, ...] = (),
    author: Any = None,
    event: str = "",
) -> Decision:
    """Write the decision and its entry; called last in every moderation verb.

    `author` is who had the first part in it; `event` is given where the verb has several.
    """
    note_salts, note_commitments = note_commitment(note)
    more = {"reason_code": f"rule-{rule}"} if rule else {}
    entry = record(
        event=event or str(verb.event),
        log=comment.unit.address_code,
        subject=comment.subject,
        actor_id=actor.id,
        actor_role=actor.role,
        data=event_data(event or str(verb.event), comment, **more),
        commitments=[*commitments, *note_commitments],
        now=now,
    )
    return Decision.objects.create(
        verb=verb,
        comment=comment,
        unit=comment.unit,
        by=by,
        author=author,
        role=actor.role,
        reason_code=rule,
        note=note,
        note_salts=note_salts,
        decided_at=now,
        entry_log=entry.log_id,
        entry_idx=entry.idx,
    )


def cover(text: str, spans: Sequence[tuple[int, int]]) -> tuple[str, int]:
    """`text` with each span (code points, half open) covered, and how many covers there are.

    Overlapping and touching spans make one cover. Raises Invalid for a span outside the text.
    """
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if not 0 <= start < end <= len(text):
            raise Invalid(_("Choose the words to cover again: they are not in the text."))
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    for start, end in reversed(merged):
        text = text[:start] + COVER + text[end:]
    return text, len(merged)
