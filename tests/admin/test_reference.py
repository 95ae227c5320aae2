"""Reference data: contacts and villages of one's own commune, people and roles, dated rules."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from disclosures.actions.add_kind_record import add_kind_record
from disclosures.errors import Invalid
from disclosures.models import AdministrativeUnit, Kind, LedgerEntry, RoleAssignment
from disclosures.rules import clock
from disclosures.vocabulary import RecordOrigin, Role
from tests import make
from tests.admin.reading import beside, summary, words

pytestmark = pytest.mark.django_db

UNIT = "/quan-tri/xa/"
PEOPLE = "/quan-tri/nguoi/"
KINDS = "/quan-tri/danh-muc/"
CONTACTS = {
    "phone": "0299 300 0123",
    "email": "nganam@cantho.example",
    "office_address": "Số 1 đường Mai Thanh Thế",
    "office_hours": "7 giờ đến 17 giờ",
    "population": "14872",
    "households": "3718",
    "villages": "Khóm Vĩnh Trung\nKhóm Vĩnh Kiên",
}


def villages(unit):
    return list(unit.villages.filter(is_active=True).values_list("name", flat=True))


def test_an_official_edits_contacts_and_villages_of_their_own_commune(writing, unit, other_unit):
    before = villages(other_unit)
    assert "Đã lưu." in words(writing.post(UNIT, CONTACTS, follow=True))
    unit.refresh_from_db()
    assert (unit.email, unit.population) == ("nganam@cantho.example", 14872)
    assert villages(unit) == ["Khóm Vĩnh Trung", "Khóm Vĩnh Kiên"]
    other_unit.refresh_from_db()
    assert villages(other_unit) == before and other_unit.email == ""
    assert LedgerEntry.objects.filter(etype="setting.changed").count() == 1


def test_villages_next_door_are_edited_next_door_alone(next_door, unit, other_unit):
    before = villages(unit)
    next_door.post(UNIT, {**CONTACTS, "villages": "Ấp Một"})
    assert villages(other_unit) == ["Ấp Một"]
    assert villages(unit) == before


def test_a_village_left_out_is_no_longer_offered_but_not_forgotten(writing, unit):
    writing.post(UNIT, {**CONTACTS, "villages": "Khóm Mới 😀\n\n  Khóm   Cũ  "})
    assert villages(unit) == ["Khóm Mới 😀", "Khóm Cũ"]
    assert unit.villages.filter(is_active=False).count() == 3
    page = words(writing.get(UNIT))
    assert "Khóm Mới 😀 Khóm Cũ</textarea>" in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "khong phai thu"}, "email"),
        ({"phone": "0" * 41}, "phone"),
        ({"phone": "a\x00b"}, "phone"),
        ({"office_address": "x" * 10_000}, "office_address"),
        ({"population": "-1"}, "population"),
        ({"population": "nhiều"}, "population"),
        ({"population": "99999999999"}, "population"),
        ({"households": "1,5"}, "households"),
        ({"villages": "x" * 10_000}, "villages"),
        ({"villages": "Khóm Một\nkhóm  MỘT"}, "villages"),
        ({"villages": "Khóm\x00Một"}, "villages"),
    ],
)
def test_wrong_contacts_change_nothing_and_are_named(writing, unit, changes, field):
    before = (unit.phone, unit.population, villages(unit))
    answer = writing.post(UNIT, {**CONTACTS, **changes})
    assert answer.status_code == 422
    assert beside(answer, f"id_{field}")
    assert summary(answer)
    unit = AdministrativeUnit.objects.get(pk=unit.pk)
    assert (unit.phone, unit.population, villages(unit)) == before


PERSON = {
    "verb": "person",
    "username": "can-bo-moi",
    "full_name": "Nguyễn Thị Thử Nghiệm",
    "office": "Văn phòng",
    "password": "mat-khau-that-dai-2026",
}


def test_a_new_person_can_sign_in_and_open_nothing_until_a_role_is_granted(operating, unit):
    assert "Đã lưu." in words(operating.post(PEOPLE, PERSON, follow=True))
    client = Client()
    client.force_login(get_user_model().objects.get(username="can-bo-moi"))
    assert client.get("/quan-tri/").status_code == 404
    grant = {
        "verb": "grant",
        "username": "can-bo-moi",
        "role": "official",
        "unit_code": unit.address_code,
    }
    assert operating.post(PEOPLE, grant).status_code == 302
    assert unit.full_name in words(client.get("/quan-tri/"))
    again = operating.post(PEOPLE, grant)
    assert again.status_code == 422
    assert "Người này đã có vai trò ấy." in summary(again)
    assignment = RoleAssignment.objects.get(person__username="can-bo-moi")
    take = reverse("admin:revoke", kwargs={"pk": assignment.pk})
    assert operating.post(take).status_code == 302
    assert client.get("/quan-tri/").status_code == 404
    twice = operating.post(take)
    assert twice.status_code == 409
    assert "Vai trò này đã được thu hồi." in words(twice)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": ""}, "username"),
        ({"username": "có dấu"}, "username"),
        ({"username": "x" * 61}, "username"),
        ({"username": "quan-tri"}, "username"),
        ({"full_name": ""}, "full_name"),
        ({"full_name": "a\x00b"}, "full_name"),
        ({"password": "ngan"}, "password"),
        ({"password": "123456789012"}, "password"),
        ({"password": "password1234"}, "password"),
    ],
)
def test_an_account_with_a_wrong_field_is_not_made(operating, changes, field):
    count = get_user_model().objects.count()
    answer = operating.post(PEOPLE, {**PERSON, **changes})
    assert answer.status_code == 422
    assert beside(answer, f"p-{field}")
    assert "mat-khau-that-dai-2026" not in words(answer)
    assert get_user_model().objects.count() == count


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": "khong-co-ai"}, "username"),
        ({"username": "a\x00b"}, "username"),
        ({"role": "emperor"}, "role"),
        ({"role": ""}, "role"),
        ({"unit_code": "00000"}, "unit_code"),
        ({"unit_code": "123456789"}, "unit_code"),
    ],
)
def test_a_role_with_a_wrong_field_is_not_granted(operating, official, changes, field):
    count = RoleAssignment.objects.count()
    good = {"verb": "grant", "username": "can-bo", "role": "moderator", "unit_code": "31732"}
    answer = operating.post(PEOPLE, {**good, **changes})
    assert answer.status_code == 422
    assert beside(answer, f"g-{field}")
    assert RoleAssignment.objects.count() == count


def record_form(base, **changes):
    rule = base.body["deadline"]
    day = clock.today() + dt.timedelta(days=40)
    good = {"valid_from": day.isoformat(), "days": "7", "unit": "working_day"}
    return {**good, "basis": rule["basis"] or "Luật", **changes}


@pytest.fixture
def base():
    return Kind.objects.get(code="socioeconomic-plan")


@pytest.fixture
def record(base):
    return reverse("admin:kind_record", kwargs={"pk": base.pk})


@pytest.mark.slow
def test_every_rule_has_its_page(operating):
    listing = words(operating.get(KINDS))
    for kind in Kind.objects.all():
        url = reverse("admin:kind_record", kwargs={"pk": kind.pk})
        assert url in listing, kind.code
        assert operating.get(url).status_code == 200, kind.code


def test_a_newer_rule_holds_from_its_day_and_old_notices_keep_theirs(
    operating, base, record, official, approver, unit
):
    disclosure = make.published(make.draft(official, unit), official, approver)
    sent = record_form(base)
    assert operating.post(record, sent).status_code == 302
    day = dt.date.fromisoformat(sent["valid_from"])
    newer = Kind.objects.valid_on(day).get(code=base.code)
    assert (newer.body["deadline"]["n"], newer.origin) == (7, RecordOrigin.OPERATOR)
    older = Kind.objects.valid_on(day - dt.timedelta(days=1)).get(code=base.code)
    assert older.pk == base.pk and older.body == base.body
    disclosure.refresh_from_db()
    assert disclosure.kind_id == base.pk
    assert LedgerEntry.objects.filter(etype="catalogue.changed").count() == 1


def test_a_second_click_and_a_stale_page_add_no_second_rule(operating, base, record):
    sent = record_form(base)
    operating.post(record, sent)
    later = record_form(base, valid_from=(clock.today() + dt.timedelta(days=90)).isoformat())
    for again in (sent, later):
        answer = operating.post(record, again)
        assert answer.status_code == 422
        assert beside(answer, "id_valid_from") == "Chọn ngày sau ngày quy định trước có hiệu lực."
    assert Kind.objects.filter(code=base.code).count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"valid_from": ""}, "valid_from"),
        ({"valid_from": "mai"}, "valid_from"),
        ({"valid_from": "1800-01-01"}, "valid_from"),
        ({"valid_from": "2020-01-01"}, "valid_from"),
        ({"valid_from": "9999-12-31"}, "valid_from"),
        ({"days": "-1"}, "days"),
        ({"days": "401"}, "days"),
        ({"days": "bảy"}, "days"),
        ({"unit": "year"}, "unit"),
        ({"basis": ""}, "basis"),
        ({"basis": "x" * 10_000}, "basis"),
        ({"basis": "a\x00b"}, "basis"),
    ],
)
def test_a_rule_with_a_wrong_field_is_not_added(operating, base, record, changes, field):
    answer = operating.post(record, record_form(base, **changes))
    assert answer.status_code == 422
    assert beside(answer, f"id_{field}")
    assert Kind.objects.filter(code=base.code).count() == 1


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"privacy_level": "P9"}, "privacy_level"),
        ({"deadline": {"n": "soon"}}, "deadline"),
        ({"titel": "x"}, "titel"),
        ({"period": "sometimes"}, "period"),
    ],
)
def test_a_record_that_the_strict_checks_refuse_says_which_key(operator, base, changes, named):
    with pytest.raises(Invalid) as refusal:
        add_kind_record(
            by=operator, base=base, valid_from=clock.today() + dt.timedelta(days=9), changes=changes
        )
    assert named in refusal.value.problems["body"]
    assert Kind.objects.filter(code=base.code).count() == 1


def test_only_the_operator_reaches_people_and_rules(writing, record, official):
    for url in (PEOPLE, KINDS, record):
        assert writing.get(url).status_code == 404
        assert writing.post(url, PERSON).status_code == (405 if url == KINDS else 404)
    assert not get_user_model().objects.filter(username="can-bo-moi").exists()
    assert RoleAssignment.objects.filter(role=Role.OPERATOR).count() == 1
