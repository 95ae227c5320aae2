"""One request to an address that somebody else rules: bounded in time and size, never redirected.

A time limit for each read is none: who sends a byte a second is never late. So the whole is cut.
"""

import contextlib
import http.client
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

READ_SECONDS = 5.0
WHOLE_SECONDS = 10.0
MAX_ANSWER = 16 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered; `status` 0 when there was no answer in time."""

    status: int
    kind: str
    body: str


NONE = Answer(0, "", "")


def post(url: str, body: bytes) -> Answer:
    """The answer to `body` at `url`, its first 16 KiB. Certificates of https are checked, a proxy
    is not asked and a redirect is an answer: the address is configured, where it leads on is not.
    """
    try:
        parts = urlsplit(url)
        kind = (
            http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        )
        connection = kind(parts.hostname or "", parts.port, timeout=READ_SECONDS)
        with _cut_off(connection):
            connection.request(
                "POST", parts.path, body, {"Content-Type": "text/plain; charset=utf-8"}
            )
            answer = connection.getresponse()
            content = answer.read(MAX_ANSWER).decode("utf-8", "replace")
            return Answer(answer.status, answer.headers.get_content_type(), content)
    except (OSError, ValueError, http.client.HTTPException):
        return NONE


@contextlib.contextmanager
def _cut_off(connection: http.client.HTTPConnection) -> Iterator[None]:
    """Connect, and let nothing last longer than the limit."""
    is_over = threading.Event()

    def cut() -> None:
        is_over.set()
        with contextlib.suppress(OSError):
            if connection.sock is not None:
                connection.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(WHOLE_SECONDS, cut)
    timer.daemon = True
    timer.start()
    try:
        connection.connect()
        _still(is_over)
        yield
        # To whoever reads, being cut off looks like an answer that ended.
        _still(is_over)
    finally:
        timer.cancel()
        connection.close()


def _still(is_over: threading.Event) -> None:
    if is_over.is_set():
        raise TimeoutError
