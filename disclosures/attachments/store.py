"""A content-addressed store: each file lies under its SHA-256, written once, never changed."""

import os
import secrets
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from disclosures.errors import Unavailable


class FileStore(Protocol):
    """What every store promises. One that fails raises Unavailable, and nothing is half stored."""

    def put(self, content: bytes, sha256: str) -> None:
        """Store the bytes; a second time changes nothing. Whole or not at all, also in a crash."""

    def discard(self, sha256: str) -> None:
        """Remove the bytes; nothing happens where there are none."""

    def open(self, sha256: str, first: int = 0) -> BinaryIO:
        """The bytes from the one at `first` on, for reading once. Raises FileNotFoundError."""

    def read(self, sha256: str) -> bytes:
        """All bytes at once, for files that are parsed. Raises FileNotFoundError."""

    def size(self, sha256: str) -> int:
        """How many bytes there are. Raises FileNotFoundError."""


def files(part: str = "") -> FileStore:
    """The store that FILES_URL names; `part` is a place of its own in it."""
    bucket = settings.FILES_BUCKET
    if bucket is None:
        return ContentStore(Path(settings.FILES_DIR) / part)
    # The client for buckets is large, and most portals have none.
    store = import_string("disclosures.attachments.bucket.BucketStore")
    prefix = "/".join(name for name in (bucket["prefix"], part) if name)
    return cast(FileStore, store(**{**bucket, "prefix": prefix}))


class ContentStore:
    """Files under `folder`, two levels of two letters deep."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where the bytes with this hash lie."""
        return self.folder / sha256[:2] / sha256[2:4] / sha256

    def put(self, content: bytes, sha256: str) -> None:
        """Store the bytes; a second time changes nothing. Whole or not at all, also in a crash."""
        target = self.path(sha256)
        if target.exists():
            return
        draft = target.with_name(f".{sha256}.{secrets.token_hex(4)}")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with draft.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(target)
        except OSError as error:
            # A disk that is full is not to hold the half that fitted.
            draft.unlink(missing_ok=True)
            raise Unavailable from error

    def discard(self, sha256: str) -> None:
        """Remove the bytes; nothing happens where there are none."""
        self.path(sha256).unlink(missing_ok=True)

    def open(self, sha256: str, first: int = 0) -> BinaryIO:
        """The bytes from the one at `first` on. Raises FileNotFoundError."""
        file = self.path(sha256).open("rb")
        file.seek(first)
        return file

    def read(self, sha256: str) -> bytes:
        """All bytes at once, for files that are parsed. Raises FileNotFoundError."""
        return self.path(sha256).read_bytes()

    def size(self, sha256: str) -> int:
        """How many bytes there are. Raises FileNotFoundError."""
        return self.path(sha256).stat().st_size
