"""Print the tables of permissions and of the lifecycle as the documents that people read."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import override

from disclosures.rules.lifecycle import LIFECYCLE
from disclosures.rules.permissions import PERMISSIONS, Scope
from disclosures.vocabulary import CommentStatus, DisclosureStatus, Role, Verb

SCOPES = {
    Scope.UNIT: "the unit of the grant; a grant for the whole portal reaches every unit",
    Scope.BELOW: "the unit of the grant and the communes of a province",
    Scope.PORTAL: "the whole portal",
    Scope.ANYONE: "everybody, without a grant",
}


class Command(BaseCommand):
    """A test fails when the documents and the tables in code differ."""

    help = "Write docs/lifecycle.md and docs/permissions.md from the tables in code."

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.BASE_DIR) / "docs"
        for name, text in documents().items():
            (folder / name).write_text(text, encoding="utf-8")
            self.stdout.write(f"docs/{name}: {len(text.splitlines())} lines")


def documents() -> dict[str, str]:
    """Both documents by file name, in English whatever language is active."""
    with override("en"):
        return {"lifecycle.md": lifecycle(), "permissions.md": permissions()}


def lifecycle() -> str:
    """Which verb leads from which state to which."""
    parts = [
        "# Lifecycle",
        "",
        "Printed by `make docs` from `disclosures/rules/lifecycle.py`; do not edit by hand.",
        "A verb that is not listed here asks for no state. “stays” means that the verb changes",
        "facts beside the status.",
    ]
    for subject, heading in (
        ("version", "A version"),
        ("disclosure", "A published disclosure"),
        ("comment", "A comment"),
    ):
        words = CommentStatus if subject == "comment" else DisclosureStatus
        rows = [
            (
                f"`{verb.value}`",
                ", ".join(_label(words, start) for start in words.values if start in move.starts),
                _label(words, move.to) if move.to else "stays",
                f"`{verb.event}`" if verb.event else "none",
            )
            for verb, move in LIFECYCLE.items()
            if move.subject == subject
        ]
        parts += ["", f"## {heading}", "", *_table(("verb", "from", "to", "ledger entry"), rows)]
    return "\n".join(parts) + "\n"


def permissions() -> str:
    """Which verb is open to whom, and where."""
    rows = [
        (
            f"`{verb.value}`",
            str(verb.label),
            ", ".join(str(role.label) for role in Role if role in PERMISSIONS[verb].roles),
            PERMISSIONS[verb].scope.value,
        )
        for verb in Verb
        if verb in PERMISSIONS
    ]
    parts = [
        "# Permissions",
        "",
        "Printed by `make docs` from `disclosures/rules/permissions.py`; do not edit by hand.",
        "Being allowed is not all: whoever wrote in a version cannot approve it, and whoever",
        "proposed a withdrawal cannot carry it out; the database holds both.",
        "",
        *_table(("verb", "what it does", "roles", "where"), rows),
        "",
        "## Where",
        "",
        *_table(("word", "meaning"), [(scope.value, text) for scope, text in SCOPES.items()]),
    ]
    return "\n".join(parts) + "\n"


def _label(words: Any, value: str) -> str:
    return str(words(value).label)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [head, tuple("---" for _ in head), *rows]
    return [f"| {' | '.join(line)} |" for line in lines]
