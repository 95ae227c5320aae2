"""What describes a bag: keys and checkpoints, guides, data package, CSV on the Web, manifests."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

from disclosures.ledger.bag import files, verify
from disclosures.ledger.bag.files import Files, Sum
from disclosures.ledger.bag.order import Order
from disclosures.models import LedgerCheckpoint, LedgerEntry, LedgerWitness

HERE = Path(__file__).parent

type Commit = dict[str, Any]

# Types of the lists' columns where they are not text, and what identifies a row.
TYPES = {
    "n": "integer", "t": "datetime", "subject_seq": "integer", "prev": "integer",
    "version": "integer", "document_date": "date", "posted_on": "date",
    "published_at": "datetime", "due_on": "date", "posting_ends_on": "date",
    "late_seconds": "integer", "urgent": "boolean", "substantive": "boolean", "entry": "integer",
    "masked": "boolean", "received_at": "datetime", "decided_at": "datetime",
    "answered_at": "datetime", "target": "integer", "bytes": "integer", "position": "integer",
    "pages": "integer",
}  # fmt: skip
_KEYS = {
    "events": ["n"], "disclosure_versions": ["entry"], "comments": ["entry"],
    "moderation": ["entry"], "redactions": ["n"], "attachments": ["entry", "position"],
}  # fmt: skip
_CSVW = {"integer": "integer", "number": "decimal", "date": "date", "boolean": "boolean",
         "datetime": "dateTime", "string": "string"}  # fmt: skip


def write_ledger(order: Order, made: Files) -> None:
    """The signed checkpoint, those before it, and the keys; a reader brings keys of their own."""
    made.write("ledger/checkpoint", order.note.encode())
    shutil.rmtree(order.ledger / "checkpoints", ignore_errors=True)
    (order.ledger / "checkpoints").mkdir()
    points = LedgerCheckpoint.objects.filter(log=order.log, size__lt=order.size)
    for size, text in points.values_list("size", "note").order_by("size").iterator():
        made.write(f"ledger/checkpoints/{size}", text.encode())
    made.write("ledger/log.vkey", f"{log_key(order)}\n".encode())
    witnesses = LedgerWitness.objects.filter(active=True).order_by("name")
    keys = list(witnesses.values_list("vkey", flat=True))
    made.write("ledger/witnesses.vkey", "".join(f"{key}\n" for key in keys).encode())
    made.write("ledger/policy", policy(order, keys).encode())


def log_key(order: Order) -> str:
    """The verifier key that the log's first entry names."""
    body = LedgerEntry.objects.get(log=order.log, idx=0).body
    return str(json.loads(bytes(body))["data"]["vkey"])


def policy(order: Order, witnesses: list[str]) -> str:
    """Who must have signed (C2SP tlog-policy); without witnesses nobody but the log."""
    lines = [f"log {log_key(order)}"]
    names = [key.partition("+")[0] for key in witnesses]
    lines += [f"witness {name} {key}" for name, key in zip(names, witnesses, strict=True)]
    lines += [f"group any 1 {' '.join(names)}", "quorum any"] if names else ["quorum none"]
    return "\n".join(lines) + "\n"


def write_guides(order: Order, made: Files) -> None:
    """README.md and verify.py."""
    text = (HERE / "README.md").read_text("utf-8")
    told = {
        "{name}": order.unit.full_name,
        "{code}": str(order.unit.address_code),
        "{edition}": order.edition,
        "{origin}": order.log.origin,
        "{size}": str(order.size),
        "{root}": order.root,
        "{day}": order.day.isoformat(),
        "{portal}": settings.SITE_URL,
    }
    for mark, value in told.items():
        text = text.replace(mark, value)
    made.write("README.md", text.encode())
    made.write("verify.py", (HERE / "verify.py").read_bytes())


def write_packages(order: Order, made: Files, tables: Iterable[tuple[int, Commit]]) -> None:
    """datapackage.json (Data Package 2.0) and csv-metadata.json (CSVW), a table at a time."""
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"lich-su-cong-khai-{order.unit.address_code}",
        "title": f"Lịch sử công khai {order.unit.full_name}",
        "version": str(order.size),
        "created": f"{order.day.isoformat()}T00:00:00Z",
        "id": f"{order.log.origin}/{order.size}",
    }
    noted = chain(*(files.noted(order.folder, step) for step in ("lists", "tables")))
    # Two files made side by side, so that every header is read once.
    pages = order.folder / "pages.part"
    with pages.open("wb") as beside:
        resources = _described(order, _csv_files(tables), noted, beside)
        made.stream("datapackage.json", _members(package, "resources", resources))
    context = {"@context": "http://www.w3.org/ns/csvw"}
    with pages.open("rb") as beside:
        made.stream("csv-metadata.json", _members(context, "tables", beside))
    pages.unlink()


