"""What a bag shall hold: which log, up to which signed checkpoint, in which edition."""

import base64
import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from disclosures.errors import WrongState
from disclosures.ledger import sealed
from disclosures.ledger.bag.verify import Bag
from disclosures.models import AdministrativeUnit, LedgerCheckpoint, LedgerLog


@dataclass(frozen=True)
class Order:
    """Everything that the making of a bag needs to know; nothing in it changes on the way.

    `reader` is whose reading of full rows is remembered; None in the public edition.
    """

    folder: Path
    unit: AdministrativeUnit
    log: LedgerLog
    size: int
    root: str
    note: str
    edition: str
    day: dt.date
    with_files: bool = True
    period: tuple[dt.date, dt.date] | None = None
    reader: Any = None

    @property
    def data(self) -> Path:
        """The bag's payload."""
        return self.folder / "data"

    @property
    def ledger(self) -> Path:
        """The log within it."""
        return self.data / "ledger"

    @cached_property
    def bag(self) -> Bag:
        """The bag's log, once it is written; read once."""
        bag = Bag(self.folder)
        bag.index()
        return bag


def log_of(unit: AdministrativeUnit) -> LedgerLog:
    """The log of a unit. Raises WrongState where nothing was ever recorded."""
    log = LedgerLog.objects.filter(unit_code=unit.address_code).first()
    if log is None:
        raise WrongState(_("Nothing was recorded in this commune yet, so there is no history."))
    return log


def newest_checkpoint(log: LedgerLog, size: int | None = None) -> LedgerCheckpoint:
    """The newest signed checkpoint of a log, or the one of exactly `size` entries.

    Raises WrongState until the sealer has come by for the first time.
    """
    points = LedgerCheckpoint.objects.filter(log=log)
    if size is not None:
        points = points.filter(size=size)
    point = points.order_by("-size").first()
    if point is None:
        raise WrongState(
            _("The log of this commune is not sealed yet; that takes about a minute. Try again.")
        )
    return point


def signed_note(point: LedgerCheckpoint) -> str:
    """The checkpoint with the newest line of each witness under the log's own."""
    return sealed.note_of(point)


def root_text(point: LedgerCheckpoint) -> str:
    """The root in Base64, as a checkpoint writes it."""
    return base64.b64encode(bytes(point.root)).decode()


def bag_name(unit: AdministrativeUnit, edition: str, day: dt.date, size: int) -> str:
    """`phuong-nga-nam-31732-2026-11-23-417`; the auditor edition says so."""
    suffix = "" if edition == "public" else "-kiem-toan"
    return f"{unit.slug}-{unit.address_code}-{day.isoformat()}-{size}{suffix}"
