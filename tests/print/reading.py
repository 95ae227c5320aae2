"""Reads a printed sheet as others do: its text, its pictures and the codes on them."""

import os
import shutil
import subprocess

import pytest


def tool(name):
    """The program's path; without it the test is skipped, where CI runs it fails."""
    found = shutil.which(name)
    if found is None and os.environ.get("REQUIRE_BROWSER") != "1":
        pytest.skip(f"{name} is not installed here.")
    assert found, f"{name} must be installed where all tests run."
    return found


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout


def pages(folder, content):
    """The text of each page, as pdftotext lays it out."""
    path = folder / "sheet.pdf"
    path.write_bytes(content)
    text = run(tool("pdftotext"), "-layout", str(path), "-").decode()
    return text.split("\f")[:-1]


def pictures(folder, content, *, dots=200):
    """A PNG of each page."""
    path = folder / "sheet.pdf"
    path.write_bytes(content)
    run(tool("pdftoppm"), "-png", "-r", str(dots), str(path), str(folder / "page"))
    return sorted(folder.glob("page*.png"))


def codes(picture):
    """What zbarimg reads from all codes on a picture, one after another; nothing where none is."""
    read = subprocess.run(
        [tool("zbarimg"), "--quiet", "--raw", str(picture)], capture_output=True, timeout=60
    )
    # 4: no code was found.
    assert read.returncode in {0, 4}, read.stderr
    return read.stdout.decode()
