"""Feeds, calendars and sitemaps before judges that other people wrote."""

import datetime as dt
import json
import re
import shutil
import subprocess
from pathlib import Path

import feedparser
import pytest
from icalendar import Calendar

from disclosures.rules import clock
from tests import make
from tests.thirdparty.conftest import absent

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SCHEMAS = Path(__file__).parent / "schemas"
READER = Path(__file__).parent / "read_ics.py"
PYTHON = "/usr/bin/python3"
HOME = "/xa/31732-phuong-nga-nam"
HARD = "Kế hoạch “A & B” <2026>; dài, có dấu phẩy, \\gạch và chữ Khmer ភូមិ" + " rất dài" * 12


@pytest.fixture
def noticeboard(unit, official, approver, second_approver):
    """Notices with hard titles, an open window, a withdrawn one; and what the commune owes."""
    make.published(make.draft(official, unit, title=HARD), official, approver)
    open_ = make.published(make.household_draft(official, unit, title=HARD), official, approver)
    open_.comments_open_on = clock.today()
    open_.comments_close_on = clock.today() + dt.timedelta(days=5)
    open_.save(update_fields=["comments_open_on", "comments_close_on"])
    make.withdrawn(make.published(make.draft(official, unit), official, approver), approver)


def judged(schema, content, folder):
    """What jing says about a document; nothing when it is valid."""
    if not shutil.which("jing"):
        absent("jing", "apt: jing")
    (folder / "document.xml").write_bytes(content)
    command = ["jing", "-c", str(SCHEMAS / schema), str(folder / "document.xml")]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize(
    "path",
    ["/atom.xml", f"{HOME}/atom.xml", "/en/atom.xml", "/atom.xml?q=khong+co", "/atom.xml?nam=2026"],
)
def test_jing_and_feedparser_accept_every_feed(visitor, noticeboard, tmp_path, path):
    content = visitor.get(path).content
    assert judged("atom.rnc", content, tmp_path) == ""
    parsed = feedparser.parse(content)
    assert not parsed.bozo and parsed.version == "atom10"
    if "khong" not in path:
        assert HARD in {entry.title for entry in parsed.entries}


def test_jing_finds_what_an_entry_lacks(visitor, noticeboard, tmp_path):
    content = visitor.get("/atom.xml").content
    broken = re.sub(rb"<updated>[^<]*</updated>(?=.*</entry>)", b"", content, count=2)
    assert "error" in judged("atom.rnc", broken, tmp_path)


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap-cong.xml", "/sitemap-31732.xml"])
def test_sitemaps_are_valid(visitor, noticeboard, tmp_path, path):
    assert judged("sitemap.rnc", visitor.get(path).content, tmp_path) == ""


@pytest.mark.parametrize("prefix", ["", "/en", "/km"])
@pytest.mark.parametrize("name", ["han.ics", "lich.ics"])
def test_three_parsers_read_the_same_from_a_calendar(visitor, noticeboard, prefix, name):
    content = visitor.get(f"{prefix}{HOME}/{name}").content
    probe = [PYTHON, "-c", "import gi, vobject; gi.require_version('ICalGLib', '3.0')"]
    if subprocess.run(probe, capture_output=True, check=False).returncode:
        absent("vobject or libical", "apt: python3-vobject gir1.2-ical-3.0 python3-gi")
    done = subprocess.run([PYTHON, str(READER)], input=content, capture_output=True, check=False)
    assert not done.returncode, done.stderr.decode()
    theirs = json.loads(done.stdout)
    ours = [
        [str(event["uid"]), f"{event.decoded('dtstart'):%Y%m%d}", str(event["summary"])]
        for event in Calendar.from_ical(content).walk("VEVENT")
    ]
    assert len(ours) > 2 and any(HARD in summary for _uid, _day, summary in ours)
    assert theirs == {"libical": ours, "vobject": ours}
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
