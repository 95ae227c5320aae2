"""What a box for words offers while somebody types: communes, kinds of notices, and notices whose
title has the words, newest first. Nothing that the page behind the button would not find.
"""

import datetime as dt
from dataclasses import dataclass

from disclosures.models import AdministrativeUnit, Disclosure, Kind
from disclosures.queries import found, units
from disclosures.queries.kinds import listed as list_kinds
from disclosures.rules import clock
from disclosures.search import words
from disclosures.search.fold import fold
from disclosures.search.index import facet
from disclosures.search.query import Segment, highlight, quoted, understand

# With fewer letters nearly everything fits.
LEAST_LETTERS = 2
COMMUNES, KINDS, NOTICES = 5, 3, 4
_SHOWN = (
    "year", "number", "slug", "publish_at", "unit__address_code", "unit__slug", "unit__full_name",
    "unit__level", "current_version__title",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SuggestedNotice:
    """A notice by its title, with the words marked."""

    url: str
    parts: tuple[Segment, ...]
    unit_name: str
    posted_on: dt.date


@dataclass(frozen=True, slots=True)
class Suggested:
    """Few of each sort, in the order in which they are shown."""

    communes: tuple[units.Found, ...] = ()
    kinds: tuple[Kind, ...] = ()
    notices: tuple[SuggestedNotice, ...] = ()

    @property
    def count(self) -> int:
        return len(self.communes) + len(self.kinds) + len(self.notices)


def suggested(query: str, *, now: dt.datetime, unit: AdministrativeUnit | None = None) -> Suggested:
    """What fits `query`; within `unit` no communes. At most eight queries."""
    if len(fold(query).replace(" ", "")) < LEAST_LETTERS:
        return Suggested()
    return Suggested(
        () if unit is not None else units.fitting_units(query, COMMUNES),
        _kinds(query, now),
        _notices(query, now, unit),
    )


def _kinds(query: str, now: dt.datetime) -> tuple[Kind, ...]:
    """Kinds whose title, in Vietnamese or as shown, has all words; the last may be unfinished."""
    *whole, begun = fold(query).split()

    def fits(title: str) -> bool:
        known = fold(title).split()
        return set(whole) <= set(known) and any(word.startswith(begun) for word in known)

    kinds = list_kinds(clock.day_of(now))
    return tuple(kind for kind in kinds if fits(kind.title_vi) or fits(kind.title))[:KINDS]


def _notices(
    query: str, now: dt.datetime, unit: AdministrativeUnit | None
) -> tuple[SuggestedNotice, ...]:
    asked = words.finished(understand(query))
    if not asked.in_titles:
        return ()
    scope = quoted(facet("x", unit.address_code)) if unit else ""
    search = found.Search(asked, scope, now, is_narrow=unit is not None)
    keys = found.titled(search, NOTICES)
    known = (
        Disclosure.objects.readable(now)
        .select_related("unit", "current_version")
        .only(*_SHOWN)
        .in_bulk(keys)
    )
    return tuple(
        SuggestedNotice(
            one.get_absolute_url(),
            highlight(one.current_version.title, asked),
            one.unit.full_name,
            clock.day_of(one.publish_at),
        )
        for one in (known[key] for key in keys if key in known)
    )
