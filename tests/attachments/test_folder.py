"""Files in a folder: what a disk that is full or a lost file means for those who use them."""

import errno
import hashlib
import logging
from pathlib import Path

import pytest

from disclosures.attachments.store import ContentStore
from disclosures.errors import Unavailable
from tests import make

CONTENT = b"x" * 4096
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def test_a_full_disk_leaves_no_half_of_a_file(tmp_path, monkeypatch):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("disclosures.attachments.store.os.fsync", full)
    store = ContentStore(tmp_path)
    with pytest.raises(Unavailable):
        store.put(CONTENT, SHA256)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    with pytest.raises(FileNotFoundError):
        store.size(SHA256)


def test_what_is_stored_twice_is_written_once(tmp_path):
    store = ContentStore(tmp_path)
    store.put(CONTENT, SHA256)
    first = store.path(SHA256).stat().st_mtime_ns
    store.put(CONTENT, SHA256)
    assert store.path(SHA256).stat().st_mtime_ns == first
    assert store.read(SHA256) == CONTENT


@pytest.mark.django_db
def test_a_published_file_that_is_lost_is_said_and_logged(
    visitor, official, approver, unit, settings, caplog
):
    version = make.draft(official, unit)
    file = make.attach(official, version)
    page = make.published(version, official, approver).get_absolute_url()
    ContentStore(Path(settings.FILES_DIR)).path(file.sha256).unlink()
    with caplog.at_level(logging.ERROR, logger="disclosures"):
        answer = visitor.get(f"{page}tep/1/{file.filename}")
    assert answer.status_code == 503 and answer["Retry-After"] == "60"
    assert file.sha256 in caplog.text
    assert visitor.get(page).status_code == 200
