"""An official takes a file off a draft."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.actions import _disclosure, _gate
from disclosures.duties.retention import forget_bytes
from disclosures.errors import WrongState
from disclosures.models import Attachment, DataTable
from disclosures.rules import clock
from disclosures.vocabulary import Verb


@transaction.atomic(durable=True)
def remove_attachment(*, by: Any, attachment: Attachment) -> None:
    """Remove the file's row, and its bytes unless another version or import shares them.

    Raises NotAllowed, WrongState for a frozen version or a file that fills a table.
    """
    verb = Verb.REMOVE_ATTACHMENT
    _gate.authorise(verb, by=by, unit=attachment.version.disclosure.unit)
    version = _disclosure.locked_version(attachment.version)
    _gate.check(verb, version.status)
    if DataTable.objects.filter(source=attachment).exists():
        raise WrongState(_("A table was filled from this file; fill the table anew instead."))
    sha256 = attachment.sha256
    attachment.delete()
    _disclosure.touch(version, clock.now())
    transaction.on_commit(lambda: forget_bytes(sha256))
