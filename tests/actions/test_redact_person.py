"""Erasing a person: values and salts go, roots and the second pair of eyes stay."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from disclosures.actions.amend_disclosure import amend_disclosure
from disclosures.actions.declare_nothing_due import declare_nothing_due
from disclosures.actions.propose_redaction import propose_redaction
from disclosures.actions.publish_comment_masked import publish_comment_masked
from disclosures.actions.redact_person import redact_person
from disclosures.actions.take_down_posting import take_down_posting
from disclosures.errors import Invalid, NotAllowed, WrongState
from disclosures.ledger.openings import AUDITOR, committed
from disclosures.management.commands.verify_ledger import verify_all
from disclosures.models import (
    Attachment,
    Comment,
    CommentContact,
    FullRow,
    LedgerCommitment,
    PublicRow,
    SearchEntry,
    Version,
)
from disclosures.queries import persons
from disclosures.rules import clock
from disclosures.rules.hashing import commit_rows
from disclosures.vocabulary import Role
from tests import make
from tests.ledger import bags

pytestmark = pytest.mark.django_db

NAME = "Thạch Thị Sa Rây"
MARK = "[đã xoá theo quyết định số 12/QĐ-UBND"


@pytest.fixture
def guard(operator, unit):
    return make.person("bao-ve-du-lieu", Role.DATA_PROTECTION, unit)


@pytest.fixture
def households(official, approver, unit):
    return make.published(make.household_draft(official, unit), official, approver)


def propose(guard, unit, places, **changes):
    values = {
        "basis": "request",
        "decision_number": "12/QĐ-UBND",
        "decision_date": dt.date(2026, 1, 5),
        "note": "Người dân yêu cầu xoá, hết mục đích công khai.",
    }
    return propose_redaction(by=guard, unit=unit, places=places, **{**values, **changes})


def row_place(disclosure, position=1):
    table = disclosure.current_version.tables.get()
    return f"row:{table.pk}:{position}"


def roots():
    return list(LedgerCommitment.objects.order_by("log_id", "entry_idx", "name").values_list())


def opens():
    """Whether every commitment of every log opens from the rows as they stand."""
    told = {(c.log_id, c.entry_idx, c.name): c.root for c in LedgerCommitment.objects.all()}
    for log_id in {key[0] for key in told}:
        end = 1 + max(key[1] for key in told if key[0] == log_id)
        for one in committed(log_id, 0, end, AUDITOR):
            made = commit_rows(one.name, one.cols, one.rows)
            assert made.root == told[log_id, one.idx, one.name], one.name
    return bool(told)


def everywhere():
    """Every word that the database holds about notices and comments, as one text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' "
            "AND tablename LIKE 'disclosures\\_%%' AND tablename NOT LIKE '%%unit'"
        )
        words = []
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT string_agg(t::text, '|') FROM {table} t")
            words.append(cursor.fetchone()[0] or "")
    return "\n".join(words)


def test_a_row_is_destroyed_in_both_editions_and_the_roots_stay(
    guard, approver, unit, households, entries_of
):
    before = roots()
    salts = bytes(FullRow.objects.get(position=1).salts)
    assert NAME in everywhere()
    redaction = propose(guard, unit, [row_place(households)])
    entries = entries_of(lambda: redact_person(by=approver, redaction=redaction))
    assert [entry["data"]["name"] for entry in entries] == ["full_1", "public_1"]
    assert {entry["type"] for entry in entries} == {"content.redacted"}
    assert entries[0]["data"]["cells"] == [{"rows": [0, 0], "cols": ["*"]}]
    assert entries[0]["subject"]["id"] == households.subject
    assert NAME not in everywhere()
    assert "Thạch Thị Sa" not in everywhere()
    assert bytes(FullRow.objects.get(position=1).salts) == bytes(len(salts))
    assert PublicRow.objects.get(position=1).cells[1].startswith(MARK)
    assert PublicRow.objects.get(position=2).cells[1].startswith("Danh H")
    assert roots()[: len(before)] == [row for row in roots() if row in before]
    assert opens()


@pytest.mark.slow
def test_verification_and_the_archives_of_both_editions_hold_after_an_erasure(
    guard, approver, moderator, official, unit, households, tmp_path
):
    version = make.draft(official, unit, summary=f"Hỗ trợ bà {NAME} sửa nhà.")
    file = make.attach(official, version)
    make.published(version, official, approver)
    masked = make.comment(unit, households, visibility="private", body=f"Bà {NAME} vắng.").comment
    places = [
        row_place(households),
        f"text:{version.pk}:summary",
        f"file:{file.pk}",
        f"comment:{masked.pk}",
    ]
    redact_person(by=approver, redaction=propose(guard, unit, places))
    connection.check_constraints()
    told = [problem for report in verify_all(unit.address_code) for problem in report.problems]
    assert [problem for problem in told if "checkpoint" not in problem] == []
    bags.seal(unit)
    for edition in ("public", "auditor"):
        reader = {"reader": approver} if edition == "auditor" else {}
        bag = bags.make(unit, tmp_path / edition, edition=edition, **reader)
        code, words = bags.judge(bag, auditor=edition == "auditor")
        assert code == 0, words
        lines = (bag / "data" / "redactions.csv").read_text("utf-8-sig").splitlines()
        assert len(lines) == 6
        everything = "".join(
            path.read_text("utf-8", "replace") for path in bag.rglob("*") if path.is_file()
        )
        assert NAME not in everything


