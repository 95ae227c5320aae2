"""The ledger as programs of other people read it: whole, provable, nothing that is not signed."""

import base64
import hashlib
import json

import pytest

from disclosures.ledger import merkle, note, tiles
from disclosures.management.commands.seal_ledger import seal_round
from disclosures.models import LedgerLog
from tests import make
from tests.ledger.logs import add_entries, make_log

pytestmark = pytest.mark.django_db
HERE = "/so-cai/31732"


@pytest.fixture(autouse=True)
def _state(settings, tmp_path, request):
    """The key is named by a log's first entry, so it must lie there before anything happens."""
    settings.LEDGER_STATE_DIR = tmp_path / "state"
    settings.LEDGER_KEY_FILE = tmp_path / "state" / "log.key"
    request.getfixturevalue("service")


def body(visitor, path, status=200):
    response = visitor.get(path)
    assert response.status_code == status, path
    return b"".join(response) if response.streaming else response.content


def checkpoint(visitor, name="31732"):
    """(size, root) as signed, checked with the key that the portal publishes."""
    text = body(visitor, f"/so-cai/{name}/checkpoint").decode()
    origin, size, root = text.split("\n\n")[0].split("\n")
    keys = body(visitor, "/so-cai/vkey").decode().splitlines()
    (key,) = (key for key in keys if key.startswith(f"{origin}+"))
    assert note.verify(text, key)
    return int(size), base64.b64decode(root)


def unpadded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def opened_root(lines):
    """The root of opening lines, computed as the ledger's design says and by no code of ours."""

    def digest(cell):
        if isinstance(cell, str):
            return hashlib.sha256(cell.encode("ascii")).digest()
        return unpadded(cell["withheld"])

    def tree(leaves):
        if len(leaves) == 1:
            return leaves[0]
        middle = 1 << (len(leaves) - 1).bit_length() - 1
        pair = tree(leaves[:middle]) + tree(leaves[middle:])
        return hashlib.sha256(b"\x01" + pair).digest()

    rows = [b"".join(map(digest, line)) for line in lines]
    root = tree([hashlib.sha256(b"\x00" + row).digest() for row in rows])
    return base64.urlsafe_b64encode(root).decode().rstrip("=")


@pytest.mark.parametrize("size", [1, 255, 256, 257])
def test_tiles_and_bundles_give_the_signed_root(visitor, size):
    make_log(size)
    log = LedgerLog.objects.get(unit_code="31732")
    seal_round()
    leaves = []
    for tile in tiles.tiles_of(size):
        data = body(visitor, f"{HERE}/{tile.path}")
        if tile.level is None:
            leaves += [hashlib.sha256(b"\x00" + entry).digest() for entry in tiles.unbundle(data)]
        else:
            assert len(data) == 32 * tile.width
    assert len(leaves) == size
    hashes = {(0, at): leaf for at, leaf in enumerate(leaves)}
    for level in range(1, 9):
        for at in range(size >> level):
            pair = hashes[level - 1, 2 * at] + hashes[level - 1, 2 * at + 1]
            hashes[level, at] = hashlib.sha256(b"\x01" + pair).digest()
    point = body(visitor, f"{HERE}/checkpoint").decode().splitlines()
    assert point[:2] == [log.origin, str(size)]
    assert base64.b64decode(point[2]) == merkle.root_of((0, size), hashes)


def test_nothing_beyond_the_signed_size_is_given(visitor):
    log = make_log(257)
    seal_round()
    add_entries(log.pk, 257, 300)
    assert body(visitor, f"{HERE}/entry/256") == b"entry 256"
    for path in (
        "entry/257", "proof/257.tlog-proof", "tile/0/001.p/2", "tile/0/001", "tile/0/002",
        "tile/entries/001.p/2", "tile/entries/001", "tile/1/000", "tile/1/000.p/2", "tile/2/000",
        "content/257/body.jsonl",
    ):  # fmt: skip
        body(visitor, f"{HERE}/{path}", 404)
    assert len(body(visitor, f"{HERE}/tile/0/001.p/1")) == 32
    assert len(body(visitor, f"{HERE}/tile/1/000.p/1")) == 32


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/x000/001.p/1", "tile/00/000", "tile/0/0", "tile/0/1", "tile/0/000.p/0",
        "tile/0/000.p/01", "tile/0/000.p/256", "tile/64/000", "tile/x/000", "tile/0/000/",
        "tile/entries/x001", "entry/01", "entry/-1", "proof/1", "content/1/../x.jsonl",
    ],
)  # fmt: skip
def test_a_path_has_one_spelling(visitor, path):
    make_log(257)
    seal_round()
    body(visitor, f"{HERE}/{path}", 404)


