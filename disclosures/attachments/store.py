"""A content-addressed store: each file lies under its SHA-256, written once, never changed."""

import os
import secrets
from pathlib import Path
from typing import BinaryIO


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
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{sha256}.{secrets.token_hex(4)}")
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)

    def discard(self, sha256: str) -> None:
        """Remove the bytes; nothing happens where there are none."""
        self.path(sha256).unlink(missing_ok=True)

    def open(self, sha256: str) -> BinaryIO:
        """The bytes for reading. Raises FileNotFoundError."""
        return self.path(sha256).open("rb")

    def read(self, sha256: str) -> bytes:
        """All bytes at once, for files that are parsed. Raises FileNotFoundError."""
        return self.path(sha256).read_bytes()