def test_texts_comments_answers_reasons_and_files_are_destroyed_with_their_salts(
    guard, approver, moderator, official, unit, django_capture_on_commit_callbacks, settings
):
    version = make.draft(official, unit, summary=f"Hỗ trợ bà {NAME} sửa nhà.")
    file = make.attach(official, version)
    disclosure = make.published(version, official, approver)
    comment = make.comment(unit, disclosure, name=NAME, body=f"Bà {NAME} đã có nhà.").comment
    CommentContact.objects.update_or_create(comment=comment, defaults={"email": "a@example.vn"})
    publish_comment_masked(by=moderator, comment=comment, spans=[(0, 2)])
    places = [f"text:{version.pk}:summary", f"comment:{comment.pk}", f"file:{file.pk}"]
    stored = settings.FILES_DIR / file.sha256[:2] / file.sha256[2:4] / file.sha256
    assert stored.exists()
    with django_capture_on_commit_callbacks(execute=True):
        redact_person(by=approver, redaction=propose(guard, unit, places))
    connection.check_constraints()
    assert NAME not in everywhere()
    assert not stored.exists()
    assert not CommentContact.objects.exists()
    shown = Version.objects.get(pk=version.pk)
    assert shown.summary.startswith(MARK)
    comment = Comment.objects.get(pk=comment.pk)
    assert comment.text.startswith(MARK)
    assert (comment.name, comment.village) == ("", "")
    assert not Attachment.objects.get(pk=file.pk).is_public
    assert "thach" not in SearchEntry.objects.get(disclosure=disclosure).vector
    assert opens()


def test_who_proposed_does_not_approve(guard, unit, households):
    redaction = propose(guard, unit, [row_place(households)])
    with pytest.raises(NotAllowed) as refusal:
        redact_person(by=guard, redaction=redaction)
    assert refusal.value.may_see
    assert NAME in everywhere()


def test_it_is_done_once(guard, approver, unit, households):
    redaction = propose(guard, unit, [row_place(households)])
    redact_person(by=approver, redaction=redaction)
    with pytest.raises(WrongState):
        redact_person(by=approver, redaction=redaction)


def test_a_place_of_another_commune_is_not_there(
    guard, approver, other_unit, unit, official, neighbour, operator
):
    boss = make.person("lanh-dao-khac", Role.APPROVER, other_unit)
    foreign = make.published(make.draft(neighbour, other_unit), neighbour, boss)
    redaction = propose(guard, unit, [f"text:{foreign.current_version_id}:summary"])
    with pytest.raises(WrongState):
        redact_person(by=approver, redaction=redaction)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"places": []}, "places"),
        ({"places": ["row:1"]}, "places"),
        ({"places": ["text:1:roots; drop"]}, "places"),
        ({"basis": "vi-thich"}, "basis"),
        ({"decision_number": " "}, "decision_number"),
        ({"decision_date": dt.date(2999, 1, 1)}, "decision_date"),
        ({"note": ""}, "note"),
        ({"note": "Ông có CCCD 094085000001 yêu cầu"}, "note"),
    ],
)
def test_a_proposal_without_its_reasons_is_refused_by_field(guard, unit, changes, field):
    with pytest.raises(Invalid) as refusal:
        propose(guard, unit, **{"places": ["comment:1"], **changes})
    assert field in refusal.value.problems


def test_an_amendment_after_the_erasure_says_what_is_left(guard, approver, official, unit):
    disclosure = make.published(make.household_draft(official, unit), official, approver)
    redact_person(by=approver, redaction=propose(guard, unit, [row_place(disclosure)]))
    version = amend_disclosure(by=official, disclosure=disclosure, reason="Sửa số khẩu.")
    make.published(version, official, approver)
    connection.check_constraints()
    assert opens()
    row = FullRow.objects.get(table__version=version, position=1)
    assert row.erased is None
    assert row.cells[1].startswith(MARK)


def refuses(sql, *parameters):
    with pytest.raises(IntegrityError), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
        connection.check_constraints()
    return True


