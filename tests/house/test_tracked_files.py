"""What the repository must never hold."""

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
MEGABYTE = 1_000_000
# Written apart, so that this file does not hold what it looks for.
INDEX_HOSTS = re.compile(
    "|".join(
        [
            "py" + r"pi\.org",
            "python" + r"hosted\.org",
            "np" + r"mjs\.(org|com)",
            "deb" + r"\.debian\.org",
        ]
    )
)
MACHINE_PATHS = re.compile(r"(^|[^a-z0-9])(/" + "work/|/" + "farm/|/" + r"root/\.)")
DRAWERS = re.compile(r"(^|/)(utils|helpers|common|services|misc)\.py$")
SECRETS = re.compile("-----BEGIN " + "[A-Z ]*PRIVATE KEY")
LIMIT = 400


@pytest.fixture(scope="module")
def tracked():
    answer = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"],
        cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    paths = [ROOT / name.decode() for name in answer.stdout.split(b"\0") if name]
    assert len(paths) > 300
    return [path for path in paths if path.exists()]


@pytest.fixture(scope="module")
def texts(tracked):
    found = {}
    for path in tracked:
        try:
            found[path] = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
    return found


def holding(texts, pattern):
    return [str(path.relative_to(ROOT)) for path, text in texts.items() if pattern.search(text)]


def test_no_file_names_the_host_of_a_package_index(texts):
    assert holding(texts, INDEX_HOSTS) == []


def test_no_file_names_a_path_of_somebodys_machine(texts):
    assert holding(texts, MACHINE_PATHS) == []


def test_no_file_holds_a_private_key(texts):
    assert holding(texts, SECRETS) == []


def test_no_module_is_a_drawer_or_too_long(tracked, texts):
    assert [str(path) for path in tracked if DRAWERS.search(str(path))] == []
    too_long = {
        str(path.relative_to(ROOT)): len(text.splitlines())
        for path, text in texts.items()
        if path.suffix == ".py"
        and "migrations" not in path.parts
        and "tests" not in path.parts
        and len(text.splitlines()) > LIMIT
        # One file that an auditor reads from top to bottom and carries away (decision 0019).
        and path != ROOT / "disclosures/ledger/bag/verify.py"
    }
    assert too_long == {}


def test_no_file_is_large(tracked):
    large = {path.name: path.stat().st_size for path in tracked if path.stat().st_size > MEGABYTE}
    assert large == {}


def test_locks_carry_a_hash_for_every_package():
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        pinned = re.findall(r"^[a-z0-9].*==.*$", lock.read_text("utf-8"), re.M)
        assert pinned
        assert all(line.endswith("\\") for line in pinned), lock


def test_every_dependency_says_why_it_is_there():
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    silent = []
    for block in re.findall(r"^(?:dependencies|localdb) = \[\n(.*?)^\]", text, re.M | re.S):
        lines = [line.strip() for line in block.splitlines()]
        silent += [
            line
            for before, line in zip(lines, lines[1:], strict=False)
            if line.startswith('"') and not before.startswith("#")
        ]
    assert silent == []


def test_no_template_holds_inline_style_or_script():
    inline = re.compile(r"""<style|\sstyle=["']|<script(?![^>]*\bsrc=)|\son[a-z]+=["']""")
    pages = [path for path in (ROOT / "templates").rglob("*.html") if path.name != "500.html"]
    assert len(pages) > 100
    assert [path.name for path in pages if inline.search(path.read_text("utf-8"))] == []
