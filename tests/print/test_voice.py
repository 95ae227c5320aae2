"""The script as sound: how long it is and what kind of file, judged without our own code."""

import io
import shutil
import wave

import pytest

from disclosures.print import voice
from disclosures.print.script import PACE, Told, script
from disclosures.rules.numerals import Dialect
from tests.print import reading

pytestmark = pytest.mark.slow
TOLD = Told(
    organ="Ủy ban nhân dân phường Ngã Năm",
    title="Thu, chi ngân sách phường 9 tháng đầu năm 2026",
    summary="Phường đã thu 14,9 tỷ đồng, bằng 80% số dự định cả năm.",
    paragraphs=("Chi đầu tư đạt 3.016.580.000 đồng. Chi thường xuyên đạt 78,1%.",),
    posted_until=None,
    comments_until=None,
    phone="",
)
# Layer III of MPEG-2 at 32 kbit/s and 22,050 Hz: 576 samples in a frame of 104 or 105 bytes.
FRAME_HEAD = b"\xff\xf3\x40"


def seconds_of_mp3(content):
    """By walking from frame to frame, as a player does."""
    at, frames = 0, 0
    while at + 4 <= len(content):
        assert content[at : at + 2] == b"\xff\xf3", at
        padding = content[at + 2] >> 1 & 1
        at += 72 * 32_000 // 22_050 + padding
        frames += 1
    return frames * 576 / 22_050


@pytest.mark.parametrize("dialect", list(Dialect))
def test_a_script_is_as_long_as_its_page_says(dialect):
    reading.tool("espeak-ng")
    reading.tool("lame")
    told = script(TOLD, dialect)
    spoken = voice.speak(told.paragraphs, dialect)
    assert spoken.media_type == "audio/mpeg"
    assert abs(seconds_of_mp3(spoken.content) - spoken.seconds) < 1
    assert 0.7 < spoken.seconds / told.seconds < 1.3
    assert 40 <= spoken.seconds <= 200
    assert len(spoken.content) < 5_000 * spoken.seconds


def test_north_and_south_do_not_sound_alike():
    reading.tool("espeak-ng")
    north, south = (voice.speak(("Một ngàn đồng.",), dialect) for dialect in Dialect)
    assert north.content != south.content


def test_without_lame_the_sound_is_a_plain_wave_file(monkeypatch):
    reading.tool("espeak-ng")
    which = shutil.which
    monkeypatch.setattr(voice.shutil, "which", lambda name: None if name == "lame" else which(name))
    spoken = voice.speak(("Kính thưa bà con.",), Dialect.SOUTH)
    assert (spoken.media_type, spoken.extension) == ("audio/wav", "wav")
    with wave.open(io.BytesIO(spoken.content)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 22_050)
        assert file.getnframes() > 22_050


def test_words_cannot_become_options_or_commands():
    reading.tool("espeak-ng")
    spoken = voice.speak(('--help; $(id) <speak>"', "xong."), Dialect.SOUTH)
    assert spoken.seconds >= 1


def test_what_says_nothing_is_no_recording():
    reading.tool("espeak-ng")
    with pytest.raises(voice.CannotSpeak):
        voice.speak(("",), Dialect.SOUTH)


def test_the_digest_changes_with_words_and_voice():
    told = ("Kính thưa bà con.",)
    known = {voice.digest(told, one) for one in Dialect} | {voice.digest((), Dialect.SOUTH)}
    assert len(known) == 3
    assert PACE == 150
