"""An official lets a signed file be published with what it says of itself."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _disclosure, _gate
from disclosures.attachments.findings import PROPERTY
from disclosures.errors import WrongState
from disclosures.models import Attachment
from disclosures.rules import clock
from disclosures.vocabulary import Verb


@transaction.atomic(durable=True)
def keep_properties(*, by: Any, attachment: Attachment) -> Attachment:
    """Hold the file back no longer for its properties; private data in it stays a reason.

    Raises NotAllowed, WrongState for a frozen version or a file that asks nothing.
    """
    verb = Verb.KEEP_PROPERTIES
    _gate.authorise(verb, by=by, unit=attachment.version.disclosure.unit)
    version = _disclosure.locked_version(attachment.version)
    _gate.check(verb, version.status)
    file = Attachment.objects.get(pk=attachment.pk)
    left = [finding for finding in file.findings if finding["kind"] != PROPERTY]
    if left == file.findings:
        raise WrongState(_("The file asks nothing any more."))
    file.findings = left
    file.save(update_fields=["findings"])
    _disclosure.add_contributor(version, by)
    _disclosure.touch(version, clock.now())
    return file
