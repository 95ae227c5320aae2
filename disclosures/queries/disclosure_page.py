"""Everything the page of one disclosure shows, gathered with a constant number of queries."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from django.urls import reverse
from django.utils.translation import gettext as _

from disclosures.catalogue.load import group
from disclosures.catalogue.terms import Term, terms_in
from disclosures.duties import deadlines, periods
from disclosures.errors import Gone, NotFound
from disclosures.models import (
    AdministrativeUnit,
    DataTable,
    Disclosure,
    PublicRow,
    Version,
)
from disclosures.queries import charts, figures, replica
from disclosures.queries.catalogue import Tag, Window, tags_of, window_of
from disclosures.queries.files import FileItem, files_of
from disclosures.queries.printed_code import verification_code
from disclosures.queries.steps import Steps, steps_of
from disclosures.queries.tables import PlainRow, TablePage, plain_rows, table_page
from disclosures.rules import clock
from disclosures.tables.charts import picture
from disclosures.vocabulary import Channel, DisclosureStatus, Role, Verb, WithdrawalReason


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What stays of a withdrawn disclosure."""

    kind_title: str
    kind_lang: str
    unit_name: str
    reference: str
    reason: str
    note: str
    role: str
    withdrawn_at: dt.datetime
    published_at: dt.datetime | None
    list_url: str


# Rows that stand on the disclosure's own page; the table has a page of its own for the rest.
ROWS_INLINE = 50
PERSONS_INLINE = 8


@dataclass(frozen=True, slots=True)
class DisclosurePage:
    """One version of a disclosure, ready for the template."""

    disclosure: Disclosure
    version: Version
    unit: AdministrativeUnit
    is_latest: bool
    latest_number: int
    tags: tuple[Tag, ...]
    group_title: str
    window: Window | None
    comment_window: Window | None
    steps: Steps | None
    due_words: str
    due_look: str
    verification_code: str
    has_comments: bool
    tables: tuple[TablePage, ...]
    files: tuple[FileItem, ...]
    history: tuple[Version, ...]
    figures: figures.Figures
    takes_comments: bool
    takes_private: bool
    paragraphs: tuple[str, ...]
    terms: tuple[Term, ...]
    legal_basis: str
    places: tuple[str, ...]
    links: dict[str, str]

    @property
    def open_window(self) -> Window | None:
        """The days for comments, while they run."""
        window = self.comment_window
        return None if window is None or window.is_over else window


def find(code: str, year: int, number: int, now: dt.datetime) -> Disclosure:
    """The disclosure with this reference, if anybody may see it. One query, two if replaced.

    Raises NotFound, and Gone with the tombstone for a withdrawn one.
    """
    # A reference names one row. Its joins stay few and it asks for no order: with seven tables
    # and a hundred columns to order by, making and planning the statement outweighed running it.
    found = (
        Disclosure.objects.visible(now)
        .select_related("unit__parent", "kind", "current_version")
        .filter(unit__address_code=code, year=year, number=number)
        .order_by()[:1]
    )
    disclosure = next(iter(found), None)
    if disclosure is None:
        raise NotFound
    if disclosure.status == DisclosureStatus.WITHDRAWN:
        raise Gone(tombstone=tombstone(disclosure))
    if disclosure.current_version:
        # What hangs on the version finds its way back without asking.
        disclosure.current_version.disclosure = disclosure
    if disclosure.superseded_by_id:
        newer = Disclosure.objects.select_related("unit")
        disclosure.superseded_by = newer.get(pk=disclosure.superseded_by_id)
    return disclosure


def tombstone(disclosure: Disclosure) -> Tombstone:
    """The reason and role of a withdrawal, without anything that was withdrawn."""
    decision = disclosure.decisions.filter(verb=Verb.WITHDRAW_DISCLOSURE).first()
    unit = disclosure.unit
    return Tombstone(
        disclosure.kind.title,
        disclosure.kind.title_lang,
        unit.full_name,
        disclosure.reference,
        str(WithdrawalReason(disclosure.withdrawal_reason).label),
        disclosure.withdrawal_note,
        str(Role(decision.role).label) if decision else "",
        disclosure.withdrawn_at or disclosure.modified_at,
        disclosure.published_at,
        reverse("unit_disclosures", kwargs={"code": unit.address_code, "slug": unit.slug}),
    )


