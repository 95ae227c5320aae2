"""The examples on the page about open data, run as a reader would copy them."""

import html
import re
import shutil
import subprocess
import sys

import pytest

from tests import make
from tests.thirdparty.conftest import absent

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PROGRAMS = {
    "sh": ("sh", "-e", "-c"),
    "python": (sys.executable, "-c"),
    "javascript": ("node", "--input-type=module", "-e"),
}


@pytest.fixture
def notices(unit, official, approver):
    """A budget, one that was amended, and one that was withdrawn."""
    make.withdrawn(make.published(make.draft(official, unit), official, approver), approver)
    return make.published(make.budget_draft(official, unit), official, approver)


@pytest.fixture
def examples(served, notices, settings, visitor):
    """(language, text) of each example, as the page shows it to somebody on this portal."""
    settings.SITE_URL = served
    page = visitor.get("/du-lieu-mo/").content.decode()
    found = re.findall(r'<pre class="code" data-run="(\w+)"[^>]*>(.*?)</pre>', page, re.S)
    return [(language, html.unescape(text)) for language, text in found]


def run(language, text, folder):
    command = PROGRAMS[language]
    if not shutil.which(command[0]):
        absent(command[0], f"apt: {command[0]}")
    done = subprocess.run(
        [*command, text], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_example_gives_what_the_page_says(examples, notices, tmp_path):
    assert [language for language, _text in examples] == ["sh", "python", "python", "javascript"]
    curl, harvest, changes, table = (run(*example, tmp_path) for example in examples)
    assert notices.reference in curl and "TỔNG" in curl
    assert len(harvest.splitlines()) == 2
    assert "withdrawn" in harvest and notices.reference in harvest
    assert "disclosure.withdrawn 31732-2026-0001" in changes
    assert table.splitlines()


def test_a_second_run_begins_where_the_first_one_ended(examples, tmp_path, monkeypatch):
    language, text = examples[1]
    first = run(language, text, tmp_path)
    assert run(language, text, tmp_path) == first  # the last page again, of one
    assert (tmp_path / "newest.txt").read_text().startswith("http")


def test_both_languages_show_the_same_examples(visitor, notices):
    def shown(address):
        page = visitor.get(address).content.decode()
        return re.findall(r'<pre class="code".*?</pre>', page, re.S)

    assert shown("/du-lieu-mo/") == shown("/en/du-lieu-mo/") == shown("/km/du-lieu-mo/")
    assert len(shown("/du-lieu-mo/")) == 4


def test_a_portal_without_a_notice_shows_examples_with_an_invented_name(visitor, unit):
    page = visitor.get("/du-lieu-mo/").content.decode()
    assert "31732-2026-0001" in page
