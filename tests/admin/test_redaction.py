"""The pages on which a person is found and erased by two people."""

import pytest
from django.urls import reverse

from disclosures.models import FullRowReading, Redaction
from disclosures.queries.folded import _letters
from disclosures.queries.persons import find
from disclosures.search.fold import fold_letters
from disclosures.vocabulary import CommentVisibility, Role
from tests import make
from tests.admin.conftest import at_desk
from tests.admin.reading import words

pytestmark = pytest.mark.django_db

NAME = "Thạch Thị Sa Rây"
DECISION = {
    "basis": "request",
    "decision_number": "12/QĐ-UBND",
    "decision_date": "2026-01-05",
    "note": "Người dân yêu cầu xoá.",
}


@pytest.fixture
def guard(operator, unit):
    return make.person("bao-ve", Role.DATA_PROTECTION, unit)


@pytest.fixture
def households(official, approver, unit):
    return make.published(make.household_draft(official, unit), official, approver)


def test_a_person_is_found_in_rows_texts_comments_and_files_without_accents(
    guard, official, approver, moderator, unit, other_unit, households
):
    version = make.draft(official, unit, summary=f"Sửa nhà cho bà {NAME}.")
    make.attach(official, version)
    make.published(version, official, approver)
    make.comment(unit, households, body=f"Bà {NAME} vắng nhà.", visibility="private")
    make.comment(other_unit, body=f"Bà {NAME} ở xã khác.")
    found = find(by=guard, unit=unit, name="thach thi  sa ray")
    kinds = [place.word.split(":")[0] for place in found]
    assert kinds == ["row", "text", "comment", "file"]
    assert [place.is_sure for place in found] == [True, True, True, False]
    assert all(NAME in place.excerpt for place in found[:3])
    assert FullRowReading.objects.filter(by=guard, purpose="find-person").count() == 2


def test_a_search_that_finds_nobody_is_recorded_too(guard, unit, households):
    assert find(by=guard, unit=unit, name="Nguyễn Văn Không Có") == []
    assert FullRowReading.objects.filter(by=guard, purpose="find-person").count() == 1


def test_letters_are_folded_by_the_database_as_in_python():
    source, target = _letters()
    assert len(source) == len(target) > 60
    assert fold_letters(source) == target


def test_the_officer_finds_and_proposes_and_another_erases(
    guard, approver, unit, households, visitor
):
    desk = at_desk(guard)
    answer = desk.post(reverse("admin:redactions"), {"name": NAME})
    assert answer.status_code == 200
    assert NAME in words(answer)
    assert "name" not in answer.request["QUERY_STRING"]
    table = households.current_version.tables.get()
    answer = desk.post(
        reverse("admin:propose_redaction"), {"places": [f"row:{table.pk}:1"], **DECISION}
    )
    redaction = Redaction.objects.get()
    address = reverse("admin:redaction", kwargs={"pk": redaction.pk})
    assert answer.url == address
    assert desk.post(address).status_code == 403
    other = at_desk(approver)
    assert NAME in words(other.get(address))
    assert other.post(address).status_code == 302
    page = words(visitor.get(households.get_absolute_url()))
    assert "[đã xoá theo quyết định số 12/QĐ-UBND ngày 05/01/2026]" in page
    assert "Thạch Thị Sa" not in page
    assert NAME not in words(other.get(address))
    assert other.post(address).status_code == 409


@pytest.mark.parametrize("name", ["", "Sa", "Rây"])
def test_one_word_finds_nobody(guard, name, unit):
    answer = at_desk(guard).post(reverse("admin:redactions"), {"name": name})
    assert answer.status_code == 422


def test_a_proposal_that_must_be_mended_keeps_its_places(guard, unit):
    answer = at_desk(guard).post(
        reverse("admin:propose_redaction"),
        {"places": ["comment:1"], **DECISION, "note": "CCCD 094085000001"},
    )
    assert answer.status_code == 422
    assert 'value="comment:1"' in answer.content.decode()
    assert "094085000001" in words(answer)


def test_an_approver_does_not_search_and_a_neighbour_sees_nothing(
    guard, approver, operator, other_unit, unit, households
):
    assert at_desk(approver).post(reverse("admin:redactions"), {"name": NAME}).status_code == 404
    make.comment(unit, visibility=CommentVisibility.PRIVATE)
    table = households.current_version.tables.get()
    at_desk(guard).post(
        reverse("admin:propose_redaction"), {"places": [f"row:{table.pk}:1"], **DECISION}
    )
    address = reverse("admin:redaction", kwargs={"pk": Redaction.objects.get().pk})
    next_door = at_desk(make.person("bao-ve-khac", Role.DATA_PROTECTION, other_unit))
    assert next_door.get(address).status_code == 404
    assert next_door.post(address).status_code == 404
