"""The tree over a log's entries (RFC 6962 section 2.1): which subtrees make a root or a proof, and
how a stranger checks a proof (RFC 9162 sections 2.1.3.2 and 2.1.4.2).

Pure: where a subtree's hash lies is the business of `tiles`. A node is (level, index) and stands
for the 2^level leaves from index * 2^level on.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from disclosures.rules.hashing import node_hash

EMPTY_ROOT = hashlib.sha256(b"").digest()

type Node = tuple[int, int]
type Range = tuple[int, int]


class BadProof(ValueError):
    """A proof that does not lead to the root it is held against."""


def _split(width: int) -> int:
    """The largest power of two smaller than `width`."""
    return 1 << (width - 1).bit_length() - 1


def nodes_of(span: Range) -> list[Node]:
    """The complete subtrees, left to right, that the leaves from span[0] up to span[1] fall into.

    The span must be one that occurs in a tree: it begins at a multiple of its width's power of two.
    """
    start, end = span
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def root_of(span: Range, hashes: Mapping[Node, bytes]) -> bytes:
    """MTH of a span (RFC 6962 section 2.1) from the hashes of its `nodes_of`."""
    nodes = nodes_of(span)
    if not nodes:
        return EMPTY_ROOT
    digest = hashes[nodes[-1]]
    for node in reversed(nodes[:-1]):
        digest = node_hash(hashes[node], digest)
    return digest


def inclusion_spans(index: int, size: int) -> list[Range]:
    """PATH(index, D[size]), from the leaf to the root (RFC 6962 section 2.1.1)."""
    if not 0 <= index < size:
        raise ValueError("The tree has no such leaf.")
    start, end = 0, size
    spans = []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    return spans[::-1]


def consistency_spans(old: int, size: int) -> list[Range]:
    """PROOF(old, D[size]) (RFC 6962 section 2.1.2)."""
    if not 0 < old <= size:
        raise ValueError("Only a smaller tree that is not empty can be extended by proof.")
    start, end = 0, size
    spans = []
    whole = True
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
            whole = False
    if not whole:
        spans.append((start, end))
    return spans[::-1]


def needed(spans: Iterable[Range]) -> list[Node]:
    """All nodes whose hashes a proof of these spans needs."""
    return [node for span in spans for node in nodes_of(span)]


def proof_of(spans: Sequence[Range], hashes: Mapping[Node, bytes]) -> list[bytes]:
    """The hashes of a proof."""
    return [root_of(span, hashes) for span in spans]


def check_inclusion(
    leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Raise BadProof unless the leaf stands at `index` of the tree with this root."""
    _refuse_other_lengths(leaf_hash, root, *proof)
    if not 0 <= index < size:
        raise BadProof("The index lies outside the tree.")
    place, last, digest = index, size - 1, leaf_hash
    for step in proof:
        if last == 0:
            raise BadProof("The proof is too long.")
        if place & 1 or place == last:
            digest = node_hash(step, digest)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            digest = node_hash(digest, step)
        place >>= 1
        last >>= 1
    if last or digest != root:
        raise BadProof("The proof leads to another root.")


def check_consistency(
    old: int, size: int, old_root: bytes, root: bytes, proof: Sequence[bytes]
) -> None:
    """Raise BadProof unless the tree of `size` begins with the whole tree of `old` leaves."""
    if not 0 < old <= size:
        raise BadProof("The sizes fit no proof.")
    if old == size:
        if proof or old_root != root:
            raise BadProof("Two trees of one size have two roots.")
        return
    _refuse_other_lengths(old_root, root, *proof)
    steps = list(proof)
    if not old & (old - 1):
        steps.insert(0, old_root)
    if not steps or not proof:
        raise BadProof("The proof is empty.")
    place, last = old - 1, size - 1
    while place & 1:
        place >>= 1
        last >>= 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise BadProof("The proof is too long.")
        if place & 1 or place == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            after = node_hash(after, step)
        place >>= 1
        last >>= 1
    if last or before != old_root or after != root:
        raise BadProof("The proof does not lead from one root to the other.")


def _refuse_other_lengths(*hashes: bytes) -> None:
    if any(len(digest) != 32 for digest in hashes):
        raise BadProof("A hash has 32 bytes.")
