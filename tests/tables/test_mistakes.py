"""Working through a list of mistakes page by page: every cell once, in the order of the sheet."""

from hypothesis import given
from hypothesis import strategies as st

from disclosures.tables import mistakes
from disclosures.tables.checked import CellError


def error(row, letter, message="Sai.", proposal=None, kind="value"):
    cell = f"{letter}{row}" if letter else ""
    return CellError(cell, row, letter or "thieu", "Cột", "x", message, proposal, "error", kind)


def walked(errors, mend=lambda _mistake: False):
    """Every page after the one before, `mend` taking mistakes away between two pages."""
    listed, seen, mark = mistakes.by_cell(errors), [], ""
    while True:
        page = mistakes.page(listed, mark)
        seen += page.mistakes
        gone = {mistake for mistake in page.mistakes if mend(mistake)}
        listed = [mistake for mistake in listed if mistake not in gone]
        if not page.next_mark:
            return seen
        mark = page.next_mark


LISTS = st.lists(
    st.builds(error, st.integers(1, 400), st.sampled_from(["", "A", "B", "Z", "AA"])), max_size=600
)


@given(LISTS)
def test_the_pages_together_hold_every_cell_once_in_the_order_of_the_sheet(errors):
    seen = walked(errors)
    assert [(one.row, len(one.cell), one.cell) for one in seen] == sorted(
        {(one.row, len(one.cell), one.cell) for one in errors}
    )


@given(LISTS, st.sets(st.integers(1, 400)))
def test_mending_what_is_shown_passes_over_nothing_that_follows(errors, mended):
    assert walked(errors, lambda one: one.row in mended) == walked(errors)


@given(LISTS, st.text(max_size=30))
def test_a_mark_that_nobody_made_still_shows_a_page(errors, mark):
    page = mistakes.page(mistakes.by_cell(errors), mark)
    assert page.count == len(mistakes.by_cell(errors))


def test_two_checks_of_one_cell_share_a_line_and_one_field():
    (one,) = mistakes.by_cell(
        [error(3, "D", "Trùng.", "5"), error(3, "D", "Quá lớn.", kind="check")]
    )
    assert (one.messages, one.proposal) == (("Trùng.", "Quá lớn."), "5")


def test_two_different_proposals_for_one_cell_are_none():
    (one,) = mistakes.by_cell([error(3, "D", "A.", "5"), error(3, "D", "B.", "6")])
    assert one.proposal is None


def test_one_group_can_be_looked_at_alone():
    errors = [error(1, "A"), error(2, "B", kind="date"), error(3, "B", kind="date")]
    assert [one.cell for one in mistakes.by_cell(errors, "B.date")] == ["B2", "B3"]
