"""The script as sound, spoken by espeak-ng where it is installed; as MP3 where lame is, too.

MP3 because a commune's loudspeaker plays it from a stick, and a telephone too old for anything
newer. Both programs run in a child that may use so much memory and time and no more.
"""

import functools
import hashlib
import io
import resource
import shutil
import subprocess
import sys
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from disclosures.rules.numerals import Dialect

RATE = 22_050  # samples a second, as espeak-ng speaks
_VOICES = {Dialect.SOUTH: "vi-vn-x-south", Dialect.NORTH: "vi"}
# espeak-ng says Vietnamese a fourth faster than the words a minute that it is asked for.
_SPEED = "120"
_KILOBITS = "32"
_HEAD = 44  # bytes before the samples of what espeak-ng writes
_MEMORY = 512 * 1024 * 1024
_FILES = 128 * 1024 * 1024
_CPU_SECONDS = 30
_WALL_SECONDS = 60
_MOST = 60 * 1024 * 1024
_ROOT = Path(__file__).parents[2]


class CannotSpeak(RuntimeError):
    """The child was killed, or said nothing."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A file that can be played, and how long it is."""

    content: bytes
    media_type: str
    extension: str
    seconds: int


@functools.cache
def can_speak() -> bool:
    """Whether espeak-ng is installed here; asked once a process."""
    return shutil.which("espeak-ng") is not None


def digest(paragraphs: Sequence[str], dialect: Dialect) -> str:
    """What changes with anything that is said, and with how it is said."""
    said = "\n".join((_VOICES[dialect], _SPEED, *paragraphs))
    return hashlib.sha256(said.encode()).hexdigest()


def speak(paragraphs: Sequence[str], dialect: Dialect) -> Spoken:
    """The paragraphs one after another. Raises CannotSpeak."""
    espeak = ["espeak-ng", "-v", _VOICES[dialect], "-s", _SPEED, "--stdin", "--stdout"]
    samples = _run(espeak, "\n\n".join(paragraphs).encode())[_HEAD:]
    if len(samples) < RATE:
        raise CannotSpeak("less than half a second was said")
    seconds = round(len(samples) / 2 / RATE)
    sound = _wave(samples)
    if shutil.which("lame") is None:
        return Spoken(sound, "audio/wav", "wav", seconds)
    lame = ["lame", "--quiet", "-t", "-m", "m", "-b", _KILOBITS, "-", "-"]
    return Spoken(_run(lame, sound), "audio/mpeg", "mp3", seconds)


def _wave(samples: bytes) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples)
    return out.getvalue()


def _run(command: list[str], given: bytes) -> bytes:
    child = [sys.executable, "-m", "disclosures.print.voice", *command]
    try:
        done = subprocess.run(
            child, input=given, capture_output=True, timeout=_WALL_SECONDS, cwd=_ROOT,
            env={"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent"},
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise CannotSpeak(f"{command[0]} took too long") from error
    if done.returncode or not 0 < len(done.stdout) <= _MOST:
        raise CannotSpeak(f"{command[0]} ended with {done.returncode}")
    return done.stdout


def _main(command: list[str]) -> int:
    """In the child: the limits are inherited by the program that is run."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The sound library that espeak-ng is linked with sets up 64 MB of shared memory, unused.
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILES, _FILES))
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
