"""Outside judges of a page: axe-core for WCAG, the W3C's checker for HTML."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

MODULES = Path(__file__).resolve().parents[2] / "node_modules"
AXE = MODULES / "axe-core" / "axe.min.js"
VNU = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
REQUIRED = os.environ.get("REQUIRE_BROWSER") == "1"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def axe(page):
    """What axe finds on the open page, one line a rule."""
    if not AXE.exists() and not REQUIRED:
        pytest.skip("axe-core is not installed (npm ci --ignore-scripts); CI requires it.")
    # Evaluated, not added as a script element: the page's own policy forbids that.
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("tags => axe.run({runOnly: tags})", TAGS)
    return [
        f"{violation['id']}, {len(violation['nodes'])} times: {violation['nodes'][0]['html'][:200]}"
        for violation in found["violations"]
    ]


def html_errors(files):
    """What the W3C's checker finds in HTML files, one line a finding; warnings count."""
    java = shutil.which("java")
    if (java is None or not VNU.exists()) and not REQUIRED:
        pytest.skip("The HTML checker is not installed (java, npm ci); CI requires it.")
    answer = subprocess.run(
        [java, "-jar", str(VNU), "--format", "json", "--exit-zero-always", *map(str, files)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [
        f"{Path(message['url']).name}:{message.get('lastLine')}: {message['message']}"
        f" {message.get('extract', '')[:160]!r}"
        for message in json.loads(answer.stderr)["messages"]
    ]
