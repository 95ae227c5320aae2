"""Words on scanned pages: asked for with the file, written beside its other words."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.attachments.scanned_words import can_read
from disclosures.models import Attachment, AttachmentPage, ScannedFile, Version
from disclosures.rules import clock
from disclosures.vocabulary import AttachmentRole


def ask(attachment: Attachment, pages: Sequence[int]) -> None:
    """Have the worker read the pages whose words are a picture, where tesseract is installed."""
    if pages and attachment.role != AttachmentRole.SOURCE and can_read():
        # Once more for the same bytes: this attachment has none of the words yet.
        ScannedFile.objects.update_or_create(
            file_sha256=attachment.sha256,
            defaults={"pages": list(pages), "read_at": None, "failed": False},
        )


def waiting_of(version: Version) -> dict[str, str]:
    """A sentence for each file of a version that is still being read. One query."""
    hashes = ScannedFile.objects.waiting().values("file_sha256")
    return {
        f"file-{file.number}-read": _(
            "File “%(title)s”: the words on its scanned pages are being read, to look for private "
            "data. It takes some seconds a page; try again in a minute."
        )
        % {"title": file.title}
        for file in version.attachments.filter(sha256__in=hashes, erased__isnull=True)
    }


@transaction.atomic
def keep(file: ScannedFile, pages: Sequence[tuple[int, str]], *, failed: bool = False) -> int:
    """Write what was read into the pages of each attachment with these bytes; how many pages.

    Nothing where the file was forgotten meanwhile.
    """
    if not ScannedFile.objects.waiting().select_for_update().filter(pk=file.pk).exists():
        return 0
    bearers = Attachment.objects.filter(sha256=file.file_sha256, erased__isnull=True)
    told = [(number, words) for number, words in pages if words]
    for attachment in bearers:
        for number, words in told:
            page, _made = AttachmentPage.objects.get_or_create(attachment=attachment, number=number)
            # A letter's own words are as they were written, whatever its pictures say.
            page.is_recognised = page.is_recognised or number > 0 or not page.text
            page.text = "\n".join(filter(None, (page.text, words)))
            page.save(update_fields=["text", "is_recognised"])
    ScannedFile.objects.filter(pk=file.pk).update(read_at=clock.now(), failed=failed)
    return len(told)


def forget(file_sha256: str) -> None:
    """The bytes go: nothing is left to be read."""
    ScannedFile.objects.filter(file_sha256=file_sha256).delete()
