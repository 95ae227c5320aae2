"""Who gets in where: every address of the workbench times every role, as a table."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from disclosures.actions.add_webhook import add_webhook
from disclosures.actions.attach_file import attach_file
from disclosures.actions.grant_role import grant_role
from disclosures.actions.propose_override import propose_override
from disclosures.actions.propose_redaction import propose_redaction
from disclosures.actions.publish_comment import publish_comment
from disclosures.actions.revoke_role import revoke_role
from disclosures.actions.submit_disclosure import submit_disclosure
from disclosures.actions.take_down_posting import take_down_posting
from disclosures.admin.site import site
from disclosures.attachments.inspect import inspect
from disclosures.management.commands.draw_pages import draw_pages
from disclosures.models import Disclosure, RoleAssignment, Version
from disclosures.vocabulary import CommentVisibility, Role
from tests import make
from tests.admin import uploads
from tests.admin.reading import words

pytestmark = pytest.mark.django_db

# 302 of anybody not signed in leads to the sign-in page; empty forms answer 422.
TABLE = """
address         sent  anonymous resident operator auditor moderator neighbour approver official
index           GET      302      404      200      200      200      200      200      200
notices         GET      302      404      404      404      200      200      200      200
notice          GET      302      404      404      404      200      404      200      200
log             GET      302      404      404      404      200      200      200      200
choose_unit     POST     302      404      404      404      302      404      302      302
choose_kind     GET      302      404      404      404      404      200      404      200
compose         GET      302      404      404      404      404      200      404      200
draft           GET      302      404      404      404      404      404      404      200
attach          POST     302      404      404      404      404      404      404      422
draft_file      GET      302      404      404      404      404      404      200      200
draft_page      GET      302      404      404      404      404      404      200      200
draft_picture   GET      302      404      404      404      404      404      200      200
detach          POST     302      404      404      404      404      404      404      302
agree_properties POST    302      404      404      404      404      404      404      409
preview         GET      302      404      404      404      404      404      200      200
paper           GET      302      404      404      404      404      404      200      200
paper_pdf       GET      302      404      404      404      404      404      200      200
submit          POST     302      404      404      404      404      404      404      302
import          GET      302      404      404      404      404      404      404      200
template        GET      302      404      404      404      404      200      404      200
import_columns  GET      302      404      404      404      404      404      404      200
import_errors   GET      302      404      404      404      404      404      404      302
import_marked   GET      302      404      404      404      404      404      404      200
import_confirm  GET      302      404      404      404      404      404      404      200
approvals       GET      302      404      404      404      404      200      200      200
approve         GET      302      404      404      404      404      404      200      200
approve         POST     302      404      404      404      404      404      422      422
amend           POST     302      404      404      404      404      404      404      422
withdraw        POST     302      404      404      404      404      404      422      422
review          POST     302      404      404      404      404      404      409      404
supersede       POST     302      404      404      404      404      404      422      404
posting         POST     302      404      404      404      404      404      404      422
posting_minutes GET      302      404      404      404      404      404      200      200
end_minutes     GET      302      404      404      404      404      404      200      200
posting_photo   GET      302      404      404      404      404      404      200      200
take_down       POST     302      404      404      404      404      404      404      422
nothing         GET      302      404      404      404      404      200      404      200
moderation      GET      302      404      404      404      200      404      404      404
decide          POST     302      404      404      404      422      404      404      404
replies         GET      302      404      404      404      404      200      200      200
reply           GET      302      404      404      404      404      404      200      200
propose_exception POST   302      404      404      404      404      404      404      302
exceptions      GET      302      404      404      404      404      404      200      404
agree_exception POST     302      404      404      404      404      404      302      404
redactions      GET      302      404      404      404      404      404      200      404
propose_redaction POST   302      404      404      404      404      404      404      404
redaction       GET      302      404      404      404      404      404      200      404
unit_settings   GET      302      404      404      404      404      200      404      200
people          GET      302      404      200      404      404      404      404      404
revoke          POST     302      404      302      404      404      404      404      404
webhooks        GET      302      404      200      404      404      404      404      404
end_webhook     POST     302      404      302      404      404      404      404      404
kinds           GET      302      404      200      404      404      404      404      404
kind_record     GET      302      404      200      404      404      404      404      404
"""
ROLES = TABLE.split("\n")[1].split()[2:]
ROWS = [line.split() for line in TABLE.strip().split("\n")[1:]]


@pytest.fixture
def people(operator, auditor, moderator, neighbour, approver, official):
    """One client for each column of the table."""
    found = {"anonymous": None, "resident": make.user("nguoi-dan"), "operator": operator}
    found |= {"auditor": auditor, "moderator": moderator, "neighbour": neighbour}
    found |= {"approver": approver, "official": official}
    clients = {}
    for name in ROLES:
        clients[name] = Client()
        if found[name] is not None:
            clients[name].force_login(found[name])
    return clients


def waiting_draft(official, unit):
    """A draft with a file; its table is still blank."""
    version = make.draft(official, unit, kind_code="poor-household-review")
    content = uploads.pdf()
    attach_file(
        by=official,
        version=version,
        role="signed",
        title="",
        inspected=inspect(content),
    )
    return version


def begun_import(writing, version):
    """The id of an import of three good rows."""
    answer = writing.post(
        reverse("admin:import", kwargs={"pk": version.pk, "schema": "ho-ngheo"}),
        {"file": uploads.upload(uploads.csv(uploads.HOUSEHOLDS))},
    )
    return answer.url.split("/")[-3]


def arguments(name, unit, official, approver, moderator, operator, writing):
    """What the address is filled with: things of the first commune."""
    if name in {"draft", "attach", "preview", "submit", "paper", "paper_pdf"}:
        return {"pk": waiting_draft(official, unit).pk}
    if name in {"draft_file", "detach", "agree_properties"}:
        return {"pk": waiting_draft(official, unit).pk, "file": 1}
    if name in {"draft_page", "draft_picture"}:
        pk = waiting_draft(official, unit).pk
        draw_pages()
        return {"pk": pk, "file": 1, "number": 1}
    if name == "import":
        return {"pk": waiting_draft(official, unit).pk, "schema": "ho-ngheo"}
    if name.startswith("import_"):
        return {"pk": begun_import(writing, waiting_draft(official, unit))}
    if name in {"posting_minutes", "end_minutes", "posting_photo", "take_down"}:
        disclosure = make.published(make.draft(official, unit), official, approver)
        posting = make.posting(disclosure, official)
        if name == "end_minutes":
            take_down_posting(by=official, posting=posting, ended_on=posting.begins_on)
        return {"pk": posting.pk}
    if name in {"notice", "amend", "withdraw", "review", "supersede", "posting"}:
        return {"pk": make.published(make.draft(official, unit), official, approver).pk}
    if name == "approve":
        return {"pk": submit_disclosure(by=official, version=make.draft(official, unit)).pk}
    if name == "decide":
        return {"pk": make.comment(unit).comment.pk}
    if name == "reply":
        return {"pk": publish_comment(by=moderator, comment=make.comment(unit).comment).pk}
    if name in {"propose_exception", "agree_exception"}:
        version = make.draft(official, unit, summary="Công văn 094085000001 về đường.")
        if name == "propose_exception":
            return {"pk": version.pk}
        asked = {"place": "summary", "sample": "094085000001", "reason": "Số công văn."}
        return {"pk": propose_override(by=official, version=version, **asked).pk}
    if name == "redaction":
        officer = make.person("bao-ve", Role.DATA_PROTECTION, unit)
        return {
            "pk": propose_redaction(
                by=officer, unit=unit, places=["comment:1"], basis="request",
                decision_number="12/QĐ-UBND", decision_date=dt.date(2026, 1, 5), note="Yêu cầu.",
            ).pk
        }  # fmt: skip
    if name == "end_webhook":
        return {"pk": add_webhook(by=operator, url="https://app.example/hook").pk}
    if name == "revoke":
        spare = make.user("nguoi-thua")
        return {"pk": grant_role(by=operator, person=spare, role=Role.OFFICIAL, unit=unit).pk}
    return {
        "choose_unit": {"code": unit.address_code},
        "compose": {"kind": "socioeconomic-plan"},
        "template": {"schema": "ho-ngheo"},
        "nothing": {"kind": "budget-execution-period", "period": "2026-M9"},
        "kind_record": {"pk": make.kind().pk},
    }.get(name, {})


@pytest.mark.parametrize("row", ROWS, ids=[f"{row[0]}-{row[1]}" for row in ROWS])
def test_each_role_gets_in_just_where_the_table_says(
    row, people, unit, official, approver, moderator, operator, writing
):
    name, method, *expected = row
    kwargs = arguments(name, unit, official, approver, moderator, operator, writing)
    url = reverse(f"admin:{name}", kwargs=kwargs)
    found = {}
    for role, client in people.items():
        answer = client.get(url) if method == "GET" else client.post(url)
        found[role] = answer.status_code
        if role == "anonymous":
            assert answer.url.startswith("/quan-tri/dang-nhap/?next=")
    assert found == dict(zip(ROLES, map(int, expected), strict=True))


def test_the_table_leaves_no_address_of_the_workbench_out():
    assert {row[0] for row in ROWS} == {pattern.name for pattern in site.get_urls()}


def test_what_changes_something_answers_to_no_plain_link(writing, unit, official):
    version = make.draft(official, unit)
    for name, kwargs in (
        ("submit", {"pk": version.pk}),
        ("attach", {"pk": version.pk}),
        ("detach", {"pk": version.pk, "file": 1}),
        ("agree_properties", {"pk": version.pk, "file": 1}),
        ("amend", {"pk": version.disclosure_id}),
        ("withdraw", {"pk": version.disclosure_id}),
        ("decide", {"pk": 1}),
        ("revoke", {"pk": 1}),
        ("choose_unit", {"code": "31732"}),
    ):
        assert writing.get(reverse(f"admin:{name}", kwargs=kwargs)).status_code == 405, name
    assert Version.objects.get(pk=version.pk).status == "draft"


def test_pages_of_the_workbench_are_kept_by_no_cache(writing, unit, official):
    version = make.draft(official, unit)
    answer = writing.get(reverse("admin:draft", kwargs={"pk": version.pk}))
    assert answer["Cache-Control"] == "private, no-store"


def test_a_draft_of_another_commune_looks_like_one_that_never_was(
    next_door, unit, official, stored
):
    version = waiting_draft(official, unit)
    before = stored()
    for name in ("draft", "preview", "approve"):
        missing = next_door.get(reverse(f"admin:{name}", kwargs={"pk": 10**9}))
        foreign = next_door.get(reverse(f"admin:{name}", kwargs={"pk": version.pk}))
        assert foreign.status_code == missing.status_code == 404
        assert version.title not in words(foreign)
        page = words(missing).replace(f"/{10**9}/", f"/{version.pk}/")
        assert words(foreign) == page
    sent = {"title": "Sửa trộm", "file": uploads.upload(uploads.pdf(), "a.pdf"), "role": "annex"}
    for name in ("draft", "attach", "submit", "approve"):
        answer = next_door.post(reverse(f"admin:{name}", kwargs={"pk": version.pk}), sent)
        assert answer.status_code == 404, name
    kept = Version.objects.get(pk=version.pk)
    assert (kept.title, kept.status) == (version.title, "draft")
    assert stored() == before


def test_a_forged_form_is_turned_away_in_words(unit, official):
    version = make.draft(official, unit)
    client = Client(enforce_csrf_checks=True)
    client.force_login(official)
    answer = client.post(reverse("admin:submit", kwargs={"pk": version.pk}))
    assert answer.status_code == 403
    assert "Trang mở đã lâu" in words(answer)
    assert Version.objects.get(pk=version.pk).status == "draft"


def test_a_moderator_next_door_is_no_moderator_here(sign_in, unit, other_unit, official, operator):
    grant_role(by=operator, person=official, role=Role.MODERATOR, unit=other_unit)
    make.comment(unit, visibility=CommentVisibility.PRIVATE, body="Chỉ gửi riêng cho xã.")
    client = sign_in(official)
    queue = reverse("admin:moderation")
    assert client.get(queue, {"xem": "private"}).status_code == 404
    client.post(reverse("admin:choose_unit", kwargs={"code": other_unit.address_code}))
    elsewhere = client.get(queue, {"xem": "private"})
    assert elsewhere.status_code == 200
    assert "Chỉ gửi riêng cho xã." not in words(elsewhere)
    assert client.get(reverse("admin:choose_kind")).status_code == 404


def test_a_desk_that_was_taken_away_gives_way_to_the_one_left(
    sign_in, unit, other_unit, official, operator
):
    second = grant_role(by=operator, person=official, role=Role.OFFICIAL, unit=other_unit)
    client = sign_in(official)
    client.post(reverse("admin:choose_unit", kwargs={"code": other_unit.address_code}))
    assert other_unit.full_name in words(client.get(reverse("admin:index")))
    revoke_role(by=operator, assignment=second)
    answer = client.get(reverse("admin:index"))
    assert answer.status_code == 200
    assert unit.full_name in words(answer)


def test_nobody_chooses_a_desk_at_which_they_have_no_role(writing, unit, other_unit):
    url = reverse("admin:choose_unit", kwargs={"code": other_unit.address_code})
    assert writing.post(url).status_code == 404
    assert unit.full_name in words(writing.get(reverse("admin:index")))


def test_an_account_that_was_closed_is_signed_out(writing, official):
    official.is_active = False
    official.save(update_fields=["is_active"])
    assert writing.get(reverse("admin:index")).status_code == 302


def test_a_role_that_was_taken_away_opens_nothing_any_more(writing, official, operator, unit):
    version = make.draft(official, unit)
    url = reverse("admin:draft", kwargs={"pk": version.pk})
    assert writing.get(url).status_code == 200
    revoke_role(by=operator, assignment=RoleAssignment.objects.get(person=official))
    assert writing.get(url).status_code == 404
    assert writing.post(url, {"title": "X"}).status_code == 404


@pytest.mark.parametrize(
    "path", ["disclosures/", "ledger/", "auth/user/", "accounts/user/add/", "jsi18n/", "logout/"]
)
def test_the_stock_admin_serves_none_of_its_pages(operating, path):
    assert operating.get(f"/quan-tri/{path}").status_code == 404


def test_ledger_and_published_content_have_no_form_in_the_workbench():
    names = " ".join(str(pattern.pattern) for pattern in site.get_urls())
    assert not site._registry
    assert not any(word in names for word in ("add", "change", "delete", "xoa", "so-cai"))


def test_published_texts_cannot_be_edited_where_drafts_are(writing, unit, official, approver):
    disclosure = make.published(make.draft(official, unit), official, approver)
    version = disclosure.current_version
    url = reverse("admin:draft", kwargs={"pk": version.pk})
    assert writing.get(url).status_code == 302
    answer = writing.post(url, {"title": "Sửa lén", "expected": version.modified_at.isoformat()})
    assert answer.status_code == 302
    attach = reverse("admin:attach", kwargs={"pk": version.pk})
    sent = {"role": "annex", "file": uploads.upload(uploads.pdf(), "a.pdf")}
    assert writing.post(attach, sent).status_code == 409
    assert Disclosure.objects.get(pk=disclosure.pk).current_version.title == version.title
    assert not version.attachments.exists()
