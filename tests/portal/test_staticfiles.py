"""The stylesheets: what is in them, in which order, how heavy they are."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import override_settings

from portal.staticfiles import SHEETS, StylesheetFinder, joined

STATIC = Path(settings.BASE_DIR) / "static"


def listed(*listings):
    return [
        name
        for listing in listings or ("site.txt", "desk.txt", "sheet.txt")
        for name in (STATIC / "css" / listing).read_text("utf-8").split()
    ]


def test_every_small_stylesheet_is_listed_once():
    found = [str(path.relative_to(STATIC / "css")) for path in (STATIC / "css").rglob("*.css")]
    assert sorted(found) == sorted(listed())


def test_tokens_come_first_and_print_last():
    names = (STATIC / "css" / "site.txt").read_text("utf-8").split()
    assert (names[0], names[-1]) == ("tokens.css", "print.css")


def test_readers_load_at_most_seven_kilobytes_of_style():
    assert len(gzip.compress(joined(SHEETS["css/site.css"]).encode())) <= 7 * 1024


def test_joining_drops_comments_and_keeps_every_rule():
    css = joined(SHEETS["css/workbench.css"])
    assert "/*" not in css
    names = listed("site.txt", "desk.txt")
    parts = "".join((STATIC / "css" / name).read_text("utf-8") for name in names)
    assert css.count("{") == re.sub(r"/\*.*?\*/", "", parts, flags=re.S).count("{")
    assert css.count("{") == css.count("}")


def test_styles_load_nothing_from_other_sites():
    css = joined(SHEETS["css/workbench.css"])
    assert "@import" not in css
    assert "//" not in css
    addresses = re.findall(r"url\(\"?([^)\"]+)", css)
    assert addresses == ["../fonts/be-vietnam-pro-600-vi.woff2"]
    assert (STATIC / "css" / addresses[0]).resolve().is_file()


def test_the_one_font_fits_its_budget_and_comes_with_its_licence():
    assert (STATIC / "fonts" / "be-vietnam-pro-600-vi.woff2").stat().st_size <= 12 * 1024
    assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts" / "OFL.txt").read_text("utf-8").upper()


@pytest.mark.parametrize(("name", "kilobytes"), [("congkhai", 2), ("sw", 2), ("push", 1)])
def test_our_scripts_stay_small(name, kilobytes):
    """One for all pages, one for the offer to follow in the browser, and the service worker."""
    script = (STATIC / "js" / f"{name}.js").read_text("utf-8")
    assert len(script.splitlines()) < 100
    assert len(gzip.compress(script.encode())) <= kilobytes * 1024


@pytest.mark.parametrize("sheet", sorted(SHEETS))
def test_a_joined_sheet_is_found_without_collecting(sheet, tmp_path):
    with override_settings(DATA_DIR=tmp_path):
        found = StylesheetFinder().find(sheet)
        assert Path(found).read_text("utf-8") == joined(SHEETS[sheet])
        assert StylesheetFinder().find(sheet, find_all=True) == [found]


def test_collecting_builds_all_sheets_anew(tmp_path):
    with override_settings(DATA_DIR=tmp_path):
        finder = StylesheetFinder()
        stale = Path(finder.storage.path("css/site.css"))
        stale.parent.mkdir(parents=True)
        stale.write_text("stale", "utf-8")
        assert [path for path, _storage in finder.list(None)] == list(SHEETS)
        assert stale.read_text("utf-8") == joined(SHEETS["css/site.css"])


def test_other_files_are_left_to_the_other_finders():
    assert StylesheetFinder().find("css/base.css") == []
    assert finders.find("css/base.css") == str(STATIC / "css" / "base.css")
