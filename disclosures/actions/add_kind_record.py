"""An operator adds a newer dated record of a kind when the law changes."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _gate
from disclosures.catalogue import check, load
from disclosures.errors import Invalid
from disclosures.ledger.record import record
from disclosures.models import Kind
from disclosures.rules import clock
from disclosures.vocabulary import RecordOrigin, Verb


@transaction.atomic(durable=True)
def add_kind_record(*, by: Any, base: Kind, valid_from: dt.date, changes: dict[str, Any]) -> Kind:
    """A record from `valid_from` on that says what `base` says but for `changes` to its body.

    The record before it ends on the day before. Old disclosures keep the rule that held. Raises
    Invalid for a record that the strict checks refuse, NotAllowed.
    """
    verb = Verb.ADD_KIND_RECORD
    actor = _gate.authorise(verb, by=by, unit=None)
    base = Kind.objects.select_for_update().get(pk=base.pk)
    body = {**base.body, **changes}
    try:
        check.kind(
            {**body, "valid_from": valid_from},
            groups={known.code for known in load.groups()},
            sources=load.sources().keys(),
        )
    except check.BadRecord as error:
        raise Invalid(_("Not added yet."), problems={"body": str(error)}) from error
    has_newer = Kind.objects.filter(code=base.code, valid_from__gt=base.valid_from).exists()
    if has_newer or valid_from <= (base.valid_to or base.valid_from):
        raise Invalid(
            _("Not added yet."),
            problems={"valid_from": _("Choose a day after the record before it began.")},
        )
    if base.valid_to is None:
        base.valid_to = valid_from - dt.timedelta(days=1)
        base.save(update_fields=["valid_to"])
    newer = Kind.objects.create(
        code=base.code,
        valid_from=valid_from,
        title_vi=body["title"]["vi"],
        title_en=body["title"].get("en", ""),
        title_km=body["title"].get("km", ""),
        status=body["status"],
        origin=RecordOrigin.OPERATOR,
        body=body,
        slug=base.slug,
        group=body["group"],
        position=base.position,
        privacy_level=body["privacy_level"],
        comment_mode=body["comment"]["mode"],
        comment_min_days=body["comment"].get("min_days"),
    )
    record(
        event=str(verb.event),
        log=None,
        subject="kind",
        actor_id=actor.id,
        actor_role=actor.role,
        data={"code": base.code, "valid_from": valid_from.isoformat()},
        now=clock.now(),
    )
    return newer
