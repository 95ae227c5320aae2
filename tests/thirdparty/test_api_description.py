"""Redocly's recommended rules for the API's description, as it is served."""

import json
import os
import shutil
import subprocess

import pytest

from tests.browser.judges import MODULES
from tests.thirdparty.conftest import absent

REDOCLY = MODULES / "@redocly" / "cli" / "bin" / "cli.js"


@pytest.fixture
def lint(tmp_path):
    """Lints a description; (exit code, problems)."""
    node = shutil.which("node")
    if node is None or not REDOCLY.exists():
        absent("redocly", "node, npm ci --ignore-scripts")

    def run(described):
        path = tmp_path / "openapi.json"
        path.write_text(json.dumps(described), encoding="utf-8")
        done = subprocess.run(
            [node, str(REDOCLY), "lint", str(path), "--format=json"],
            capture_output=True, text=True, timeout=120, cwd=tmp_path, check=False,
            # It would ask the network for news, and tell it of itself.
            env={
                **os.environ,
                "REDOCLY_TELEMETRY": "off",
                "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
            },
        )  # fmt: skip
        told = json.loads(done.stdout[done.stdout.index("{") :])
        return done.returncode, [problem["ruleId"] for problem in told["problems"]]

    return run


@pytest.mark.django_db
def test_the_description_of_the_api_has_no_fault_by_redoclys_rules(visitor, lint):
    described = visitor.get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert lint(described) == (0, [])


@pytest.mark.django_db
def test_the_judge_finds_a_fault_that_is_there(visitor, lint):
    described = visitor.get("/api/v1/openapi.json").json()
    described["paths"]["/api/v1/units/{code}"]["get"]["parameters"] = []
    code, rules = lint(described)
    assert code == 1 and "path-parameters-defined" in rules
