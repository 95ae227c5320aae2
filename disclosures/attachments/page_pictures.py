"""Pictures of the pages of a PDF, made in a child with limits on memory, time and pixels.

Small phones need no program for PDFs then, and a page costs its reader 50 to 150 KB instead of the
whole file. The pictures say nothing that the cleaned file does not, and carry no metadata.
"""

import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_WALL_SECONDS = 90
# Of a longer file the first pages are drawn; the file itself has the others.
MAX_PAGES = 30
MEDIA_TYPE = "image/webp"
_HEAD = struct.Struct(">HHHI")


class NotDrawn(ValueError):
    """The child gave up or overran its limits."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One page as WebP, from 1; number 0 is the first page, small."""

    number: int
    width: int
    height: int
    content: bytes

    def as_frame(self) -> bytes:
        """How the child tells it."""
        return _HEAD.pack(self.number, self.width, self.height, len(self.content)) + self.content


def draw_apart(content: bytes) -> tuple[Drawn, ...]:
    """The pictures of a PDF that was cleaned. Raises NotDrawn."""
    try:
        # No environment: nothing a file could make a parser print is worth having.
        done = subprocess.run(
            [sys.executable, "-m", "disclosures.attachments.draw_pages"],
            input=content, capture_output=True, timeout=_WALL_SECONDS, cwd=_ROOT,
            env={"PYTHONPATH": ":".join(path for path in sys.path if path)},
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise NotDrawn("took too long") from error
    if done.returncode or not done.stdout:
        raise NotDrawn(f"ended with {done.returncode}")
    return tuple(_frames(done.stdout))


def _frames(told: bytes) -> Iterator[Drawn]:
    at = 0
    while at < len(told):
        number, width, height, size = _HEAD.unpack_from(told, at)
        at += _HEAD.size
        yield Drawn(number, width, height, told[at : at + size])
        at += size
