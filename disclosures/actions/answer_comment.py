"""The commune answers a comment; the answer is signed by an office."""

import unicodedata
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _comment, _gate
from disclosures.duties import private_data
from disclosures.errors import Invalid, WrongState
from disclosures.ledger.record import record
from disclosures.models import Comment, Reply
from disclosures.notifications.announce import announce_comment
from disclosures.rules import clock
from disclosures.rules.hashing import commit_table, new_salts
from disclosures.vocabulary import Announced, CommentStatus, CommentVisibility, Verb

MAX_LENGTH = 5000


@transaction.atomic(durable=True)
def answer_comment(*, by: Any, comment: Comment, office: str, body: str) -> Reply:
    """Answer a published comment in public, or a private one on its status page only.

    Raises Invalid for an empty or overlong answer, NotAllowed, WrongState for a comment that
    waits for moderation or is done with.
    """
    verb = Verb.ANSWER_COMMENT
    actor = _gate.authorise(verb, by=by, unit=comment.unit)
    comment = _comment.locked(comment)
    _comment.check(verb, comment)
    if comment.status == CommentStatus.PENDING and comment.visibility != CommentVisibility.PRIVATE:
        raise WrongState(_("A moderator decides on this comment first."))
    body = unicodedata.normalize("NFC", body.replace("\r\n", "\n")).strip()
    _check_words(office, body, private_data.problem_in(body, comment.unit))
    now = clock.now()
    comment.answered_at = comment.answered_at or now
    comment.save(update_fields=["answered_at"])
    announce_comment(Announced.ANSWERED, comment, by=by, now=now)
    salts = new_salts(2)
    entry = record(
        event=str(verb.event),
        log=comment.unit.address_code,
        subject=comment.subject,
        actor_id=actor.id,
        actor_role=actor.role,
        data=_comment.event_data(str(verb.event), comment),
        commitments=[commit_table("body", ["office", "text"], [[office, body]], salts)],
        now=now,
    )
    return Reply.objects.create(
        comment=comment,
        office=office,
        body=body,
        salts=salts,
        by=by,
        replied_at=now,
        entry_log=entry.log_id,
        entry_idx=entry.idx,
    )


def _check_words(office: str, body: str, private: str) -> None:
    problems = {"body": private} if private else {}
    if not office.strip():
        problems["office"] = _("Choose the office that answers.")
    if not body:
        problems["body"] = _("Write the answer.")
    elif len(body) > MAX_LENGTH:
        problems["body"] = _("Shorten the text to at most %(count)d characters.") % {
            "count": MAX_LENGTH
        }
    if problems:
        raise Invalid(_("Not sent yet."), problems=problems)
