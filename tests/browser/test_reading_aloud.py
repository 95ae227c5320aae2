"""Reading aloud is offered only where the browser has a Vietnamese voice; it reads what stands."""

from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "static" / "js" / "congkhai.js"
PAGE = (
    '<meta charset="utf-8"><p hidden><button data-read="loa">Đọc</button></p>'
    '<div id="loa"><p>Một</p><p>Hai</p></div><script>{script}</script>'
)
VOICES = """
window.said = [];
const speech = {{
  speaking: false, addEventListener() {{}}, cancel() {{}},
  getVoices: () => [{{lang: "{language}"}}],
  speak(words) {{ said.push([words.lang, words.text]); }},
}};
Object.defineProperty(window, "speechSynthesis", {{value: speech}});
"""


@pytest.fixture
def opened(chromium):
    """A page whose browser has one voice, of the language asked for."""
    context = chromium.new_context()

    def open_(language):
        page = context.new_page()
        page.add_init_script(VOICES.format(language=language))
        body = PAGE.replace("{script}", SCRIPT.read_text("utf-8"))
        page.route("**/*", lambda route: route.fulfill(body=body, content_type="text/html"))
        page.goto("http://doc.test/")
        return page

    yield open_
    context.close()


def test_with_a_vietnamese_voice_the_button_reads_each_paragraph(opened):
    page = opened("vi-VN")
    page.click("button")
    assert page.evaluate("said") == [["vi-VN", "Một"], ["vi-VN", "Hai"]]


def test_without_a_vietnamese_voice_there_is_no_button(opened):
    assert not opened("en-US").is_visible("button")
