"""What of a disclosure can be found, and what cannot."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from disclosures.actions.publish_disclosure import publish_disclosure
from disclosures.actions.schedule_disclosure import schedule_disclosure
from disclosures.models import Disclosure, SearchEntry
from disclosures.rules import clock
from disclosures.search import index
from disclosures.search.query import parse, quoted
from tests import make

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=40)


def finds(vector, typed):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [vector, parse(typed)])
        return cursor.fetchone()[0]


def found(typed):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT disclosure_id FROM disclosures_searchentry WHERE vector @@ %s::tsquery",
            [parse(typed)],
        )
        return [row[0] for row in cursor.fetchall()]


def test_a_word_stands_at_one_place_in_both_forms_and_texts_do_not_touch():
    assert index.vector_text([("A", "Hộ nghèo"), ("D", "hộ xã")], ["ꜰgx"]) == (
        "'hộ':1A,8D 'ho':1A,8D 'nghèo':2A 'ngheo':2A 'xã':9D 'xa':9D 'ꜰgx' '_ho_ngheo' '_ho_xa'"
    )


def test_words_and_pairs_of_titles_are_marked_and_no_text_can_hold_the_marks():
    assert index.title_words("Hộ nghèo", "7/TB") == ["ᴛho", "ᴛngheo", "ᴛ_ho_ngheo", "ᴛ7", "ᴛtb",
                                                     "ᴛ_7_tb"]  # fmt: skip
    assert index.vector_text([("A", "ꜰx31732 ᴛho")]) == "'x31732':1A 'ho':2A '_x31732_ho'"


def test_nothing_gives_an_empty_vector():
    assert index.vector_text([], []) == ""
    assert index.vector_text([("A", ""), ("B", "...")], []) == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "expected"),
    [("ngan sach", True), ("ngân sách", True), ("ngấn ", True), ("ngon", False),
     ('"ngân sách xã"', True),
     ('"sách ngân"', False), ('"xã hết"', False), ("hoà", True), ("hòa ", True), ("hoả ", True),
     ("nga ", False), ("ngach", False)],
)  # fmt: skip
def test_accents_never_narrow_what_is_found(typed, expected):
    vector = index.vector_text([("A", "Ngân sách xã"), ("B", "hết, ở Vĩnh Hòa")], [])
    assert finds(vector, typed) is expected


@pytest.mark.django_db
@UNHURRIED
@given(st.lists(st.text(max_size=60), max_size=4), st.lists(st.text("a'\\ :|&1", max_size=9)))
def test_any_text_makes_a_vector_that_the_database_takes(texts, values):
    facets = [index.facet("k", value) for value in values]
    vector = index.vector_text([("C", text) for text in texts], facets)
    with connection.cursor() as cursor:
        for facet in facets:
            cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [vector, quoted(facet)])
            assert cursor.fetchone() == (True,)
        cursor.execute("SELECT length(%s::tsvector)", [vector])
        assert cursor.fetchone()[0] >= len(set(facets))


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        " ".join(f"ấp{at}" for at in range(40_000)),
        " ".join(f"{at:05d}" + "ợ" * 400 for at in range(3_000)),
        "xã " * 40_000,
        "ợ" * 50_000,
    ],
    ids=["many words", "long words", "one word often", "one endless word"],
)
def test_the_longest_texts_can_still_be_published(text):
    vector = index.vector_text([("A", "Hộ nghèo"), ("C", text), ("D", "cuối")], ["ꜰgx"])
    assert finds(vector, "ho ngheo")
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [vector, quoted("ꜰgx")])
        assert cursor.fetchone() == (True,)


@pytest.mark.django_db
def test_facets_name_commune_province_kind_group_year_day_and_month(official, unit, approver):
    disclosure = make.published(make.draft(official, unit), official, approver)
    assert index.facets_of(disclosure) == [
        "ꜰx31732", "ꜰt92", "ꜰksocioeconomic-plan", f"ꜰg{disclosure.group}",
        f"ꜰn{clock.today().year}", f"ꜰd{clock.today()}", f"ꜰm{clock.today():%Y-%m}",
    ]  # fmt: skip
    disclosure.unit.parent = None
    assert index.facets_of(disclosure)[1] == "ꜰt"


@pytest.mark.slow
@pytest.mark.django_db
def test_a_disclosure_is_found_once_it_is_published_and_not_before(unit, official, approver):
    version = make.approved(make.draft(official, unit), official, approver)
    assert found("kinh te xa hoi") == []
    schedule_disclosure(by=approver, version=version)
    disclosure = publish_disclosure(by=approver, version=version)
    assert found("kinh te xa hoi") == [disclosure.pk]
    index.remove(disclosure)
    assert found("kinh te xa hoi") == []


@pytest.mark.slow
@pytest.mark.django_db
def test_cells_are_found_but_no_row_about_a_person(unit, official, approver):
    budget = make.published(make.budget_draft(official, unit), official, approver)
    households = make.published(make.household_draft(official, unit), official, approver)
    assert found("dau tu phat trien") == [budget.pk]
    assert found("danh sach du kien") == [households.pk]
    for private in ("Thạch", "Sa Rây", "Danh Hoàng", "Nương", "094085000001"):
        assert found(private) == []


@pytest.mark.django_db
def test_storing_twice_replaces_the_row(unit, official):
    disclosure = make.draft(official, unit).disclosure
    index.store(disclosure, "'một':1A")
    index.store(disclosure, "'hai':1A")
    assert found("một ") == [] and found("hai ") == [disclosure.pk]
    assert SearchEntry.objects.count() == Disclosure.objects.count() == 1


@pytest.mark.django_db
def test_the_beginning_of_a_word_in_titles_is_not_found_by_a_pair_of_another_text():
    vector = index.vector_text([("D", "1250000000 đồng")])
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector @@ '''1250000000'':*A'", [vector])
        assert cursor.fetchone() == (False,)
