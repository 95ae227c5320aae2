"""What an entry says, in the reader's language; made when shown, never stored."""

from typing import Any

from django.utils.translation import gettext as _


def sentence(event: str, data: dict[str, Any]) -> str:
    """The entry in one sentence; an unknown type is named as it is."""
    words = _WORDS.get(event)
    if words is None:
        return event
    return words() % {"version": data.get("version", ""), "reference": data.get("reference", "")}


_WORDS = {
    "ledger.genesis": lambda: _("The log begins"),
    "account.granted": lambda: _("A role was granted"),
    "account.revoked": lambda: _("A role was taken away"),
    "setting.changed": lambda: _("Contacts or villages were changed"),
    "catalogue.changed": lambda: _("A newer rule was added to the catalogue"),
    "privacy.overridden": lambda: _("An exception to the check for private data was made"),
    "disclosure.submitted": lambda: _("A version was put forward"),
    "disclosure.returned": lambda: _("A version was returned"),
    "disclosure.approved": lambda: _("A version was approved"),
    "disclosure.scheduled": lambda: _("A publication was scheduled"),
    "disclosure.published": lambda: _("Notice %(reference)s was published"),
    "disclosure.amended": lambda: _("Notice %(reference)s was amended: version %(version)s"),
    "disclosure.reviewed": lambda: _("A second look was taken"),
    "disclosure.superseded": lambda: _("A notice was replaced"),
    "disclosure.withdrawn": lambda: _("A notice was withdrawn"),
    "disclosure.expired": lambda: _("A posting ended"),
    "posting.recorded": lambda: _("A posting elsewhere was recorded"),
    "posting.ended": lambda: _("A sheet was taken off its board"),
    "duty.declared": lambda: _("It was declared that nothing is due"),
    "duty.extended": lambda: _("A due date was extended"),
    "comment.received": lambda: _("A comment was received"),
    "comment.taken_back": lambda: _("A comment was taken back"),
    "comment.published": lambda: _("A comment was published"),
    "comment.rejected": lambda: _("A comment was not published"),
    "comment.hidden": lambda: _("A comment was hidden"),
    "comment.restored": lambda: _("A comment is shown again"),
    "comment.answered": lambda: _("A comment was answered"),
    "comment.closed": lambda: _("A private comment was closed"),
    "comment.appealed": lambda: _("An appeal was lodged"),
    "unit.succeeded": lambda: _("The unit was succeeded by another"),
    "content.redacted": lambda: _("A person's data was erased"),
    "export.created": lambda: _("A history was taken out"),
    "log.sealed": lambda: _("A log was sealed"),
}
