"""A moderator proposes to keep a comment off the page under a rule that takes two of them."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _comment, _gate
from disclosures.errors import Invalid
from disclosures.models import Comment
from disclosures.vocabulary import Verb


@transaction.atomic(durable=True)
def propose_refusal(*, by: Any, comment: Comment, rule: str) -> Comment:
    """Keep the proposal; nothing public changes until another moderator decides.

    A newer proposal takes the place of an older one.
    Raises Invalid for a rule that one moderator may apply alone, NotAllowed, WrongState unless the
    comment waits or is published.
    """
    verb = Verb.PROPOSE_REFUSAL
    _gate.authorise(verb, by=by, unit=comment.unit)
    if not _comment.rule(rule).needs_second:
        raise Invalid(problems={"rule": _("This rule needs no second moderator: decide.")})
    comment = _comment.locked(comment)
    _comment.check(verb, comment)
    comment.refusal_rule = rule
    comment.refusal_proposed_by = by
    comment.save(update_fields=["refusal_rule", "refusal_proposed_by"])
    return comment
