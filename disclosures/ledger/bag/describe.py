"""What describes a bag: keys and checkpoints, guides, data package, CSV on the Web, manifests."""

import base64
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from disclosures.ledger.bag import verify
from disclosures.ledger.bag.order import Order
from disclosures.models import LedgerCheckpoint, LedgerEntry, LedgerWitness

HERE = Path(__file__).parent
BLOCK = 1 << 20

# Types of the lists' columns where they are not text, and what identifies a row.
_TYPES = {
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


def base64_text(data: bytes) -> str:
    """Base64 with padding."""
    return base64.b64encode(data).decode()


def write_ledger(order: Order) -> None:
    """The signed checkpoint, those before it, and the keys; a reader brings keys of their own."""
    (order.ledger / "checkpoint").write_bytes(order.note.encode())
    older = order.ledger / "checkpoints"
    shutil.rmtree(older, ignore_errors=True)
    older.mkdir()
    points = LedgerCheckpoint.objects.filter(log=order.log, size__lt=order.size)
    for size, text in points.values_list("size", "note").order_by("size").iterator():
        (older / str(size)).write_bytes(text.encode())
    (order.ledger / "log.vkey").write_text(f"{log_key(order)}\n", "utf-8")
    witnesses = LedgerWitness.objects.filter(active=True).order_by("name")
    keys = list(witnesses.values_list("vkey", flat=True))
    (order.ledger / "witnesses.vkey").write_text("".join(f"{key}\n" for key in keys), "utf-8")
    (order.ledger / "policy").write_text(policy(order, keys), "utf-8")


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


def write_guides(order: Order) -> None:
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
    (order.data / "README.md").write_text(text, "utf-8")
    shutil.copyfile(HERE / "verify.py", order.data / "verify.py")


def write_packages(order: Order, tables: list[tuple[int, dict[str, Any]]]) -> None:
    """datapackage.json (Data Package 2.0) and csv-metadata.json (CSVW)."""
    resources, pages = [], []
    for name, path in _csv_files(tables):
        header = _header(order.data / path)
        columns = [(column, _TYPES.get(column, "string")) for column in header]
        if name not in verify.LISTS:
            columns = [(column, "string") for column in header]
        resources.append(_resource(order, name, path, columns))
        pages.append(_page(name, path, columns))
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"lich-su-cong-khai-{order.unit.address_code}",
        "title": f"Lịch sử công khai {order.unit.full_name}",
        "version": str(order.size),
        "created": f"{order.day.isoformat()}T00:00:00Z",
        "id": f"{order.log.origin}/{order.size}",
        "resources": resources,
    }
    _json(order.data / "datapackage.json", package)
    _json(
        order.data / "csv-metadata.json",
        {"@context": "http://www.w3.org/ns/csvw", "tables": pages},
    )


def _csv_files(tables: list[tuple[int, dict[str, Any]]]) -> Iterator[tuple[str, str]]:
    for name in verify.LISTS:
        yield name, f"{name}.csv"
    for idx, commit in tables:
        path = verify.table_file(idx, commit["name"])
        yield f"table-{path.removeprefix('tables/').removesuffix('.content.csv')}", path


def _header(path: Path) -> list[str]:
    with path.open("rb") as file:
        line = file.readline().removeprefix(verify.MARK)
    return line.decode().rstrip("\r\n").split(",")


def _resource(order: Order, name: str, path: str, columns: list[tuple[str, str]]) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [{"name": c, "type": t} for c, t in columns]}
    if name in _KEYS:
        schema["primaryKey"] = _KEYS[name]
        schema["foreignKeys"] = [
            {"fields": [c], "reference": {"resource": "events", "fields": ["n"]}}
            for c, _type in columns
            if c == "entry"
        ]
    digest, size = _hash(order.data / path, "sha256")
    return {
        "name": name, "type": "table", "path": path, "format": "csv", "mediatype": "text/csv",
        "encoding": "utf-8", "dialect": {"delimiter": ",", "lineTerminator": "\r\n"},
        "bytes": size, "hash": f"sha256:{digest}", "schema": schema,
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


def _json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _hash(path: Path, algorithm: str) -> tuple[str, int]:
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest(), path.stat().st_size


def write_manifests(order: Order, tell: Callable[[], None]) -> None:
    """bagit.txt, bag-info.txt, and what every file hashes to (RFC 8493)."""
    names = sorted(
        path.relative_to(order.folder).as_posix()
        for path in order.data.rglob("*")
        if path.is_file()
    )
    total = 0
    with (
        (order.folder / "manifest-sha256.txt").open("w", encoding="utf-8") as short,
        (order.folder / "manifest-sha512.txt").open("w", encoding="utf-8") as long,
    ):
        for at, name in enumerate(names):
            sha256, sha512, size = _both(order.folder / name)
            short.write(f"{sha256}  {name}\n")
            long.write(f"{sha512}  {name}\n")
            total += size
            if at % 256 == 0:
                tell()
    (order.folder / "bagit.txt").write_text(
        "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", "utf-8"
    )
    (order.folder / "bag-info.txt").write_text(_info(order, total, len(names)), "utf-8")
    tags = ["bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sha512.txt"]
    for at, algorithm in enumerate(("sha256", "sha512")):
        lines = [f"{_both(order.folder / tag)[at]}  {tag}\n" for tag in tags]
        (order.folder / f"tagmanifest-{algorithm}.txt").write_text("".join(lines), "utf-8")


def _both(path: Path) -> tuple[str, str, int]:
    sha256, sha512, size = hashlib.sha256(), hashlib.sha512(), 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            sha256.update(block)
            sha512.update(block)
            size += len(block)
    return sha256.hexdigest(), sha512.hexdigest(), size


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
