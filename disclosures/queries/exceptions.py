"""Findings of the check for private data at the desks: what was said of them, what waits."""

from dataclasses import dataclass

from disclosures.duties import private_data
from disclosures.models import AdministrativeUnit, PrivacyOverride, Version
from disclosures.vocabulary import DisclosureStatus


@dataclass(frozen=True, slots=True)
class Waiting:
    """An exception that waits, with the words as they stand in the draft now."""

    override: PrivacyOverride
    title: str
    sample: str
    around: str


def of_draft(
    version: Version,
) -> list[tuple[private_data.Finding, PrivacyOverride | None]]:
    """The findings of a draft, each with the exception that was asked for or made. One query."""
    found = private_data.findings_of(version)
    if not found:
        return []
    known = list(version.disclosure.privacy_overrides.all())
    return [(finding, private_data.override_of(finding, known)) for finding in found]


def waiting(unit: AdministrativeUnit | None) -> list[Waiting]:
    """What waits for a second person in a commune; not what has left its draft. Two queries."""
    asked = list(
        PrivacyOverride.objects.filter(disclosure__unit=unit, decision__isnull=True).select_related(
            "disclosure", "proposed_by"
        )[:100]
    )
    drafts = {
        version.disclosure_id: version
        for version in Version.objects.filter(
            disclosure__in=[one.disclosure_id for one in asked], status=DisclosureStatus.DRAFT
        ).select_related("disclosure__unit")
    }
    found = []
    for one in asked:
        version = drafts.get(one.disclosure_id)
        for finding in private_data.findings_of(version) if version else ():
            if private_data.override_of(finding, [one]) and version:
                text = getattr(version, finding.place)
                at = text.find(finding.sample)
                around = text[max(0, at - 80) : at + len(finding.sample) + 80]
                found.append(Waiting(one, version.title, finding.sample, around))
                break
    return found
