"""The numbered public rules under which a comment may be kept off the page."""

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import get_language

_FILE = Path(__file__).with_name("comment_rules.toml")


@dataclass(frozen=True, slots=True)
class CommentRule:
    """One rule; `needs_second` asks for a second moderator (ux brief, section 5)."""

    number: str
    titles: dict[str, str]
    texts: dict[str, str]
    needs_second: bool

    @property
    def title(self) -> str:
        """The short wording in the reader's language, Vietnamese where it has none."""
        return self.titles.get(get_language() or "vi") or self.titles["vi"]

    @property
    def text(self) -> str:
        """The whole wording in the reader's language, Vietnamese where it has none."""
        return self.texts.get(get_language() or "vi") or self.texts["vi"]


@functools.cache
def comment_rules() -> tuple[CommentRule, ...]:
    """All rules in the order of their numbers."""
    with _FILE.open("rb") as file:
        records = tomllib.load(file)["rule"]
    return tuple(
        CommentRule(
            number=str(record["number"]),
            titles=record["title"],
            texts=record["text"],
            needs_second=record.get("needs_second", False),
        )
        for record in records
    )