def page(disclosure: Disclosure, version: Version | None = None) -> DisclosurePage:
    """The page of the current version, or of an older one by its number."""
    today = clock.today()
    version = version or disclosure.current_version
    is_latest = version.pk == disclosure.current_version_id
    posting_is_open = disclosure.posting_is_open(today) and is_latest
    has_tables, has_files, has_comments = _what_hangs_on(disclosure, version)
    tables = _tables_of(version) if has_tables else []
    rows = _rows_for_figures(disclosure, tables)
    due_words, due_look = due_of(disclosure)
    window, comment_window = _posting_window(disclosure, today), _comment_window(disclosure, today)
    # What replaced a notice has steps of its own.
    is_alive = is_latest and not disclosure.superseded_by_id
    return DisclosurePage(
        disclosure=disclosure,
        version=version,
        unit=disclosure.unit,
        is_latest=is_latest,
        latest_number=disclosure.current_version.number,
        tags=tags_of(disclosure, today),
        group_title=group(disclosure.group).title,
        window=window,
        comment_window=comment_window,
        steps=steps_of(disclosure.kind.body, comment_window or window) if is_alive else None,
        due_words=due_words,
        due_look=due_look,
        verification_code=verification_code(disclosure, version),
        has_comments=has_comments,
        tables=tuple(
            table_page(
                table,
                posting_is_open=posting_is_open,
                limit=PERSONS_INLINE if table.has_person_rows else ROWS_INLINE,
                known=rows.get(table.pk),
            )
            for table in tables
        ),
        files=files_of(disclosure, version, is_latest=is_latest) if has_files else (),
        history=public_versions(disclosure),
        figures=figures.of(disclosure, tables, _cells(rows)),
        takes_comments=takes_public_comments(disclosure, today),
        takes_private=disclosure.kind.comment_mode != "none",
        paragraphs=tuple(part for part in version.body.split("\n\n") if part.strip()),
        terms=terms_in(_words(version, rows)),
        legal_basis="; ".join(disclosure.kind.body["legal_refs"]),
        places=tuple(
            str(Channel(place).label) for place in version.places if place in Channel.values
        ),
        links=_links(disclosure, version),
    )


def preview(version: Version) -> DisclosurePage:
    """The page as it would look if the version were published now; nothing is saved."""
    disclosure = version.disclosure
    now = clock.now()
    shown = Disclosure(
        pk=disclosure.pk,
        unit=disclosure.unit,
        kind=disclosure.kind,
        kind_code=disclosure.kind_code,
        group=disclosure.group,
        subject=disclosure.subject,
        period=disclosure.period,
        fiscal_year=disclosure.fiscal_year,
        status=DisclosureStatus.PUBLISHED,
        posting_status="open",
        publish_at=now,
        current_version=version,
    )
    return page(shown, version)


def _links(disclosure: Disclosure, version: Version) -> dict[str, str]:
    """Addresses below this disclosure; none before it has a reference."""
    if disclosure.number is None:
        return {}
    kwargs = disclosure.url_kwargs()
    links = {
        "comment_form": reverse("comment_form", kwargs=kwargs),
        "comments": reverse("comments", kwargs=kwargs),
        "history": reverse("disclosure_history", kwargs=kwargs),
        "paper": reverse("paper_sheet", kwargs=kwargs),
        "loudspeaker": reverse("loudspeaker", kwargs=kwargs),
    }
    if version.pk != disclosure.current_version_id:
        links["paper"] = reverse("version_paper_sheet", kwargs={**kwargs, "v": version.number})
    if version.number > 1:
        pair = {"a": version.number - 1, "b": version.number}
        links["compare"] = reverse("compare", kwargs={**kwargs, **pair})
    return links


def takes_public_comments(disclosure: Disclosure, today: dt.date) -> bool:
    """Whether comments that appear on the page are taken today."""
    mode = disclosure.kind.comment_mode
    return mode not in {"none", "private_objection"} and disclosure.takes_comments(today)


def public_versions(disclosure: Disclosure) -> tuple[Version, ...]:
    """The versions that were ever public, newest first. One query, none for a first version."""
    only = disclosure.current_version
    public = (DisclosureStatus.PUBLISHED, DisclosureStatus.SCHEDULED)
    if only.number == 1:
        return (only,) if only.status in public else ()
    return tuple(
        disclosure.versions.filter(
            number__lte=disclosure.current_version.number,
            status__in=public,
        )
        .defer("body", "roots", "salts")
        .order_by("-number")
    )


