"""The public files of a version, as lists of files show them."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from disclosures.models import Attachment, Disclosure, PagePicture, Version
from disclosures.queries.page_pictures import small_pictures


@dataclass(frozen=True, slots=True)
class FileItem:
    """A public file of a version."""

    url: str
    title: str
    form: str
    pages: int | None
    size: int
    small: PagePicture | None = None
    small_url: str = ""
    pages_url: str = ""


def files_of(disclosure: Disclosure, version: Version, *, is_latest: bool) -> tuple[FileItem, ...]:
    """The public files of a version with their addresses. Two queries."""
    files = sorted(version.attachments.order_by(), key=lambda file: file.number)
    public = [file for file in files if file.is_public]
    # Pages have addresses below the latest version alone; an older one offers the file itself.
    small = small_pictures(public) if is_latest else {}
    return tuple(
        FileItem(
            _file_url(disclosure, version, file, is_latest=is_latest),
            file.title,
            _form(file),
            file.pages,
            file.size,
            *_page_links(disclosure, version, file, small.get(file.sha256)),
        )
        for file in public
    )


def _page_links(
    disclosure: Disclosure, version: Version, file: Attachment, small: PagePicture | None
) -> tuple[PagePicture | None, str, str]:
    if small is None:
        return None, "", ""
    if disclosure.number is None:  # a preview, as below
        draft = {"pk": version.pk, "file": file.number}
        return (
            small,
            reverse("admin:draft_picture", kwargs={**draft, "number": 0}),
            reverse("admin:draft_page", kwargs={**draft, "number": 1}),
        )
    kwargs = {**disclosure.url_kwargs(), "n": file.number}
    return (
        small,
        reverse("attachment_picture", kwargs={**kwargs, "page": 0}),
        reverse("attachment_page", kwargs={**kwargs, "page": 1}),
    )


def _file_url(
    disclosure: Disclosure, version: Version, file: Attachment, *, is_latest: bool
) -> str:
    if disclosure.number is None:  # a preview: there is no public address yet
        return reverse("admin:draft_file", kwargs={"pk": version.pk, "file": file.number})
    kwargs = {**disclosure.url_kwargs(), "n": file.number, "filename": file.filename}
    if is_latest:
        return reverse("attachment", kwargs=kwargs)
    return reverse("version_attachment", kwargs={**kwargs, "v": version.number})


def _form(file: Attachment) -> str:
    extension = file.filename.rpartition(".")[2]
    return {"docx": "Word", "xlsx": "Excel", "jpg": _("Picture"), "png": _("Picture")}.get(
        extension, extension.upper()
    )
