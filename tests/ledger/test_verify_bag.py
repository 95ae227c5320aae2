"""The program in the bag: known answers, and red for everything that somebody could change."""

import base64
import hashlib
import json
import os
import random
import re
import shutil
import unicodedata
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from disclosures.ledger import note
from disclosures.ledger.bag import describe, verify
from disclosures.ledger.bag.encode import leaves, lines
from disclosures.rules import hashing
from tests.ledger import bags


def test_signatures_are_judged_as_by_openssl():
    rng = random.Random(8032)
    for length in (0, 1, 64, 300):
        key = Ed25519PrivateKey.from_private_bytes(rng.randbytes(32))
        public, message = note.public_bytes(key), rng.randbytes(length)
        signature = key.sign(message)
        assert verify.ed25519_holds(public, signature, message)
        assert not verify.ed25519_holds(public, signature, message + b"x")
        for at in (0, 31, 32, 63):
            wrong = bytearray(signature)
            wrong[at] ^= 1
            assert not verify.ed25519_holds(public, bytes(wrong), message)
        s = int.from_bytes(signature[32:], "little") + verify.ORDER
        assert not verify.ed25519_holds(public, signature[:32] + s.to_bytes(32, "little"), message)


def test_notes_of_the_known_answers(vectors):
    notes = vectors["signed_notes"]
    for case in notes["checkpoints"]:
        point = verify.Checkpoint(case["checkpoint"].encode())
        assert point.size == case["size"]
        assert point.signed_by([verify.Key(notes["vkey"])])
    for case in vectors["signed_note_must_reject"]:
        with pytest.raises((verify.Broken, ValueError)):
            point = verify.Checkpoint(case["note"].encode())
            verify.need(point.signed_by([verify.Key(case["vkey"])]), "", case["case"])


def test_trees_tiles_and_proofs_of_the_known_answers(vectors):
    trees = {tree["size"]: tree for tree in vectors["decimal_tree"]["trees"]}
    tree = verify.Tree()
    for at in range(max(trees)):
        tree.add(f"entry {at}".encode())
        if known := trees.get(at + 1):
            assert base64.b64encode(tree.root(0, at + 1)).decode() == known["root"]
            for case in known["inclusion"]:
                found = tree.path(case["index"], 0, at + 1)
                assert [base64.b64encode(h).decode() for h in found] == case["proof"]
    for case in vectors["tile_paths"]:
        assert verify.tile_path(str(case["level"]), case["n"], case["width"]) == case["path"]


def test_the_small_log_of_the_known_answers(vectors):
    mini, tree = vectors["mini_log"], verify.Tree()
    for at, body in enumerate(mini["entry_bytes_hex"]):
        tree.add(bytes.fromhex(body))
        assert base64.b64encode(tree.root(0, at + 1)).decode() == mini["roots_by_size"][at]
        assert verify.canonical(json.loads(bytes.fromhex(body))) == bytes.fromhex(body)
    assert dict(tree.tiles())["tile/0/000.p/5"].hex() == mini["tile/0/000.p/5_hex"]
    for n, proof in enumerate(mini["tlog_proofs"]):
        assert verify.proof_text(tree, n, mini["checkpoint"]) == proof


CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**53) + 1, 2**53 - 1),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map(
        lambda text: unicodedata.normalize("NFC", text)
    ),
    st.sampled_from(["Ấp Vĩnh Trung", "2026", 1, True, '"],["\n*\\']),
    st.binary(min_size=32, max_size=32).map(hashing.Erased),
)  # fmt: skip
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.tuples(
        st.lists(st.text(min_size=1, max_size=4), min_size=width, max_size=width),
        st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=40),
    )
)


