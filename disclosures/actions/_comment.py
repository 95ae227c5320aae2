"""What the comment verbs share: locking, committing to what was said, deciding once."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from disclosures.actions import _gate
from disclosures.catalogue.comment_rules import comment_rules
from disclosures.errors import Invalid, Stale, WrongState
from disclosures.ledger.record import record
from disclosures.models import Comment, Decision
from disclosures.rules.hashing import Commitment, commit_table, new_salts
from disclosures.vocabulary import CommentStatus, CommentVisibility, Verb

COVER = "[đã che]"


def locked(comment: Comment) -> Comment:
    """The comment's row, locked until the transaction ends."""
    return (
        Comment.objects.select_for_update(of=("self",))
        .select_related("unit__parent", "disclosure")
        .get(pk=comment.pk)
    )


def check(verb: Verb, comment: Comment) -> None:
    """Raise Stale when another moderator was first, WrongState when the verb cannot be used."""
    if comment.status != CommentStatus.PENDING and verb in _FIRST_DECISIONS:
        raise Stale(_("Somebody else has already decided on this comment. Look at it again."))
    _gate.check(verb, comment.status)


_PUBLISHED = frozenset({Verb.PUBLISH_COMMENT, Verb.PUBLISH_COMMENT_MASKED})
_FIRST_DECISIONS = frozenset(
    {Verb.PUBLISH_COMMENT, Verb.PUBLISH_COMMENT_MASKED, Verb.REJECT_COMMENT, Verb.CLOSE_COMMENT}
)


def refuse_private(comment: Comment) -> None:
    """Raise WrongState for a comment that its author sent to the commune only."""
    if comment.visibility == CommentVisibility.PRIVATE:
        raise WrongState(_("This comment was sent to the commune only and is never shown."))


def check_rule(rule: str) -> None:
    """Raise Invalid unless `rule` is one of the numbered public rules."""
    if rule not in {known.number for known in comment_rules()}:
        raise Invalid(
            _("Not decided yet."), problems={"rule": _("Choose the rule that the comment breaks.")}
        )


def note_commitment(note: str) -> tuple[bytes, list[Commitment]]:
    """The salts and the commitment of a decision's words; none for an empty note."""
    if not note:
        return b"", []
    salts = new_salts(1)
    return salts, [commit_table("note", ["text"], [[note]], salts)]


def event_data(verb: Verb, comment: Comment, **more: Any) -> dict[str, Any]:
    """What an entry about a comment reveals after its receipt: where it was said, and of what is
    shown, how much was covered and by when the commune has to answer.

    Not even that of a private comment, nor of one that is closed without being shown.
    """
    data: dict[str, Any] = {"unit": comment.unit.address_code, **more}
    is_private = comment.visibility == CommentVisibility.PRIVATE or verb == Verb.CLOSE_COMMENT
    if comment.disclosure is not None and not is_private:
        data["on"] = comment.disclosure.subject
    if verb in _PUBLISHED:
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
) -> Decision:
    """Write the decision and its entry; called last in every moderation verb."""
    note_salts, note_commitments = note_commitment(note)
    more = {"reason_code": f"rule-{rule}"} if rule else {}
    entry = record(
        event=str(verb.event),
        log=comment.unit.address_code,
        subject=comment.subject,
        actor_id=actor.id,
        actor_role=actor.role,
        data=event_data(verb, comment, **more),
        commitments=[*commitments, *note_commitments],
        now=now,
    )
    return Decision.objects.create(
        verb=verb,
        comment=comment,
        unit=comment.unit,
        by=by,
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
