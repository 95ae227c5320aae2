"""Files of a bag, hashed while they are written, so that nothing is read a second time.

What each file hashes to stands in `sums/<step>` beside the payload until the manifests are made of
it. Memory stays the same whatever the number of files: names are sorted outside of it (RFC 8493
asks for no order; `verify.py` does, so that a bag has one form).
"""

import hashlib
import heapq
import io
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NamedTuple, Self

BUFFER = 1 << 20
# So many names are sorted at once.
RUN = 20_000


class Sum(NamedTuple):
    """A file below `data/`, what it hashes to, and how many bytes it has."""

    name: str
    sha256: str
    sha512: str
    size: int

    @property
    def line(self) -> bytes:
        """As it is noted; a tab sorts before any letter of a name."""
        return f"{self.name}\t{self.sha256}\t{self.sha512}\t{self.size}\n".encode()


def parse(line: bytes) -> Sum:
    """What `Sum.line` wrote."""
    name, sha256, sha512, size = line.decode().split("\t")
    return Sum(name, sha256, sha512, int(size))


def folder_of(bag: Path) -> Path:
    """Where a bag's sums are noted while it is made."""
    return bag / "sums"


class HashedFile:
    """A file that is hashed while it is written."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._sha256, self._sha512, self._size = hashlib.sha256(), hashlib.sha512(), 0

    def write(self, data: bytes) -> None:
        """Append bytes; large pieces are cheapest."""
        self._file.write(data)
        self._sha256.update(data)
        self._sha512.update(data)
        self._size += len(data)

    def sum(self, name: str) -> Sum:
        """What was written so far."""
        return Sum(name, self._sha256.hexdigest(), self._sha512.hexdigest(), self._size)


class Files:
    """The files that one step writes below `data/`.

    Those noted before stay noted if `keep` says so of their name: a step that goes on after a
    crash leaves what it finished.
    """

    def __init__(self, bag: Path, step: str, keep: Iterable[bytes] = ()) -> None:
        self._data = bag / "data"
        self._folders: set[str] = set()
        folder_of(bag).mkdir(exist_ok=True)
        path = folder_of(bag) / step
        draft = path.with_suffix(".part")
        with draft.open("wb") as file:
            file.writelines(keep)
        draft.replace(path)
        self._notes = path.open("ab", BUFFER)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._notes.close()

    def flush(self) -> None:
        """Let a crash lose none of what was noted."""
        self._notes.flush()

    def note(self, done: Sum) -> None:
        """Remember a file that is whole."""
        self._notes.write(done.line)

    def write(self, name: str, data: bytes) -> None:
        """A whole file at once."""
        path = self._placed(name)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o666)
        try:
            left = data
            while left:
                left = left[os.write(handle, left) :]
        finally:
            os.close(handle)
        sha256, sha512 = hashlib.sha256(data).hexdigest(), hashlib.sha512(data).hexdigest()
        self._notes.write(
            b"%b\t%b\t%b\t%d\n" % (name.encode(), sha256.encode(), sha512.encode(), len(data))
        )

    def stream(self, name: str, pieces: Iterable[bytes]) -> None:
        """A file in pieces."""
        with open(self._placed(name), "wb", BUFFER) as file:
            hashed = HashedFile(file)
            for piece in pieces:
                hashed.write(piece)
        self.note(hashed.sum(name))

    def read(self, name: str) -> None:
        """Note a file that another program wrote."""
        with (self._data / name).open("rb") as file:
            hashed = HashedFile(io.BytesIO())
            while block := file.read(BUFFER):
                hashed.write(block)
        self.note(hashed.sum(name))

    def _placed(self, name: str) -> str:
        folder = name.rpartition("/")[0]
        if folder not in self._folders:
            (self._data / folder).mkdir(parents=True, exist_ok=True)
            self._folders.add(folder)
        return f"{self._data}/{name}"


def noted(bag: Path, step: str) -> Iterator[Sum]:
    """What a step noted, in the order of its writing."""
    for line in _whole_lines(folder_of(bag) / step):
        yield parse(line)


def _whole_lines(path: Path) -> Iterator[bytes]:
    """The lines of a file; the last one only if it was not cut off."""
    if path.exists():
        with path.open("rb") as file:
            yield from (line for line in file if line.endswith(b"\n"))


def noted_lines(bag: Path, step: str) -> Iterator[bytes]:
    """The same as lines, for `Files(keep=…)`."""
    return _whole_lines(folder_of(bag) / step)


def all_sorted(bag: Path) -> Iterator[Sum]:
    """What all steps noted, by name."""
    steps = [path for path in sorted(folder_of(bag).iterdir()) if path.suffix == ""]
    with ExitStack() as stack:
        runs = [stack.enter_context(path.open("rb")) for path in _runs(bag, steps)]
        for line in heapq.merge(*runs):
            yield parse(line)


def _runs(bag: Path, steps: list[Path]) -> Iterator[Path]:
    """Files of sorted lines."""
    run: list[bytes] = []
    count = 0
    lines = (line for step in steps for line in _whole_lines(step))
    for line in lines:
        run.append(line)
        if len(run) == RUN:
            yield _run(bag, count, run)
            run.clear()
            count += 1
    yield _run(bag, count, run)


def _run(bag: Path, number: int, lines: list[bytes]) -> Path:
    path = folder_of(bag) / f"{number}.sorted"
    path.write_bytes(b"".join(sorted(lines)))
    return path


def forget(bag: Path) -> None:
    """The notes, once the manifests stand."""
    shutil.rmtree(folder_of(bag), ignore_errors=True)