def test_every_entry_of_a_real_log_is_proved(visitor, unit, official, approver):
    make.published(make.budget_draft(official, unit), official, approver)
    seal_round()
    size, root = checkpoint(visitor)
    for n in range(size):
        leaf = hashlib.sha256(b"\x00" + body(visitor, f"{HERE}/entry/{n}")).digest()
        head, index, *hashes = (
            body(visitor, f"{HERE}/proof/{n}.tlog-proof").decode().split("\n\n")[0].split("\n")
        )
        assert head == "c2sp.org/tlog-proof@v1" and index == f"index {n}"
        proof = [base64.b64decode(one) for one in hashes if one]
        merkle.check_inclusion(leaf, n, size, proof, root)


def test_the_portals_own_log_vouches_for_each_communes(visitor, unit, official, approver):
    make.published(make.draft(official, unit), official, approver)
    seal_round()
    size, root = checkpoint(visitor)
    own, _root = checkpoint(visitor, "cong")
    entries = [json.loads(body(visitor, f"/so-cai/cong/entry/{n}")) for n in range(own)]
    sealed = [entry["data"] for entry in entries if entry["type"] == "log.sealed"]
    assert {"size": size, "root": base64.b64encode(root).decode()}.items() <= sealed[-1].items()
    assert body(visitor, "/so-cai/policy").decode().endswith("quorum none\n")


def test_what_is_public_opens_to_the_committed_root_and_the_rest_is_withheld(
    visitor, unit, official, approver
):
    make.published(make.household_draft(official, unit), official, approver)
    seal_round()
    size, _root = checkpoint(visitor)
    entry = json.loads(body(visitor, f"{HERE}/entry/{size - 1}"))
    assert entry["type"] == "disclosure.published"
    for commit in entry["commit"]:
        text = body(visitor, f"{HERE}/content/{size - 1}/{commit['name']}.jsonl").decode()
        assert "Rây" not in text and "094085" not in text
        lines = [json.loads(line) for line in text.splitlines()]
        assert opened_root(lines) == commit["root"] and len(lines) == commit["rows"]
        if commit["name"] == "full_1":
            assert all(set(cell) == {"withheld"} for line in lines for cell in line)
    body(visitor, f"{HERE}/content/{size - 1}/nothing.jsonl", 404)


def test_programs_of_any_origin_may_read_and_caches_may_keep(visitor):
    make_log(256)
    seal_round()
    tile = visitor.get(f"{HERE}/tile/0/000")
    assert tile["Cache-Control"].endswith("immutable") and not tile.cookies
    assert tile["Access-Control-Allow-Origin"] == "*"
    assert visitor.get(f"{HERE}/checkpoint")["Cache-Control"] == "public, max-age=5"
    assert visitor.post(f"{HERE}/checkpoint").status_code == 405


def test_before_the_first_seal_there_is_nothing(visitor):
    make_log(3)
    for path in (f"{HERE}/checkpoint", f"{HERE}/entry/0", "/so-cai/99999/checkpoint"):
        body(visitor, path, 404)


def test_the_history_page_leads_to_entry_and_proof(visitor, unit, official, approver):
    disclosure = make.published(make.draft(official, unit), official, approver)
    page = f"{disclosure.get_absolute_url()}lich-su/"
    assert "bằng chứng có trong một phút nữa" in body(visitor, page).decode()
    seal_round()
    html = body(visitor, page).decode()
    assert f'href="{HERE}/entry/' in html and ".tlog-proof" in html
