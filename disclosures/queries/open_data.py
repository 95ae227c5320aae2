"""Public facts in a steady order, page by page, for programs that harvest them.

The same visibility as the pages: everything starts at `visible`, `shown` or the public ledger.
Every list goes forward by key, so what comes later is found by asking on from the last cursor.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from disclosures.errors import Invalid, NotFound
from disclosures.models import (
    AdministrativeUnit,
    Comment,
    DataTable,
    Disclosure,
    Kind,
    LedgerEntry,
    PublicRow,
    Version,
)
from disclosures.queries.filters import decode_cursor, encode_cursor
from disclosures.queries.tables import shows_rows
from disclosures.rules import clock
from disclosures.vocabulary import DisclosureStatus, UnitLevel

PAGE = 100
# What one network may ask of the API in a minute.
REQUESTS_A_MINUTE = 600
# How addresses name the portal's own log.
PORTAL_LOG = "cong"
# Entries that change what a reader of the disclosure sees; the others tell of drafts.
PUBLIC_EVENTS = (
    "disclosure.published",
    "disclosure.amended",
    "disclosure.reviewed",
    "disclosure.superseded",
    "disclosure.withdrawn",
    "disclosure.expired",
    "content.redacted",
)


@dataclass(frozen=True, slots=True)
class Slice:
    """Some rows and the cursor after the last of them, empty at the end."""

    rows: list[Any]
    after: str


def _slice(queryset: Any, limit: int, cursor_of: Callable[[Any], str]) -> Slice:
    rows = list(queryset[: limit + 1])
    if len(rows) <= limit:
        return Slice(rows, "")
    return Slice(rows[:limit], cursor_of(rows[limit - 1]))


@dataclass(frozen=True, slots=True)
class Example:
    """What written examples name, so that whoever tries one gets an answer."""

    unit: str
    reference: str
    number: int


def example() -> Example:
    """The newest table that is not about persons; invented names where there is none. One query."""
    newest = (
        Disclosure.objects.readable()
        .filter(current_version__tables__has_person_rows=False)
        .annotate(table=F("current_version__tables__number"))
        .select_related("unit")
        .order_by("-publish_at", "-id", "table")
        .first()
    )
    if newest is None:
        return Example("31732", "31732-2026-0001", 1)
    return Example(newest.unit.address_code, newest.reference, newest.table)


def _key(cursor: str) -> tuple[str, str] | None:
    """The parts of a cursor, None for none. Raises Invalid for one that we did not give."""
    if not cursor:
        return None
    parts = decode_cursor(cursor)
    if parts is None:
        raise Invalid("The cursor in `after` is not one that this service gave.")
    return parts


def _moment(text: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        moment = dt.datetime.min
    if moment.tzinfo is None:
        raise Invalid("The cursor in `after` is not one that this service gave.")
    return moment


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Invalid("The cursor in `after` is not one that this service gave.")
    return int(text)


def _units() -> QuerySet[AdministrativeUnit]:
    """Units of today, each with the moment of its log's last entry."""
    last = LedgerEntry.objects.filter(
        log__unit_code=OuterRef("address_code"), idx=F("log__ledgerhead__size") - 1
    )
    found = AdministrativeUnit.objects.current().select_related("parent")
    return found.annotate(changed_at=Subquery(last.values("recorded_at")))


def communes_that_publish() -> QuerySet[AdministrativeUnit]:
    """The joined units by code, each with the moment of its last change. One query."""
    return _units().joined().order_by("address_code")


def units(*, level: str = "", province: str = "", after: str = "", limit: int = PAGE) -> Slice:
    """Units of today by code. One query."""
    found = _units().order_by("address_code")
    if level:
        found = found.filter(level=level)
    if province:
        found = found.filter(level=UnitLevel.COMMUNE, parent__address_code=province)
    if after:
        found = found.filter(address_code__gt=after)
    return _slice(found, limit, lambda unit: unit.address_code)