@given(TABLES, st.data())
def test_openings_are_the_same_bytes_slow_and_fast(table, data):
    names, cells = table
    cols = tuple(f"{name}%s{at}" for at, name in enumerate(names))
    rows = [(row, os.urandom(16 * len(cols))) for row in cells]
    withheld = frozenset(data.draw(st.sets(st.sampled_from(cols))))
    slow = b"".join(hashing.openings(cols, rows, withheld))
    assert b"".join(lines(cols, rows, withheld)) == slow
    assert list(leaves(cols, rows)) == [hashing.row_leaf(cols, *row) for row in rows]


def test_a_long_table_is_read_and_written_500_rows_at_a_time():
    taken = []

    def rows():
        for at in range(1200):
            taken.append(at)
            yield [at, f"Ấp {at % 7}"], os.urandom(32)

    pieces = lines(("stt", "ap"), rows(), frozenset())
    assert next(pieces).count(b"\n") == len(taken) == 500
    assert [piece.count(b"\n") for piece in pieces] == [500, 200]


def test_a_row_that_does_not_fit_its_columns_is_refused():
    for wrong in ([([1], os.urandom(32))], [([1, 2], os.urandom(20))]):
        with pytest.raises(hashing.NotCanonical):
            list(leaves(("stt", "ap"), wrong))


@pytest.fixture
def bag(told, tmp_path):
    return bags.make(told, tmp_path)


def flip(path: Path, rng: random.Random) -> None:
    data = bytearray(path.read_bytes())
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    path.write_bytes(data)


