"""`check_file` says of each corner of a file what stands there, and where."""

import json

import pytest
from django.core.management import call_command

from tests.privacy.planted_files import HELD_BACK, held, published

pytestmark = pytest.mark.slow
# What the command says of each planted number: kind, place, sheet, cell.
TOLD = {
    "page of a PDF": ("cccd", "page 1", "", ""),
    "cut off a page": ("cccd", "unseen", "", ""),
    "bookmark": ("cccd", "unseen", "", ""),
    "words of a document": ("phone-mobile", "text", "", ""),
    "running title of a document": ("bhyt", "text", "", ""),
    "description of a picture": ("phone-mobile", "text", "", ""),
    "cell": ("phone-mobile", "cell", "Bảng", "B7"),
    "hidden column": ("phone-mobile", "hidden-column", "Bảng", "D3"),
    "hidden sheet": ("cccd", "hidden-sheet", "Cất", "A1"),
    "name of a sheet": ("cccd", "defined-name", f"CCCD {HELD_BACK['name of a sheet']}", ""),
    "defined name": ("phone-mobile", "defined-name", "", ""),
    "hint of a cell": ("cccd", "comment", "", "B2"),
    "foot of a sheet": ("phone-mobile", "header-footer", "", ""),
    "pivot table's store": ("bhyt", "pivot-cache", "", ""),
}


def answer_on(path, capsys):
    call_command("check_file", str(path), "--json")
    return json.loads(capsys.readouterr().out)


def test_each_number_is_told_with_its_kind_and_place_and_a_sentence(tmp_path, capsys):
    told = {}
    for name, content in held():
        (tmp_path / name).write_bytes(content)
        answer = answer_on(tmp_path / name, capsys)
        assert answer["verdict"] == "blocked"
        assert len(answer["reasons"]) == len(answer["identifiers"])
        for each, reason in zip(answer["identifiers"], answer["reasons"], strict=True):
            assert each["value"] in reason
            if each.get("cell"):
                assert f"ô {each['cell']}" in reason
            place = (each["kind"], each["place"], each.get("sheet", ""), each.get("cell", ""))
            told[each["value"]] = place
    assert told == {HELD_BACK[place]: expected for place, expected in TOLD.items()}


@pytest.mark.parametrize("name", [name for name, _content in published()])
def test_what_the_cleaning_takes_out_is_no_finding(name, tmp_path, capsys):
    path = tmp_path / name
    path.write_bytes(dict(published())[name])
    answer = answer_on(path, capsys)
    assert (answer["verdict"], answer["identifiers"], answer["reasons"]) == ("cleaned", [], [])
