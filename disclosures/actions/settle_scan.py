"""The worker notes what the virus scanner said at last of a file that waited for it."""

from typing import Any

from django.db import transaction

from disclosures.actions import _disclosure, _gate
from disclosures.attachments.scan import Scanned
from disclosures.duties.retention import forget_bytes
from disclosures.errors import WrongState
from disclosures.models import Attachment
from disclosures.rules import clock
from disclosures.vocabulary import ScanStatus, Verb


@transaction.atomic(durable=True)
def settle_scan(*, by: Any, attachment: Attachment, scanned: Scanned) -> Attachment:
    """Let the file go on, or delete its bytes and leave the draft held back with the reason.

    Raises NotAllowed, WrongState for a frozen version or a file that is not waiting any more.
    """
    verb = Verb.SETTLE_SCAN
    _gate.authorise(verb, by=by, unit=attachment.version.disclosure.unit)
    version = _disclosure.locked_version(attachment.version)
    _gate.check(verb, version.status)
    waiting = Attachment.objects.filter(pk=attachment.pk, scan=ScanStatus.PENDING).first()
    if waiting is None:
        raise WrongState
    waiting.scan, waiting.virus = scanned.status, scanned.virus
    if scanned.status == ScanStatus.INFECTED:
        waiting.findings = []
    waiting.save(update_fields=["scan", "virus", "findings"])
    _disclosure.touch(version, clock.now())
    if scanned.status == ScanStatus.INFECTED:
        transaction.on_commit(lambda: forget_bytes(waiting.sha256))
    return waiting