def relist(bag: Path) -> None:
    """What somebody does who changed a file and knows about manifests."""
    data = bag / "data"
    package = json.loads((data / "datapackage.json").read_text())
    for resource in package["resources"]:
        if (data / resource["path"]).exists():
            content = (data / resource["path"]).read_bytes()
            resource["bytes"] = len(content)
            resource["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
    (data / "datapackage.json").write_text(json.dumps(package))
    names = sorted(p.relative_to(bag).as_posix() for p in data.rglob("*") if p.is_file())
    info = (bag / "bag-info.txt").read_text()
    oxum = f"Payload-Oxum: {sum((bag / name).stat().st_size for name in names)}.{len(names)}"
    (bag / "bag-info.txt").write_text(re.sub("Payload-Oxum: .*", oxum, info))
    for algorithm in ("sha256", "sha512"):
        text = "".join(f"{describe._hash(bag / name, algorithm)}  {name}\n" for name in names)
        (bag / f"manifest-{algorithm}.txt").write_text(text)
    tags = ["bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sha512.txt"]
    for algorithm in ("sha256", "sha512"):
        text = "".join(f"{describe._hash(bag / tag, algorithm)}  {tag}\n" for tag in tags)
        (bag / f"tagmanifest-{algorithm}.txt").write_text(text)


@pytest.mark.slow
@pytest.mark.django_db
def test_one_flipped_bit_anywhere_is_seen(bag):
    rng = random.Random(2026)
    files = sorted(p for p in bag.rglob("*") if p.is_file() and p.stat().st_size)
    for path in [rng.choice(files) for _ in range(200)]:
        whole = path.read_bytes()
        flip(path, rng)
        assert bags.judge(bag)[0] == 1, path
        path.write_bytes(whole)
    assert bags.judge(bag)[0] == 0


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_bytes().decode()
    assert old in text, path
    path.write_bytes(text.replace(old, new).encode())


def first(bag: Path, pattern: str) -> Path:
    return min((bag / "data").glob(pattern), key=lambda path: int(path.name.split(".")[0]))


def opened_body(bag: Path) -> Path:
    log = verify.Bag(bag)
    log.index()
    found = [n for n in log.received if "text" in log.opened(json.loads(log.body(n)), "body")]
    return bag / f"data/contents/{found[0]}.body.jsonl"


CHEATS = {
    "a figure in a table": lambda b: edited(first(b, "tables/*.csv"), "14903250000", "24903250000"),
    "a count of persons": lambda b: edited(
        b / "data/tables/8.content.csv", "Khóm Vĩnh Trung,NGHEO,1", "Khóm Vĩnh Trung,NGHEO,2"
    ),
    "a title in the list": lambda b: edited(b / "data/disclosure_versions.csv", "12 km", "99 km"),
    "a day in the list": lambda b: edited(
        b / "data/disclosure_versions.csv", ",withdrawn,", ",published,"
    ),
    "a comment in the list": lambda b: edited(b / "data/comments.csv", "rejected", "published"),
    "a decision left out": lambda b: edited(b / "data/moderation.csv", "rule-1", ""),
    "a table left out": lambda b: first(b, "tables/*.csv").unlink(),
    "a file that is not of the log": lambda b: (b / "data/tables/99.content.csv").write_text("x"),
    "an attachment swapped": lambda b: flip(
        next((b / "data/attachments").iterdir()), random.Random(1)
    ),
    "an attachment left out": lambda b: next((b / "data/attachments").iterdir()).unlink(),
    "a rejected comment's content left out": lambda b: first(b, "contents/*.body.jsonl").unlink(),
    "a hidden row": lambda b: edited_lines(first(b, "contents/*.public_1.jsonl"), drop=1),
    "a row twice": lambda b: edited_lines(first(b, "contents/*.public_1.jsonl"), twice=1),
    "a row withheld": lambda b: cover(first(b, "contents/*.public_1.jsonl"), "withheld"),
    "a row blackened": lambda b: cover(first(b, "contents/*.public_1.jsonl"), "redacted"),
    "an entry left out": lambda b: edited_lines(b / "data/ledger/entries.jsonl", drop=43),
    "the last entry left out": lambda b: edited_lines(b / "data/ledger/entries.jsonl", drop=-1),
    "an entry dated back": lambda b: edited(b / "data/ledger/entries.jsonl", '"t":"2', '"t":"1'),
    "another reason": lambda b: edited(b / "data/ledger/entries.jsonl", "rule-1", "rule-2"),
    "a proof that proves nothing": lambda b: edited(
        b / "data/ledger/proofs/3.tlog-proof", "index 3", "index 4"
    ),
    "a tile": lambda b: flip(next((b / "data/ledger/tile/0").rglob("*.p/*")), random.Random(3)),
    "the key in the bag": lambda b: other_key(b / "data/ledger/log.vkey"),
    "a name in the workbook": lambda b: another_workbook(b),
}


def edited_lines(path: Path, drop: int | None = None, twice: int | None = None) -> None:
    found = path.read_bytes().splitlines(keepends=True)
    if drop is not None:
        del found[drop]
    if twice is not None:
        found.insert(twice, found[twice])
    path.write_bytes(b"".join(found))


def cover(path: Path, word: str) -> None:
    found = path.read_bytes().splitlines(keepends=True)
    cells = [
        {word: verify.b64url(hashlib.sha256(cell.encode()).digest())}
        for cell in json.loads(found[1])
    ]
    found[1] = verify.canonical(cells) + b"\n"
    path.write_bytes(b"".join(found))


def other_key(path: Path) -> None:
    name = path.read_text().split("+")[0]
    public = note.public_bytes(Ed25519PrivateKey.generate())
    path.write_text(note.verifier_key(name, public) + "\n")


def another_workbook(bag: Path) -> None:
    path = bag / "data/history.xlsx"
    draft = path.with_suffix(".new")
    with verify.zipfile.ZipFile(path) as old, verify.zipfile.ZipFile(draft, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace("Khóm Vĩnh".encode(), "Khóm Vịnh".encode()))
    draft.replace(path)


@pytest.mark.slow
@pytest.mark.django_db
def test_every_cheat_is_seen_although_all_manifests_were_made_again(bag, tmp_path):
    for name, cheat in CHEATS.items():
        copy = tmp_path / "copy"
        shutil.copytree(bag, copy)
        (copy.parent / "key").exists()
        cheat(copy)
        relist(copy)
        code, words = bags.judge(copy)
        assert code == 1, name
        assert words[-1].startswith("✗") and "\n" in words[-1], name
        shutil.rmtree(copy)


@pytest.mark.slow
@pytest.mark.django_db
def test_a_newer_checkpoint_from_outside_shows_that_a_bag_is_older(told, bag, tmp_path):
    made = bags.make_more(told)
    newer = bags.seal(told)
    (tmp_path / "mail").write_text(newer.note)
    code, words = bags.judge(bag, "--checkpoint", str(tmp_path / "mail"))
    assert (code, made) == (1, 1)
    assert "gói bị cắt bớt" in words[-1]


@pytest.mark.slow
@pytest.mark.django_db
def test_a_rewritten_log_fails_under_a_checkpoint_that_somebody_kept(bag, tmp_path, settings):
    point = verify.Checkpoint((bag / "data/ledger/checkpoint").read_bytes())
    other = base64.b64encode(hashlib.sha256(b"another past").digest()).decode()
    key = note.load_or_create_key(settings.LEDGER_KEY_FILE)
    text = note.sign(f"{point.origin}\n20\n{other}\n", point.origin, key)
    (tmp_path / "kept").write_text(text)
    code, words = bags.judge(bag, "--checkpoint", str(tmp_path / "kept"))
    assert code == 1
    assert "viết lại" in words[-1]


@pytest.mark.slow
@pytest.mark.django_db
def test_the_list_of_all_keys_as_the_portal_serves_it_is_taken_as_it_is(bag, visitor):
    """A portal with many logs: only the line whose name is the log's origin counts."""
    keys = visitor.get("/so-cai/vkey").content
    assert keys.count(b"\n") > 1
    (bag.parent / "key").write_bytes(keys)
    assert bags.judge(bag)[0] == 0
    others = [line for line in keys.splitlines(keepends=True) if b"31732" not in line]
    (bag.parent / "key").write_bytes(b"".join(others))
    assert bags.judge(bag)[0] == 1


@pytest.mark.slow
@pytest.mark.django_db
def test_a_key_that_is_not_yours_is_refused(bag):
    other_key(bag.parent / "key")
    code, words = bags.judge(bag)
    assert code == 1
    assert "khóa của ông/bà" in words[-1]


@pytest.mark.slow
@pytest.mark.django_db
def test_the_public_edition_does_not_pass_for_the_auditors(bag):
    code, words = bags.judge(bag, auditor=True)
    assert code == 1
    assert "bị giữ lại" in words[-1]


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(("shift", "code"), [(0, 0), (-1000, 1)])
def test_a_witness_brackets_the_times_that_entries_claim(bag, tmp_path, shift, code):
    log = verify.Bag(bag)
    log.index()
    last = int(verify.seconds(json.loads(log.body(len(log) - 1))["t"]))
    path = bag / "data/ledger/checkpoint"
    text, vkey = bags.cosigned(path.read_text(), last + shift)
    path.write_text(text)
    for n in range(len(log)):
        proof = bag / f"data/ledger/proofs/{n}.tlog-proof"
        proof.write_text(proof.read_text() + text.splitlines()[-1] + "\n")
    relist(bag)
    (tmp_path / "witness").write_text(vkey + "\n")
    found, words = bags.judge(bag, "--witness", str(tmp_path / "witness"), "--quorum", "1")
    assert found == code, words


@pytest.mark.slow
@pytest.mark.django_db
def test_a_bag_without_the_witnesses_that_were_asked_for_is_refused(bag, tmp_path):
    point = (bag / "data/ledger/checkpoint").read_text()
    _text, vkey = bags.cosigned(point, 1)
    (tmp_path / "witness").write_text(vkey + "\n")
    code, words = bags.judge(bag, "--witness", str(tmp_path / "witness"))
    assert code == 1
    assert "nhân chứng" in words[-1]
