"""What was planted in attached files is found nowhere, not even by other people's programs."""

import io
import logging
import zipfile

import pytest
from django.urls import reverse

from disclosures.management.commands.deliver_notifications import deliver_notifications
from disclosures.management.commands.draw_pages import draw_pages
from disclosures.management.commands.read_scans import read_scans
from disclosures.models import Attachment, Version
from portal.logs import PrivateFormatter
from tests import make
from tests.admin import uploads
from tests.admin.conftest import at_desk
from tests.admin.reading import words
from tests.attachments.test_cleaning import tool
from tests.privacy import planted_files
from tests.privacy.planted_files import HELD_BACK, TAKEN_OUT
from tests.privacy.test_crawl import archive_of, crawl, leaks, seeds

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def seen_in(content, folder, name="a"):
    """All that outside programs read in a file, and in the files within it."""
    path = folder / name
    path.write_bytes(content)
    told = [content.decode("utf-8", "replace"), content.replace(b"\0", b"").decode("latin-1")]
    if content[:2] in (b"%P", b"\xff\xd8", b"\x89P"):
        told.append(tool("exiftool", "-a", "-u", path).stdout)
    if content.startswith(b"%PDF"):
        plain = folder / "plain.pdf"
        tool("qpdf", "--qdf", "--object-streams=disable", path, plain)
        told.append(plain.read_bytes().replace(b"\0", b"").decode("latin-1"))
        told.append(tool("pdftotext", path, "-").stdout)
        tool("pdfimages", "-all", path, folder / "picture")
        for picture in folder.glob("picture*"):
            told.append(tool("exiftool", "-a", "-u", picture).stdout)
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            told += [seen_in(archive.read(name), folder, "b") for name in archive.namelist()
                     if not name.endswith("/")]  # fmt: skip
    return "\n".join([name, *told])


def attach_all(official, version, files):
    """Through the door; what the page of the draft says then."""
    writing = at_desk(official)
    address = reverse("admin:attach", kwargs={"pk": version.pk})
    for name, content in files:
        answer = writing.post(address, {"role": "annex", "file": uploads.upload(content, name)})
        assert answer.status_code == 302, (name, words(answer)[:2000])
    return words(writing.get(reverse("admin:draft", kwargs={"pk": version.pk})))


def test_outside_programs_see_what_is_planted_in_the_files_as_they_come(tmp_path):
    texts = [
        (name, seen_in(content, tmp_path, name))
        for name, content in (*planted_files.published(), *planted_files.held())
    ]
    everything = TAKEN_OUT | HELD_BACK
    assert {leak.partition(": ")[0] for leak in leaks(texts, everything)} == set(everything)


def test_nothing_planted_in_a_file_reaches_anybody(
    visitor, unit, official, approver, caplog, mailoutbox, service, tmp_path
):
    caplog.set_level(logging.DEBUG)
    everything = TAKEN_OUT | HELD_BACK
    make.follower("ba.sau@example.vn", unit=unit)
    deliver_notifications()
    version = make.draft(official, unit)
    page = attach_all(official, version, planted_files.published())
    assert leaks([("the draft", page)], everything) == []
    # Pictures of pages, and what is read off pictures, are faces too.
    draw_pages()
    read_scans()
    notice = make.published(version, official, approver)

    held = make.draft(official, unit)
    page = attach_all(official, held, planted_files.held())
    found = {value for file in held.attachments.all() for value in _values(file)}
    assert {place for place, value in HELD_BACK.items() if value not in found} == set()
    draw_pages()
    read_scans()
    refused = at_desk(official).post(reverse("admin:submit", kwargs={"pk": held.pk}))
    assert refused.status_code == 422
    assert Version.objects.get(pk=held.pk).status == "draft"

    deliver_notifications()
    assert mailoutbox
    pages = list(crawl(list(seeds(unit, [notice])), follow=False))
    assert leaks(pages, everything) == []
    files = Attachment.objects.filter(version=notice.current_version)
    assert len(files) == len(planted_files.published())
    for file in files:
        for base in ("", "ban/1/"):
            address = f"{notice.get_absolute_url()}{base}tep/{file.number}/{file.filename}"
            answer = visitor.get(address)
            assert answer.status_code == 200
            seen = seen_in(b"".join(answer.streaming_content), tmp_path)
            assert leaks([(f"{address} {dict(answer.headers)}", seen)], everything) == []
    for file in held.attachments.all():
        address = f"{notice.get_absolute_url()}tep/{file.number + 90}/{file.filename}"
        assert visitor.get(address).status_code == 404
    assert leaks([("the archive", archive_of(visitor, unit))], everything) == []
    assert leaks([(mail.subject, str(mail.message())) for mail in mailoutbox], everything) == []
    formatter = PrivateFormatter("%(levelname)s %(name)s %(message)s")
    lines = "\n".join(map(formatter.format, caplog.records))
    assert leaks([("the log", lines)], everything) == []


def _values(file):
    return {"".join(filter(str.isalnum, each["value"])) for each in file.findings}
