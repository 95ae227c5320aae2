"""What time it is, and who may say otherwise."""

import datetime as dt

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from disclosures.rules import clock

EVENING = dt.datetime(2026, 2, 5, 17, 0, tzinfo=dt.UTC)


def test_the_present_moment_is_aware_and_is_the_present():
    before = dt.datetime.now(dt.UTC)
    assert before <= clock.now() <= dt.datetime.now(dt.UTC)
    assert not clock.is_moved()


def test_the_day_in_vietnam_begins_seven_hours_before_that_in_utc():
    assert clock.day_of(EVENING) == dt.date(2026, 2, 6)
    assert clock.day_of(EVENING - dt.timedelta(seconds=1)) == dt.date(2026, 2, 5)


@hypothesis_settings(deadline=None)
@given(st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2100, 1, 1)))
def test_the_day_is_that_of_a_clock_on_a_wall_in_vietnam(moment):
    assert clock.day_of(moment.replace(tzinfo=clock.VIETNAM)) == moment.date()


def test_a_sample_database_moves_its_clock_inside_the_block_only():
    with clock.moved_to(EVENING):
        assert (clock.now(), clock.today()) == (EVENING, dt.date(2026, 2, 6))
        assert clock.is_moved()
        with clock.moved_to(EVENING + dt.timedelta(days=1)):
            assert clock.today() == dt.date(2026, 2, 7)
        assert clock.today() == dt.date(2026, 2, 6)
    assert not clock.is_moved()


def test_the_clock_goes_back_after_an_error_too():
    with pytest.raises(KeyError), clock.moved_to(EVENING):
        raise KeyError
    assert not clock.is_moved()


def test_no_other_database_moves_its_clock(settings):
    settings.SAMPLE_DATABASE = False
    with pytest.raises(ImproperlyConfigured), clock.moved_to(EVENING):
        pass
    del settings.SAMPLE_DATABASE
    with pytest.raises(ImproperlyConfigured), clock.moved_to(EVENING):
        pass
    assert not clock.is_moved()
