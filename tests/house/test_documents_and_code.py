"""Settings, commands and targets that documents name exist, and those that exist are named."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

ROOT = Path(settings.BASE_DIR)
MANUAL = ROOT / "docs" / "operations.md"
OURS = {"disclosures", "portal", "accounts", "portal.accounts"}
# Of other programs, or of the shell.
THEIRS = {"DJANGO_SETTINGS_MODULE", "PATH", "HOME", "JUDGES", "PGLOCAL_BIN", "TESSERACT"}


def documents():
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "deploy").glob("*")]
    return [path for path in found if path.is_file()]


def texts():
    return {path.name: path.read_text("utf-8") for path in documents()}


def read_from_the_environment():
    """The names that code asks the environment for."""
    asked = re.compile(r"environment\.\w+\(([^)]*)|environ(?:\.get\(|\.setdefault\(|\[)([^,)\]]*)")
    return {
        name
        for folder in ("portal", "disclosures")
        for path in (ROOT / folder).rglob("*.py")
        for given in asked.findall(path.read_text("utf-8"))
        for name in re.findall(r'"([A-Z][A-Z0-9_]{3,})"', "".join(given))
    }


def own_commands():
    return {name for name, app in get_commands().items() if app in OURS}


def test_the_manual_names_every_setting_that_is_read():
    told = MANUAL.read_text("utf-8")
    silent = {
        name for name in read_from_the_environment() - THEIRS if not re.search(rf"\b{name}\b", told)
    }
    assert len(read_from_the_environment()) > 25
    assert silent == set()


def test_every_setting_that_the_manual_lists_is_read():
    listed = {
        name
        for line in MANUAL.read_text("utf-8").splitlines()
        if line.startswith("| `")
        for name in re.findall(r"`([A-Z][A-Z_]{3,})`", line.split("|")[1])
    }
    assert len(listed) > 25
    assert listed - read_from_the_environment() == set()


def test_every_command_that_a_document_gives_exists():
    unknown = {
        f"{name}: {command}"
        for name, text in texts().items()
        for command in re.findall(r"manage\.py ([a-z_]+)", text)
        if command not in get_commands()
    }
    assert unknown == set()


def test_every_command_of_the_portal_is_in_a_document():
    told = "\n".join(texts().values())
    assert len(own_commands()) > 25
    assert {name for name in own_commands() if not re.search(rf"\b{name}\b", told)} == set()


def test_every_target_of_make_that_a_document_gives_exists():
    there = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    unknown = {
        f"{name}: {target}"
        for name, text in texts().items()
        for target in re.findall(r"[`$] ?make ([a-z-]+)", text)
        if target not in there
    }
    assert {"demo", "test", "check"} <= there
    assert unknown == set()


@pytest.mark.parametrize("path", [path.name for path in documents() if path.suffix == ".md"])
def test_every_file_that_a_document_names_is_there(path):
    (text,) = [each.read_text("utf-8") for each in documents() if each.name == path][:1]
    named = re.findall(
        r"`((?:disclosures|portal|tests|bench|deploy|docs|templates|static|scripts)/[\w/.-]+)`",
        text,
    )
    missing = [name for name in named if not (ROOT / name).exists() and not list(ROOT.glob(name))]
    assert missing == []
