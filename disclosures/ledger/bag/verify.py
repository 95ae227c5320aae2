#!/usr/bin/env python3
"""Kiểm tra một gói lịch sử công khai, không cần mạng, chỉ cần Python 3.10 trở lên.
Checks a bag of public history: offline, with nothing but Python 3.10 or newer.

  python3 verify.py BAG --vkey FILE [--witness FILE] [--quorum K] [--checkpoint FILE] [--auditor]

BAG is the folder that holds bagit.txt. The key must not come from the bag: it is on the portal at
/so-cai/vkey and on printed notices. Exit code 0: everything holds. 1: something does not.

This file is copied into every bag, and the portal makes a bag's lists with the functions below,
so that "the CSV equals the committed content" has one definition. One file by intent: an auditor
reads it from top to bottom. Standards: RFC 8493 (bag), RFC 8032 (Ed25519), C2SP signed-note,
tlog-checkpoint, tlog-cosignature, tlog-tiles and tlog-proof, RFC 6962 section 2.1 (tree), RFC 8785
(canonical JSON), RFC 9901 section 4.2 (openings), RFC 4180 (CSV).
"""

from __future__ import annotations

import argparse
import base64
import bisect
import datetime as dt
import hashlib
import json
import os
import re
import sys
import zipfile
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

Rows = Iterator[Sequence[Any]]
Entry = dict[str, Any]
SKEW = 300  # seconds by which two honest clocks may differ
COVER = "[đã xoá]"  # what a table shows in place of an erased cell


class Broken(Exception):
    """Something does not hold; the sentence in Vietnamese and in English."""

    def __init__(self, vietnamese: str, english: str) -> None:
        super().__init__(f"{vietnamese}\n    {english}")


def need(holds: object, vietnamese: str, english: str) -> None:
    """Raise Broken unless `holds`."""
    if not holds:
        raise Broken(vietnamese, english)


# --- signatures: Ed25519 (RFC 8032 section 5.1.7), notes and keys (C2SP) --------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]


def _point(data: bytes) -> Point | None:
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def _add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(scalar: int, p: Point) -> Point:
    total = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = _add(total, p)
        p, scalar = _add(p, p), scalar >> 1
    return total


