"""Takes in uploads without ever keeping more of one than may be kept at all."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class CappedUploadHandler(TemporaryFileUploadHandler):
    """Keeps one byte more than is allowed, by which the form tells that the file is too large.

    The rest is read and thrown away: who is cut off in mid-sending never sees the answer.
    """

    @property
    def cap(self) -> int:
        """The most that is kept of a file, in bytes."""
        return int(settings.MAX_UPLOAD_BYTES) + 1

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write what is below the cap."""
        if start < self.cap:
            super().receive_data_chunk(raw_data[: self.cap - start], start)

    def file_complete(self, file_size: int) -> Any:
        """The file as far as it was kept."""
        return super().file_complete(min(file_size, self.cap))
