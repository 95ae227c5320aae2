"""Files in a bucket: the same promises as in a folder, judged by a stranger's S3 server."""

import hashlib
import os
import socket
import subprocess
import time
import urllib.request

import pytest

from disclosures.attachments.bucket import BucketStore, _client
from disclosures.attachments.store import ContentStore, files
from disclosures.errors import Unavailable
from disclosures.models import Attachment
from tests import make
from tests.thirdparty.conftest import judge

CONTENT = b"Th\xc3\xb4ng b\xc3\xa1o " * 5000
NAME = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(scope="module")
def endpoint():
    """The address of a server that speaks S3 and keeps what it is given in memory."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = judge("moto_server")
    server = subprocess.Popen(
        [program, "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        for _attempt in range(150):
            try:
                urllib.request.urlopen(address, timeout=2).close()
                break
            except OSError:
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture
def bucket(endpoint, settings, monkeypatch):
    """The settings of a fresh bucket, with keys that may enter it."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "khoa")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "bi-mat")
    _client.cache_clear()
    name = f"xa-{os.urandom(4).hex()}"
    _client(endpoint, "vn-1").create_bucket(
        Bucket=name, CreateBucketConfiguration={"LocationConstraint": "vn-1"}
    )
    settings.FILES_BUCKET = {
        "name": name, "prefix": "cong-khai", "endpoint": endpoint, "region": "vn-1",
    }  # fmt: skip
    yield settings.FILES_BUCKET
    _client.cache_clear()


@pytest.fixture(params=["folder", "bucket"])
def store(request, settings):
    if request.param == "bucket":
        request.getfixturevalue("bucket")
        assert isinstance(files(), BucketStore)
    else:
        assert isinstance(files(), ContentStore)
    return files()


def test_what_is_put_is_read_whole_and_from_any_byte_on(store):
    store.put(CONTENT, NAME)
    store.put(CONTENT, NAME)
    assert store.size(NAME) == len(CONTENT)
    assert store.read(NAME) == CONTENT
    for first in (0, 1, len(CONTENT) - 1):
        with store.open(NAME, first) as file:
            assert file.read() == CONTENT[first:]


def test_what_is_discarded_or_never_came_is_missing(store):
    store.discard(NAME)
    store.put(CONTENT, NAME)
    store.discard(NAME)
    for ask in (store.size, store.read, store.open):
        with pytest.raises(FileNotFoundError):
            ask(NAME)


def test_a_part_of_the_store_is_apart(store):
    store.put(CONTENT, NAME)
    with pytest.raises(FileNotFoundError):
        files("loa").size(NAME)


def test_the_path_in_the_bucket_is_the_folders(bucket):
    files("loa").put(CONTENT, NAME)
    listed = _client(bucket["endpoint"], "vn-1").list_objects_v2(Bucket=bucket["name"])
    assert [one["Key"] for one in listed["Contents"]] == [
        f"cong-khai/loa/{NAME[:2]}/{NAME[2:4]}/{NAME}"
    ]


def test_a_bucket_that_is_not_there_is_no_missing_file(bucket, settings):
    settings.FILES_BUCKET = {**bucket, "name": "khong-co"}
    with pytest.raises(Unavailable):
        files().put(CONTENT, NAME)


def test_a_server_that_does_not_answer_saves_nothing(bucket, settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{free.getsockname()[1]}"
    settings.FILES_BUCKET = {**bucket, "endpoint": dead}
    for ask in (files().read, files().discard):
        with pytest.raises(Unavailable):
            ask(NAME)


def test_a_full_disk_leaves_no_half(settings, monkeypatch):
    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(Unavailable):
        files().put(CONTENT, NAME)
    assert not [path for path in settings.FILES_DIR.rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_a_published_file_is_served_out_of_the_bucket(bucket, visitor, official, approver, unit):
    version = make.draft(official, unit)
    file = make.attach(official, version)
    page = make.published(version, official, approver).get_absolute_url()
    answer = visitor.get(f"{page}tep/1/{file.filename}")
    assert answer.status_code == 200
    assert hashlib.sha256(b"".join(answer.streaming_content)).hexdigest() == file.sha256


@pytest.mark.django_db
def test_a_store_that_fails_is_said_and_nothing_is_saved(bucket, visitor, official, approver, unit):
    version = make.draft(official, unit)
    file = make.attach(official, version)
    page = make.published(version, official, approver).get_absolute_url()
    _client(bucket["endpoint"], "vn-1").delete_object(
        Bucket=bucket["name"],
        Key=f"cong-khai/{file.sha256[:2]}/{file.sha256[2:4]}/{file.sha256}",
    )
    _client(bucket["endpoint"], "vn-1").delete_bucket(Bucket=bucket["name"])
    answer = visitor.get(f"{page}tep/1/{file.filename}")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"
    assert "Kho tệp không trả lời" in answer.content.decode()
    with pytest.raises(Unavailable):
        make.attach(official, make.draft(official, unit), colour="red")
    assert Attachment.objects.count() == 1
