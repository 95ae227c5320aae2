"""Fills a sample database through the actions, in the order of time, as if it had happened."""

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured

from disclosures.actions.amend_disclosure import amend_disclosure
from disclosures.actions.approve_disclosure import approve_disclosure
from disclosures.actions.change_unit import change_unit
from disclosures.actions.draft_disclosure import draft_disclosure
from disclosures.actions.fill_table import fill_table
from disclosures.actions.grant_role import grant_role
from disclosures.actions.propose_withdrawal import propose_withdrawal
from disclosures.actions.publish_disclosure import publish_disclosure
from disclosures.actions.publish_urgently import publish_urgently
from disclosures.actions.return_disclosure import return_disclosure
from disclosures.actions.schedule_disclosure import schedule_disclosure
from disclosures.actions.submit_disclosure import submit_disclosure
from disclosures.actions.supersede_disclosure import supersede_disclosure
from disclosures.actions.withdraw_disclosure import withdraw_disclosure
from disclosures.forms.values import VersionFields
from disclosures.management.commands.publish_due import publish_due
from disclosures.management.commands.read_scans import read_scans
from disclosures.models import (
    AdministrativeUnit,
    Disclosure,
    Kind,
    RoleAssignment,
    TableSchema,
    Version,
)
from disclosures.queries.service_account import service_account
from disclosures.rules import clock
from disclosures.sample import documents
from disclosures.sample import tables as invented
from disclosures.sample.comments import comment_on, real_now
from disclosures.sample.notices import Notice, main, others
from disclosures.tables import layout as layouts
from disclosures.tables import match, read_workbook, schema, validate
from disclosures.tables.checked import Context
from disclosures.vocabulary import Role

PASSWORD = "cong-khai-2026"
MAIN = "31732"
OTHERS = ("31759", "31753", "31741", "31756", "31777", "31783", "31528", "31567", "31684")
VILLAGES = (
    "Vĩnh Trung",
    "Vĩnh Kiên",
    "Vĩnh Hòa",
    "Vĩnh Thuận",
    "Vĩnh Phong",
    "Vĩnh Đồng",
    "Vĩnh Thanh",
)
BEGIN = dt.datetime(2025, 7, 14, 8, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))

type Step = tuple[dt.datetime, Callable[[], None]]


def fill(write: Callable[[str], Any]) -> None:
    """Make accounts, communes and notices; a second time does nothing.

    Raises ImproperlyConfigured outside a sample database: `clock.moved_to` refuses too.
    """
    if not settings.SAMPLE_DATABASE:
        raise ImproperlyConfigured("Illustrative notices belong in a sample database only.")
    if Disclosure.objects.exists():
        write("illustrative notices are there")
        return
    story = Story(random.Random(2026), clock.today())
    story.tell()
    write(
        f"{Disclosure.objects.count()} illustrative notices in "
        f"{AdministrativeUnit.objects.joined().count()} communes"
    )


