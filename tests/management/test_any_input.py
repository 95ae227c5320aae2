"""Whatever they are given, the commands that judge files and texts answer or refuse in words."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from disclosures.catalogue import load

ANY = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
SCHEMAS = sorted(record["name"] for record in load.tables())
KINDS = sorted(record["code"] for record in load.kinds())
# What a shell can hand over at all.
WORDS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=6,
)


def answer(command, *words):
    """What the command prints; None where it refuses, which it does in words."""
    out = io.StringIO()
    try:
        call_command(command, *words, stdout=out, stderr=out)
    except CommandError as refused:
        assert str(refused).strip()
        return None
    return out.getvalue()


@ANY
@given(
    st.binary(max_size=600)
    | st.text(max_size=300).map(lambda text: text.encode("utf-8", "ignore")),
    st.sampled_from(SCHEMAS),
    st.none() | st.sampled_from(KINDS),
)
def test_check_table_answers_for_any_bytes(tmp_path, content, table, kind):
    file = tmp_path / "bang"
    file.write_bytes(content)
    words = [f"--kind-table={table}", "--json", *([f"--kind={kind}"] if kind else ())]
    said = json.loads(answer("check_table", *words, str(file)))
    assert said["verdict"] in {"imports", "needs_confirmation", "refused"}
    assert said["verdict"] != "refused" or said["errors"]


@ANY
@given(JSON)
def test_check_table_refuses_a_context_that_says_nothing(tmp_path, context):
    file, beside = tmp_path / "bang.csv", tmp_path / "context.json"
    file.write_text("STT,Nội dung\n1,Đèn đường\n", "utf-8")
    beside.write_text(json.dumps(context), "utf-8")
    said = answer(
        "check_table", "--kind-table=thon-quy", "--json", f"--context={beside}", str(file)
    )
    assert said is None or json.loads(said)["verdict"]


@ANY
@given(st.lists(JSON | st.fixed_dictionaries({"text": st.text(max_size=60)}), max_size=4))
def test_scan_identifiers_answers_for_any_lines(tmp_path, lines):
    file = tmp_path / "texts.ndjson"
    file.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    said = answer("scan_identifiers", "--json", str(file))
    if said is not None:
        assert len(said.splitlines()) == len(lines)


@ANY
@given(st.binary(max_size=200))
def test_scan_identifiers_answers_for_any_bytes(tmp_path, content):
    file = tmp_path / "texts.ndjson"
    file.write_bytes(content)
    said = answer("scan_identifiers", "--json", str(file))
    assert said is None or all(json.loads(line) is not None for line in said.splitlines())


def test_scan_identifiers_refuses_a_line_nested_without_end(tmp_path):
    file = tmp_path / "texts.ndjson"
    file.write_text("[" * 100_000, "utf-8")
    with pytest.raises(CommandError, match="Line 1"):
        call_command("scan_identifiers", str(file))


@ANY
@given(WORDS.filter(lambda word: not word.startswith("-")), st.sampled_from(["north", "south"]))
def test_read_number_answers_for_any_word(word, dialect):
    said = answer("read_number", f"--dialect={dialect}", word)
    assert said is None or said.strip()


@ANY
@given(WORDS.filter(lambda word: not word.startswith("-")))
def test_fold_answers_for_any_word(word):
    said = answer("fold", word)
    assert said is None or "\n" in said


@pytest.mark.parametrize("figure", ["9" * 400, "1" + "0" * 5000, "-" + "8" * 66, "0." + "1" * 999])
def test_read_number_speaks_or_refuses_figures_of_any_length(figure):
    said = answer("read_number", "--", figure)
    assert said is None or said.strip()
