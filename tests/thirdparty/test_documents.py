"""The auditors' documents: every command in them is run, in order, and refuses a changed byte."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from disclosures.management.commands.seal_ledger import seal_round
from tests import make
from tests.ledger import bags
from tests.thirdparty.conftest import absent, judge

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

DOCS = Path(django_settings.BASE_DIR) / "docs"
LANGUAGES = {"en": DOCS / "for-auditors.md", "vi": DOCS / "for-auditors.vi.md"}
KEEP, OPENSSL, PYTHON, GO, ARCHIVE, OTHERS = range(6)
TOOLS = {"curl": "curl", "openssl": "openssl", "go": "golang-go golang-golang-x-mod-dev"}


def blocks(language):
    """The shell commands of a document, in the order in which a reader meets them."""
    return re.findall(r"```sh\n(.*?)```", LANGUAGES[language].read_text("utf-8"), re.S)


def threats(language):
    """(cells) of each row of the table of threats."""
    text = LANGUAGES[language].read_text("utf-8")
    return re.findall(r"^\| (.*) \| `(tests/[^`]+)` \|$", text, re.M)


@pytest.fixture(autouse=True)
def _state(settings, tmp_path, request):
    settings.LEDGER_STATE_DIR = tmp_path / "state"
    settings.LEDGER_KEY_FILE = tmp_path / "state" / "log.key"
    request.getfixturevalue("service")


@pytest.fixture
def desk(told, tmp_path, served):
    """An auditor's folder: an archive unpacked as `bag`, and a shell that knows the portal."""
    for name, package in TOOLS.items():
        if not shutil.which(name):
            absent(name, f"apt: {package}")
    judges = Path(judge("bagit.py")).parent
    make.comment(told)  # so that the sealer has something to do, tiles among it
    seal_round()
    folder = tmp_path / "desk"
    folder.mkdir()
    bags.make(told, tmp_path).rename(folder / "bag")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/python3").symlink_to(sys.executable)
    path = f"{tmp_path / 'bin'}:{judges}:{os.environ['PATH']}"
    environment = {
        **os.environ, "PATH": path, "GOCACHE": str(tmp_path / "go"), "GOFLAGS": "",
        "GOPROXY": "off",
    }  # fmt: skip

    def run(block, *, fetching=True):
        script = block.replace("https://PORTAL", served)
        script = script.replace("SOURCE", str(django_settings.BASE_DIR))
        if not fetching:
            script = "\n".join(line for line in script.split("\n") if not line.startswith("curl"))
        done = subprocess.run(
            ["sh", "-ec", script],
            cwd=folder, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    run.folder = folder
    return run


def change(path, old, new):
    content = path.read_bytes()
    assert old in content, (path, old)
    path.write_bytes(content.replace(old, new, 1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_of_the_document_does_what_it_says(desk, language):
    given = blocks(language)
    assert len(given) == 6
    words = []
    for block in given:
        code, said = desk(block)
        assert code == 0, (block, said)
        words.append(said)
    assert "Signature Verified Successfully" in words[OPENSSL]
    assert re.search(r"entry 1 is among the \d+ entries of \S+/so-cai/31732", words[PYTHON])
    assert "INVALID" not in words[OTHERS]


def test_both_languages_give_the_same_commands():
    assert blocks("vi") == blocks("en")


def test_a_changed_byte_is_refused_by_every_command(desk):
    given = blocks("en")
    for block in given:
        assert desk(block)[0] == 0
    size = (desk.folder / "checkpoint").read_text().splitlines()[1].encode()
    # The document's order: the signature, one entry, the whole log, the archive twice.
    change(desk.folder / "checkpoint", b"\n" + size + b"\n", b"\n" + size + b"1\n")
    assert desk(given[OPENSSL])[0] != 0
    assert desk(given[GO])[0] != 0
    assert desk(given[ARCHIVE])[0] != 0
    assert desk(given[KEEP])[0] == 0  # the true one again
    change(desk.folder / "entry", b'"n":1', b'"n":2')
    code, said = desk(given[PYTHON], fetching=False)
    assert code != 0 and "not in the signed tree" in said
    change(desk.folder / "bag/data/moderation.csv", b"rule-1", b"rule-2")
    assert desk(given[ARCHIVE])[0] != 0
    assert desk(given[OTHERS])[0] != 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_threat_names_a_test_that_exists(language):
    rows = threats(language)
    assert len(rows) >= 18
    for cells, named in rows:
        path, _, function = named.partition("::")
        text = (Path(django_settings.BASE_DIR) / path).read_text("utf-8")
        assert f"def {function or 'test_'}" in text, named
        assert cells.count(" | ") == 2


def test_both_languages_name_the_same_threats():
    assert [named for _cells, named in threats("vi")] == [named for _cells, named in threats("en")]