class Story:
    """Collects steps with their moments and runs them in order of time."""

    def __init__(self, rng: random.Random, today: dt.date) -> None:
        self.rng, self.today = rng, today
        self.steps: list[Step] = []
        self.people: dict[str, Any] = {}
        self.made: dict[str, Disclosure] = {}
        self.number = 0

    def tell(self) -> None:
        """Everything, in the order in which it would have happened."""
        with clock.moved_to(BEGIN):
            self._accounts()
            for at, code in enumerate((MAIN, *OTHERS)):
                self._join(code, at)
        unit = AdministrativeUnit.objects.select_related("parent").get(address_code=MAIN)
        for notice in main(self.today):
            self._plan(unit, notice, 1.0)
        for at, code in enumerate(OTHERS):
            other = AdministrativeUnit.objects.select_related("parent").get(address_code=code)
            for notice in others(other.full_name):
                shift = dt.timedelta(days=at % 4, hours=at % 3)
                self._plan(other, notice, 0.7 + at / 10, shift)
        for moment, step in sorted(self.steps, key=lambda pair: pair[0]):
            with clock.moved_to(moment):
                step()
        publish_due()

    def _accounts(self) -> None:
        unit = AdministrativeUnit.objects.get(address_code=MAIN)
        other = AdministrativeUnit.objects.get(address_code=OTHERS[0])
        province = AdministrativeUnit.objects.get(address_code="92")
        operator = self._person("quan-tri", "Quản trị viên minh hoạ", "")
        service = service_account()
        if not RoleAssignment.objects.exists():
            grant_role(by=service, person=operator, role=Role.OPERATOR)
        grant_role(by=operator, person=service, role=Role.SERVICE)
        for username, full_name, office, role, where in (
            ("can-bo", "Trần Thị Kim Chi", "Phòng Kinh tế", Role.OFFICIAL, unit),
            ("lanh-dao", "Lâm Văn Tấn", "Lãnh đạo UBND", Role.APPROVER, unit),
            ("lanh-dao-2", "Sơn Thị Hạnh", "Lãnh đạo UBND", Role.APPROVER, unit),
            ("bao-ve", "Sơn Thị Ngọc Lan", "Văn phòng", Role.DATA_PROTECTION, unit),
            ("kiem-duyet", "Kim Văn Phúc", "Ủy ban Mặt trận Tổ quốc", Role.MODERATOR, unit),
            ("kiem-duyet-2", "Thạch Thị Sương", "Ban Thanh tra nhân dân", Role.MODERATOR, unit),
            ("can-bo-khac", "Lê Minh Đông", "Phòng Kinh tế", Role.OFFICIAL, other),
            ("lanh-dao-khac", "Châu Thị Lan", "Lãnh đạo UBND", Role.APPROVER, other),
            ("thanh-tra", "Huỳnh Hữu Thanh", "Thanh tra thành phố", Role.AUDITOR, province),
        ):
            person = self._person(username, full_name, office)
            grant_role(by=operator, person=person, role=role, unit=where)
        for code in OTHERS[1:]:
            where = AdministrativeUnit.objects.get(address_code=code)
            for username, role in (
                ("can-bo-khac", Role.OFFICIAL),
                ("lanh-dao-khac", Role.APPROVER),
            ):
                grant_role(by=operator, person=self.people[username], role=role, unit=where)

    def _person(self, username: str, full_name: str, office: str) -> Any:
        model = get_user_model()
        person = model.objects.filter(username=username).first() or model.objects.create_user(
            username=username,
            password=PASSWORD,
            full_name=full_name,
            office=office,
            email=f"{username}@congkhai.example",
        )
        self.people[username] = person
        return person

    def _join(self, code: str, at: int) -> None:
        unit = AdministrativeUnit.objects.get(address_code=code)
        unit.joined_at = dt.date(2025, 7, 14) if code == MAIN else dt.date(2026, 4, 1)
        unit.save(update_fields=["joined_at"])
        prefix = "Khóm" if unit.kind == "phuong" else "Ấp"
        official = self.people["can-bo" if code == MAIN else "can-bo-khac"]
        change_unit(
            by=official,
            unit=unit,
            contacts={
                "phone": f"0299 300 0{123 + at}",
                "office_address": f"Trụ sở UBND {unit.full_name}, thành phố Cần Thơ",
                "office_hours": "Thứ Hai - thứ Sáu: 7 giờ - 11 giờ 30 và 13 giờ 30 - 17 giờ",
                "population": 14872 + 731 * at,
                "households": 3640 + 180 * at,
            },
            villages=[f"{prefix} {name}" for name in VILLAGES],
        )

    def _staff(self, unit: AdministrativeUnit) -> tuple[Any, Any]:
        own = unit.address_code == MAIN
        names = ("can-bo", "lanh-dao") if own else ("can-bo-khac", "lanh-dao-khac")
        return self.people[names[0]], self.people[names[1]]

    def _plan(
        self,
        unit: AdministrativeUnit,
        notice: Notice,
        scale: float,
        shift: dt.timedelta = dt.timedelta(),
    ) -> None:
        moment = notice.at + shift
        self.steps.append((moment, lambda: self._make(unit, notice, scale, moment)))

    def _make(
        self, unit: AdministrativeUnit, notice: Notice, scale: float, moment: dt.datetime
    ) -> None:
        official, approver = self._staff(unit)
        version = self._draft(unit, notice, official, scale)
        if notice.state == "draft":
            return
        submit_disclosure(by=official, version=version)
        if notice.state == "submitted":
            return
        if notice.state == "returned":
            return_disclosure(by=approver, version=version, note="Ghi thêm số tiền của từng hộ.")
            return
        if notice.state == "urgent":
            publish_urgently(by=approver, version=version, reason="Bà con cần nhận hỗ trợ ngay.")
        else:
            approve_disclosure(by=approver, version=version)
        if notice.state == "approved":
            return
        if notice.state == "scheduled":
            later = dt.datetime.combine(
                self.today + dt.timedelta(days=5), dt.time(7, 0), clock.VIETNAM
            )
            schedule_disclosure(by=approver, version=version, publish_at=later)
            return
        schedule_disclosure(by=approver, version=version)
        disclosure = publish_disclosure(by=approver, version=version)
        self.made[notice.key or notice.title] = disclosure
        self._after(unit, notice, disclosure, moment, scale)

    def _draft(
        self, unit: AdministrativeUnit, notice: Notice, official: Any, scale: float
    ) -> Version:
        self.number += 1
        kind = Kind.objects.filter(code=notice.kind).order_by("-valid_from").first()
        if kind is None:
            raise LookupError(notice.kind)
        today = clock.today()
        version = draft_disclosure(
            by=official,
            unit=unit,
            kind=kind,
            period=notice.period,
            triggered_on=today - dt.timedelta(days=2),
            fields=VersionFields(
                title=notice.title,
                summary=notice.summary,
                body=notice.body,
                document_number=f"{self.number}/{notice.document}",
                document_date=today,
                issuer=f"UBND {unit.full_name}",
                signer="Phó Chủ tịch UBND",
                office=kind.body["office"],
                places=[c for c in kind.body["channels"] if c != "portal"],
                legal_basis="; ".join(kind.body["legal_refs"]),
            ),
        )
        for number, code, name in notice.tables:
            self._fill(version, number, code, self._text(unit, name, scale), official)
        if notice.paper:
            documents.hang(version, official, is_scan=notice.paper == "scan")
            read_scans()
        return version

    def _text(self, unit: AdministrativeUnit, name: str, scale: float, slip: int = 0) -> str:
        villages = list(unit.villages.values_list("name", flat=True))
        kind, _dash, rest = name.partition("-")
        match kind:
            case "balance":
                return invented.balance(int(rest), scale, slip)
            case "exec":
                return invented.execution(int(rest), scale, slip)
            case "estimate":
                return invented.estimate(int(rest), scale)
            case "fields":
                return invented.fields(int(rest), scale)
            case "former":
                return invented.former_balance(int(rest), scale * 0.8)
            case "households":
                return invented.households(self.rng, villages, 239)
            case "compensation":
                return invented.compensation(self.rng, villages, 38)
            case "reception":
                return invented.RECEPTION
        return invented.PROJECTS

    def _fill(self, version: Version, number: int, code: str, text: str, by: Any) -> None:
        record = TableSchema.objects.get(code=code)
        kind = version.disclosure.kind
        declared = schema.read(record.body, schema.headers_in(kind.body, code))
        sheet = read_workbook.read_workbook(text.encode()).sheets[0]
        layout = layouts.find_layout(sheet, declared)
        villages = tuple(version.disclosure.unit.villages.values_list("name", flat=True))
        year = version.disclosure.fiscal_year
        mapping = match.propose(declared, layout.headers, year)
        checked = validate.validate(
            sheet, layout, declared, mapping, Context(villages, layout.money_unit)
        )
        if not checked.is_good:
            raise ValueError(f"{code}: {checked.errors[:3]}")
        fill_table(
            by=by, version=version, number=number, schema=record, checked=checked,
            column_map={name: layout.headers[at] for name, at in mapping.items()},
        )  # fmt: skip

    def _after(
        self,
        unit: AdministrativeUnit,
        notice: Notice,
        disclosure: Disclosure,
        moment: dt.datetime,
        scale: float,
    ) -> None:
        official, approver = self._staff(unit)
        if notice.state == "amended":
            self._later(moment, 12, lambda: self._amend(unit, disclosure, scale))
        if notice.state == "withdrawn":
            self._later(moment, 3, lambda: propose_withdrawal(
                by=official, disclosure=disclosure, reason_code="wrong_document",
                note="Đăng nhầm bản dự thảo. Kết luận đã ký sẽ được đăng thành thông báo khác.",
            ))  # fmt: skip
            self._later(moment, 4, lambda: withdraw_disclosure(by=approver, disclosure=disclosure))
        if notice.key == "fees-new":
            self._later(moment, 1, lambda: supersede_disclosure(
                by=approver, disclosure=self.made["fees-old"], successor=disclosure,
            ))  # fmt: skip
        for at, (state, text) in enumerate(notice.comments):
            comment_on(
                unit, disclosure, state, text, moment + dt.timedelta(hours=7 + 5 * at),
                people=self.people, rng=self.rng,
            )  # fmt: skip

    def _later(self, moment: dt.datetime, days: int, step: Callable[[], Any]) -> None:
        then = min(moment + dt.timedelta(days=days), real_now())
        with clock.moved_to(then):
            step()

    def _amend(self, unit: AdministrativeUnit, disclosure: Disclosure, scale: float) -> None:
        official, approver = self._staff(unit)
        draft = amend_disclosure(
            by=official,
            disclosure=disclosure,
            reason="Ghi thiếu trợ cấp tháng 9 của 31 người; tổng chi tăng 46,5 triệu đồng.",
        )
        slip = 46_500_000
        self._fill(draft, 1, "bx-can-doi", self._text(unit, "balance-9", scale, slip), official)
        self._fill(draft, 2, "bx-thuc-hien", self._text(unit, "exec-9", scale, slip), official)
        submit_disclosure(by=official, version=draft)
        approve_disclosure(by=approver, version=draft)
        schedule_disclosure(by=approver, version=draft)
        publish_disclosure(by=approver, version=draft)
