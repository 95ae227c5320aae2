"""The same hostile files at the doors beside the draft: a posting's photo, a table, a proof."""

import pytest
from django.urls import reverse

from disclosures.models import ImportSession, Posting
from disclosures.rules import clock
from tests import make
from tests.admin import uploads
from tests.admin.reading import beside, summary, words
from tests.admin.test_hostile_seen_outside import HELD, REFUSED
from tests.attachments import scanner

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FILES = {case: (row[0], row[1]) for case, row in REFUSED.items()}
# What a table is read from all the same: its values are taken, the rest is left behind.
READ = {
    "a workbook with a link to another", "a workbook that gives an order to a program",
    "a workbook with a note on a person",
}  # fmt: skip


def test_no_photo_of_a_posting_comes_of_them(writing, official, approver, unit, stored):
    notice = make.published(make.draft(official, unit), official, approver)
    door = reverse("admin:posting", kwargs={"pk": notice.pk})
    before = stored()
    for case, (ending, content) in FILES.items():
        sent = {"channel": "noticeboard", "place": "Bảng tin trụ sở", "no_faces": "on",
                "begins_on": clock.today().isoformat(),
                "photo": uploads.upload(content(), f"a.{ending}", "image/jpeg")}  # fmt: skip
        answer = writing.post(door, sent)
        assert answer.status_code == 422, case
        assert beside(answer, "f-photo").strip(), case
    assert stored() == before
    assert not Posting.objects.exists()


def test_no_table_comes_of_them(writing, official, unit, stored):
    version = make.draft(official, unit, kind_code="poor-household-review")
    door = reverse("admin:import", kwargs={"pk": version.pk, "schema": "ho-ngheo"})
    before = stored()
    for case, (ending, content) in FILES.items():
        if case in READ:
            continue
        answer = writing.post(door, {"file": uploads.upload(content(), f"a.{ending}")})
        assert answer.status_code == 422, case
        assert summary(answer).strip() and beside(answer, "id_file").strip(), case
    assert stored() == before
    assert not ImportSession.objects.exists()


def test_what_is_no_proof_is_said_to_be_none_and_not_kept(visitor, stored):
    before = stored()
    contents = [content for _ending, content in FILES.values()]
    for content in (*contents, *(row[0] for row in HELD.values()), scanner.eicar):
        answer = visitor.post(
            "/kiem-chung/chung-minh/", {"tep": uploads.upload(content(), "a.txt")}
        )
        assert answer.status_code == 422
        assert "094085001234" not in words(answer)
    answer = uploads.send_endless(visitor, "/kiem-chung/chung-minh/", 60 * 1024 * 1024, name="tep")
    assert answer.status_code == 422
    assert stored() == before
