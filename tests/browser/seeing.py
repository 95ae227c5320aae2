"""How people look at a page: narrow, enlarged, with other spacing, in forced colours."""

from pathlib import Path

_FITTING = Path(__file__).with_name("seeing.js").read_text("utf-8")
_FORCED = Path(__file__).with_name("forced.js").read_text("utf-8")
# A constructed sheet, as a browser's own: the page's policy forbids style elements.
_WORN = """css => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    document.adoptedStyleSheets = [sheet]
}"""
# WCAG 2.2, 1.4.12: what nothing may be lost under.
SPACING = (
    "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
    "p{margin-bottom:2em!important}"
)
# WCAG 2.2, 1.4.4, for those who enlarge letters alone.
TWICE = "html{font-size:200%!important}"

_SMALL = """() => {
    const inline = e => getComputedStyle(e).display === "inline"
    const shown = e => e.getClientRects().length && getComputedStyle(e).visibility !== "hidden"
    const near = (a, b) => {
        const [x, y] = [a, b].map(r => [r.left + r.width / 2, r.top + r.height / 2])
        return Math.hypot(x[0] - y[0], x[1] - y[1]) < 24
    }
    const all = [...document.querySelectorAll(
        "a[href], button, input:not([type=hidden]), select, textarea, summary")].filter(shown)
    // A control in a label is pressed by pressing the label.
    const pressed = e => (e.closest("label") || e).getBoundingClientRect()
    return all.filter(e => {
        const r = pressed(e)
        if (r.width >= 24 && r.height >= 24 || r.width <= 1) return false
        // A link in a line of text is as high as its line (2.5.8, “Inline”).
        if (e.localName === "a" && inline(e) && e.closest("p, li, dd, td, th, label")) return false
        return all.some(o => o !== e && near(r, pressed(o)))
    }).map(e => `${Math.round(pressed(e).width)} × ${Math.round(pressed(e).height)} px: ` +
        e.outerHTML.slice(0, 90))
}"""


def misfits(page, css=""):
    """What is cut off, runs out of its box or past the screen once `css` is worn; one line each."""
    if css:
        page.evaluate(_WORN, css)
    return page.evaluate(_FITTING)


def lost(page):
    """Controls, labels of states and shapes of charts without an edge in forced colours."""
    return page.evaluate(_FORCED)


def small_targets(page):
    """Controls under 24 × 24 px with another one too near (WCAG 2.2, 2.5.8)."""
    return page.evaluate(_SMALL)


def moving(page):
    """What moves on the page though it was asked to stand still (WCAG 2.2, 2.3.3)."""
    return page.evaluate(
        """() => [
            ...document.getAnimations().map(one => `${one.effect.target.outerHTML.slice(0, 90)}`),
            ...[...document.querySelectorAll("*")].filter(e => {
                const s = getComputedStyle(e)
                return s.scrollBehavior === "smooth"
                    || s.transitionDuration.split(",").some(d => parseFloat(d) > 0)
                    || s.animationName !== "none"
            }).map(e => e.outerHTML.slice(0, 90)),
        ]"""
    )
