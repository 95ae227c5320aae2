"""The command that tells what the site finds in texts. All numbers are invented."""

import io
import json

import pytest
from django.core.management import CommandError, call_command


def scanned(tmp_path, *lines):
    file = tmp_path / "lines.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    out = io.StringIO()
    call_command("scan_identifiers", "--json", str(file), stdout=out)
    return [json.loads(line)["spans"] for line in out.getvalue().splitlines()]


def test_each_line_is_answered_by_its_spans(tmp_path):
    asked = [{"text": "365123456", "header": "Số CMND"}, {"text": "365123456", "header": None}]
    assert scanned(tmp_path, *map(json.dumps, asked)) == [
        [{"kind": "cmnd", "start": 0, "end": 9, "level": "block"}],
        [],
    ]


def test_positions_count_code_points_of_the_text_as_given(tmp_path):
    text = "Go\u0323i 🏠 ０９１２ 345\u200b678"
    [spans] = scanned(tmp_path, json.dumps({"text": text}))
    assert [text[span["start"] : span["end"]] for span in spans] == [text[text.index("０") :]]


@pytest.mark.parametrize("line", ["{", "[]", "{}", '{"text": 5}', "null"])
def test_a_line_that_is_no_question_stops_with_its_number(tmp_path, line):
    with pytest.raises(CommandError, match="Line 1"):
        scanned(tmp_path, line)