_BASE = _point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def ed25519_holds(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether `signature` over `message` is by `public`; strict about every encoding."""
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r = _point(public), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or _BASE is None or s >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    left = _times(s, _BASE)
    right = _add(r, _times(int.from_bytes(digest, "little") % ORDER, a))
    return not (left[0] * right[2] - right[0] * left[2]) % P and not (
        (left[1] * right[2] - right[1] * left[2]) % P
    )


def b64(text: str) -> bytes:
    """Base64 with padding, in its only spelling."""
    data = base64.b64decode(text, validate=True)
    need(base64.b64encode(data).decode() == text, "Base64 sai.", "Bad base64.")
    return data


class Key:
    """A verifier key: `name+id+base64(type || public key)`; type 1 signs logs, 4 cosigns."""

    def __init__(self, line: str) -> None:
        self.name, identifier, encoded = line.split("+", 2)
        self.id, raw = bytes.fromhex(identifier), b64(encoded)
        self.type, self.public = raw[0], raw[1:]
        expected = hashlib.sha256(self.name.encode() + b"\n" + raw).digest()[:4]
        fits = self.id == expected and len(self.public) == 32 and identifier == self.id.hex()
        need(fits, f"Khóa của {self.name} sai.", f"The key of {self.name} is malformed.")


def keys_in(path: Path) -> list[Key]:
    """One key a line, as the portal gives them at /so-cai/vkey."""
    lines = path.read_text("utf-8").splitlines()
    return [Key(line.strip()) for line in lines if line.strip() and not line.startswith("#")]


class Checkpoint:
    """A signed statement: this log had so many entries, under this root."""

    def __init__(self, data: bytes) -> None:
        self.note = data.decode("utf-8")
        text, separator, signatures = self.note.rpartition("\n\n")
        bad = ("Điểm kiểm tra sai khuôn dạng.", "The checkpoint is malformed.")
        need(separator and signatures.endswith("\n"), *bad)
        self.text = text + "\n"
        self.lines = []
        for line in signatures[:-1].split("\n"):
            dash, name, payload = line.split(" ")
            raw = b64(payload)
            need(dash == "—" and len(raw) > 4, *bad)
            self.lines.append((name, raw[:4], raw[4:]))
        self.origin, size, root = text.split("\n")
        need(re.fullmatch(r"[1-9]\d*", size), *bad)
        self.size, self.root = int(size), b64(root)
        need(len(self.root) == 32, *bad)

    def signed_by(self, keys: Sequence[Key]) -> bool:
        """Whether one of the log's keys signed it; a wrong signature by a known key is no."""
        good = [
            ed25519_holds(key.public, payload, self.text.encode())
            for name, identifier, payload in self.lines
            for key in keys
            if key.type == 1 and (key.name, key.id) == (name, identifier) and name == self.origin
        ]
        return bool(good) and all(good)

    def times(self, witnesses: Sequence[Key]) -> dict[str, int]:
        """When each known witness cosigned it. Raises Broken for a wrong cosignature."""
        found = {}
        for name, identifier, payload in self.lines:
            for key in witnesses:
                if key.type == 4 and (key.name, key.id) == (name, identifier):
                    time = int.from_bytes(payload[:8], "big")
                    message = f"cosignature/v1\ntime {time}\n{self.text}".encode()
                    need(
                        ed25519_holds(key.public, payload[8:], message),
                        f"Chữ ký của nhân chứng {name} sai.",
                        f"The cosignature of the witness {name} does not hold.",
                    )
                    found[f"{name}+{identifier.hex()}"] = time
        return found


# --- the tree (RFC 6962 section 2.1) and its tiles ------------------------------------------------


def node(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """All complete subtrees of a list of leaves, 64 bytes a leaf."""

    def __init__(self) -> None:
        self.levels: list[bytearray] = [bytearray()]
        self.size = 0

    def add(self, leaf: bytes) -> None:
        """Append one leaf's bytes."""
        digest = hashlib.sha256(b"\x00" + leaf).digest()
        level, place = 0, self.size
        self.levels[0] += digest
        while place & 1:
            digest = node(self._at(level, place - 1), digest)
            level, place = level + 1, place >> 1
            if level == len(self.levels):
                self.levels.append(bytearray())
            self.levels[level] += digest
        self.size += 1

    def _at(self, level: int, place: int) -> bytes:
        return bytes(self.levels[level][32 * place : 32 * place + 32])

    def root(self, start: int, end: int) -> bytes:
        """The root over leaves start..end-1; `start` must be where a subtree of that size may."""
        width = end - start
        if not width:
            return hashlib.sha256(b"").digest()
        digest = b""
        for level in range(width.bit_length()):
            if width >> level & 1:
                here = self._at(level, (start >> level) + (width >> level) - 1)
                digest = node(here, digest) if digest else here
        return digest

    def path(self, n: int, start: int, end: int) -> list[bytes]:
        """The inclusion proof of leaf n in start..end-1, from the leaf upwards (PATH)."""
        if end - start == 1:
            return []
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        if n < middle:
            return [*self.path(n, start, middle), self.root(middle, end)]
        return [*self.path(n, middle, end), self.root(start, middle)]

    def tiles(self) -> Iterator[tuple[str, bytes]]:
        """Path and bytes of every tile of hashes (C2SP tlog-tiles)."""
        for level in range(0, len(self.levels), 8):
            data = self.levels[level]
            for place in range(0, len(data), 32 * 256):
                piece = bytes(data[place : place + 32 * 256])
                yield tile_path(str(level // 8), place // 8192, len(piece) // 32), piece


def tile_path(level: str, n: int, width: int) -> str:
    """`tile/0/x001/067.p/12`."""
    groups = [f"{n % 1000:03d}"]
    while n := n // 1000:
        groups.append(f"x{n % 1000:03d}")
    partial = "" if width == 256 else f".p/{width}"
    return f"tile/{level}/{'/'.join(reversed(groups))}{partial}"


def proof_text(tree: Tree, n: int, note: str) -> str:
    """The C2SP tlog-proof of entry n against a checkpoint over the whole tree."""
    hashes = "".join(base64.b64encode(h).decode() + "\n" for h in tree.path(n, 0, tree.size))
    return f"c2sp.org/tlog-proof@v1\nindex {n}\n{hashes}\n{note}"


# --- entries and openings -------------------------------------------------------------------------


def canonical(value: Any) -> bytes:
    """The RFC 8785 bytes of a value without floats."""
    text = json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    return text.encode("utf-8")


def b64url(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def unb64url(text: str) -> bytes:
    """The bytes of base64url without padding, in its only spelling."""
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    need(b64url(data) == text, "Base64url sai.", "Bad base64url.")
    return data


class Bag:
    """The log of a bag, read by place; 8 bytes an entry and one number a subject in memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.offsets = array("Q", [0])
        self.last: dict[str, int] = {}
        self.received = array("Q")
        self.log = self.data / "ledger/entries.jsonl"
        self._file = self.log.open("rb")

    def index(self, each: Callable[[int, bytes, Entry], None] | None = None) -> None:
        """Read all entries once, in order; `each` gets place, leaf bytes and entry."""
        self._file.seek(0)
        for n, line in enumerate(self._file):
            need(line.endswith(b"\n"), "Dòng cuối bị cắt.", "The last line is cut.")
            entry = json.loads(line)
            self.offsets.append(self.offsets[-1] + len(line))
            if each:
                each(n, line[:-1], entry)
            self.last[entry["subject"]["id"]] = n
            if entry["type"] == "comment.received":
                self.received.append(n)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def body(self, n: int) -> bytes:
        """The leaf bytes of entry n."""
        self._file.seek(self.offsets[n])
        return self._file.read(self.offsets[n + 1] - self.offsets[n] - 1)

    def _having(self, *marks: bytes) -> Iterator[Entry]:
        """Those of the entries that hold one of these bytes; the others are not read closely."""
        with self.log.open("rb") as file:
            for line in file:
                if any(mark in line for mark in marks):
                    yield json.loads(line)

    def __iter__(self) -> Iterator[Entry]:
        return self._having(b"")

    def of(self, *types: str) -> Iterator[Entry]:
        """The entries of these types, in order; canonical bytes hold a type in one spelling."""
        found = self._having(*(b'"type":"%b"' % name.encode() for name in types))
        return (entry for entry in found if entry["type"] in types)

    def chain(self, subject: str) -> list[Entry]:
        """The entries of a subject, oldest first."""
        found, at = [], self.last.get(subject)
        while at is not None:
            found.append(json.loads(self.body(at)))
            at = found[-1]["subject"]["prev"]
        return found[::-1]

    def commits(self, pattern: str) -> Iterator[tuple[Entry, dict[str, Any]]]:
        """Each commitment whose name matches, with its entry."""
        for entry in self._having(b'"commit":['):
            for commit in entry.get("commit", ()):
                if re.fullmatch(pattern, commit["name"]):
                    yield entry, commit

    def openings(self, n: int, name: str) -> Iterator[list[Any]]:
        """The rows of contents/<n>.<name>.jsonl: texts that open, or {"withheld" or "redacted"}."""
        with (self.data / f"contents/{n}.{name}.jsonl").open("rb") as file:
            for line in file:
                row = json.loads(line)
                exact = line == canonical(row) + b"\n"
                need(exact, f"Dòng sai khuôn: {file.name}", f"A line is not canonical: {file.name}")
                yield row

    def opened(self, entry: Entry, name: str) -> dict[str, Any]:
        """A committed row by column, without the cells that are not given; {} where none is."""
        for commit in entry.get("commit", ()):
            if commit["name"] == name and commit["rows"] == 1:
                (row,) = self.openings(entry["n"], name)
                cells = zip(commit["cols"], row, strict=True)
                return {col: value_of(cell) for col, cell in cells if isinstance(cell, str)}
        return {}

    def final(self, subject: str, words: dict[str, str]) -> str:
        """What the last entry of a subject says of its state."""
        told = [words[e["type"]] for e in self.chain(subject) if e["type"] in words]
        return told[-1] if told else ""

    def reference(self, subject: str) -> str:
        """The reference of a published notice."""
        for entry in self.chain(subject) if subject.startswith("d:") else ():
            if "reference" in entry["data"]:
                return str(entry["data"]["reference"])
        return ""


def value_of(opening: str) -> Any:
    """The value that an opening opens to."""
    return json.loads(unb64url(opening))[2]


# --- the lists, derived from entries and openings alone -------------------------------------------

STATES = {
    "disclosure.published": "published", "disclosure.amended": "published",
    "disclosure.superseded": "superseded", "disclosure.withdrawn": "withdrawn",
}  # fmt: skip
ANSWERS = {
    "comment.received": "pending", "comment.published": "published",
    "comment.rejected": "rejected", "comment.hidden": "hidden", "comment.restored": "published",
    "comment.taken_back": "taken_back", "comment.closed": "closed",
}  # fmt: skip
DECISIONS = (
    "comment.published", "comment.rejected", "comment.hidden", "comment.restored",
    "comment.closed", "comment.appealed",
)  # fmt: skip
META = (
    "title", "summary", "body", "document_number", "document_date", "issuer", "signer", "office",
    "change_reason",
)  # fmt: skip


def events(bag: Bag) -> Rows:
    """events.csv."""
    yield ("n", "t", "type", "actor_id", "actor_role", "subject_id", "subject_seq", "data", "prev")
    for entry in bag:
        actor, subject = entry["actor"], entry["subject"]
        yield (
            entry["n"], entry["t"], entry["type"], actor["id"], actor["role"], subject["id"],
            subject["seq"], canonical(entry["data"]).decode(), subject["prev"],
        )  # fmt: skip


def disclosure_versions(bag: Bag) -> Rows:
    """disclosure_versions.csv: every version that was ever public; texts as far as given."""
    named = ("late_seconds", "urgent", "substantive")
    yield (
        "reference", "version", "kind", "status", "period", *META, "posted_on", "published_at",
        "due_on", "posting_ends_on", "places", "legal_basis", "tables", *named, "subject_id",
        "entry",
    )  # fmt: skip
    for entry in bag.of("disclosure.published", "disclosure.amended"):
        data, meta = entry["data"], bag.opened(entry, "meta")
        yield (
            data.get("reference"), data.get("version"), data.get("kind"),
            bag.final(entry["subject"]["id"], STATES), data.get("period"),
            *(meta.get(name) for name in META), data.get("posted_on"), entry["t"],
            data.get("due_on"), data.get("ends_on"), meta.get("places"), meta.get("legal_basis"),
            " ".join(data.get("tables", ())), *(data.get(name) for name in named),
            entry["subject"]["id"], entry["n"],
        )  # fmt: skip


def comments(bag: Bag) -> Rows:
    """comments.csv: every comment that was ever received; words as far as given."""
    yield (
        "number", "subject_id", "reference", "status", "name", "village", "text", "masked",
        "received_at", "decided_at", "answered_at", "answers", "row", "language", "on", "entry",
    )  # fmt: skip
    for at, n in enumerate(bag.received):
        entry = json.loads(bag.body(n))
        chain = bag.chain(entry["subject"]["id"])
        status = [ANSWERS[e["type"]] for e in chain if e["type"] in ANSWERS][-1]
        decided = [e["t"] for e in chain[1:] if e["type"] in ANSWERS]
        answered = [e for e in chain if e["type"] == "comment.answered"]
        answers = [bag.opened(e, "body") for e in answered]
        shown = [bag.opened(e, "shown") for e in chain if e["type"] == "comment.published"]
        masked = any(c["name"] == "shown" for e in chain for c in e.get("commit", ()))
        body = bag.opened(entry, "body")
        on = [e["data"]["on"] for e in chain if "on" in e["data"]] or [body.get("on") or ""]
        yield (
            f"YK-{at + 1:04d}", entry["subject"]["id"], bag.reference(on[0]), status,
            body.get("name"), body.get("village"), (shown or [body])[-1].get("text")
            if masked else body.get("text"), masked, entry["t"], decided[0] if decided else None,
            answered[0]["t"] if answered else None,
            "\n\n".join(f"{a['office']}: {a['text']}" for a in answers if "text" in a),
            body.get("row"), body.get("language"), on[0], n,
        )  # fmt: skip


def moderation(bag: Bag) -> Rows:
    """moderation.csv: every decision on a comment, by rule and role."""
    yield (
        "decided_at", "type", "subject_id", "number", "role", "reason_code", "entry", "actor_id",
        "note",
    )  # fmt: skip
    for entry in bag.of(*DECISIONS):
        kind, subject = entry["type"], entry["subject"]["id"]
        number = bisect.bisect(bag.received, bag.chain(subject)[0]["n"])
        yield (
            entry["t"], kind, subject, f"YK-{number:04d}", entry["actor"]["role"],
            entry["data"].get("reason_code"), entry["n"], entry["actor"]["id"],
            bag.opened(entry, "note").get("text"),
        )  # fmt: skip


def redactions(bag: Bag) -> Rows:
    """redactions.csv: what was erased, on what basis."""
    yield ("n", "t", "actor_id", "actor_role", "target", "name", "cells", "basis")
    for entry in bag.of("content.redacted"):
        data = entry["data"]
        yield (
            entry["n"], entry["t"], entry["actor"]["id"], entry["actor"]["role"],
            data["target"], data["name"], canonical(data["cells"]).decode(), data["basis"],
        )  # fmt: skip


def attachments(bag: Bag) -> Rows:
    """attachments.csv: the public files of every published version."""
    last = ("title", "role", "pages")  # since titles are committed to
    yield (
        "reference", "version", "name", "media_type", "bytes", "sha256", "entry", "position", *last,
    )  # fmt: skip
    for entry, commit in bag.commits("files"):
        for at, row in enumerate(bag.openings(entry["n"], "files"), start=1):
            cells = dict(zip(commit["cols"], row, strict=True))
            shown = {c: value_of(v) for c, v in cells.items() if isinstance(v, str)}
            yield (
                entry["data"].get("reference"), entry["data"].get("version"),
                *(shown.get(name) for name in ("name", "media_type", "bytes", "sha256")),
                entry["n"], at, *(shown.get(name) for name in last),
            )  # fmt: skip


LISTS: dict[str, Callable[[Bag], Rows]] = {
    "events": events, "disclosure_versions": disclosure_versions, "comments": comments,
    "moderation": moderation, "redactions": redactions, "attachments": attachments,
}  # fmt: skip


def withheld_columns(bag: Bag, n: int, commit: dict[str, Any]) -> set[str]:
    """The columns of a commitment that are not given in this edition."""
    missing: set[str] = set()
    unknown = set(commit["cols"])
    for row in bag.openings(n, commit["name"]):
        cells = list(zip(commit["cols"], row, strict=True))
        missing |= {col for col, cell in cells if isinstance(cell, dict) and "withheld" in cell}
        unknown -= {col for col, cell in cells if isinstance(cell, str)} | missing
        if not unknown:
            break
    return missing


def table(bag: Bag, n: int, commit: dict[str, Any]) -> Rows:
    """A table's rows; where columns are withheld, how often each combination of the rest occurs."""
    missing = withheld_columns(bag, n, commit)
    kept = [at for at, column in enumerate(commit["cols"]) if column not in missing]
    rows = (
        tuple(value_of(row[at]) if isinstance(row[at], str) else COVER for at in kept)
        for row in bag.openings(n, commit["name"])
    )
    names = tuple(commit["cols"][at] for at in kept)
    if not missing:
        yield names
        yield from rows
        return
    yield (*names, "count")
    counted = Counter(tuple(map(plain, row)) for row in rows)
    for row, count in sorted(counted.items()):
        yield (*row, count)


def table_file(n: int, name: str) -> str:
    """Where a table's CSV lies: tables/41.content.csv, and tables/41.2.content.csv for a second."""
    number = name.removeprefix("public_")
    return f"tables/{n}.content.csv" if number == "1" else f"tables/{n}.{number}.content.csv"


RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def plain(value: Any) -> str:
    """A value as text: nothing for null, ISO for the rest."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def inert(text: str) -> str:
    """Text that a spreadsheet would run, or that begins with ', gets one more ' in front."""
    return "'" + text if text.startswith(RISKY) and not NUMBER.fullmatch(text) else text


def csv_line(row: Iterable[Any]) -> bytes:
    """One RFC 4180 record; quoted only where it must be."""
    cells = (inert(plain(value)) for value in row)
    return (
        ",".join('"' + c.replace('"', '""') + '"' if re.search('[,"\r\n]', c) else c for c in cells)
        + "\r\n"
    ).encode()


MARK = b"\xef\xbb\xbf"  # so that Excel reads Vietnamese letters


# --- the checks -----------------------------------------------------------------------------------

TAGS = {
    "bagit.txt", "bag-info.txt", "manifest-sha256.txt", "manifest-sha512.txt",
    "tagmanifest-sha256.txt", "tagmanifest-sha512.txt",
}  # fmt: skip
MEMBERS = {"v", "log", "n", "t", "type", "actor", "subject", "data", "commit"}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
PRIVATE = ("body", "note", "shown")


def seconds(moment: str) -> float:
    """An entry's time as seconds since 1970."""
    return dt.datetime.fromisoformat(moment.replace("Z", "+00:00")).timestamp()


class Check:
    """All checks of one bag, in the order in which each leans on those before it."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.folder: Path = options.bag
        self.options = options
        self.keys = keys_in(options.vkey)
        self.witnesses = [key for path in options.witness for key in keys_in(path)]
        self.quorum = options.quorum if options.quorum is not None else min(1, len(self.witnesses))
        self.bag = Bag(self.folder)
        self.tree = Tree()
        self.times: list[float] = []
        self.info: dict[str, str] = {}
        self.erased: dict[tuple[int, str], list[dict[str, Any]]] = {}
        self.files: set[str] = set()
        self.withheld = 0
        self.illustrative = False

    def steps(self) -> Iterator[tuple[str, Callable[[], object]]]:
        """What is checked, in words."""
        yield "Gói đủ tệp, không thừa tệp · Every file is listed and whole", self.files_whole
        yield "Điểm kiểm tra có chữ ký · The checkpoint is signed", self.signed
        yield "Mục nào cũng đúng chỗ · Every entry stands in its place", self.entries
        yield "Gốc của cây khớp · The root fits", self.root
        yield "Mọi điểm kiểm tra khác khớp · Every other checkpoint fits", self.others
        yield "Thời gian hợp lý · The times fit", self.bracketed
        yield "Nội dung khớp cam kết · Contents open their commitments", self.contents
        yield "Bảng CSV khớp nội dung · The CSV files equal the contents", self.tables
        yield "Bảng Excel khớp · The Excel file equals them", self.workbook
        yield "Tệp đính kèm khớp · The attachments fit", self.attached

    # 1 the bag

    def files_whole(self) -> None:
        found = self._found()
        for algorithm in ("sha256", "sha512"):
            payload = {f for f in found if f.startswith("data/")}
            tags = TAGS - {"tagmanifest-sha256.txt", "tagmanifest-sha512.txt"}
            self._manifest(f"manifest-{algorithm}.txt", algorithm, payload)
            self._manifest(f"tagmanifest-{algorithm}.txt", algorithm, tags)
        self.files = {name.removeprefix("data/") for name in found if name.startswith("data/")}
        for line in (self.folder / "bag-info.txt").read_text("utf-8").splitlines():
            label, separator, value = line.partition(": ")
            need(separator, "bag-info.txt sai khuôn.", "bag-info.txt is malformed.")
            self.info[label] = value
        total = sum(size for name, size in found.items() if name.startswith("data/"))
        oxum = f"{total}.{len(self.files)}"
        need(
            self.info.get("Payload-Oxum") == oxum,
            f"Payload-Oxum phải là {oxum}.",
            f"Payload-Oxum should be {oxum}.",
        )

    def _found(self) -> dict[str, int]:
        found = {}
        for root, folders, names in os.walk(self.folder):
            for name in [*folders, *names]:
                path = Path(root, name)
                local = path.relative_to(self.folder).as_posix()
                ordinary = not path.is_symlink() and (path.is_dir() or path.is_file())
                need(ordinary, f"{local} không phải tệp thường.", f"{local} is no ordinary file.")
                if name in names:
                    found[local] = path.stat().st_size
        extra = {name for name in found if not name.startswith("data/")} ^ TAGS
        words = ", ".join(sorted(extra))
        need(not extra, f"Thừa hoặc thiếu tệp: {words}.", f"Extra or missing files: {words}.")
        return found

    def _manifest(self, manifest: str, algorithm: str, names: set[str]) -> None:
        listed = {}
        text = (self.folder / manifest).read_bytes().decode("utf-8")
        for line in text.splitlines():
            digest, _, name = line.partition("  ")
            listed[name] = digest
        for name in sorted(names ^ set(listed)):
            need(name in names, f"Thiếu tệp {name}.", f"The file {name} is missing.")
            need(False, f"Tệp {name} không có trong danh sách.", f"The file {name} is not listed.")
        exact = "".join(f"{listed[name]}  {name}\n" for name in sorted(names))
        need(text == exact, f"{manifest} sai khuôn dạng.", f"{manifest} is malformed.")
        for name in sorted(names):
            with (self.folder / name).open("rb") as file:
                digest = hashlib.file_digest(file, algorithm).hexdigest()
            need(digest == listed[name], f"Tệp {name} đã bị thay đổi.", f"{name} was changed.")

    # 2 the checkpoint

    def signed(self) -> None:
        self.point = Checkpoint((self.bag.data / "ledger/checkpoint").read_bytes())
        need(
            any(key.name == self.point.origin for key in self.keys),
            f"Tệp khóa của ông/bà không có khóa của sổ {self.point.origin}.",
            f"Your key file has no key of the log {self.point.origin}.",
        )
        need(
            self.point.signed_by(self.keys),
            "Chữ ký trên điểm kiểm tra không đúng với khóa của ông/bà.",
            "The signature on the checkpoint does not hold under your key.",
        )
        inside = (self.bag.data / "ledger/log.vkey").read_text("utf-8").splitlines()
        mine = {(key.name, key.id) for key in self.keys}
        need(
            inside and all((key.name, key.id) in mine for key in map(Key, inside)),
            "Khóa trong gói không phải khóa của ông/bà.",
            "The key in the bag is not the one you have.",
        )
        count = len(self.point.times(self.witnesses))
        need(
            count >= self.quorum,
            f"Chỉ có {count} nhân chứng ký, cần {self.quorum}.",
            f"{count} witnesses cosigned, {self.quorum} are needed.",
        )
        for label, value in (
            ("External-Identifier", f"{self.point.origin}/{self.point.size}"),
            ("Ledger-Root", base64.b64encode(self.point.root).decode()),
        ):
            need(
                self.info.get(label) == value,
                f"{label} trong bag-info.txt phải là {value}.",
                f"{label} in bag-info.txt should be {value}.",
            )

    # 3, 4, 5, 6 the log

    def entries(self) -> None:
        self._ends: dict[str, tuple[int, int]] = {}
        self.bag.index(self._entry)

    def _entry(self, n: int, body: bytes, entry: Entry) -> None:
        self.tree.add(body)
        where = (f"Mục {n}: ", f"Entry {n}: ")

        def holds(fact: object, vietnamese: str, english: str) -> None:
            need(fact, where[0] + vietnamese, where[1] + english)

        holds(body == canonical(entry), "không ở dạng chuẩn.", "not in canonical form.")
        holds(len(body) <= 65_535, "quá dài.", "too long.")
        holds(
            {*entry, "commit"} == MEMBERS and entry["v"] == 1, "thiếu hoặc thừa phần.",
            "members are missing or unknown.",
        )  # fmt: skip
        holds(entry["n"] == n, "sai số thứ tự.", "its number is not its place.")
        holds(entry["log"] == self.point.origin, "của sổ khác.", "it belongs to another log.")
        holds(TIME.fullmatch(entry["t"]), "giờ sai khuôn.", "its time is malformed.")
        subject = entry["subject"]
        seq, prev = self._ends.get(subject["id"], (0, None))
        holds(
            (subject["seq"], subject["prev"]) == (seq + 1, prev),
            f"chuỗi của {subject['id']} bị đứt.", f"the chain of {subject['id']} is broken.",
        )  # fmt: skip
        self._ends[subject["id"]] = (seq + 1, n)
        self.times.append(seconds(entry["t"]))
        if n == 0:
            known = {(key.name, key.id) for key in self.keys}
            genesis = entry["type"] == "ledger.genesis"
            holds(genesis, "phải là mục mở sổ.", "must be the genesis entry.")
            self.illustrative = entry["data"].get("illustrative") is True
            told = Key(entry["data"]["vkey"])
            holds(
                (told.name, told.id) in known,
                "khóa mở sổ không phải của ông/bà.",
                "its key is not yours.",
            )
        if entry["type"] == "content.redacted":
            data = entry["data"]
            holds(data["target"] < n, "xoá trước khi có.", "it erases what was not there.")
            self.erased.setdefault((data["target"], data["name"]), []).extend(data["cells"])

    def root(self) -> None:
        size = self.point.size
        need(
            self.tree.size == size,
            f"Gói có {self.tree.size} mục, điểm kiểm tra ghi {size}.",
            f"The bag holds {self.tree.size} entries, the checkpoint says {size}.",
        )
        need(
            self.tree.root(0, size) == self.point.root,
            "Có mục đã bị sửa, bớt hoặc thêm: gốc tính lại không khớp chữ ký.",
            "An entry was changed, removed or added: the root differs from the signed one.",
        )
        self._derived()

    def _derived(self) -> None:
        """Tiles, bundles and proofs hold nothing of their own: all are computed again."""
        expected = dict(self._tiles())
        for n in range(self.tree.size):
            expected[f"proofs/{n}.entry"] = b""
            expected[f"proofs/{n}.tlog-proof"] = b""
        there = {
            name.removeprefix("ledger/")
            for name in self.files
            if name.startswith(("ledger/tile/", "ledger/proofs/"))
        }
        for name in sorted(there ^ set(expected)):
            need(False, f"Thừa hoặc thiếu ledger/{name}.", f"ledger/{name} is extra or missing.")
        for name, data in expected.items():
            n = int(name.split("/")[1].split(".")[0]) if name.startswith("proofs/") else 0
            if name.endswith(".entry"):
                data = self.bag.body(n)
            elif name.endswith(".tlog-proof"):
                data = proof_text(self.tree, n, self.point.note).encode()
            same = (self.bag.data / "ledger" / name).read_bytes() == data
            need(same, f"ledger/{name} không khớp sổ.", f"ledger/{name} does not fit the log.")

    def _tiles(self) -> Iterator[tuple[str, bytes]]:
        yield from self.tree.tiles()
        for start in range(0, self.tree.size, 256):
            bodies = [self.bag.body(n) for n in range(start, min(start + 256, self.tree.size))]
            data = b"".join(len(body).to_bytes(2, "big") + body for body in bodies)
            yield tile_path("entries", start // 256, len(bodies)), data

    def others(self) -> str:
        self.points = [self.point]
        paths = [
            *sorted((self.bag.data / "ledger/checkpoints").glob("*")),
            *self.options.checkpoint,
        ]
        for path in paths:
            point = Checkpoint(path.read_bytes())
            self.points.append(point)
            need(
                point.origin == self.point.origin and point.signed_by(self.keys),
                f"{path.name}: không phải điểm kiểm tra của sổ này.",
                f"{path.name} is no checkpoint of this log.",
            )
            need(
                point.size <= self.tree.size,
                f"{path.name} ghi {point.size} mục, gói chỉ có {self.tree.size}: gói bị cắt bớt "
                "hoặc đã cũ.",
                f"{path.name} counts {point.size} entries, the bag {self.tree.size}: the bag was "
                "cut short, or is older.",
            )
            need(
                self.tree.root(0, point.size) == point.root,
                f"{path.name}: {point.size} mục đầu đã bị viết lại.",
                f"{path.name}: the first {point.size} entries were rewritten.",
            )
        return f"{len(paths)}"

    def bracketed(self) -> None:
        latest, earliest = list(self.times), list(self.times)
        for n in range(1, len(latest)):
            latest[n] = max(latest[n], latest[n - 1])
            need(
                self.illustrative or self.times[n] >= latest[n - 1] - SKEW,
                f"Mục {n}: giờ chạy lùi.",
                f"Entry {n}: time runs backwards.",
            )
        for n in range(len(earliest) - 2, -1, -1):
            earliest[n] = min(earliest[n], earliest[n + 1])
        for point in self.points:
            for name, time in point.times(self.witnesses).items():
                need(
                    latest[point.size - 1] <= time + SKEW,
                    f"Nhân chứng {name}: mục trước số {point.size} ghi giờ muộn hơn lúc đã thấy.",
                    f"{name} saw entries below {point.size} before the time they claim.",
                )
                need(
                    self.illustrative
                    or point.size == self.tree.size
                    or earliest[point.size] >= time - SKEW,
                    f"Nhân chứng {name}: mục từ số {point.size} ghi lùi giờ.",
                    f"{name}: entries from {point.size} on were dated back.",
                )

    # 7 the contents

    def contents(self) -> str:
        expected = set()
        for entry, commit in self.bag.commits(r"[a-z0-9_]+"):
            expected.add(f"contents/{entry['n']}.{commit['name']}.jsonl")
            self._opens(entry, commit)
        there = {name for name in self.files if name.startswith("contents/")}
        for name in sorted(there ^ expected):
            need(False, f"Thừa hoặc thiếu {name}.", f"{name} is extra or missing.")
        return f"{self.withheld} ô không giao trong bản này · cells withheld in this edition"

    def _opens(self, entry: Entry, commit: dict[str, Any]) -> None:
        n, name, cols = entry["n"], commit["name"], commit["cols"]
        where = f"contents/{n}.{name}.jsonl"
        allowed = self._may_withhold(entry, commit)
        tree, missing = Tree(), [0] * len(cols)
        given = [0] * len(cols)
        for at, row in enumerate(self.bag.openings(n, name)):
            need(len(row) == len(cols), f"{where}: thiếu cột.", f"{where}: columns are missing.")
            digests = []
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    digests.append(self._digest(where, at, cols[place], cell))
                    given[place] += 1
                    continue
                ((kind, digest),) = cell.items()
                digests.append(unb64url(digest))
                if kind == "withheld":
                    missing[place] += 1
                    need(
                        cols[place] in allowed,
                        f"{where} dòng {at + 1}: ô bị giữ lại, bản này không được giữ.",
                        f"{where} row {at + 1}: a cell is withheld that this edition must give.",
                    )
                else:
                    need(
                        kind == "redacted" and self._is_erased(n, name, at, cols[place]),
                        f"{where} dòng {at + 1}: ô bị xoá mà không có quyết định.",
                        f"{where} row {at + 1}: a cell was erased without a decision.",
                    )
            need(all(len(d) == 32 for d in digests), f"{where}: mã sai.", f"{where}: bad digest.")
            tree.add(b"".join(digests))
        need(
            commit["alg"] == "sdm1"
            and tree.size == commit["rows"]
            and b64url(tree.root(0, tree.size)) == commit["root"],
            f"{where} không khớp cam kết trong mục {n}: có dòng bị sửa, bớt hoặc thêm.",
            f"{where} does not open entry {n}: a row was changed, removed or added.",
        )
        for place, count in enumerate(missing):
            need(
                not (count and given[place]),
                f"{where}: cột {cols[place]} chỉ giấu một số dòng.",
                f"{where}: some rows of the column {cols[place]} are hidden.",
            )
            self.withheld += count

    def _digest(self, where: str, at: int, column: str, opening: str) -> bytes:
        salt, name, value = cell = json.loads(unb64url(opening))
        good = unb64url(opening) == canonical(cell) and len(unb64url(salt)) == 16
        good = good and name == column and (value is None or isinstance(value, (str, int)))
        words = f"{where} dòng {at + 1}: ô sai.", f"{where} row {at + 1}: a cell is malformed."
        need(good, *words)
        return hashlib.sha256(opening.encode("ascii")).digest()

    def _is_erased(self, n: int, name: str, row: int, column: str) -> bool:
        return any(
            cells["rows"][0] <= row <= cells["rows"][1]
            and ("*" in cells["cols"] or column in cells["cols"])
            for cells in self.erased.get((n, name), ())
        )

    def _may_withhold(self, entry: Entry, commit: dict[str, Any]) -> set[str]:
        """The columns that may be withheld: in the auditor edition originals and what residents
        wrote to the commune only."""
        cols, name = set(commit["cols"]), commit["name"]
        if not self.options.auditor or name == "original" or self._is_outside(entry):
            return cols
        if name in PRIVATE and entry["type"].startswith("comment."):
            first = self.bag.chain(entry["subject"]["id"])[0]
            if self.bag.opened(first, "body").get("visibility") == "private":
                return cols - {"visibility"}
        return set()

    def _is_outside(self, entry: Entry) -> bool:
        """Whether the bag was asked for another period; days are those of Vietnam."""
        first, _, last = self.info.get("Period", "0001-01-01/9999-12-31").partition("/")
        vietnam = dt.timezone(dt.timedelta(hours=7))
        day = dt.datetime.fromtimestamp(seconds(entry["t"]), vietnam).date().isoformat()
        return not first <= day <= last

    # 8 what people open

    def tables(self) -> None:
        expected = {f"{name}.csv": make(self.bag) for name, make in LISTS.items()}
        for entry, commit in self.bag.commits(r"public_\d+"):
            path = table_file(entry["n"], commit["name"])
            expected[path] = table(self.bag, entry["n"], commit)
        there = {name for name in self.files if name.endswith(".csv")}
        for name in sorted(there ^ set(expected)):
            need(False, f"Thừa hoặc thiếu {name}.", f"{name} is extra or missing.")
        for name, rows in expected.items():
            with (self.bag.data / name).open("rb") as file:
                same = file.read(3) == MARK
                for row in rows:
                    line = csv_line(row)
                    same = same and file.read(len(line)) == line
                same = same and not file.read(1)
            words = f"{name} không khớp nội dung đã cam kết.", f"{name} is not what was committed."
            need(same, *words)

    def workbook(self) -> str:
        count = 0
        with zipfile.ZipFile(self.bag.data / "history.xlsx") as book:
            bad = book.testzip()
            need(bad is None, "history.xlsx hỏng.", "history.xlsx is damaged.")
            for name, rows in sheets(book):
                if name in LISTS:
                    expected = LISTS[name](self.bag)
                else:
                    n, _, number = name.partition(".")
                    wanted = f"public_{number or 1}"
                    entry = json.loads(self.bag.body(int(n)))
                    (commit,) = [c for c in entry["commit"] if c["name"] == wanted]
                    expected = table(self.bag, int(n), commit)
                same = all(
                    len(found) <= len(row) and same_row(found, row)
                    for found, row in zip(rows, expected, strict=True)
                )
                words = f"Trang {name} không khớp.", f"Sheet {name} is not what was committed."
                need(same, *words)
                count += 1
        return f"{count} trang · sheets"

    def attached(self) -> str:
        there = {n.split("/")[1] for n in self.files if n.startswith("attachments/")}
        rows = attachments(self.bag)
        next(rows)
        named = {row[5]: row[4] for row in rows if row[5]}
        if not there and self.info.get("Attachments") == "not included":
            return "không kèm trong gói · not included"
        for name in sorted(there ^ set(named)):
            need(
                False, f"Thừa hoặc thiếu tệp {name}.", f"The attachment {name} is extra or missing."
            )
        for name, size in named.items():
            path = self.bag.data / "attachments" / name
            with path.open("rb") as file:
                same = hashlib.file_digest(file, "sha256").hexdigest() == name
            same = same and path.stat().st_size == size
            need(same, f"Tệp {name} đã bị thay đổi.", f"The attachment {name} was changed.")
        return str(len(named))


SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
LONGEST = 32_767


def sheets(book: zipfile.ZipFile) -> Iterator[tuple[str, Iterator[list[Any]]]]:
    """Name and rows of every sheet; the workbook must hold plain values only."""
    links = {
        link.get("Id"): link.get("Target")
        for link in ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    }
    for sheet in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{SHEET}sheet"):
        target = "xl/" + str(links[sheet.get(REL)]).removeprefix("/xl/")
        yield str(sheet.get("name")), sheet_rows(book, target)


def sheet_rows(book: zipfile.ZipFile, target: str) -> Iterator[list[Any]]:
    """The rows of a sheet: text as text, numbers as Decimal. Raises Broken for a formula."""
    with book.open(target) as file:
        for _event, element in ElementTree.iterparse(file):
            if element.tag == f"{SHEET}row":
                row: list[Any] = []
                for cell in element:
                    need(cell.find(f"{SHEET}f") is None, "Có công thức.", "There is a formula.")
                    at = column_number(str(cell.get("r")))
                    row += [None] * (at - len(row))
                    number = cell.findtext(f"{SHEET}v")
                    text = "".join(t.text or "" for t in cell.iter(f"{SHEET}t"))
                    row.append(unescaped(text) if number is None else exact(number))
                yield row
                element.clear()


def exact(number: str) -> Decimal:
    """A workbook's number: a double, of which 15 digits are what was meant."""
    return Decimal(f"{float(number):.15g}")


def column_number(place: str) -> int:
    """0 for A12, 26 for AA12."""
    number = 0
    for letter in place.rstrip("0123456789"):
        number = number * 26 + ord(letter) - 64
    return number - 1


def unescaped(text: str) -> str:
    """Control characters as a workbook writes them: _x0009_."""
    return re.sub("_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), text)


def same_row(found: Sequence[Any], expected: Sequence[Any]) -> bool:
    """Whether a sheet's row shows the values; a cell holds at most 32,767 characters."""
    padded = [*found, *[None] * (len(expected) - len(found))]
    return all(
        cell == Decimal(plain(value))
        if isinstance(cell, Decimal)
        else (cell or "") == plain(value)[:LONGEST]
        for cell, value in zip(padded, expected, strict=True)
    )


def options_of(arguments: Sequence[str] | None) -> argparse.Namespace:
    """What was asked on the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("bag", type=Path)
    parser.add_argument("--vkey", type=Path, required=True)
    parser.add_argument("--witness", type=Path, action="append", default=[])
    parser.add_argument("--quorum", type=int)
    parser.add_argument("--checkpoint", type=Path, action="append", default=[])
    parser.add_argument("--auditor", action="store_true")
    return parser.parse_args(arguments)


def run(arguments: Sequence[str] | None = None, say: Callable[[str], object] | None = None) -> int:
    """Check a bag and tell the result; 0 if everything holds. Stops at the first that does not."""
    say = say or (lambda line: sys.stdout.write(line + "\n"))
    try:
        check = Check(options_of(arguments))
        for number, (words, step) in enumerate(check.steps(), start=1):
            told = step()
            say(f"{number:2}. ✓ {words}" + (f" ({told})" if told else ""))
    except Broken as reason:
        say(f"✗ {reason}")
        return 1
    except Exception as error:  # whatever a damaged file makes the reader stumble over
        say(f"✗ Gói hỏng, không đọc được.\n    The bag is damaged: {type(error).__name__}: {error}")
        return 1
    point = check.point
    say(f"ĐÚNG · OK {point.origin} size={point.size} root={base64.b64encode(point.root).decode()}")
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.exit(run())
