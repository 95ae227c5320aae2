"""Who signs the minutes of a posting, as dated data with its source."""

import datetime as dt
import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).with_name("minutes.toml")


@dataclass(frozen=True, slots=True)
class Signers:
    """The lines under which people sign; no channel and no kinds stand for all others."""

    channel: str
    kinds: tuple[str, ...]
    valid_from: dt.date
    lines: tuple[str, ...]
    status: str
    source: str

    def fits(self, channel: str, kind: str, day: dt.date) -> bool:
        """Whether they sign for this channel and kind on this day."""
        return (
            self.channel in {channel, ""}
            and (not self.kinds or kind in self.kinds)
            and self.valid_from <= day
        )


@functools.cache
def signers() -> tuple[Signers, ...]:
    """All records in the order in which they are asked."""
    with _FILE.open("rb") as file:
        records = tomllib.load(file)["signers"]
    return tuple(
        Signers(**{**record, "kinds": tuple(record["kinds"]), "lines": tuple(record["lines"])})
        for record in records
    )


def signers_of(channel: str, kind: str, day: dt.date) -> tuple[str, ...]:
    """The lines under which the minutes of a posting are signed; none before the first record."""
    fitting = (one.lines for one in signers() if one.fits(channel, kind, day))
    return next(fitting, ())
