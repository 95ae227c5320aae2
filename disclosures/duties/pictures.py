"""Pictures of pages: asked for with the file, kept by its content, forgotten with its bytes."""

import hashlib
from collections.abc import Sequence

from django.db import transaction

from disclosures.attachments.page_pictures import Drawn
from disclosures.attachments.store import FileStore, files
from disclosures.models import Attachment, DrawnFile, PagePicture
from disclosures.rules import clock
from disclosures.vocabulary import AttachmentRole


def store() -> FileStore:
    """Where the pictures lie: apart from files, since each can be made again."""
    return files("trang")


def ask(attachment: Attachment) -> None:
    """Have the worker draw a PDF that becomes public; once for the same bytes."""
    if attachment.media_type == "application/pdf" and attachment.role != AttachmentRole.SOURCE:
        DrawnFile.objects.get_or_create(file_sha256=attachment.sha256)


@transaction.atomic
def keep(file: DrawnFile, drawn: Sequence[Drawn]) -> int:
    """Store what was drawn, nothing where it failed; how many pictures.

    None where somebody else was quicker, or the file was forgotten meanwhile.
    """
    waiting = DrawnFile.objects.waiting().select_for_update().filter(pk=file.pk)
    if not waiting.exists():
        return 0
    for one in drawn:
        sha256 = hashlib.sha256(one.content).hexdigest()
        store().put(one.content, sha256)
        PagePicture.objects.create(
            file=file,
            number=one.number,
            sha256=sha256,
            width=one.width,
            height=one.height,
            size=len(one.content),
        )
    DrawnFile.objects.filter(pk=file.pk).update(drawn_at=clock.now())
    return len(drawn)


def forget(file_sha256: str) -> None:
    """Delete the pictures of a file whose bytes go; a page that another file shares stays."""
    known = DrawnFile.objects.filter(file_sha256=file_sha256).select_for_update().first()
    if known is None:
        return
    gone = set(known.pictures.values_list("sha256", flat=True))
    known.delete()
    kept = set(PagePicture.objects.filter(sha256__in=gone).values_list("sha256", flat=True))
    for sha256 in gone - kept:
        store().discard(sha256)
