"""The loudspeaker's script on the site: in whose words, and without names of residents."""

import dataclasses
import re

import pytest

from disclosures.actions.amend_disclosure import amend_disclosure
from disclosures.actions.edit_draft import edit_draft
from disclosures.forms.values import VersionFields
from disclosures.management.commands.make_recordings import make_recordings
from disclosures.models import Recording
from disclosures.print import voice
from disclosures.queries.loudspeaker import recordings_store
from tests import make
from tests.print import reading

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def words(response):
    return re.search(r'<div id="loa".*?</div>', response.content.decode(), re.S)[0]


def test_the_script_is_read_in_southern_words_and_northern_on_request(
    visitor, unit, official, approver
):
    this = make.published(make.budget_draft(official, unit), official, approver)
    address = f"{this.get_absolute_url()}doc-loa/"
    south, north = visitor.get(address), visitor.get(f"{address}?giong=bac")
    assert "hai ngàn" in words(south)
    assert "hai nghìn" in words(north)
    text = re.sub(r"<[^>]+>", "", words(south))
    assert not re.search(r"\d", text)
    assert "s-maxage=4" in south["Cache-Control"]
    assert address in visitor.get(this.get_absolute_url()).content.decode()


def test_no_name_of_a_list_is_read_out(visitor, unit, official, approver):
    this = make.published(make.household_draft(official, unit), official, approver)
    assert "Thạch" not in words(visitor.get(f"{this.get_absolute_url()}doc-loa/"))


def test_withdrawn_notices_have_no_script_any_more(visitor, unit, official, approver):
    this = make.published(make.budget_draft(official, unit), official, approver)
    make.withdrawn(this, approver)
    assert visitor.get(f"{this.get_absolute_url()}doc-loa/").status_code == 410


@pytest.fixture
def spoken(unit, official, approver):
    """A notice whose script was spoken by the worker."""
    for program in ("espeak-ng", "lame"):
        reading.tool(program)
    this = make.published(make.budget_draft(official, unit), official, approver)
    assert make_recordings() == 2
    return this


def sound(page):
    """The address of the sound on the page; empty where none is offered."""
    found = re.search(r'<audio controls preload="none" src="([^"]+)"', page.content.decode())
    return found[1] if found else ""


def test_the_sound_is_offered_with_its_size_and_never_plays_by_itself(visitor, spoken):
    address = f"{spoken.get_absolute_url()}doc-loa/"
    page = visitor.get(address)
    assert re.search(r"Tệp âm thanh, \d:\d\d phút, \d+,\d\sKB", page.content.decode())
    assert "autoplay" not in page.content.decode()
    assert sound(page) == f"{address}giong-nam.mp3"
    assert sound(visitor.get(f"{address}?giong=bac")) == f"{address}giong-bac.mp3"
    answer = visitor.get(sound(page))
    content = b"".join(answer.streaming_content)
    assert answer["Content-Type"] == "audio/mpeg"
    assert len(content) == Recording.objects.get(dialect="south").size
    part = visitor.get(sound(page), headers={"range": "bytes=0-99"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, content[:100])
    again = visitor.get(sound(page), headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304


def test_a_page_that_gained_its_sound_is_another_page(visitor, unit, official, approver):
    for program in ("espeak-ng", "lame"):
        reading.tool(program)
    this = make.published(make.budget_draft(official, unit), official, approver)
    address = f"{this.get_absolute_url()}doc-loa/"
    before = visitor.get(address)
    assert not sound(before)
    make_recordings()
    after = visitor.get(address, headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200 and sound(after)
    assert visitor.get(address, headers={"if-none-match": after["ETag"]}).status_code == 304


def test_words_that_changed_are_spoken_anew_and_the_old_sound_is_gone(
    visitor, spoken, official, approver
):
    address = f"{spoken.get_absolute_url()}doc-loa/"
    old = {one.sha256 for one in Recording.objects.all()}
    draft = amend_disclosure(by=official, disclosure=spoken, reason="Sửa câu.")
    fields = dataclasses.replace(VersionFields.of(draft), summary="Số mới.")
    edit_draft(by=official, version=draft, fields=fields, expected=draft.modified_at)
    make.published(draft, official, approver)
    assert not sound(visitor.get(address))
    assert visitor.get(f"{address}giong-nam.mp3").status_code == 404
    assert make_recordings() == 2
    assert make_recordings() == 0
    assert sound(visitor.get(address))
    assert not any(recordings_store().path(sha256).exists() for sha256 in old)


def test_a_withdrawn_notice_is_silent_at_once_and_its_sound_is_deleted(visitor, spoken, approver):
    files = [recordings_store().path(one.sha256) for one in Recording.objects.all()]
    make.withdrawn(spoken, approver)
    address = f"{spoken.get_absolute_url()}doc-loa/giong-nam.mp3"
    assert visitor.get(address).status_code == 410
    assert all(path.exists() for path in files)
    make_recordings()
    assert not Recording.objects.exists()
    assert not any(path.exists() for path in files)


def test_where_nothing_speaks_the_page_is_whole(visitor, unit, official, approver, monkeypatch):
    monkeypatch.setattr(voice, "can_speak", lambda: False)
    this = make.published(make.budget_draft(official, unit), official, approver)
    assert make_recordings() == 0
    page = visitor.get(f"{this.get_absolute_url()}doc-loa/")
    assert "hai ngàn" in words(page)
    assert not sound(page)
    for name in ("giong-nam.mp3", "giong-nam.wav", "giong-tay.mp3", "giong-nam.exe"):
        assert visitor.get(f"{this.get_absolute_url()}doc-loa/{name}").status_code == 404
