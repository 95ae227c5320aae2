"""Fills a sample database at scale, for benchmarks: by COPY, yet every row is one that the actions
could have written. Entries stand in their logs in order, and every commitment opens.
"""

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection
from psycopg.types.json import Jsonb

from disclosures.actions._freeze import freeze_salts, seal
from disclosures.ledger.cells import BODY_COLUMNS, META_COLUMNS, body_cells, meta_cells
from disclosures.ledger.record import body_of, open_log
from disclosures.models import AdministrativeUnit, Comment, Disclosure, Kind, Version
from disclosures.models.comment import new_comment_subject
from disclosures.models.disclosure import new_subject
from disclosures.models.ledger import LedgerEntry
from disclosures.rules import clock, masking
from disclosures.rules.hashing import Commitment, commit_table, new_salts
from disclosures.rules.receipts import new_code, receipt_hash
from disclosures.sample import tables as invented
from disclosures.sample.copying import Batch, Event, ids, store
from disclosures.sample.projects import PLACES, ROWS, SCHEMA, WORKS, Projects
from disclosures.search import index

LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
CODES = len(LETTERS) ** 8
BEGIN = dt.datetime(2025, 7, 14, 1, 0, tzinfo=dt.UTC)
WITH_TABLE = "project-progress"
KINDS = (
    "socioeconomic-plan", "socioeconomic-results", "fees", "housing-support", "inspection-results",
    "community-decision", "downtime-notice", "reception-schedule", "land-fund", "donations-results",
)  # fmt: skip
SENTENCES = (
    "Ủy ban nhân dân thông báo để bà con được biết và giám sát việc thực hiện.",
    "Kinh phí lấy từ ngân sách xã và nguồn bổ sung có mục tiêu của thành phố.",
    "Ai có ý kiến xin gửi về Văn phòng HĐND và UBND trong giờ làm việc.",
    "Danh sách và dự toán được niêm yết tại trụ sở và nhà văn hóa.",
    "Ban Thanh tra nhân dân theo dõi và báo cáo kết quả với Mặt trận.",
    "Thời gian thực hiện bắt đầu từ đầu quý và hoàn thành trước mùa mưa.",
)


@dataclass(frozen=True, slots=True)
class Scale:
    """How much to make: communes, disclosures, public table rows, comments; rows of one table."""

    communes: int
    disclosures: int
    rows: int
    comments: int
    rows_in_table: int = ROWS


def share(total: int, at: int, of: int) -> int:
    """The part of `total` that falls to the part number `at` of `of`."""
    return total * (at + 1) // of - total * at // of


def people() -> list[Any]:
    """Who writes and who approves everything, made where they are not there."""
    model = get_user_model()
    names = ("mau-can-bo", "mau-lanh-dao")
    return [model.objects.get_or_create(username=name)[0] for name in names]


