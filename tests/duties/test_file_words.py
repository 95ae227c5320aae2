"""What stands in files stops a publication at every step, also when the rules came later."""

import re

import pytest

from disclosures.actions.approve_disclosure import approve_disclosure
from disclosures.actions.attach_file import attach_file
from disclosures.actions.propose_redaction import propose_redaction
from disclosures.actions.publish_urgently import publish_urgently
from disclosures.actions.redact_person import redact_person
from disclosures.actions.schedule_disclosure import schedule_disclosure
from disclosures.actions.submit_disclosure import submit_disclosure
from disclosures.attachments.inspect import inspect
from disclosures.duties import file_words
from disclosures.errors import Invalid
from disclosures.models import AttachmentPage, Disclosure, SearchEntry, Version
from disclosures.queries import persons
from disclosures.rules import clock, identifiers
from disclosures.vocabulary import Role
from tests import make
from tests.attachments import papers

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NAME = "Thạch Thị Sa Rây"


@pytest.fixture
def version(official, unit):
    version = make.draft(official, unit)
    pages = papers.pdf("Trang đầu.", f"Ghi chú: sao biển 77, bà {NAME}.")
    for title, content in (
        ("Phương án", pages),
        ("Bảng kê", papers.workbook(Thu=["Phí chợ"], Chi=["sao biển 12"])),
    ):
        attach_file(
            by=official, version=version, role="annex", title=title, inspected=inspect(content)
        )
    return version


@pytest.fixture
def stricter(monkeypatch):
    """From when it is called the rules find something that they let pass before."""

    def call():
        def blocking(text, header="", *, published=()):
            found = re.finditer(r"sao biển \d+", text)
            return [identifiers.Span("cccd", *it.span(), "block") for it in found]

        monkeypatch.setattr(identifiers, "blocking", blocking)

    return call


SENTENCES = {
    "file-1": "“sao biển 77” trong tệp “Phương án”, trang 2 giống dữ liệu riêng tư. "
    "Hãy xoá đi rồi đính kèm lại tệp.",
    "file-2": "“sao biển 12” trong tệp “Bảng kê”, trang tính “Chi” giống dữ liệu riêng tư. "
    "Hãy xoá đi rồi đính kèm lại tệp.",
}


def test_nothing_is_found_where_nothing_is(version, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert file_words.findings_of(version) == []


def test_a_draft_is_not_put_forward(official, version, stricter):
    stricter()
    with pytest.raises(Invalid) as refusal:
        submit_disclosure(by=official, version=version)
    assert refusal.value.problems == SENTENCES


@pytest.mark.parametrize("step", ["approve", "urgent", "schedule"])
def test_what_was_put_forward_is_neither_approved_nor_scheduled(
    official, approver, version, stricter, step
):
    submit_disclosure(by=official, version=version)
    if step == "schedule":
        approve_disclosure(by=approver, version=version)
    stricter()
    status = Version.objects.get(pk=version.pk).status
    with pytest.raises(Invalid) as refusal:
        match step:
            case "approve":
                approve_disclosure(by=approver, version=version)
            case "urgent":
                publish_urgently(by=approver, version=version, reason="Bão về.")
            case "schedule":
                schedule_disclosure(by=approver, version=version)
    assert refusal.value.problems == SENTENCES
    assert refusal.value.message == SENTENCES["file-1"]
    assert Version.objects.get(pk=version.pk).status == status


def test_the_phone_of_the_commune_is_no_finding(official, unit):
    unit.phone = "0912 000 123"
    version = make.draft(official, unit)
    file = make.attach(official, version)
    AttachmentPage.objects.create(attachment=file, number=7, text="Gọi 0912000123 hoặc 0912000999")
    (finding,) = file_words.findings_of(version)
    assert (finding.page, finding.sample) == (7, "0912000999")


def test_a_person_is_found_in_a_file_and_erased_with_it(
    official, approver, operator, unit, version, django_capture_on_commit_callbacks
):
    disclosure = make.published(version, official, approver)
    guard = make.person("bao-ve", Role.DATA_PROTECTION, unit)
    (place,) = persons.find(by=guard, unit=unit, name="thach thi sa ray")
    assert place.is_sure
    assert place.where.endswith("trang 2")
    assert NAME in place.excerpt
    assert "'ray'" in SearchEntry.objects.get(disclosure=disclosure).vector
    redaction = propose_redaction(
        by=guard,
        unit=unit,
        places=[place.word],
        basis="request",
        decision_number="12/QĐ-UBND",
        decision_date=clock.today(),
        note="Người dân yêu cầu.",
    )
    with django_capture_on_commit_callbacks(execute=True):
        redact_person(by=approver, redaction=redaction)
    left = AttachmentPage.objects.filter(attachment__version=version)
    assert {page.attachment.title for page in left} == {"Bảng kê"}
    assert "'ray'" not in SearchEntry.objects.get(disclosure=disclosure).vector
    assert persons.find(by=guard, unit=unit, name=NAME) == []
    assert Disclosure.objects.get(pk=disclosure.pk).status == "published"
