"""Makes bags of a unit's history without the worker, and asks `verify.py` about them."""

import datetime as dt

from disclosures.ledger import note
from disclosures.ledger.bag import make as steps
from disclosures.ledger.bag import verify
from disclosures.ledger.bag.order import Order, log_of, newest_checkpoint, root_text, signed_note
from disclosures.models import LedgerCheckpoint, LedgerEntry
from disclosures.rules import clock
from tests import make as make_sample


def seal(unit, settings):
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
    this.folder.mkdir()
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
