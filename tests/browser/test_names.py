"""Every kind of public page as a screen reader tells it, in each language (WCAG 2.2)."""

import pytest
from playwright.sync_api import expect

from tests.browser.addresses import UNIT, in_language
from tests.browser.names import CONTROLS, misheard, tree
from tests.languages import unmarked

READ_FIRST = ("home", "list", "budget", "budget-y-kien-gui")
# A sheet of paper, a card for other sites' frames, and the door of the workbench.
ALONE = ("budget-in", "budget-the", "sign-in")
FAULTY = """<!doctype html><html lang="en"><title>x</title><body>
<main><h1>One</h1><h3>Three</h3><h1>Two</h1></main><main></main>
<nav><a href="/"></a></nav><nav><input></nav>
<p>Sổ cái</p><p>ភាសាខ្មែរ</p><p lang="vi">Sổ cái</p><button aria-label="Đóng">x</button>"""


@pytest.fixture(scope="module")
def told(chromium, site, public_addresses):
    """All pages in a language, or those of some kinds: opened one after another."""
    context = chromium.new_context(base_url=site.url)
    page = context.new_page()

    def walk(prefix, kinds=None):
        for kind, address in in_language(public_addresses, prefix).items():
            if kinds and kind not in kinds:
                continue
            page.goto(address)
            yield kind, page

    yield walk
    context.close()


@pytest.mark.parametrize("prefix", ["", "/en", "/km"])
def test_parts_headings_and_controls_are_named_and_each_voice_reads_its_own(told, prefix):
    """1.3.1, 2.4.6, 3.1.1, 3.1.2 and 4.1.2."""
    found = []
    for kind, page in told(prefix):
        wrong = misheard(page, whole=kind not in ALONE) + unmarked(page.content())
        found += [f"{prefix} {kind}: {line}" for line in wrong]
    assert found == [], "\n".join(found)


def test_what_is_pressed_or_filled_is_named_in_the_language_of_the_page(told):
    """No name of a control or a part is the same in two languages: none is left untranslated."""
    named = {
        prefix: {
            (kind, name)
            for kind, page in told(prefix, READ_FIRST)
            for role, name, _level in tree(page)
            if role in CONTROLS - {"link"} or role == "navigation"
        }
        for prefix in ("", "/en", "/km")
    }
    assert all(len(names) > 20 for names in named.values())
    assert named[""] & named["/en"] == set()
    assert named[""] & named["/km"] == set()
    assert named["/en"] & named["/km"] == set()


def test_the_remembered_commune_is_offered_in_the_language_of_the_page(chromium, site):
    context = chromium.new_context(base_url=site.url)
    page = context.new_page()
    page.goto("/en" + UNIT)
    for prefix in ("/km", ""):
        page.goto(prefix + "/")
        link = page.locator("#remembered a")
        expect(link).to_have_attribute("href", prefix + UNIT)
        expect(link).to_have_attribute("lang", "vi")
    context.close()


def test_a_faulty_page_is_found_out(chromium):
    page = chromium.new_page()
    page.set_content(FAULTY)
    lines = "\n".join(misheard(page))
    for words in (
        "2 parts are “main”", "0 parts are “banner”", "cannot be told apart", "not one first",
        "from level 1 to 3", "a link without", "a textbox without",
    ):  # fmt: skip
        assert words in lines
    assert len(unmarked(page.content())) == 3
    page.close()
