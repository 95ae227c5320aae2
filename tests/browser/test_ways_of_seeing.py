"""Every kind of public page as people look at it who do not see as its makers do (WCAG 2.2)."""

import functools

import pytest

from tests.browser.addresses import in_language
from tests.browser.seeing import SPACING, TWICE, lost, misfits, moving, small_targets

FAULTY = """<!doctype html><html lang="vi"><title>x</title><body>
<p style="width:900px">Một dòng rộng hơn màn hình của mọi chiếc điện thoại</p>
<div style="height:10px;overflow:hidden"><p>Chữ bị cắt mất một nửa</p></div>
<p style="width:40px;white-space:nowrap">Chữ tràn ra ngoài khung</p>
<div style="width:60px;overflow-x:auto"><p style="width:200px">Chỉ chuột mới cuộn được</p></div>
<button class="small"></button><button class="small"></button>
<style>.small{width:10px;height:10px;padding:0}b{transition:color 1s}</style><b>động</b>"""


CHECKS = {
    "narrow": lambda page: misfits(page),
    "targets": small_targets,
    "movement": moving,
    "spaced": lambda page: misfits(page, SPACING),
    "twice": lambda page: misfits(page, TWICE),
}


@pytest.fixture(scope="module")
def seen(chromium, site, public_addresses):
    """What each check finds on all pages in a language at a width: each page is opened once."""

    @functools.cache
    def walk(prefix, width):
        context = chromium.new_context(
            base_url=site.url, viewport={"width": width, "height": 640}, reduced_motion="reduce"
        )
        page = context.new_page()
        found = {name: [] for name in CHECKS}
        for kind, address in in_language(public_addresses, prefix).items():
            page.goto(address)
            for name, check in CHECKS.items():
                found[name] += [f"{prefix} {kind}: {line}" for line in check(page)]
        context.close()
        return found

    return walk


@pytest.mark.parametrize("prefix", ["", "/en", "/km"])
def test_on_320_pixels_nothing_is_cut_and_nothing_scrolls_sideways(seen, prefix):
    """1.4.10; the same as a desk's 1,280 px enlarged four times."""
    assert seen(prefix, 320)["narrow"] == []


@pytest.mark.parametrize("prefix", ["", "/en", "/km"])
def test_letters_may_be_twice_as_large(seen, prefix):
    """1.4.4."""
    assert seen(prefix, 1280)["twice"] == []


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("prefix", ["", "/en", "/km"])
def test_lines_words_and_letters_may_stand_further_apart(seen, prefix, width):
    """1.4.12."""
    assert seen(prefix, width)["spaced"] == []


@pytest.mark.parametrize("prefix", ["", "/en", "/km"])
def test_a_finger_finds_each_target(seen, prefix):
    """2.5.8."""
    assert seen(prefix, 320)["targets"] == []


def test_nothing_moves_for_those_who_asked_for_stillness(seen):
    """2.3.3."""
    assert seen("", 320)["movement"] + seen("", 1280)["movement"] == []


def test_in_forced_colours_what_is_pressed_filled_or_drawn_has_an_edge(
    chromium, site, public_addresses
):
    """1.4.11; words stand in every label of a state, so its colour tells nothing alone (1.4.1)."""
    context = chromium.new_context(
        base_url=site.url, forced_colors="active", reduced_motion="reduce"
    )
    page = context.new_page()
    found = []
    for kind, address in public_addresses.items():
        page.goto(address)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found += [f"{kind}, {scheme}: {line}" for line in lost(page)]
        labels = page.locator(".tag, .flag").all_text_contents()
        found += [f"{kind}: a label without a word" for label in labels if not label.strip()]
    context.close()
    assert found == [], "\n".join(found)


def test_what_forced_colours_take_away_is_found_out(chromium):
    page = chromium.new_page(forced_colors="active", color_scheme="dark")
    page.set_content(
        '<button style="border:0">x</button><b class="tag">Trễ</b><a class="btn">x</a>'
        '<figure class="chart"><svg><rect fill="#211a16" width="9" height="9"/></svg></figure>'
    )
    assert [line.split(":")[0] for line in lost(page)] == ["has no edge"] * 3 + ["cannot be seen"]
    page.close()


def test_a_faulty_page_is_found_out(chromium):
    page = chromium.new_page(viewport={"width": 320, "height": 640}, reduced_motion="reduce")
    page.set_content(FAULTY)
    lines = "\n".join(misfits(page))
    for words in ("wider than the screen", "cut off by", "out of its box", "no key reaches it"):
        assert words in lines
    assert len(small_targets(page)) == 2
    assert len(moving(page)) == 1
    page.close()