class Bulk:
    """Makes whole communes; what all share is looked up once."""

    def __init__(self, rng: random.Random, scale: Scale) -> None:
        self.rng, self.scale = rng, scale
        self.counted: Counter[str] = Counter()
        self.kinds = {kind.code: kind for kind in Kind.objects.filter(valid_to__isnull=True)}
        self.author, self.approver = people()
        self.now = clock.now()
        self.table = Projects(rng, scale.rows_in_table)

    def commune(self, unit: AdministrativeUnit, at: int, of: int) -> None:
        """One commune's share of everything, in the order of time."""
        count = share(self.scale.disclosures, at, of)
        tables = min(count, share(self.scale.rows // self.scale.rows_in_table, at, of))
        span = (self.now - BEGIN).total_seconds() - 86_400
        moments = sorted(
            BEGIN + dt.timedelta(seconds=self.rng.random() * span) for _ in range(count)
        )
        batch = Batch()
        versions = ids("disclosures_version", count)
        table_ids = iter(ids("disclosures_datatable", tables))
        made = []
        numbers: Counter[int] = Counter()
        for place, (moment, version_id) in enumerate(zip(moments, versions, strict=True)):
            table_id = next(table_ids, None) if place < tables else None
            made.append(self._disclosure(batch, unit, moment, version_id, table_id, numbers))
        if made:
            self._comments(batch, unit, made, share(self.scale.comments, at, of))
        self._write(batch, unit)
        AdministrativeUnit.objects.filter(pk=unit.pk, joined_at=None).update(joined_at=BEGIN)
        self.counted.update(communes=1, disclosures=count, rows=tables * self.scale.rows_in_table)

    def _disclosure(
        self,
        batch: Batch,
        unit: AdministrativeUnit,
        moment: dt.datetime,
        version_id: int,
        table_id: int | None,
        numbers: Counter[int],
    ) -> Disclosure:
        kind = self.kinds[WITH_TABLE if table_id else self.rng.choice(KINDS)]
        year = clock.day_of(moment).year
        last = _last_number(unit, year) if not numbers[year] else 0
        numbers[year] += 1 + last
        day = clock.day_of(moment)
        disclosure = Disclosure(
            unit=unit, kind=kind, kind_code=kind.code, group=kind.group, subject=new_subject(),
            year=year, number=numbers[year], slug=kind.slug, publish_at=moment,
        )  # fmt: skip
        version = self._version(disclosure, version_id, day)
        version.salts, version.seal_salt = freeze_salts()
        roots = [commit_table("meta", META_COLUMNS, [meta_cells(version)], version.salts)]
        words = ""
        if table_id is not None:
            roots += self.table.add(batch, version_id, table_id)
            words = self.table.words
        version.roots = [root.as_json() for root in roots]
        ends_on = day + dt.timedelta(days=30)
        status = "ended" if ends_on < clock.day_of(self.now) else "open"
        batch.add(
            "disclosures_disclosure",
            disclosure.id, disclosure.subject, unit.pk, kind.pk, kind.code, kind.group,
            "published", self.author.pk, moment, moment, "", day.year, day, day, year,
            numbers[year], kind.slug, _short_code(version_id), version_id, moment, moment, False,
            "", None, status, ends_on, None, None, None, None, None, "", "", None,
        )  # fmt: skip
        batch.add("disclosures_contributor", version_id, self.author.pk)
        batch.add("version", self._version_row(version, moment))
        batch.add(
            "disclosures_searchentry",
            disclosure.id, unit.pk, unit.parent_id, moment, kind.code, kind.group, year,
            "published", status, ends_on, index.EDITION,
            index.vector(disclosure, version, files="", cells=words),
        )  # fmt: skip
        self._decided(batch, disclosure, version, moment, roots, ends_on, table_id is not None)
        return disclosure

    def _version(self, disclosure: Disclosure, version_id: int, day: dt.date) -> Version:
        rng = self.rng
        work, place = rng.choice(WORKS), rng.choice(PLACES)
        number = rng.randint(1, 400)
        return Version(
            id=version_id, disclosure=disclosure, number=1,
            title=f"Thông báo {work} {place} năm {day.year}, đợt {rng.randint(1, 9)}",
            summary=f"{work.capitalize()} tại ấp {place}, kinh phí {rng.randint(20, 900)} triệu "
            f"đồng, do ông {invented.name(rng)} theo dõi.",
            body=" ".join(rng.choices(SENTENCES, k=6)),
            document_number=f"{number}/TB-UBND", document_date=day,
            issuer=f"UBND {disclosure.unit.full_name}", signer="Phó Chủ tịch UBND",
            office="Phòng Kinh tế", places=["noticeboard"], legal_basis="Luật 10/2022/QH15 Đ.11",
        )  # fmt: skip

    def _version_row(self, version: Version, moment: dt.datetime) -> tuple[Any, ...]:
        return (
            version.id, version.disclosure.id, 1, 1, "published", self.author.pk, moment, moment,
            version.title, version.summary, version.body, version.document_number,
            version.document_date, version.issuer, version.signer, version.office,
            Jsonb(version.places), version.legal_basis, "", True, moment, version.salts,
            version.seal_salt, Jsonb(version.roots), moment, moment,
        )  # fmt: skip

    def _decided(
        self,
        batch: Batch,
        disclosure: Disclosure,
        version: Version,
        moment: dt.datetime,
        roots: Sequence[Commitment],
        ends_on: dt.date,
        has_table: bool,
    ) -> None:
        """Put forward, approved, scheduled, published: each a decision with its entry."""
        code = disclosure.unit.address_code
        day = clock.day_of(moment).isoformat()
        published = {
            "unit": code, "kind": disclosure.kind_code, "version": 1, "period": "",
            "tables": [SCHEMA] if has_table else [], "late_seconds": 0,
            "reference": disclosure.reference, "posted_on": day, "due_on": day,
            "ends_on": ends_on.isoformat(), "substantive": True, "urgent": False,
        }  # fmt: skip
        sealed = [seal(version)]
        steps = (
            ("submit_disclosure", "submitted", self.author, "official", None, sealed),
            ("approve_disclosure", "approved", self.approver, "approver", self.author, sealed),
            ("schedule_disclosure", "scheduled", self.approver, "approver", None, ()),
            ("publish_disclosure", "published", self.approver, "approver", None, roots),
        )
        for at, (verb, event, by, role, author, commitments) in enumerate(steps):
            decided_at = moment - dt.timedelta(minutes=3 - at)
            row = (
                verb, disclosure.id, version.id, None, disclosure.unit.pk, by.pk, role,
                author.pk if author else None, decided_at,
            )  # fmt: skip
            batch.events.append(
                Event(
                    decided_at, f"disclosure.{event}", disclosure.subject, (by.pseudonym, role),
                    published if event == "published" else {"unit": code}, commitments,
                    _remember(batch, row),
                )
            )  # fmt: skip

    def _comments(
        self, batch: Batch, unit: AdministrativeUnit, on: list[Disclosure], count: int
    ) -> None:
        first = (
            Comment.objects.filter(unit=unit).order_by("-number").values_list("number", flat=True)
        ).first() or 0
        # In the order of time, as they are numbered and entered in the log.
        said = []
        for _ in range(count):
            disclosure = self.rng.choice(on)
            hours = dt.timedelta(hours=self.rng.randint(1, 20))
            said.append((disclosure.publish_at + hours, disclosure))
        said.sort(key=lambda one: one[0])
        for at, pk in enumerate(ids("disclosures_comment", count)):
            received, disclosure = said[at]
            comment = Comment(
                unit=unit, disclosure=disclosure, number=first + at + 1,
                subject=new_comment_subject(), visibility="public", language="vi",
                name=masking.masked_name(invented.name(self.rng)), village="",
                body=f"Cho hỏi {self.rng.choice(WORKS)} ở {self.rng.choice(PLACES)} bao giờ xong?",
                salts=new_salts(len(BODY_COLUMNS)), received_at=received,
            )  # fmt: skip
            self._comment(batch, comment, pk, unit, disclosure)
        self.counted["comments"] += count

    def _comment(
        self,
        batch: Batch,
        comment: Comment,
        pk: int,
        unit: AdministrativeUnit,
        disclosure: Disclosure,
    ) -> None:
        decided_at = comment.received_at + dt.timedelta(hours=1)
        body = commit_table("body", BODY_COLUMNS, [body_cells(comment)], bytes(comment.salts))

        def received(idx: int) -> None:
            batch.add(
                "disclosures_comment",
                pk, comment.subject, unit.pk, disclosure.id, comment.number,
                receipt_hash(new_code()), "public", "published", "vi", comment.name, "", "",
                comment.body, comment.salts, "", b"", 0, Jsonb([]), "", None,
                comment.received_at, decided_at, decided_at, idx,
            )  # fmt: skip

        data = {"unit": unit.address_code}
        row = (
            "publish_comment", None, None, pk, unit.pk, self.approver.pk, "moderator", None,
            decided_at,
        )  # fmt: skip
        batch.events += [
            Event(
                comment.received_at, "comment.received", comment.subject,
                (comment.subject, "resident"), data, [body], received,
            ),
            Event(
                decided_at, "comment.published", comment.subject,
                (self.approver.pseudonym, "moderator"), {**data, "on": disclosure.subject}, (),
                _remember(batch, row),
            ),
        ]  # fmt: skip

    def _write(self, batch: Batch, unit: AdministrativeUnit) -> None:
        """Entries first, so that what they tell of may point at them; then everything by COPY."""
        log_id, origin = open_log(unit.address_code, self.now)
        size = LedgerEntry.objects.filter(log_id=log_id).count()
        heads: dict[str, tuple[int, int]] = {}
        for at, event in enumerate(sorted(batch.events, key=lambda event: event.at)):
            idx = size + at
            seq, prev = heads.get(event.subject, (0, None))
            body = body_of(
                origin, idx, event.at, event.kind, event.subject, seq + 1, prev, event.actor,
                event.data, event.commitments,
            )  # fmt: skip
            heads[event.subject] = (seq + 1, idx)
            batch.add(
                "ledger_entry", log_id, idx, body, event.kind, event.subject, seq + 1, event.at
            )
            for commitment in event.commitments:
                batch.add(
                    "ledger_commitment",
                    log_id, idx, commitment.name, Jsonb(list(commitment.cols)), commitment.rows,
                    commitment.root,
                )  # fmt: skip
            event.then(idx)
        total = size + len(batch.events)
        store(batch, log_id)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE ledger_head SET size = %s, last_idx = %s WHERE log_id = %s",
                [total, total - 1, log_id],
            )
        self.counted["entries"] += len(batch.events)


def _short_code(version_id: int) -> str:
    """Another for every version, without asking: at a million random ones two are soon alike."""
    number = version_id * 0x9E3779B97F4A7C15 % CODES  # an odd factor: one to one
    return "".join(LETTERS[number >> at & 31] for at in range(0, 40, 5))


def _remember(batch: Batch, row: tuple[Any, ...]) -> Callable[[int], None]:
    return lambda idx: batch.add("decision", row, idx)


def _last_number(unit: AdministrativeUnit, year: int) -> int:
    found = Disclosure.objects.filter(unit=unit, year=year).order_by("-number")
    return found.values_list("number", flat=True).first() or 0
