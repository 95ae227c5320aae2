"""The API says what the pages say, page by page, with tombstones, tags and limits."""

import json

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disclosures.actions.amend_disclosure import amend_disclosure
from disclosures.actions.publish_comment import publish_comment
from disclosures.api import answer
from disclosures.models import Disclosure
from disclosures.queries import open_data
from disclosures.rules import clock
from disclosures.vocabulary import CommentVisibility
from tests import make

pytestmark = pytest.mark.django_db
API = "/api/v1"


def get(visitor, path, status=200):
    response = visitor.get(path if path.startswith("/") else f"{API}/{path}")
    assert response.status_code == status, response.content
    return json.loads(response.content)


def everything(visitor, path):
    """All items of a list, by following `next` as a harvester does."""
    items = []
    while path:
        page = get(visitor, path)
        items += page["items"]
        path = page["next"] and page["next"].replace("http://127.0.0.1:8000", "")
    return items


@pytest.fixture
def budget(unit, official, approver):
    return make.published(make.budget_draft(official, unit), official, approver)


@pytest.fixture
def households(unit, official, approver):
    return make.published(make.household_draft(official, unit), official, approver)


def test_every_unit_of_today_is_listed_once(visitor):
    items = everything(visitor, f"{API}/units")
    codes = [item["code"] for item in items]
    assert len(codes) == len(set(codes)) == 34 + 3321
    assert {item["level"] for item in items} == {"province", "commune"}
    only = everything(visitor, f"{API}/units?province=92")
    assert {item["province"] for item in only} == {"92"} and len(only) == 103


def test_a_unit_tells_its_villages_and_what_it_was(visitor, unit):
    found = get(visitor, "units/31732")
    assert "Khóm Vĩnh Trung" in found["villages"]
    assert "Xã Vĩnh Quới" in {one["name"] for one in found["predecessors"]}
    get(visitor, "units/99999", 404)


def test_every_kind_of_the_law_is_listed_with_its_record(visitor):
    items = get(visitor, "kinds")["items"]
    assert len({item["id"] for item in items}) == 69
    assert all(item["slug"] and item["record"]["legal_refs"] for item in items)


def test_a_disclosure_carries_its_current_version(visitor, budget):
    found = get(visitor, f"disclosures/{budget.reference}")
    assert found["status"] == "published"
    assert found["title"] == found["current"]["title"] == budget.current_version.title
    assert [table["number"] for table in found["current"]["tables"]] == [1, 2]
    assert found["url"].endswith(budget.get_absolute_url())
    assert found["modified"] >= found["published"]


def test_an_amendment_moves_modified_and_adds_a_version(visitor, budget, official, approver):
    before = get(visitor, f"disclosures/{budget.reference}")["modified"]
    draft = amend_disclosure(by=official, disclosure=budget, reason="Sửa số thu.")
    assert get(visitor, f"disclosures/{budget.reference}")["modified"] == before
    make.published(draft, official, approver)
    assert get(visitor, f"disclosures/{budget.reference}")["modified"] > before
    versions = get(visitor, f"disclosures/{budget.reference}/versions")["items"]
    assert [(v["number"], v["change_reason"]) for v in versions] == [(1, ""), (2, "Sửa số thu.")]


def test_what_is_not_public_is_not_there(visitor, unit, official, approver):
    draft = make.draft(official, unit)
    make.approved(make.budget_draft(official, unit), official, approver)
    assert everything(visitor, f"{API}/disclosures") == []
    assert draft.title not in json.dumps(get(visitor, "events"), ensure_ascii=False)
    get(visitor, "disclosures/31732-2026-0001", 404)


def test_a_withdrawn_disclosure_leaves_a_tombstone_without_its_words(visitor, budget, approver):
    title = budget.current_version.title
    make.withdrawn(budget, approver)
    (item,) = everything(visitor, f"{API}/disclosures")
    assert item["status"] == "withdrawn" and item["withdrawal"]["reason_code"] == "private_data"
    alone = get(visitor, f"disclosures/{budget.reference}", 410)
    assert title not in json.dumps([item, alone], ensure_ascii=False)
    assert alone["current"] is None
    for below in ("versions", "tables/1"):
        problem = get(visitor, f"disclosures/{budget.reference}/{below}", 410)
        assert problem["status"] == 410 and problem["detail"]


def test_a_list_goes_on_where_it_ended_and_finds_what_came_later(
    visitor, unit, official, approver, monkeypatch
):
    monkeypatch.setattr(open_data.disclosures, "__kwdefaults__", {
        **open_data.disclosures.__kwdefaults__, "limit": 2
    })  # fmt: skip
    references = [
        make.published(make.draft(official, unit), official, approver).reference for _ in range(5)
    ]
    items = everything(visitor, f"{API}/disclosures?unit=31732")
    assert [item["reference"] for item in items] == references


def test_rows_are_those_of_the_page_and_money_is_in_dong(visitor, budget):
    table = get(visitor, f"disclosures/{budget.reference}/tables/2")
    names = [column["name"] for column in table["columns"]]
    first = dict(zip(names, table["items"][0], strict=True))
    assert 18_640_000_000 in first.values()
    get(visitor, f"disclosures/{budget.reference}/tables/9", 404)


