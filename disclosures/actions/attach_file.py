"""An official hangs a file on a draft."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from disclosures.actions import _disclosure, _gate
from disclosures.attachments.inspect import Inspected
from disclosures.duties import file_words, pictures, private_data, scans
from disclosures.duties.retention import keep_bytes
from disclosures.errors import Invalid
from disclosures.ledger.cells import FILE_COLUMNS
from disclosures.models import Attachment, Version
from disclosures.rules import clock
from disclosures.rules.hashing import new_salts
from disclosures.vocabulary import AttachmentRole, Verb


@transaction.atomic(durable=True)
def attach_file(
    *, by: Any, version: Version, role: str, title: str, inspected: Inspected
) -> Attachment:
    """Store the bytes under their hash and name the file after kind and period.

    A file with private data, or one that the virus scanner has not seen, is kept with the draft and
    stops its submission. Raises NotAllowed, WrongState for a frozen version, Invalid for private
    data in the title.
    """
    verb = Verb.ATTACH_FILE
    _gate.authorise(verb, by=by, unit=version.disclosure.unit)
    version = _disclosure.locked_version(version)
    _gate.check(verb, version.status)
    title = " ".join(title.split())[:200] or str(AttachmentRole(role).label)
    problems = private_data.problems_in(version.disclosure.unit, title=title)
    if problems:
        raise Invalid(_("Not saved yet."), problems=problems)
    now = clock.now()
    keep_bytes(inspected.content, inspected.sha256)
    number = (version.attachments.aggregate(last=Max("number"))["last"] or 0) + 1
    attachment = Attachment.objects.create(
        version=version,
        number=number,
        role=role,
        title=title,
        filename=f"{_disclosure.file_stem(version.disclosure)}-{number}.{inspected.extension}",
        media_type=inspected.media_type,
        size=inspected.size,
        sha256=inspected.sha256,
        pages=inspected.pages,
        salts=new_salts(len(FILE_COLUMNS)),
        added_at=now,
        scan=inspected.scan,
        findings=[finding.as_plain() for finding in inspected.findings],
    )
    file_words.keep(attachment, inspected.texts, inspected.sheets)
    pictures.ask(attachment)
    scans.ask(attachment, inspected.scanned)
    _disclosure.add_contributor(version, by)
    _disclosure.touch(version, now)
    return attachment
