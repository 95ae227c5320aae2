"""What the publishing verbs share: locking, contributors, decisions with their entries."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from disclosures.actions._gate import Actor
from disclosures.duties import file_words, periods, private_data
from disclosures.errors import Invalid, WrongState
from disclosures.ledger.record import record
from disclosures.models import Contributor, Decision, Disclosure, Version
from disclosures.rules.hashing import Commitment, commit_table, new_salts
from disclosures.vocabulary import Verb, WithdrawalReason


def locked(disclosure: Disclosure) -> Disclosure:
    """The disclosure's row, locked until the transaction ends: the root of every change.

    Its unit and kind, which are its for life, are taken over where they were read already: to join
    them once more took a quarter of an action's time.
    """
    row = Disclosure.objects.select_for_update().get(pk=disclosure.pk)
    for name in ("unit", "kind"):
        if name in disclosure._state.fields_cache:
            setattr(row, name, getattr(disclosure, name))
    return row


def locked_version(version: Version) -> Version:
    """The version, with its disclosure locked before it was read."""
    disclosure = locked(version.disclosure)
    version = Version.objects.get(pk=version.pk)
    version.disclosure = disclosure
    return version


def public_number(disclosure: Disclosure) -> Version:
    """The version that readers see, with its number alone: a posting needs none of its words.

    Raises WrongState for what was never published.
    """
    if disclosure.current_version_id is None:
        raise WrongState(_("This notice has not been published."))
    return Version.objects.only("number").get(pk=disclosure.current_version_id)


def public_version(disclosure: Disclosure) -> Version:
    """The version that readers see. Raises WrongState for what was never published."""
    if disclosure.current_version is None:
        raise WrongState(_("This notice has not been published."))
    return disclosure.current_version


def add_contributor(version: Version, person: Any) -> None:
    """Remember that `person` wrote in the draft; they cannot approve it."""
    Contributor.objects.get_or_create(version=version, person=person)


def check_files(version: Version) -> None:
    """Raise Invalid while a file holds private data: the rules may be stricter than when it came.

    The sentence names the file, the page and the sample; the version has to be returned.
    """
    found = file_words.findings_of(version)
    if found:
        sentences = {f"file-{one.number}": one.sentence() for one in reversed(found)}
        raise Invalid(found[0].sentence(), problems=sentences)


def touch(version: Version, now: dt.datetime) -> None:
    """Mark the draft as changed, for whoever else has it open."""
    version.modified_at = now
    version.save(update_fields=["modified_at"])
    Disclosure.objects.filter(pk=version.disclosure_id).update(modified_at=now)


def decide(
    verb: Verb,
    *,
    disclosure: Disclosure,
    by: Any,
    actor: Actor,
    now: dt.datetime,
    version: Version | None = None,
    author: Any = None,
    event: str | None = None,
    data: dict[str, Any] | None = None,
    reason_code: str = "",
    note: str = "",
    commitments: Sequence[Commitment] = (),
) -> Decision:
    """Write the decision and its entry; the last thing an action does."""
    note_salts = new_salts(1) if note else b""
    notes = [commit_table("note", ("text",), [[note]], note_salts)] if note else []
    entry = record(
        event=event or str(verb.event),
        log=disclosure.unit.address_code,
        subject=disclosure.subject,
        actor_id=actor.id,
        actor_role=actor.role,
        data={"unit": disclosure.unit.address_code, **(data or {})},
        commitments=[*commitments, *notes],
        now=now,
    )
    return Decision.objects.create(
        verb=verb,
        disclosure=disclosure,
        version=version,
        unit=disclosure.unit,
        by=by,
        role=actor.role,
        author=author,
        reason_code=reason_code,
        note=note,
        note_salts=note_salts,
        decided_at=now,
        entry_log=entry.log_id,
        entry_idx=entry.idx,
    )


def file_stem(disclosure: Disclosure) -> str:
    """The part of names and addresses that kind and period give: thu-chi-ngan-sach-quy-3-2026."""
    slug = disclosure.kind.slug
    if not disclosure.period:
        return slug
    return f"{slug}-{periods.parse(disclosure.period).slug}"


def check_withdrawal_reason(reason_code: str, note: str) -> None:
    """Raise Invalid unless the reason is on the list and explained in words."""
    problems = private_data.problems_in(None, note=note)
    if reason_code not in WithdrawalReason.values:
        problems["reason_code"] = _("Choose a reason.")
    if not note.strip():
        problems["note"] = _("Write in a sentence what residents shall read in its place.")
    if problems:
        raise Invalid(_("Not withdrawn yet."), problems=problems)
