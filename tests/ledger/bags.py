"""Makes bags of a unit's history without the worker, and asks `verify.py` about them."""

import base64
import datetime as dt
import hashlib
import json
import zipfile

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from disclosures.actions.export_history import export_history
from disclosures.ledger import note
from disclosures.ledger.bag import make as steps
from disclosures.ledger.bag import verify
from disclosures.ledger.bag.order import Order, log_of, newest_checkpoint, root_text, signed_note
from disclosures.management.commands.make_exports import make_exports
from disclosures.models import LedgerCheckpoint, LedgerEntry, LedgerLog
from disclosures.rules import clock
from tests import make as make_sample


def seal(unit):
    """What the sealer does of it: a checkpoint over all entries, signed with the log's key."""
    log = log_of(unit)
    tree = verify.Tree()
    for body in LedgerEntry.objects.filter(log=log).order_by("idx").values_list("body", flat=True):
        tree.add(bytes(body))
    root = tree.root(0, tree.size)
    text = f"{log.origin}\n{tree.size}\n{verify.base64.b64encode(root).decode()}\n"
    signed = note.sign(text, log.origin, note.load_or_create_key(settings.LEDGER_KEY_FILE))
    return LedgerCheckpoint.objects.get_or_create(
        log=log, size=tree.size, defaults={"root": root, "note": signed, "created_at": clock.now()}
    )[0]


def order(unit, folder, *, edition="public", **more):
    """An order up to the newest checkpoint."""
    log = log_of(unit)
    point = newest_checkpoint(log)
    return Order(
        folder=folder / f"bag-{edition}",
        unit=unit,
        log=log,
        size=point.size,
        root=root_text(point),
        note=signed_note(point),
        edition=edition,
        day=dt.date(2026, 11, 25),
        **more,
    )


def make(unit, folder, **more):
    """The bag's folder, with the log's key beside it as `key`."""
    this = order(unit, folder, **more)
    this.folder.mkdir(parents=True)
    for step in steps.STEPS:
        step.run(this, 0, lambda _n: None)
    (folder / "key").write_text(steps.describe.log_key(this) + "\n")
    return this.folder


def judge(bag, *more, auditor=False):
    """What `verify.py` says: exit code and lines."""
    words = []
    arguments = [str(bag), "--vkey", str(bag.parent / "key"), *more]
    code = verify.run([*arguments, "--auditor"] if auditor else arguments, words.append)
    return code, words


def make_more(unit):
    """Something else that happens in the commune; how many entries that makes."""
    make_sample.comment(unit)
    return 1


def seal_if_told(unit):
    """Seal the log of a commune in which something happened."""
    if LedgerLog.objects.filter(unit_code=unit.address_code).exists():
        seal(unit)


def taken_out(unit, *, by=None, edition="public", **more):
    """A job that was asked for and carried out, as the worker does it."""
    job = export_history(by=by, unit=unit, edition=edition, **more)
    seal(unit)
    make_exports()
    job.refresh_from_db()
    return job


def words_in(file):
    """Everything that can be read in a packed bag, openings opened."""
    found = []
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode("utf-8", "replace")
            found.append(text)
            if "/contents/" in name:
                cells = [cell for line in text.splitlines() for cell in json.loads(line)]
                found += [str(verify.value_of(cell)) for cell in cells if isinstance(cell, str)]
    return "\n".join(found)


def cosigned(point, time, name="w.example"):
    """The checkpoint's note with a new witness's line (C2SP tlog-cosignature v1), and its key."""
    key = Ed25519PrivateKey.generate()
    text = verify.Checkpoint(point.encode()).text
    raw = b"\x04" + note.public_bytes(key)
    identifier = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    signature = key.sign(f"cosignature/v1\ntime {time}\n{text}".encode())
    payload = base64.b64encode(identifier + time.to_bytes(8, "big") + signature).decode()
    vkey = f"{name}+{identifier.hex()}+{base64.b64encode(raw).decode()}"
    return f"{point}— {name} {payload}\n", vkey
