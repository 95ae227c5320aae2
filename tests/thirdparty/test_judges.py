"""Other people's programs accept our checkpoints, proofs and archives, and see a changed one."""

import csv
import io
import shutil
import subprocess

import pytest
from django.test import Client

from disclosures.management.commands.seal_ledger import seal_round
from tests.ledger import bags
from tests.ledger.logs import make_log
from tests.thirdparty.conftest import judge

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _state(settings, tmp_path, request):
    settings.LEDGER_STATE_DIR = tmp_path / "state"
    settings.LEDGER_KEY_FILE = tmp_path / "state" / "log.key"
    request.getfixturevalue("service")


def ran(*command, folder=None):
    """Exit code and words of a program."""
    done = subprocess.run(
        [str(word) for word in command], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_a_tlog_client_makes_the_same_proofs_to_the_byte(served):
    program = judge("tlog-tiles")
    make_log(300)
    seal_round()
    log = f"{served}/so-cai/31732"
    for n in (0, 255, 256, 299):
        done = subprocess.run([program, "gen-proof", log, str(n)], capture_output=True, check=True)
        assert done.stdout == Client().get(f"/so-cai/31732/proof/{n}.tlog-proof").content
        code, words = ran(program, "get-leaf", "-c", log, n)
        assert code == 0 and f"entry {n}" in words


@pytest.fixture
def bag(told, tmp_path):
    return bags.make(told, tmp_path)


def in_small_lists(bag):
    return bag / "data/moderation.csv"


def test_an_archive_is_a_bag(bag):
    program = judge("bagit.py")
    assert ran(program, "--validate", bag)[0] == 0
    in_small_lists(bag).write_bytes(in_small_lists(bag).read_bytes().replace(b"rule-1", b"rule-2"))
    code, words = ran(program, "--validate", bag)
    assert code == 1 and "moderation.csv" in words


@pytest.mark.parametrize("edition", ["public", "auditor"])
def test_an_archive_is_a_data_package_of_typed_tables(told, auditor, tmp_path, edition):
    program = judge("frictionless")
    data = bags.make(told, tmp_path, edition=edition, reader=auditor) / "data"
    code, words = ran(program, "validate", "datapackage.json", folder=data)
    assert code == 0 and "INVALID" not in words, words
    (data / "comments.csv").write_bytes((data / "comments.csv").read_bytes().replace(b"-", b"/"))
    assert ran(program, "validate", "datapackage.json", folder=data)[0] == 1


def test_an_archive_is_csv_on_the_web(bag):
    program = judge("csvwvalidate")
    code, words = ran(program, "csv-metadata.json", folder=bag / "data")
    assert code == 0 and "OK" in words, words
    lists = bag / "data/disclosure_versions.csv"
    lists.write_bytes(lists.read_bytes().replace(b",1,", b",one,", 1))
    code, words = ran(program, "csv-metadata.json", folder=bag / "data")
    assert code != 0 or "OK" not in words, words


def test_libreoffice_opens_the_workbook_and_reads_what_the_lists_say(bag, tmp_path):
    program = shutil.which("soffice")
    if not program:
        pytest.skip("LibreOffice is not on this machine (apt: libreoffice-calc).")
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    book = bag / "data/history.xlsx"
    out = ("--outdir", tmp_path / "out")
    assert ran(program, home, "--headless", "--convert-to", "csv", *out, book)[0] == 0
    made = (tmp_path / "out/history.csv").read_text("utf-8")
    told = (bag / "data/events.csv").read_text("utf-8-sig")
    first, second = (list(csv.reader(io.StringIO(text))) for text in (made, told))
    assert [row[0] for row in first] == [row[0] for row in second]
    assert len(first) > 40
