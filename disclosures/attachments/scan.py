"""Asks clamd, where the operator runs one, whether bytes hold a known virus (INSTREAM).

Fails closed: whatever is no plain answer counts as none, and without one a file is held back.
"""

import re
import socket
import struct
import time
from dataclasses import dataclass

from django.conf import settings

from disclosures.vocabulary import ScanStatus

_CONNECT_SECONDS = 5.0
# In all, from connecting to the answer.
_SECONDS = 20.0
_CHUNK = 256 * 1024
_LONGEST_ANSWER = 1024
_FOUND = re.compile(rb"stream: ([!-~]{1,100}) FOUND\0?")


@dataclass(frozen=True, slots=True)
class Scanned:
    """What the scanner said, or that it did not; `virus` is its name for what it found."""

    status: ScanStatus
    virus: str = ""


def scan(content: bytes) -> Scanned:
    """Judge the bytes. Without a scanner nobody is asked; one that fails leaves them pending."""
    if settings.CLAMD_SOCKET is None:
        return Scanned(ScanStatus.NOT_ASKED)
    try:
        answer = _ask(settings.CLAMD_SOCKET, content)
    except OSError:
        return Scanned(ScanStatus.PENDING)
    if answer in (b"stream: OK\0", b"stream: OK"):
        return Scanned(ScanStatus.CLEAN)
    if found := _FOUND.fullmatch(answer):
        return Scanned(ScanStatus.INFECTED, found[1].decode("ascii"))
    return Scanned(ScanStatus.PENDING)


def _ask(address: str | tuple[str, int], content: bytes) -> bytes:
    """Send the bytes in chunks, each after its length; an empty one ends them. Raises OSError."""
    ends_at = time.monotonic() + _SECONDS
    with _connected(address) as connection:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _CHUNK):
            chunk = content[start : start + _CHUNK]
            connection.settimeout(_left(ends_at))
            connection.sendall(struct.pack(">I", len(chunk)) + chunk)
        connection.sendall(struct.pack(">I", 0))
        answer = b""
        while len(answer) < _LONGEST_ANSWER and not answer.endswith(b"\0"):
            connection.settimeout(_left(ends_at))
            part = connection.recv(_LONGEST_ANSWER)
            if not part:
                break
            answer += part
    return answer


def _connected(address: str | tuple[str, int]) -> socket.socket:
    if isinstance(address, tuple):
        return socket.create_connection(address, timeout=_CONNECT_SECONDS)
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(_CONNECT_SECONDS)
    try:
        connection.connect(address)
    except OSError:
        connection.close()
        raise
    return connection


def _left(ends_at: float) -> float:
    left = ends_at - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
