"""A content-addressed store in a bucket of the S3 protocol, under the paths of the folder's store.

An object appears whole or not at all: that is what a PUT of this protocol promises.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, BinaryIO, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from disclosures.errors import Unavailable

_MISSING = frozenset({"404", "NoSuchKey", "NotFound"})
_SECONDS = 10


class BucketStore:
    """Files in the bucket `name`, under `prefix`; who may enter is what AWS_* variables say.

    Whatever the bucket answers other than that there is no such file is Unavailable.
    """

    def __init__(self, *, name: str, prefix: str, endpoint: str | None, region: str | None) -> None:
        self._name = name
        self._prefix = f"{prefix}/" if prefix else ""
        self._reach = (endpoint, region)

    def put(self, content: bytes, sha256: str) -> None:
        """Store the bytes; a second time changes nothing."""
        try:
            self.size(sha256)
        except FileNotFoundError:
            with self._reached() as client:
                client.put_object(**self._named(sha256), Body=content)

    def discard(self, sha256: str) -> None:
        """Remove the bytes; nothing happens where there are none."""
        with self._reached() as client:
            client.delete_object(**self._named(sha256))

    def open(self, sha256: str, first: int = 0) -> BinaryIO:
        """The bytes from the one at `first` on, as they arrive. Raises FileNotFoundError."""
        with self._reached() as client:
            found = client.get_object(**self._named(sha256), Range=f"bytes={first}-")
        return cast(BinaryIO, found["Body"])

    def read(self, sha256: str) -> bytes:
        """All bytes at once, for files that are parsed. Raises FileNotFoundError."""
        with self._reached() as client:
            return cast(bytes, client.get_object(**self._named(sha256))["Body"].read())

    def size(self, sha256: str) -> int:
        """How many bytes there are. Raises FileNotFoundError."""
        with self._reached() as client:
            return int(client.head_object(**self._named(sha256))["ContentLength"])

    def _named(self, sha256: str) -> dict[str, str]:
        key = f"{self._prefix}{sha256[:2]}/{sha256[2:4]}/{sha256}"
        return {"Bucket": self._name, "Key": key}

    @contextmanager
    def _reached(self) -> Iterator[Any]:
        try:
            yield _client(*self._reach)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in _MISSING:
                raise FileNotFoundError from error
            raise Unavailable from error
        except BotoCoreError as error:
            raise Unavailable from error


@cache
def _client(endpoint: str | None, region: str | None) -> Any:
    """One client for the process: it may be shared by threads, a session may not."""
    patience = Config(
        connect_timeout=_SECONDS, read_timeout=_SECONDS, retries={"total_max_attempts": 2},
        # Stores other than Amazon's know addresses of this form alone.
        s3={"addressing_style": "path"},
    )  # fmt: skip
    return boto3.session.Session().client(
        "s3", endpoint_url=endpoint, region_name=region, config=patience
    )
