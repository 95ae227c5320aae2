"""How a comment comes in: numbered, committed to, with a receipt; for a first and a changed one."""

import datetime as dt
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from disclosures.errors import Invalid, NotFound, WrongState
from disclosures.forms.values import COMMENT_LENGTH, CommentFields
from disclosures.ledger.cells import BODY_COLUMNS, body_cells
from disclosures.ledger.record import record
from disclosures.models import AdministrativeUnit, Comment, CommentContact, Disclosure
from disclosures.rules import clock
from disclosures.rules.hashing import commit_table, new_salts
from disclosures.rules.receipts import new_code, receipt_hash
from disclosures.vocabulary import CommentMode, CommentVisibility, DisclosureStatus, Role, Verb


@dataclass(frozen=True, slots=True)
class Received:
    """The comment and its receipt code, which is shown once and stored nowhere."""

    comment: Comment
    receipt_code: str


def receive(
    verb: Verb,
    *,
    unit: AdministrativeUnit,
    disclosure: Disclosure | None,
    fields: CommentFields,
    signals: Sequence[str],
    now: dt.datetime,
    is_in_time: bool = False,
) -> Received:
    """Store it and write its receipt, in the caller's transaction; see `receive_comment`.

    `is_in_time` says that the time for public comments was kept already.
    """
    text = _checked(fields)
    unit = (
        AdministrativeUnit.objects.select_for_update(of=("self",))
        .select_related("parent")
        .get(pk=unit.pk)
    )
    _check_window(unit, disclosure, fields.visibility, is_in_time=is_in_time)
    code = new_code()
    last = Comment.objects.filter(unit=unit).aggregate(last=Max("number"))["last"] or 0
    comment = Comment(
        unit=unit,
        disclosure=disclosure,
        number=last + 1,
        receipt_hash=receipt_hash(code),
        visibility=fields.visibility,
        language=fields.language,
        name=_plain(fields.name),
        village=_plain(fields.village),
        row_key=_plain(fields.row_key),
        body=text,
        salts=new_salts(len(BODY_COLUMNS)),
        signals=list(signals),
        received_at=now,
    )
    entry = record(
        event=str(verb.event),
        log=unit.address_code,
        subject=comment.subject,
        actor_id=comment.subject,
        actor_role=Role.RESIDENT,
        data={"unit": unit.address_code},
        commitments=[
            commit_table("body", BODY_COLUMNS, [body_cells(comment)], bytes(comment.salts))
        ],
        now=now,
    )
    comment.entry_log, comment.entry_idx = entry.log_id, entry.idx
    comment.save(force_insert=True)
    if fields.email or fields.phone:
        CommentContact.objects.create(comment=comment, email=fields.email, phone=fields.phone)
    return Received(comment, "-".join(code[at : at + 4] for at in range(0, 16, 4)))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()


def _checked(fields: CommentFields) -> str:
    text = _plain(fields.body)
    problems: dict[str, Any] = {}
    if not text:
        problems["body"] = _("Write what you want to ask or say.")
    elif len(text) > COMMENT_LENGTH:
        problems["body"] = _("Shorten the text to at most %(count)d characters.") % {
            "count": COMMENT_LENGTH
        }
    if fields.visibility not in CommentVisibility.values:
        problems["visibility"] = _("Choose where your comment is shown.")
    if problems:
        raise Invalid(_("Not sent yet."), problems=problems)
    return text


def _check_window(
    unit: AdministrativeUnit, disclosure: Disclosure | None, visibility: str, *, is_in_time: bool
) -> None:
    if disclosure is None:
        return
    if disclosure.unit_id != unit.pk or not disclosure.is_visible_at(clock.now()):
        raise NotFound
    mode = disclosure.kind.comment_mode
    if mode == CommentMode.NONE or disclosure.status == DisclosureStatus.WITHDRAWN:
        raise WrongState(_("This notice takes no comments."))
    if visibility == CommentVisibility.PRIVATE:
        return
    if mode == CommentMode.PRIVATE_OBJECTION:
        raise WrongState(_("Comments on this list go to the commune only."))
    if not is_in_time and not disclosure.takes_comments(clock.today()):
        raise WrongState(_("The time for public comments is over; you may still write privately."))
