"""Words explained where they stand: found in what a reader meets, each once, in their language."""

import re
import unicodedata

import pytest

from disclosures.catalogue.load import law
from disclosures.catalogue.terms import terms, terms_in
from disclosures.vocabulary import Certainty
from tests import make

LANGUAGES = {"vi", "en", "km"}


def test_every_term_has_its_sentence_in_three_languages_with_basis_and_grade():
    seen = set()
    for term in terms():
        assert set(term.texts) == LANGUAGES and all(term.texts.values())
        assert term.basis and term.status in Certainty.values
        assert len(term.texts["vi"].split()) <= 20, term.word
        for form in term.forms:
            assert form == unicodedata.normalize("NFC", form).lower()
            assert form not in seen
            seen.add(form)
    assert len(terms()) >= 15
    assert law()  # the catalogue beside it still loads


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Dự toán ngân sách năm 2026", ["dự toán"]),
        (unicodedata.normalize("NFD", "DỰ TOÁN, quyết toán"), ["dự toán", "quyết toán"]),
        ("Chi đầu tư và chi đầu tư phát triển", ["chi đầu tư phát triển"]),
        ("Quỹ đất công ích cho thuê", ["đất công ích"]),
        ("du toan khong dau", []),
        ("xdự toány", []),
        ("", []),
    ],
)
def test_words_are_found_whole_with_their_accents_and_named_once(text, words):
    assert [term.word for term in terms_in([text])] == words


@pytest.fixture
def notice(unit, official, approver):
    return make.published(make.budget_draft(official, unit), official, approver)


def explained(page):
    found = re.search(r'<details class="terms">.*?</details>', page, re.S)
    return found.group(0) if found else ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("prefix", "sentence"),
    [
        ("", "Tiền để dành cho việc bất ngờ như bão, lũ, dịch bệnh."),
        ("/en", "Money kept for what nobody could foresee"),
        ("/km", "ប្រាក់ទុកសម្រាប់រឿងដែលមិនអាចដឹងមុន"),
    ],
)
def test_a_notice_explains_the_words_of_its_text_and_table(visitor, notice, prefix, sentence):
    box = explained(visitor.get(prefix + notice.get_absolute_url()).content.decode())
    assert sentence in box
    assert box.count('<dfn lang="vi">dự phòng ngân sách</dfn>') == 1
    assert "<script" not in box


@pytest.mark.django_db
def test_a_notice_of_plain_words_has_no_box(visitor, unit, official, approver):
    plain = make.draft(official, unit, title="Lịch họp ấp", summary="Họp sáng thứ Bảy.", body="")
    page = visitor.get(make.published(plain, official, approver).get_absolute_url())
    assert explained(page.content.decode()) == ""


@pytest.mark.django_db
def test_a_kind_explains_its_words(visitor):
    page = visitor.get("/loai/ho-ngheo/").content.decode()
    assert "cận nghèo" in explained(page)
