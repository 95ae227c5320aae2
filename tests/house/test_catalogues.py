"""Every sentence that a reader may see is in the catalogues, with its placeholders and terms."""

import csv
import re

import pytest
from babel.messages.pofile import read_po

from tests.house.public_words import ROOT, public_sentences, sentences

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%")
# What stands for itself in every language: marks, addresses of pages, names of formats.
MARKUP = re.compile(r"%\(\w+\)[sd]|<[^>]+>|\.tlog-proof")
KHMER = re.compile(r"[\u1780-\u17ff]")
LETTER = re.compile(r"[^\W\d_]")


def catalogue(language):
    path = ROOT / "portal" / "locale" / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return read_po(file)


def forms(message):
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def translations(language):
    """Every translated sentence by context and source text."""
    return {
        (message.context or "", message.id if isinstance(message.id, str) else message.id[0]): (
            message
        )
        for message in catalogue(language)
        if message.id
    }


def missing(language, wanted):
    known = translations(language)
    return [
        f"{min(said.files)}: {said.forms[0]}"
        for key, said in wanted.items()
        if key not in known or not all(forms(known[key]))
    ]


def test_every_sentence_has_its_vietnamese():
    absent = missing("vi", sentences())
    assert not absent, "\n".join(absent)


def test_the_workbench_is_known_from_where_its_sentences_stand():
    public = {text for _context, text in public_sentences()}
    assert {"Skip to the content", "Your name", "Choose how often.", "Overdue by %(days)d day"} < (
        public
    )
    workbench = {text for _context, text in sentences()} - public
    assert {"Write a notice", "People and roles", "Log of actions"} < workbench


@pytest.mark.parametrize("language", ["vi", "km"])
def test_a_translation_names_what_its_source_names_and_nothing_else(language):
    wrong = []
    for (_context, text), message in translations(language).items():
        plural = text if isinstance(message.id, str) else message.id[-1]
        for given in forms(message):
            named = sorted(PLACEHOLDER.findall(given))
            if named not in (
                sorted(PLACEHOLDER.findall(text)),
                sorted(PLACEHOLDER.findall(plural)),
            ):
                wrong.append(f"{text} / {given}")
        if message.fuzzy:
            wrong.append(f"fuzzy: {text}")
    assert wrong == []


@pytest.mark.parametrize("language", ["vi", "km"])
def test_no_catalogue_translates_what_is_no_longer_said(language):
    known = translations(language)
    assert sorted(set(known) - set(sentences())) == []
    assert [key for key, message in known.items() if not all(forms(message))] == []


def test_khmer_sentences_are_written_in_khmer():
    """Only what holds no word of its own may stand without a Khmer letter."""
    foreign = [
        text
        for (_context, text), message in translations("km").items()
        if LETTER.search(MARKUP.sub("", text))
        and not all(KHMER.search(given) for given in forms(message))
    ]
    assert foreign == []


def terms():
    with (ROOT / "docs" / "glossary.km.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_khmer_sentences_use_the_terms_of_the_glossary():
    known = translations("km")
    strayed = []
    for term in terms():
        english = re.compile(rf"(?<![\w-])({term['english']})(?![\w-])", re.I)
        for key, message in known.items():
            if english.search(MARKUP.sub("", key[1])):
                strayed += [
                    f"{term['english']}: {given}"
                    for given in forms(message)
                    if not any(word in given for word in term["khmer"].split("|"))
                ]
    assert strayed == []


def test_the_glossary_of_khmer_terms_is_whole_and_in_order():
    rows = terms()
    assert all(row["english"] and row["vietnamese"] and KHMER.search(row["khmer"]) for row in rows)
    assert len({row["english"] for row in rows}) == len(rows)