def test_sql_cannot_erase_without_a_decision_and_its_entry(households, unit):
    zeros = "decode(repeat('00', length(salts)), 'hex')"
    digests = (
        "(SELECT jsonb_object_agg(k - 1, repeat('A', 43)) "
        "FROM generate_series(1, jsonb_array_length(cells)) k)"
    )
    for table in ("publicrow", "fullrow"):
        assert refuses(
            f"UPDATE disclosures_{table} SET salts = {zeros}, erased = {digests} WHERE position = 1"
        )
    assert refuses(
        "UPDATE disclosures_version SET title = 'x', salts = decode(repeat('00', length(salts)), "
        "'hex'), erased = '{\"title\": \"A\"}'"
    )
    assert refuses("UPDATE disclosures_decision SET note = 'x', erased = '{\"text\": \"A\"}'")


def test_sql_cannot_change_a_cell_under_cover_of_an_erasure(guard, approver, unit, households):
    redact_person(by=approver, redaction=propose(guard, unit, [row_place(households)]))
    change = "UPDATE disclosures_fullrow SET cells = jsonb_set(cells, '{1}', '\"x\"')"
    assert refuses(f"{change} WHERE position = 2")
    assert refuses(f'{change}, erased = \'{{"0": "A"}}\' WHERE position = 2')
    assert refuses("UPDATE disclosures_fullrow SET erased = NULL WHERE position = 1")
    assert refuses("DELETE FROM disclosures_fullrow WHERE position = 1")


def test_sql_knows_four_eyes_for_an_erasure_and_keeps_it(guard, approver, unit, households):
    redaction = propose(guard, unit, [row_place(households)])
    table = "disclosures_redaction"
    assert refuses(f"UPDATE {table} SET approved_by_id = proposed_by_id, done_at = now()")
    assert refuses(f"UPDATE {table} SET places = '[\"comment:1\"]'")
    assert refuses(f"UPDATE {table} SET done_at = now()")
    redact_person(by=approver, redaction=redaction)
    assert refuses(f"UPDATE {table} SET done_at = now()")
    assert refuses(f"DELETE FROM {table}")
    assert refuses("UPDATE disclosures_erasure SET cells = '[]'")
    assert refuses("DELETE FROM disclosures_erasure")


def test_words_and_photo_of_a_posting_and_reasons_are_destroyed_with_their_salts(
    guard, approver, official, unit, households, settings, django_capture_on_commit_callbacks
):
    hung = make.posting(households, official, note=f"Bà {NAME} chứng kiến.")
    end = take_down_posting(
        by=official, posting=hung, ended_on=clock.today(), note=f"Bà {NAME} gỡ xuống."
    )
    told = declare_nothing_due(
        by=official,
        unit=unit,
        kind_code="budget-execution-period",
        period="2025-Q3",
        reason=f"Bà {NAME} vắng.",
    )
    connection.check_constraints()
    photo = settings.FILES_DIR / hung.photo_sha256[:2] / hung.photo_sha256[2:4] / hung.photo_sha256
    found = [place.word for place in persons.find(by=guard, unit=unit, name=NAME)]
    places = [f"posting:{hung.pk}:note", f"posting:{hung.pk}:photo", f"posting_end:{end.pk}",
              f"nothing_due:{told.pk}"]  # fmt: skip
    assert set(places) <= set(found)
    assert photo.exists()
    redaction = propose(guard, unit, [*places, row_place(households)])
    assert all(place.excerpt for place in persons.describe(by=approver, redaction=redaction))
    with django_capture_on_commit_callbacks(execute=True):
        redact_person(by=approver, redaction=redaction)
    connection.check_constraints()
    assert NAME not in everywhere()
    assert hung.photo_sha256 not in everywhere()
    assert not photo.exists()
    hung.refresh_from_db()
    assert hung.note.startswith(MARK)
    assert hung.place == "Bảng tin trụ sở phường"
    assert opens()
    again = propose(guard, unit, [f"posting:{hung.pk}:place"])
    redact_person(by=approver, redaction=again)
    connection.check_constraints()
    hung.refresh_from_db()
    assert hung.place.startswith(MARK)
    assert opens()


def test_sql_cannot_change_or_erase_a_posting_without_a_decision(
    guard, approver, official, unit, households
):
    hung = make.posting(households, official, note="Có hai người chứng kiến.")
    salts = "decode(repeat('00', length(salts)), 'hex')"
    table = "disclosures_posting"
    digest = '\'{"note": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}\''
    one_salt = "overlay(salts placing decode(repeat('00', 16), 'hex') from 65 for 16)"
    assert refuses(f"UPDATE {table} SET note = 'x'")
    assert refuses(f"UPDATE {table} SET note = 'x', salts = {salts}, erased = {digest}")
    assert refuses(f"UPDATE {table} SET note = 'x', salts = {one_salt}, erased = {digest}")
    redact_person(by=approver, redaction=propose(guard, unit, [f"posting:{hung.pk}:note"]))
    connection.check_constraints()
    assert refuses(f"UPDATE {table} SET note = 'x'")
    assert refuses(f"UPDATE {table} SET erased = NULL")
    assert refuses(f"UPDATE {table} SET place = 'x', erased = erased || {digest}")
    assert refuses(f"DELETE FROM {table}")
