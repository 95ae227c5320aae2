"""Walks through DER (ITU-T X.690): just enough to take a digital signature apart."""

from collections.abc import Iterator
from dataclasses import dataclass

_DEEPEST = 40
# The string types of X.680 in which certificates write names, and how they encode them.
_STRINGS = {0x0C: "utf-8", 0x13: "ascii", 0x14: "latin-1", 0x16: "ascii", 0x1E: "utf-16-be"}


class NotDer(ValueError):
    """The bytes are not DER, or not whole."""


@dataclass(frozen=True, slots=True)
class Node:
    """One value: its tag, its content, and both together as they stand in the file."""

    tag: int
    content: bytes
    whole: bytes

    def children(self) -> list["Node"]:
        """The values inside a constructed one. Raises NotDer."""
        found, at = [], 0
        while at < len(self.content):
            node = read(self.content, at)
            found.append(node)
            at += len(node.whole)
        return found

    def child(self, number: int, tag: int) -> "Node":
        """The child at `number`, which must have this tag. Raises NotDer."""
        inside = self.children()
        if number >= len(inside) or inside[number].tag != tag:
            raise NotDer
        return inside[number]

    @property
    def oid(self) -> str:
        """An object identifier in dots. Raises NotDer."""
        if self.tag != 0x06 or not self.content or self.content[-1] & 0x80:
            raise NotDer
        arcs, value = [], 0
        for byte in self.content:
            value = value << 7 | byte & 0x7F
            if not byte & 0x80:
                arcs.append(value)
                value = 0
        first = min(arcs[0] // 40, 2)
        return ".".join(map(str, [first, arcs[0] - 40 * first, *arcs[1:]]))


def read(content: bytes, at: int = 0) -> Node:
    """The value that begins at `at`. Raises NotDer, also for indefinite lengths."""
    if at + 2 > len(content) or content[at] & 0x1F == 0x1F:
        raise NotDer
    length, start = content[at + 1], at + 2
    if length & 0x80:
        count = length & 0x7F
        if not 1 <= count <= 4 or start + count > len(content):
            raise NotDer
        length = int.from_bytes(content[start : start + count])
        start += count
    if start + length > len(content):
        raise NotDer
    return Node(content[at], content[start : start + length], content[at : start + length])


def strings(node: Node, depth: int = 0) -> Iterator[str]:
    """All words in a value, however deep. Raises NotDer."""
    if depth > _DEEPEST:
        raise NotDer
    if node.tag in _STRINGS:
        yield node.content.decode(_STRINGS[node.tag], "replace")
    elif node.tag & 0x20:
        for inside in node.children():
            yield from strings(inside, depth + 1)
