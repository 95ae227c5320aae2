"""Hidden rows and columns, faults and percentages of an XLS file, from its BIFF8 records.

Sources: [MS-CFB] for the container, [MS-XLS] for the records. Merged cells come from calamine.
"""

import struct
from collections.abc import Iterator

from disclosures.tables.traits import Fault, Traits

_END = 0xFFFFFFFA
_ERRORS = {
    0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A",
}  # fmt: skip


def read(content: bytes) -> dict[str, Traits]:
    """Traits by the sheet's name; nothing for a container that cannot be followed."""
    try:
        return _sheets(_stream(content))
    except (struct.error, IndexError, ValueError, KeyError, UnicodeError):
        return {}


def _stream(content: bytes) -> bytes:
    """The workbook's stream out of the container. Raises what a broken one raises."""
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    if size not in {512, 4096}:
        raise ValueError(size)
    sectors = [content[at : at + size] for at in range(size, len(content), size)]
    listed = [n for n in struct.unpack_from("<109I", content, 76) if n < _END]
    more = struct.unpack_from("<I", content, 68)[0]
    seen: set[int] = set()
    while more < _END and more not in seen:
        seen.add(more)
        numbers = struct.unpack(f"<{size // 4}I", sectors[more])
        listed += [n for n in numbers[:-1] if n < _END]
        more = numbers[-1]
    table = [n for at in listed for n in struct.unpack(f"<{size // 4}I", sectors[at])]
    start, cutoff, mini = struct.unpack_from("<I4xII", content, 48)
    directory = _chain(start, table, sectors)
    entries = {}
    root = 0
    for at in range(0, len(directory) - 127, 128):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        name = directory[at : at + max(0, length - 2)].decode("utf-16-le")
        entries[name] = struct.unpack_from("<II", directory, at + 116)
        root = entries[name][0] if at == 0 else root
    first, long = entries.get("Workbook") or entries["Book"]
    if long >= cutoff:
        return _chain(first, table, sectors)[:long]
    small = _chain(root, table, sectors)
    parts = [small[at : at + 64] for at in range(0, len(small), 64)]
    numbers = struct.unpack(f"<{len(chain := _chain(mini, table, sectors)) // 4}I", chain)
    return _chain(first, list(numbers), parts)[:long]


def _chain(start: int, table: list[int], sectors: list[bytes]) -> bytes:
    parts, seen = [], set()
    while start < _END and start not in seen:
        seen.add(start)
        parts.append(sectors[start])
        start = table[start]
    return b"".join(parts)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records from `at` to the end of their substream."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        depth += (kind == 0x809) - (kind == 0x0A)
        if kind == 0x0A and depth <= 0:
            return
        at += 4 + length


def _sheets(stream: bytes) -> dict[str, Traits]:
    places: list[tuple[str, int]] = []
    formats: set[int] = {9, 10}
    percent: list[bool] = []
    used: list[int] = []
    is_1904, active = False, 0
    for kind, body in _records(stream, 0):
        match kind:
            case 0x85:
                places.append((_text(body, 6), struct.unpack_from("<I", body)[0]))
            case 0x41E if b"%" in body[2:]:
                formats.add(struct.unpack_from("<H", body)[0])
            case 0xE0:
                used.append(struct.unpack_from("<H", body, 2)[0])
            case 0x22:
                is_1904 = body[:1] == b"\x01"
            case 0x3D:
                active = struct.unpack_from("<H", body, 10)[0]
    percent = [number in formats for number in used]
    found = {}
    for at, (name, place) in enumerate(places):
        traits = Traits(is_1904=is_1904, is_active=at == active)
        for kind, body in _records(stream, place):
            _look(kind, body, traits, percent)
        found[name] = traits
    return found


def _text(body: bytes, at: int) -> str:
    length, wide = body[at], body[at + 1] & 1
    raw = body[at + 2 : at + 2 + length * (1 + wide)]
    return raw.decode("utf-16-le" if wide else "latin-1")


def _look(kind: int, body: bytes, traits: Traits, percent: list[bool]) -> None:
    match kind:
        case 0x208 if body[12] & 0x20:
            traits.hidden_rows.add(struct.unpack_from("<H", body)[0])
        case 0x7D:
            first, last, _width, _style, options = struct.unpack_from("<5H", body)
            if options & 1:
                traits.hidden_columns.update(range(first, min(last, 255) + 1))
        case 0x203 | 0x27E | 0x06 | 0x205:
            row, column, style = struct.unpack_from("<3H", body)
            if style < len(percent) and percent[style]:
                traits.percent(row, column)
            if kind == 0x205 and body[7]:
                traits.fault(row, column, Fault(_ERRORS.get(body[6], "#N/A")))
            if kind == 0x06 and body[12:14] == b"\xff\xff" and body[6] == 2:
                traits.fault(row, column, Fault(_ERRORS.get(body[8], "#N/A")))
        case 0xBD:
            row, column = struct.unpack_from("<2H", body)
            for at in range((len(body) - 6) // 6):
                style = struct.unpack_from("<H", body, 4 + at * 6)[0]
                if style < len(percent) and percent[style]:
                    traits.percent(row, column + at)
