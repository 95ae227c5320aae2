"""schemathesis plays the API's own description against it: every check, and chains of calls."""

import os
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from disclosures.api import answer
from tests import make
from tests.thirdparty.conftest import judge

CONFIG = Path(__file__).parent / "schemas" / "schemathesis.toml"
pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# Of the seconds most go to calls that follow from each other; a machine with other work needs eight
# until each operation was tried once.
SECONDS, EXAMPLES = ("240", "100") if os.environ.get("LONG_TESTS") else ("20", "8")


@pytest.fixture
def everything_public(unit, official, approver, moderator):
    """Something of each sort behind every operation; the one withdrawn among them."""
    notice = make.published(make.budget_draft(official, unit), official, approver)
    make.comment_in("published", moderator, unit, notice)
    make.comment_in("hidden", moderator, unit)
    make.withdrawn(make.published(make.draft(official, unit), official, approver), approver)


@pytest.mark.parametrize("reader", ["visitor", "official", "auditor"])
def test_schemathesis_finds_nothing(
    reader, served, everything_public, monkeypatch, tmp_path, request
):
    program = judge("schemathesis")
    signed_in = []
    if reader != "visitor":
        client = Client()
        client.force_login(request.getfixturevalue(reader))
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        signed_in = ["-H", f"Cookie: {settings.SESSION_COOKIE_NAME}={key}"]
    monkeypatch.setattr(answer, "LIMIT", 10_000_000)
    command = [
        program, "--config-file", str(CONFIG), "run", f"{served}/api/v1/openapi.json",
        "--url", served, "--checks", "all",
        "--max-time", SECONDS, "-n", EXAMPLES, "--phases", "examples,coverage,fuzzing,stateful",
        "--generation-deterministic", "--no-color",
        "--request-timeout", "20", *signed_in,
    ]  # fmt: skip
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "Selected: 9/9" in done.stdout and "Tested: 9" in done.stdout
