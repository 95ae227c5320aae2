"""The printed documents say what the tables in code say."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from disclosures.management.commands.print_rules import documents

DOCS = Path(settings.BASE_DIR) / "docs"
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")


@pytest.mark.parametrize("name", ["lifecycle.md", "permissions.md"])
def test_the_document_equals_the_table_in_code(name):
    written = (DOCS / name).read_text("utf-8")
    assert written == documents()[name], f"docs/{name} is old; mend it with: make docs"


def test_every_link_in_a_document_leads_somewhere():
    broken = [
        f"{path.name}: {target}"
        for path in [*DOCS.rglob("*.md"), *Path(settings.BASE_DIR).glob("*.md")]
        for target in LINK.findall(path.read_text("utf-8"))
        if not (path.parent / target).exists()
    ]
    assert not broken
