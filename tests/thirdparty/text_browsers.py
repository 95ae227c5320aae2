"""Readers of text alone: lynx and w3m, driven by keys as a person presses them.

Both walk a page from one link or field to the next with the tab key; where a page has them is read
from its source, in the order in which it stands there.
"""

import os
import pty
import select
import shutil
import signal
import time
from contextlib import contextmanager
from html.parser import HTMLParser

from tests.thirdparty.conftest import absent

SECONDS = 40
CLICK = "\r"


class Stops(HTMLParser):
    """Everything that the tab key stops at: (what, name or address, value or words).

    lynx stops at links of the head that have a title, which it shows above the page; w3m at links
    without words, which wait for the script.
    """

    def __init__(self, page):
        super().__init__()
        self.found, self._open = [], None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "link" and "title" in given:
            self.found.append([tag, given["rel"], given["title"]])
        elif tag == "input" and given.get("type") != "hidden":
            kind = given.get("type", "text")
            self.found.append([kind, given.get("name", ""), given.get("value", "")])
        elif tag in {"textarea", "select"}:
            self.found.append([tag, given["name"], ""])
        elif tag == "button" or (tag == "a" and "href" in given):
            self._open = [tag, given.get("href", ""), ""]
            self.found.append(self._open)

    def handle_endtag(self, tag):
        if tag in {"a", "button"}:
            self._open = None

    def handle_data(self, data):
        if self._open:
            self._open[2] += data

    def of(self, browser, what, name, value=None):
        """How many stops lie before the first that fits; a button or link is named by its words."""
        if browser == "lynx":
            stops = [stop for stop in self.found if stop[0] != "a" or stop[2].strip()]
        else:
            stops = [stop for stop in self.found if stop[0] != "link"]
        for at, (kind, key, words) in enumerate(stops):
            told = " ".join(words.split()) if kind in {"a", "button"} else key
            if kind == what and told == name and value in {None, words}:
                return at
        raise AssertionError(f"no {what} {name!r} among {self.found}")


def installed(name):
    """Skip with a sentence, or fail in CI, where the browser is absent."""
    if not shutil.which(name):
        absent(name, f"apt: {name}")


@contextmanager
def terminal(command, cwd):
    """A child that believes to sit before a person; gives the side of the person."""
    pid, side = pty.fork()
    if not pid:
        os.chdir(cwd)
        os.environ.update(TERM="vt100", LC_ALL="C.UTF-8", LINES="900", COLUMNS="100", HOME=str(cwd))
        os.execvp(command[0], command)
    try:
        yield side
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(side)


def wait_for_end(side):
    """Read until the child ends; what it wrote."""
    shown, end = b"", time.monotonic() + SECONDS
    while time.monotonic() < end:
        if not select.select([side], [], [], 0.2)[0]:
            continue
        try:
            read = os.read(side, 65536)
        except OSError:
            return shown
        if not read:
            return shown
        shown += read
    raise AssertionError(f"it did not end: {shown[-500:]!r}")


def _keys(text):
    named = {" ": "<space>", "\n": "^J", CLICK: "^J"}
    for letter in text:
        code = letter.encode()
        if len(code) == 1:
            yield named.get(letter, letter)
        else:
            yield from (f"0x{byte:02X}" for byte in code)


def lynx(address, folder, *steps):
    """Drive lynx by a script of keys and have it print the page it ends at; its words.

    A step is (how many stops on, what is typed there); it starts at the first stop of the page.
    """
    printed, script = folder / "printed.txt", folder / "keys"
    printed.unlink(missing_ok=True)
    keys = []
    for stops, text in steps:
        keys += ["<tab>"] * stops + list(_keys(text))
    keys += ["p", "^J", "^U", *_keys(str(printed)), "^J", "q", "y"]
    script.write_text("".join(f"key {key}\n" for key in keys), "utf-8")
    options = ["-cfg=/dev/null", "-accept_all_cookies", "-nopause", "-display_charset=utf-8"]
    with terminal(["lynx", *options, f"-cmd_script={script}", address], folder) as side:
        shown = wait_for_end(side)
    assert printed.exists(), shown[-2000:].decode("utf-8", "replace")
    return " ".join(printed.read_text("utf-8", "replace").split())


def w3m(address, folder, *steps):
    """The same with w3m, whose keys are typed into a terminal; long texts come from an editor.

    A step is (how many stops on, what is done there): a text for a field, `CLICK` for the rest.
    """
    saved, editor = folder / "saved.txt", folder / "editor"
    saved.unlink(missing_ok=True)
    editor.write_text(f'#!/bin/sh\ncat "{folder}/words" > "$1"\n', "utf-8")
    editor.chmod(0o755)
    options = ["-cookie", "-o", "confirm_qq=0", "-o", "accept_cookie=1", "-o", f"editor={editor}"]
    with terminal(["w3m", *options, address], folder) as side:
        _press(side, "")
        for stops, text in steps:
            _press(side, "\t" * stops)
            if text == CLICK:
                _press(side, "\r")
            elif "\n" in text:
                (folder / "words").write_text(text, "utf-8")
                _press(side, "\r")
            else:
                _press(side, f"\r{text}\r")
        _press(side, "S")
        _press(side, f"{saved}\r")
        os.write(side, b"q")
        shown = wait_for_end(side)
    assert saved.exists(), shown[-2000:].decode("utf-8", "replace")
    return " ".join(saved.read_text("utf-8", "replace").split())


def _press(side, keys):
    """Type, and wait until nothing more is drawn."""
    os.write(side, keys.encode())
    quiet, end = 0, time.monotonic() + SECONDS
    while quiet < 3 and time.monotonic() < end:
        if select.select([side], [], [], 0.1)[0]:
            os.read(side, 65536)
            quiet = 0
        else:
            quiet += 1
