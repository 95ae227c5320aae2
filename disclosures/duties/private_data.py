"""Whether words that will be public hold an identifier; what was found, and what was excepted."""

import hashlib
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from disclosures.models import AdministrativeUnit, PrivacyOverride, Version
from disclosures.rules import identifiers

TEXTS = ("title", "summary", "body", "document_number", "issuer", "signer", "office",
         "legal_basis", "change_reason")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """An identifier in a text of a version: where, of which kind, and as it stands there."""

    place: str
    kind: str
    sample: str

    def digest(self, salt: bytes) -> str:
        """What an exception remembers of it: it tells this sample from others, and says nothing."""
        said = "\0".join((self.place, self.kind, unicodedata.normalize("NFC", self.sample)))
        return hashlib.sha256(salt + said.encode()).hexdigest()


def sentence(sample: str) -> str:
    """What the writer is told."""
    return _("“%(sample)s” looks like private data. Take it out.") % {"sample": sample}


def problem_in(text: str, unit: AdministrativeUnit | None = None) -> str:
    """The sentence on the first identifier in `text`, or nothing; the unit's phone is its own."""
    published = (unit.phone,) if unit is not None and unit.phone else ()
    spans = identifiers.blocking(text, published=published)
    return sentence(text[spans[0].start : spans[0].end]) if spans else ""


def problems_in(unit: AdministrativeUnit | None, **texts: str) -> dict[str, Any]:
    """The same for several texts by their field."""
    found = {name: problem_in(text, unit) for name, text in texts.items()}
    return {name: problem for name, problem in found.items() if problem}


def findings_of(version: Version) -> list[Finding]:
    """Every identifier in the texts of a version. No query where the unit is at hand."""
    phone = version.disclosure.unit.phone
    return [
        Finding(name, span.kind, text[span.start : span.end])
        for name in TEXTS
        if (text := getattr(version, name))
        for span in identifiers.blocking(text, published=(phone,) if phone else ())
    ]


def override_of(finding: Finding, known: list[PrivacyOverride]) -> PrivacyOverride | None:
    """The exception that was asked for or made for exactly this finding."""
    return next((one for one in known if finding.digest(bytes(one.salt)) == one.digest), None)


def unexcepted(version: Version) -> list[Finding]:
    """The findings that stop a submission. One query if there are any at all."""
    found = findings_of(version)
    if not found:
        return []
    made = list(
        PrivacyOverride.objects.filter(disclosure=version.disclosure_id, decision__isnull=False)
    )
    return [finding for finding in found if override_of(finding, made) is None]
