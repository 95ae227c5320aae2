"""Each chart looks as it did. `--rewrite-golden` writes the files anew, for a meant change."""

from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from disclosures.tables.charts.picture import picture
from tests.tables.charts.drawn import DRAWN

GOLDEN = Path(__file__).parent / "golden"
SOURCE = "Nguồn: UBND xã Vĩnh Quới, thông báo 31762-2026-0007"


def on_the_page(name):
    return render_to_string(
        "components/chart.html", {"chart": DRAWN[name](), "is_preview": True, "page": None}
    )


def as_a_picture(name):
    return picture(DRAWN[name](), source=SOURCE)


FACES = {"svg": as_a_picture, "html": on_the_page}


@pytest.mark.parametrize("suffix", FACES)
@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_looks_as_it_did(name, suffix, request):
    with translation.override("vi"):
        drawn = FACES[suffix](name)
    path = GOLDEN / f"{name}.{suffix}"
    if request.config.getoption("--rewrite-golden"):
        path.write_text(drawn, "utf-8")
    assert drawn == path.read_text("utf-8")


def test_no_golden_file_is_left_over():
    wanted = {f"{name}.{suffix}" for name in DRAWN for suffix in FACES}
    assert {path.name for path in GOLDEN.iterdir()} == wanted
