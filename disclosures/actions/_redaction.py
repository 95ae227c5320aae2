"""What every erasure does once it is decided, by whomever: values go, entries tell of it."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _erase
from disclosures.actions._gate import Actor
from disclosures.duties.retention import forget_bytes, forget_import
from disclosures.errors import WrongState
from disclosures.ledger.record import record
from disclosures.models import (
    Attachment,
    DataTable,
    Disclosure,
    Erasure,
    ImportSession,
    Posting,
    Redaction,
)
from disclosures.rules.hashing import commit_table, new_salts
from disclosures.search import index
from disclosures.vocabulary import DisclosureStatus, Verb

DECISION_COLUMNS = ("number", "date", "note")


def carry_out(redaction: Redaction, *, actor: Actor, now: dt.datetime) -> None:
    """Destroy values and salts at every place of a decided redaction and keep the digests.

    Leaves one `content.redacted` entry for each commitment whose cells are gone; search rows are
    made again and files deleted. Raises WrongState when a place is not there any more.
    """
    hashes = _hashes(redaction)
    targets = _destroyed(redaction)
    versions = _versions(redaction.places)
    _renew(versions)
    for (subject, idx, name), cells in _gathered(targets).items():
        _record(redaction, actor, subject, idx, name, cells, now)
    transaction.on_commit(lambda: _discard(hashes, versions))


def _destroyed(redaction: Redaction) -> list[_erase.Target]:
    try:
        return [
            target
            for place in redaction.places
            for target in _erase.erase(place, unit_id=redaction.unit_id, marker=redaction.marker)
        ]
    except (LookupError, ObjectDoesNotExist) as missing:
        raise WrongState(_("A place is not there any more. Search again.")) from missing


def _record(
    redaction: Redaction,
    actor: Actor,
    subject: str,
    idx: int,
    name: str,
    cells: list[dict[str, Any]],
    now: dt.datetime,
) -> None:
    salts = new_salts(len(DECISION_COLUMNS))
    order = [redaction.decision_number, redaction.decision_date.isoformat(), redaction.note]
    entry = record(
        event=str(Verb.REDACT_PERSON.event),
        log=redaction.unit.address_code,
        subject=subject,
        actor_id=actor.id,
        actor_role=actor.role,
        data={
            "unit": redaction.unit.address_code,
            "target": idx,
            "name": name,
            "cells": cells,
            "basis": redaction.basis,
        },
        commitments=[commit_table("decision", DECISION_COLUMNS, [order], salts)],
        now=now,
    )
    Erasure.objects.create(
        redaction=redaction,
        subject=subject,
        actor=actor.id,
        role=actor.role,
        target_idx=idx,
        name=name,
        cells=cells,
        salts=salts,
        erased_at=now,
        entry_log=entry.log_id,
        entry_idx=entry.idx,
    )


def _gathered(
    targets: Iterable[_erase.Target],
) -> dict[tuple[str, int, str], list[dict[str, Any]]]:
    """The targets by commitment, rows that follow each other together, as an entry says them."""
    found: dict[tuple[str, int, str], list[dict[str, Any]]] = {}
    for target in sorted(targets, key=lambda each: (each.subject, each.idx, each.name, each.row)):
        parts = found.setdefault((target.subject, target.idx, target.name), [])
        cols = sorted(target.cols)
        if parts and parts[-1]["rows"] == [target.row, target.row]:
            parts[-1]["cols"] = sorted({*parts[-1]["cols"], *cols})
        elif parts and parts[-1]["cols"] == cols and parts[-1]["rows"][1] + 1 == target.row:
            parts[-1]["rows"][1] = target.row
        else:
            parts.append({"rows": [target.row, target.row], "cols": cols})
    return found


def _versions(places: Iterable[str]) -> set[int]:
    """The versions that the places lie in: what was derived from them is made again."""
    versions: set[int] = set()
    for place in places:
        kind, number, *_rest = place.split(":")
        if kind == "text":
            versions.add(int(number))
        elif kind == "row":
            versions.add(DataTable.objects.values_list("version_id", flat=True).get(pk=number))
        elif kind == "file":
            versions.add(Attachment.objects.values_list("version_id", flat=True).get(pk=number))
    return versions


def _renew(versions: set[int]) -> None:
    """Make the search rows again of the notices whose shown version lost something."""
    shown = Disclosure.objects.filter(current_version__in=versions).exclude(
        status=DisclosureStatus.WITHDRAWN
    )
    for disclosure in shown.select_related("unit__parent", "kind", "current_version"):
        if disclosure.number is not None:
            index.index_disclosure(disclosure, disclosure.current_version)  # type: ignore[arg-type]


def _hashes(redaction: Redaction) -> set[str]:
    """Of the files and photos that lose their names."""
    words = [place.split(":") for place in redaction.places]
    files = [word[1] for word in words if word[0] == "file"]
    photos = [word[1] for word in words if word[0] == "posting" and word[2] == "photo"]
    of = redaction.unit
    found = Attachment.objects.filter(pk__in=files, version__disclosure__unit=of)
    kept = Posting.objects.filter(pk__in=photos, disclosure__unit=of).exclude(photo_sha256="")
    return {
        *found.values_list("sha256", flat=True),
        *kept.values_list("photo_sha256", flat=True),
    }


def _discard(hashes: Iterable[str], versions: set[int]) -> None:
    """Delete the bytes that nothing names any more, and half-way imports of the same notices."""
    begun = ImportSession.objects.filter(version__disclosure__versions__in=versions).distinct()
    for session in begun:
        forget_import(session)
    for sha256 in hashes:
        forget_bytes(sha256)