def test_names_are_covered_and_leave_with_the_posting(visitor, households):
    table = get(visitor, f"disclosures/{households.reference}/tables/1")
    text = json.dumps(table, ensure_ascii=False)
    assert "Thạch Thị Sa R•••" in text and "Rây" not in text and "094085" not in text
    Disclosure.objects.filter(pk=households.pk).update(posting_ended_at=clock.now())
    table = get(visitor, f"disclosures/{households.reference}/tables/1")
    assert table["items"] == [] and table["counts"] and "Thạch" not in json.dumps(table)


def test_comments_show_what_pages_show(visitor, unit, budget, moderator):
    make.comment_in("published", moderator, unit, budget)
    make.comment_in("hidden", moderator, unit, budget, body="Lời bị ẩn.")
    make.comment_in("pending", moderator, unit, budget, body="Lời đang chờ.")
    make.comment_in("rejected", moderator, unit, budget, body="Lời không đăng.")
    unnamed = make.comment(unit, budget, visibility=CommentVisibility.UNNAMED, name="Ông Danh Út")
    publish_comment(by=moderator, comment=unnamed.comment)
    items = everything(visitor, f"{API}/comments?reference={budget.reference}")
    assert [item["status"] for item in items] == ["published", "hidden", "published"]
    text = json.dumps(items, ensure_ascii=False)
    assert not any(word in text for word in ("bị ẩn", "đang chờ", "không đăng", "Danh Út"))


def test_comments_below_a_withdrawn_notice_lose_their_words(
    visitor, unit, budget, moderator, approver
):
    make.comment_in("published", moderator, unit, budget, body="Nói về văn bản đã gỡ.")
    make.withdrawn(budget, approver)
    (item,) = everything(visitor, f"{API}/comments")
    assert item["text"] is item["name"] is None and item["replies"] == []


def test_events_of_a_log_go_by_index_and_of_all_logs_by_moment(visitor, budget):
    own = everything(visitor, f"{API}/events?unit=31732")
    assert [event["n"] for event in own] == list(range(len(own)))
    assert own[-1]["type"] == "disclosure.published"
    assert own[-1]["entry"]["n"] == own[-1]["n"]
    later = get(visitor, f"events?unit=31732&after={own[-2]['n']}")["items"]
    assert later == own[-1:]
    whole = everything(visitor, f"{API}/events")
    assert {event["log"] for event in whole} > {own[0]["log"]}
    assert len(whole) == len(own) + len(everything(visitor, f"{API}/events?unit=cong"))


@pytest.mark.parametrize(
    "path",
    [
        "disclosures?after=abc", "comments?after=MjAyNnx4", "events?unit=31732&after=abc",
        "events?after=MjAyNi0wMS0wMXwxLjE",
    ],
)  # fmt: skip
def test_a_cursor_that_was_never_given_leads_nowhere(visitor, path):
    response = visitor.get(f"{API}/{path}")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert "not one that this service gave" in response.json()["detail"]


def test_a_request_that_nobody_can_read_is_a_problem_too(visitor):
    response = visitor.get(f"{API}/events?after=%00")
    assert (response.status_code, response.json()["status"]) == (400, 400)
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path",
    [
        "disclosures?after=%20", "disclosures?year=12", "units?after=x",
        "disclosures?status=draft", "units?level=huyen",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_as_a_problem(visitor, path):
    response = visitor.get(f"{API}/{path}")
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert set(response.json()) == {"type", "title", "status", "detail"}


def test_any_other_address_and_method_answers_as_a_problem(visitor):
    for path in ("", "x", "disclosures/x", "units/31732/x"):
        assert get(visitor, f"{API}/{path}", 404)["title"] == "Not Found"
    response = visitor.post(f"{API}/units")
    assert response.status_code == 405 and response["Allow"] == "GET, HEAD, OPTIONS"
    assert visitor.head(f"{API}/units").status_code == 200
    assert visitor.options(f"{API}/units").status_code == 204


def test_an_unchanged_answer_is_not_built_again_and_other_origins_may_read(visitor, budget):
    path = f"{API}/disclosures/{budget.reference}"
    first = visitor.get(path)
    assert first["Access-Control-Allow-Origin"] == "*"
    again = visitor.get(path, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304 and not again.content
    assert not first.cookies


def test_too_many_requests_are_told_to_wait(visitor, monkeypatch):
    cache.clear()
    monkeypatch.setattr(answer, "LIMIT", 2)
    kept = [visitor.get(f"{API}/kinds") for _ in range(3)]
    assert [response.status_code for response in kept] == [200, 200, 429]
    assert [response["RateLimit-Remaining"] for response in kept] == ["1", "0", "0"]
    assert kept[2]["Retry-After"] == "60"


def test_a_list_takes_the_same_number_of_queries_however_long(visitor, unit, official, approver):
    def asked():
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            get(visitor, "disclosures")
        return len(captured)

    make.published(make.draft(official, unit), official, approver)
    one = asked()
    for _ in range(3):
        make.published(make.draft(official, unit), official, approver)
    assert asked() == one


def test_the_description_is_openapi_3_1_and_names_every_address(visitor):
    described = get(visitor, "openapi.json")
    assert described["openapi"] == "3.1.0"
    assert set(described["paths"]) == {
        f"{API}/{path}"
        for path in (
            "units", "units/{code}", "kinds", "disclosures", "disclosures/{reference}",
            "disclosures/{reference}/versions", "disclosures/{reference}/tables/{number}",
            "comments", "events",
        )
    }  # fmt: skip
