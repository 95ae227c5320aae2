"""Load today's provinces and communes and those before July 2025 from `vietnam-provinces`."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from vietnam_provinces import _ward_conversion_2025 as conversion
from vietnam_provinces import legacy
from vietnam_provinces._lookup import PROVINCE_MAPPING, WARD_MAPPING
from vietnam_provinces.legacy import _lookup as former

from disclosures.models import AdministrativeUnit, Succession
from disclosures.search.fold import fold, sort_key
from disclosures.vocabulary import SuccessionShare, UnitKind, UnitLevel

TODAY_SINCE = dt.date(2025, 7, 1)
# The last day of the former units, and the first on which the source shows them: when each was
# founded it does not say.
FORMER_UNTIL = dt.date(2025, 6, 30)
LEGAL_BASIS = {"92": ("NQ 1668/NQ-UBTVQH15", "CONFIRMED-C")}

KINDS = {
    "tỉnh": UnitKind.TINH,
    "thành phố trung ương": UnitKind.THANH_PHO,
    "xã": UnitKind.XA,
    "phường": UnitKind.PHUONG,
    "đặc khu": UnitKind.DAC_KHU,
    "thị trấn": UnitKind.THI_TRAN,
}
_PREFIXES = ("Thành phố ", "Thị trấn ", "Đặc khu ", "Phường ", "Tỉnh ", "Xã ")


def bare_name(full_name: str) -> str:
    """The name without what kind of unit it is."""
    for prefix in _PREFIXES:
        if full_name.startswith(prefix):
            return full_name.removeprefix(prefix)
    return full_name


class Command(BaseCommand):
    """Idempotent: adds what is missing, renames what the source renamed, removes nothing."""

    help = "Load administrative units and how they followed one another."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        provinces = self._store(list(_provinces()))
        communes = self._store(list(_communes(provinces)))
        former_units = self._store(list(_former_units()))
        links = self._link(communes, former_units)
        self.stdout.write(
            f"{len(provinces)} provinces, {len(communes)} communes, "
            f"{len(former_units)} former communes, {links} successions"
        )

    def _store(self, units: list[AdministrativeUnit]) -> dict[str, AdministrativeUnit]:
        stored = AdministrativeUnit.objects.bulk_create(
            units,
            batch_size=2000,
            update_conflicts=True,
            unique_fields=["code", "valid_from"],
            update_fields=["kind", "name", "full_name", "slug", "folded", "sort_key"],
        )
        return {unit.code: unit for unit in stored}

    def _link(
        self,
        communes: dict[str, AdministrativeUnit],
        former_units: dict[str, AdministrativeUnit],
    ) -> int:
        links = []
        for old_code, entry in conversion.OLD_TO_NEW.items():
            predecessor = former_units.get(f"{old_code:05d}")
            for new in entry.new_wards:
                successor = communes.get(f"{new.code:05d}")
                if predecessor is None or successor is None:
                    continue
                basis, grade = LEGAL_BASIS.get(f"{new.province_code:02d}", ("", ""))
                whole = not entry.old_ward.is_partly_merged and len(entry.new_wards) == 1
                links.append(
                    Succession(
                        predecessor=predecessor,
                        successor=successor,
                        effective_on=TODAY_SINCE,
                        share=SuccessionShare.WHOLE if whole else SuccessionShare.PART,
                        legal_basis=basis,
                        legal_grade=grade,
                    )
                )
        Succession.objects.bulk_create(links, batch_size=5000, ignore_conflicts=True)
        return len(links)


def _unit(code: str, full_name: str, division: str, **more: Any) -> AdministrativeUnit:
    name = bare_name(full_name)
    return AdministrativeUnit(
        code=code,
        kind=KINDS[str(division)],
        name=name,
        full_name=full_name,
        slug=fold(full_name).replace(" ", "-"),
        folded=fold(name),
        sort_key=sort_key(name),
        **more,
    )


def _provinces() -> Iterator[AdministrativeUnit]:
    for code, province in PROVINCE_MAPPING.items():
        yield _unit(
            f"{code:02d}",
            province.name,
            province.division_type,
            level=UnitLevel.PROVINCE,
            valid_from=TODAY_SINCE,
            address_code=f"{code:02d}",
        )


def _communes(provinces: dict[str, AdministrativeUnit]) -> Iterator[AdministrativeUnit]:
    for code, ward in WARD_MAPPING.items():
        yield _unit(
            f"{code:05d}",
            ward.name,
            ward.division_type,
            level=UnitLevel.COMMUNE,
            parent=provinces[f"{int(ward.province_code):02d}"],
            valid_from=TODAY_SINCE,
            address_code=f"{code:05d}",
        )


def _former_units() -> Iterator[AdministrativeUnit]:
    for code, ward in former.WARD_MAPPING.items():
        district: legacy.District = former.DISTRICT_MAPPING[int(ward.district_code)]
        province: legacy.Province = former.PROVINCE_MAPPING[int(ward.province_code)]
        yield _unit(
            f"{code:05d}",
            ward.name,
            ward.division_type,
            level=UnitLevel.COMMUNE,
            former_district=district.name,
            former_province=province.name,
            valid_from=FORMER_UNTIL,
            valid_to=FORMER_UNTIL,
        )
