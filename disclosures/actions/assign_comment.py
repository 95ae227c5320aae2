"""Somebody gives a comment to the office that shall answer it."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _comment, _gate
from disclosures.errors import Invalid
from disclosures.models import Comment
from disclosures.vocabulary import Verb


@transaction.atomic(durable=True)
def assign_comment(*, by: Any, comment: Comment, office: str) -> Comment:
    """Name the office in charge; changes nothing public, so it leaves no entry.

    Raises Invalid without an office, NotAllowed, WrongState for a comment that is done with.
    """
    verb = Verb.ASSIGN_COMMENT
    _gate.authorise(verb, by=by, unit=comment.unit)
    comment = _comment.locked(comment)
    _comment.check(verb, comment)
    if not office.strip():
        raise Invalid(problems={"office": _("Choose the office that shall answer.")})
    comment.office = office.strip()
    comment.save(update_fields=["office"])
    return comment
