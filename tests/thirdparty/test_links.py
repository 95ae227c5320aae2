"""LinkChecker follows every link of the portal, as a reader would, and finds none that is dead."""

import subprocess
from pathlib import Path

import pytest

from tests import make
from tests.thirdparty.conftest import judge

CONFIG = Path(__file__).parent / "schemas" / "linkchecker.ini"
pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# One commune stands for 3,321, one province for 34, one kind for 69 and one language for three:
# their pages are made by the same templates. Ways of looking and of narrowing are tried one at a
# time. The test's server has no static files.
LEFT_OUT = (
    r"/tinh/(?!92-)", r"/xa/(?!31732-)", r"/loai/[a-m]", r"/(en|km)/", r"/static/",
    r"\?.*&", r"/theo-doi/\?loai=[a-o]",
    r"\.(csv|xlsx|pdf)$", r"/giam-sat/xuat/", r"^(mailto|tel):",
)  # fmt: skip


def hurried(get_response):
    """Lets LinkChecker ask without pause: it waits half a second unless a server says this."""

    def answer(request):
        response = get_response(request)
        response["LinkChecker"] = "1"
        return response

    return answer


def test_no_link_is_dead(unit, official, approver, moderator, settings, request):
    settings.MIDDLEWARE = [f"{__name__}.hurried", *settings.MIDDLEWARE]
    settings.SITE_URL = served = request.getfixturevalue("served")
    notice = make.published(make.budget_draft(official, unit), official, approver)
    make.published(make.household_draft(official, unit), official, approver)
    version = make.draft(official, unit)
    make.attach(official, version)
    make.published(version, official, approver)
    make.comment_in("published", moderator, unit, notice)
    make.withdrawn(make.published(make.draft(official, unit), official, approver), approver)
    command = [judge("linkchecker"), "-f", str(CONFIG), "--no-status", "--no-warnings", "-o", "csv"]
    command += [part for pattern in LEFT_OUT for part in ("--ignore-url", pattern)]
    done = subprocess.run(
        [*command, f"{served}/"], capture_output=True, text=True, check=False, timeout=400
    )
    broken = [
        line
        for line in done.stdout.splitlines()
        if line and not line.startswith(("#", "urlname;")) and "410 Gone" not in line
    ]
    assert not broken, "\n".join(broken)
    # It must have looked: the withdrawn notice is the only answer that is no page.
    assert "410 Gone" in done.stdout and done.returncode == 1
