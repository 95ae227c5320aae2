"""Holds the detector to its bars on the labelled corpus, and each hand-written case to its word."""

import pytest

from disclosures.rules.identifiers import blocking, scan
from tests.privacy.corpus import CELLS, TEXTS, hard_cases, negatives, positives
from tests.privacy.measure import is_found, measure, report

CASES = hard_cases()


def test_the_corpus_has_as_many_samples_as_its_figures_claim():
    sought, (texts, cells) = positives(), negatives()
    assert len(sought) >= 2_000
    assert (len(texts), len(cells)) == (TEXTS, CELLS)
    assert len(texts) + len(cells) >= 5_000
    assert len({sample.text for sample in sought}) > 0.98 * len(sought)


def test_two_runs_with_one_seed_make_the_same_corpus():
    assert positives(7) == positives(7)
    assert negatives(7) == negatives(7)
    assert positives(7) != positives(8)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2026, 7])
def test_the_detector_keeps_its_bars_on_the_labelled_corpus(seed):
    figures = measure(seed)
    assert figures.below_the_bar() == [], report(figures, verbose=True)


@pytest.mark.parametrize("case", [case for case in CASES if case.kind], ids=lambda c: c.text)
def test_a_number_in_a_feared_spelling_is_found_whole(case):
    assert is_found(case), scan(case.text, case.header)


@pytest.mark.parametrize("case", [case for case in CASES if not case.kind], ids=lambda c: c.text)
def test_a_harmless_text_that_looks_like_a_number_is_left_alone(case):
    assert blocking(case.text, case.header) == []
