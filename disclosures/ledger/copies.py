"""Copies of a log as somebody kept them: a bag, its archive, a folder of tiles, another server."""

import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from disclosures.ledger import tiles

TIMEOUT = 30
LARGEST = tiles.WIDTH * 65_537

type Read = Callable[[str], bytes]


class BadCopy(ValueError):
    """A copy that is not there, is cut off, or is not of the log it should be of."""


def reader(location: str) -> Read:
    """Reads a path below the log's address out of `location`. Raises BadCopy."""
    if location.startswith(("http://", "https://")):
        return _from_web(location.rstrip("/"))
    path = Path(location)
    if path.is_file():
        return _from_archive(path)
    for folder in (path / "data" / "ledger", path / "ledger", path):
        if (folder / "checkpoint").is_file():
            return _from_folder(folder)
    raise BadCopy(f"{location} holds no log: there is no checkpoint in it.")


def entries(read: Read, size: int) -> Iterator[bytes]:
    """The entries of a log of `size`, bundle by bundle. Raises BadCopy."""
    for tile in tiles.tiles_of(size):
        if tile.level is not None:
            continue
        data = read(tile.path)
        try:
            bodies = tiles.unbundle(data)
        except ValueError as cut:
            raise BadCopy(f"{tile.path}: {cut}") from cut
        if len(bodies) != tile.width:
            raise BadCopy(f"{tile.path} holds {len(bodies)} entries instead of {tile.width}.")
        yield from bodies


def _from_folder(folder: Path) -> Read:
    def read(path: str) -> bytes:
        try:
            return (folder / path).read_bytes()
        except OSError as error:
            raise BadCopy(f"{path} cannot be read: {error.strerror}.") from error

    return read


def _from_archive(path: Path) -> Read:
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise BadCopy(f"{path} is not an archive of a log.") from error
    found = [name for name in archive.namelist() if name.endswith("ledger/checkpoint")]
    if len(found) != 1:
        raise BadCopy(f"{path} holds no log, or more than one.")
    top = found[0].removesuffix("checkpoint")

    def read(name: str) -> bytes:
        try:
            return archive.read(top + name)
        except (KeyError, zipfile.BadZipFile) as error:
            raise BadCopy(f"{name} cannot be read out of the archive.") from error

    return read


def _from_web(address: str) -> Read:
    def read(path: str) -> bytes:
        try:
            with urllib.request.urlopen(f"{address}/{path}", timeout=TIMEOUT) as answer:
                return bytes(answer.read(LARGEST))
        except (OSError, urllib.error.URLError) as error:
            raise BadCopy(f"{address}/{path} cannot be fetched: {error}.") from error

    return read