def public_version(disclosure: Disclosure, number: int) -> Version:
    """One version that was ever public. Raises NotFound."""
    for version in public_versions(disclosure):
        if version.number == number:
            return version
    raise NotFound


def version_of(disclosure: Disclosure, number: int) -> Version:
    """The version with this number if it was ever public, the latest for 0. Raises NotFound."""
    if not number:
        return disclosure.current_version
    public_version(disclosure, number)
    return disclosure.versions.get(number=number, status__in=("published", "scheduled"))


def _rows_for_figures(disclosure: Disclosure, tables: list[DataTable]) -> dict[int, list[PlainRow]]:
    """All public rows that charts draw, for them and the tables alike. At most one query."""
    entries = charts.entries_of(disclosure)
    chosen = [table.pk for table in tables if charts.is_read(table, entries)]
    rows: dict[int, list[PlainRow]] = {pk: [] for pk in chosen}
    if chosen:
        for table_id, row in plain_rows(PublicRow.objects.filter(table__in=chosen)):
            rows[table_id].append(row)
    return rows


def _tables_of(version: Version) -> list[DataTable]:
    tables = version.tables.select_related("schema").order_by()
    return sorted(tables, key=lambda table: table.number)


def _words(version: Version, rows: dict[int, list[PlainRow]]) -> Iterator[str]:
    """What a reader meets, in that order; of tables those that figures are drawn from."""
    yield from (version.title, version.summary, version.body)
    for some in rows.values():
        for row in some:
            yield from (cell for cell in row.cells if isinstance(cell, str))


def _cells(rows: dict[int, list[PlainRow]]) -> charts.Rows:
    return {pk: [row.cells for row in some] for pk, some in rows.items()}


def chart_picture(disclosure: Disclosure, code: str) -> str:
    """One chart of the current version as a picture that names its source. Three queries at most.

    Raises NotFound.
    """
    tables = _tables_of(disclosure.current_version)
    rows = _rows_for_figures(disclosure, tables)
    for chart in charts.charts_of(disclosure, tables, _cells(rows)):
        if chart.code == code:
            source = _("Source: %(unit)s, notice %(reference)s") % {
                "unit": disclosure.unit.full_name,
                "reference": disclosure.reference,
            }
            return picture.picture(chart, source=source)
    raise NotFound


def _posting_window(disclosure: Disclosure, today: dt.date) -> Window | None:
    if disclosure.posting_ends_on is None or disclosure.publish_at is None:
        return None
    posted_on = clock.day_of(disclosure.publish_at)
    return window_of(posted_on, disclosure.posting_ends_on, today, "posting")


def _comment_window(disclosure: Disclosure, today: dt.date) -> Window | None:
    if disclosure.comments_close_on is None or disclosure.comments_open_on is None:
        return None
    return window_of(disclosure.comments_open_on, disclosure.comments_close_on, today)


def due_of(disclosure: Disclosure) -> tuple[str, str]:
    """Whether it was published in time, in words, and their colour; empty where nothing is due."""
    if disclosure.due_on is None or disclosure.publish_at is None:
        return "", ""
    posted_on = clock.day_of(disclosure.publish_at)
    state = deadlines.lateness(disclosure.due_on, posted_on, clock.today())
    return state.words(), "late" if state.key == "late" else "ok"


# Written out, as it runs on every page of a notice, it costs a quarter of what composing it again
# each time did, and most notices have neither table nor file nor comment.
_HANGING = """
    SELECT EXISTS (SELECT FROM disclosures_datatable WHERE version_id = %(version)s),
           EXISTS (SELECT FROM disclosures_attachment WHERE version_id = %(version)s),
           EXISTS (SELECT FROM disclosures_comment WHERE disclosure_id = %(disclosure)s)
"""


def _what_hangs_on(disclosure: Disclosure, version: Version) -> tuple[bool, bool, bool]:
    """Whether the version has tables and files, and the disclosure comments in any state."""
    with replica.source().cursor() as cursor:
        cursor.execute(_HANGING, {"version": version.pk, "disclosure": disclosure.pk})
        return cast(tuple[bool, bool, bool], cursor.fetchone())


def period_words(disclosure: Disclosure) -> str:
    """The reporting period in words, empty where the kind has none."""
    return periods.parse(disclosure.period).words() if disclosure.period else ""
