"""The data protection officer proposes to erase a person's data; somebody else approves."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _gate
from disclosures.duties import private_data
from disclosures.errors import Invalid
from disclosures.models import AdministrativeUnit, Redaction
from disclosures.rules import clock
from disclosures.vocabulary import RedactionBasis, Verb

_PLACE = re.compile(
    r"(row:\d+:\d+|text:\d+:[a-z_]+|posting:\d+:(place|note|photo)"
    r"|(comment|reply|note|file|posting_end|nothing_due):\d+)"
)
_MOST = 500


@transaction.atomic(durable=True)
def propose_redaction(
    *,
    by: Any,
    unit: AdministrativeUnit,
    places: Sequence[str],
    basis: str,
    decision_number: str,
    decision_date: dt.date,
    note: str,
) -> Redaction:
    """Keep the proposal with its decision; nothing is erased yet. Who it is about is not kept.

    Raises NotAllowed, Invalid without places, a decision or a reason, or with private data in it.
    """
    verb = Verb.PROPOSE_REDACTION
    _gate.authorise(verb, by=by, unit=unit)
    decision_number, note = decision_number.strip(), note.strip()
    problems = _problems(places, basis, decision_number, decision_date, note)
    if problems:
        raise Invalid(_("Not proposed yet."), problems=problems)
    return Redaction.objects.create(
        unit=unit,
        basis=basis,
        decision_number=decision_number,
        decision_date=decision_date,
        note=note,
        places=list(dict.fromkeys(places)),
        proposed_by=by,
        proposed_at=clock.now(),
    )


def _problems(
    places: Sequence[str], basis: str, number: str, date: dt.date, note: str
) -> dict[str, Any]:
    problems: dict[str, Any] = {}
    if not places or not all(_PLACE.fullmatch(place) for place in places):
        problems["places"] = _("Choose the places where the person appears.")
    elif len(places) > _MOST:
        problems["places"] = _("Choose at most %(count)d places at a time.") % {"count": _MOST}
    if basis not in RedactionBasis.values:
        problems["basis"] = _("Choose why it is erased.")
    if not number:
        problems["decision_number"] = _("Write the number of the decision, like 12/QĐ-UBND.")
    if date > clock.today():
        problems["decision_date"] = _("The decision cannot lie in the future.")
    if not note:
        problems["note"] = _("Write the reason.")
    return problems | private_data.problems_in(None, decision_number=number, note=note)