def _described(
    order: Order, csv_files: Iterable[tuple[str, str]], noted: Iterable[Sum], beside: BinaryIO
) -> Iterator[bytes]:
    """The resource of each CSV file as a line of JSON; its CSVW page goes to `beside`."""
    for (name, path), done in zip(csv_files, noted, strict=True):
        header = _header(order.data / path)
        is_list = name in verify.LISTS
        columns = [(c, TYPES.get(c, "string") if is_list else "string") for c in header]
        beside.write(_line(_page(name, path, columns)))
        yield _line(_resource(name, done, columns))


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


def _members(first: dict[str, str], name: str, lines: Iterable[bytes]) -> Iterator[bytes]:
    """A JSON object that ends with a list, of which each line is a member."""
    yield _line(first).rstrip(b"}\n") + f', "{name}": [\n'.encode()
    between = b""
    for line in lines:
        yield between + line.rstrip(b"\n")
        between = b",\n"
    yield b"\n]}\n"


def _csv_files(tables: Iterable[tuple[int, Commit]]) -> Iterator[tuple[str, str]]:
    for name in verify.LISTS:
        yield name, f"{name}.csv"
    for idx, commit in tables:
        path = verify.table_file(idx, commit["name"])
        yield f"table-{path.removeprefix('tables/').removesuffix('.content.csv')}", path


def _header(path: Path) -> list[str]:
    with path.open("rb") as file:
        line = file.readline().removeprefix(verify.MARK)
    return line.decode().rstrip("\r\n").split(",")


def _resource(name: str, done: Sum, columns: list[tuple[str, str]]) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [{"name": c, "type": t} for c, t in columns]}
    if name in _KEYS:
        schema["primaryKey"] = _KEYS[name]
        schema["foreignKeys"] = [
            {"fields": [c], "reference": {"resource": "events", "fields": ["n"]}}
            for c, _type in columns
            if c == "entry"
        ]
    return {
        "name": name, "type": "table", "path": done.name, "format": "csv", "mediatype": "text/csv",
        "encoding": "utf-8", "dialect": {"delimiter": ",", "lineTerminator": "\r\n"},
        "bytes": done.size, "hash": f"sha256:{done.sha256}", "schema": schema,
    }  # fmt: skip


def _page(name: str, path: str, columns: list[tuple[str, str]]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "columns": [{"name": c, "titles": c, "datatype": _CSVW[t]} for c, t in columns]
    }
    if name in _KEYS:
        schema["primaryKey"] = _KEYS[name]
        schema["foreignKeys"] = [
            {
                "columnReference": [c],
                "reference": {"resource": "events.csv", "columnReference": ["n"]},
            }
            for c, _type in columns
            if c == "entry"
        ]
    return {"url": path, "dialect": {"encoding": "utf-8"}, "tableSchema": schema}


def write_manifests(order: Order, tell: Callable[[], None]) -> None:
    """bagit.txt, bag-info.txt, and what every file hashes to (RFC 8493)."""
    folder = order.folder
    if not files.folder_of(folder).exists():
        return  # all was written before the crash
    total = count = 0
    short, long = folder / "manifest-sha256.txt", folder / "manifest-sha512.txt"
    with short.open("w", encoding="utf-8") as first, long.open("w", encoding="utf-8") as second:
        for done in files.all_sorted(folder):
            first.write(f"{done.sha256}  data/{done.name}\n")
            second.write(f"{done.sha512}  data/{done.name}\n")
            total += done.size
            count += 1
            if count % 1024 == 0:
                tell()
    (folder / "bagit.txt").write_text(
        "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", "utf-8"
    )
    (folder / "bag-info.txt").write_text(_info(order, total, count), "utf-8")
    tags = ["bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sha512.txt"]
    for algorithm in ("sha256", "sha512"):
        lines = [f"{_hash(folder / tag, algorithm)}  {tag}\n" for tag in tags]
        (folder / f"tagmanifest-{algorithm}.txt").write_text("".join(lines), "utf-8")
    files.forget(folder)


def _hash(path: Path, algorithm: str) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()


def _info(order: Order, total: int, count: int) -> str:
    lines = {
        "Source-Organization": order.unit.full_name,
        "Bagging-Date": order.day.isoformat(),
        "External-Identifier": f"{order.log.origin}/{order.size}",
        "Ledger-Root": order.root,
        "Edition": order.edition,
        "Payload-Oxum": f"{total}.{count}",
    }
    if order.period:
        lines["Period"] = "/".join(day.isoformat() for day in order.period)
    if not order.with_files:
        lines["Attachments"] = "not included"
    return "".join(f"{label}: {value}\n" for label, value in lines.items())
