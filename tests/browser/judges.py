"""Outside judges of a page: axe-core, HTML_CodeSniffer, Lighthouse, and the W3C's checker."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

MODULES = Path(__file__).resolve().parents[2] / "node_modules"
AXE = MODULES / "axe-core" / "axe.min.js"
HTMLCS = MODULES / "@pa11y" / "html_codesniffer" / "build" / "HTMLCS.js"
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


def htmlcs(page):
    """The errors that HTML_CodeSniffer, the engine of pa11y, finds on the open page.

    As pa11y, it counts errors; its warnings ask a person to look.
    """
    if not HTMLCS.exists() and not REQUIRED:
        pytest.skip("HTML_CodeSniffer is not installed (npm ci --ignore-scripts); CI requires it.")
    page.evaluate(HTMLCS.read_text("utf-8"))
    return page.evaluate(
        """() => new Promise(done => HTMLCS.process("WCAG2AA", document, () => done(
            HTMLCS.getMessages().filter(message => message.type === HTMLCS.ERROR).map(message =>
                `${message.code}: ${message.msg} ${(message.element.outerHTML || "").slice(0, 160)}`
            ))))"""
    )


def lighthouse(urls):
    """What Lighthouse says of each page: scores from 0 to 1, and the audits that failed."""
    node, chromium = shutil.which("node"), shutil.which("chromium")
    installed = (MODULES / "lighthouse").exists() and node and chromium
    if not installed and not REQUIRED:
        pytest.skip("Lighthouse is not installed (node, chromium, npm ci); CI requires it.")
    program = Path(__file__).with_name("lighthouse.mjs")
    done = subprocess.run(
        [node, str(program), chromium, *urls],
        capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


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