def unit(code: str) -> AdministrativeUnit:
    """One unit of today with villages and predecessors. Three queries. Raises NotFound."""
    found = (
        _units()
        .prefetch_related("villages", "successions_in__predecessor")
        .filter(address_code=code)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def kinds(day: dt.date) -> list[Kind]:
    """Every record of a kind that holds on `day`, by code. One query."""
    return list(Kind.objects.valid_on(day).order_by("code", "valid_from"))


def _with_change(disclosures: QuerySet[Disclosure]) -> QuerySet[Disclosure]:
    """Each with the moment of its last public change; until the worker comes, its publication."""
    entries = LedgerEntry.objects.filter(
        log__unit_code=OuterRef("unit__address_code"),
        subject=OuterRef("subject"),
        etype__in=PUBLIC_EVENTS,
    )
    newest = Subquery(entries.order_by("-subject_seq").values("recorded_at")[:1])
    return disclosures.annotate(changed_at=Coalesce(newest, F("publish_at"))).select_related(
        "unit", "kind", "current_version", "superseded_by__unit"
    )


def disclosures(
    *,
    unit: str = "",
    province: str = "",
    kind: str = "",
    year: int | None = None,
    status: str = "",
    after: str = "",
    limit: int = PAGE,
) -> Slice:
    """Visible disclosures and tombstones, oldest publication first. One query.

    A publication never lies before the last one given, so going on finds all that is new; what
    changed afterwards stands in the events. Raises Invalid for a cursor of somebody else's.
    """
    found = Disclosure.objects.visible(clock.now())
    if unit:
        found = found.filter(unit__address_code=unit)
    if province:
        found = found.filter(unit__parent__address_code=province)
    if kind:
        found = found.filter(kind_code=kind)
    if year:
        found = found.filter(year=year)
    if status == DisclosureStatus.PUBLISHED:  # scheduled and due is published to any reader
        found = found.filter(status__in=(DisclosureStatus.SCHEDULED, DisclosureStatus.PUBLISHED))
    elif status:
        found = found.filter(status=status)
    key = _key(after)
    if key:
        moment = _moment(key[0])
        found = found.filter(Q(publish_at__gt=moment) | Q(publish_at=moment, id__gt=_uuid(key[1])))
    ordered = (
        _with_change(found)
        .order_by("publish_at", "id")
        .defer("kind__body", "current_version__body", "current_version__roots")
    )
    return _slice(ordered, limit, lambda one: encode_cursor(one.publish_at, one.pk))


def _uuid(text: str) -> str:
    plain = text.replace("-", "")
    if len(plain) != 32 or any(letter not in "0123456789abcdef" for letter in plain):
        raise Invalid("The cursor in `after` is not one that this service gave.")
    return text


def disclosure(reference: str) -> Disclosure:
    """One visible disclosure, withdrawn ones too, by `<unit>-<year>-<nnnn>`. Raises NotFound."""
    code, _, rest = reference.partition("-")
    year, _, number = rest.partition("-")
    found = None
    if year.isdigit() and number.isdigit() and len(year) == 4 and len(number) < 8:
        visible = Disclosure.objects.visible(clock.now())
        found = _with_change(
            visible.filter(unit__address_code=code, year=int(year), number=int(number))
        ).first()
    if found is None or found.reference != reference:
        raise NotFound
    return found


def versions(this: Disclosure) -> list[Version]:
    """The versions of a readable disclosure that were ever public, with tables and files."""
    return list(
        this.versions.filter(
            number__lte=this.current_version.number,
            status__in=(DisclosureStatus.PUBLISHED, DisclosureStatus.SCHEDULED),
        )
        .prefetch_related("tables__schema", "attachments")
        .order_by("number")
    )


def table(this: Disclosure, number: int) -> DataTable:
    """A table of the version that readers see. One query. Raises NotFound."""
    this.current_version.disclosure = this  # so that the table finds its kind without asking
    found = this.current_version.tables.select_related("schema").filter(number=number).first()
    if found is None:
        raise NotFound
    return found


def table_rows(this: Disclosure, of: DataTable, *, after: str = "", limit: int = PAGE) -> Slice:
    """Public rows of a table by position; of persons none once the posting is over. One query."""
    if not shows_rows(of, posting_is_open=this.posting_is_open(clock.today())):
        return Slice([], "")
    rows = PublicRow.objects.filter(table=of).order_by("position")
    if after:
        rows = rows.filter(position__gt=_number(after))
    return _slice(rows, limit, lambda row: str(row.position))


def comments(*, unit: str = "", reference: str = "", after: str = "", limit: int = PAGE) -> Slice:
    """Published comments and the tombstones of hidden ones, oldest first. Two queries."""
    found = Comment.objects.shown().select_related("unit", "disclosure__unit")
    if reference:
        found = found.filter(disclosure=disclosure(reference))
    if unit:
        found = found.filter(unit__address_code=unit)
    key = _key(after)
    if key:
        moment, pk = _moment(key[0]), _number(key[1])
        found = found.filter(Q(received_at__gt=moment) | Q(received_at=moment, id__gt=pk))
    ordered = found.prefetch_related("replies").order_by("received_at", "id")
    return _slice(ordered, limit, lambda one: encode_cursor(one.received_at, one.pk))


def events(*, log: str = "", after: str = "", limit: int = PAGE) -> Slice:
    """Ledger entries: of one log by their index, of all logs in the order of their moments.

    `log` is a unit's address code or "cong" for the portal's own. One query.
    """
    found = LedgerEntry.objects.select_related("log")
    if log:
        of_portal = log == PORTAL_LOG
        found = found.filter(Q(log__unit_code__isnull=True) if of_portal else Q(log__unit_code=log))
        if after:
            found = found.filter(idx__gt=_number(after))
        return _slice(found.order_by("log_id", "idx"), limit, lambda entry: str(entry.idx))
    key = _key(after)
    if key:
        moment = _moment(key[0])
        log_id, _, idx = key[1].partition(".")
        at = {"log_id": _number(log_id), "idx": _number(idx)}
        found = found.filter(
            Q(recorded_at__gt=moment)
            | Q(recorded_at=moment, log_id__gt=at["log_id"])
            | Q(recorded_at=moment, log_id=at["log_id"], idx__gt=at["idx"])
        )
    ordered = found.order_by("recorded_at", "log_id", "idx")
    return _slice(ordered, limit, lambda e: encode_cursor(e.recorded_at, f"{e.log_id}.{e.idx}"))
