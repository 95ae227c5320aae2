"""A person at a keyboard: where each press of Tab leads, and whether the eye finds it there."""

# Who holds the focus, and what is wrong with how it is shown (WCAG 2.2, 2.4.7 and 2.4.11).
_STOP = """() => {
    const e = document.activeElement
    // Past the last stop a browser shows its own controls; without any it begins anew.
    if (!e || e === document.body || e === document.documentElement) return null
    if (e === window.first && e !== window.last) return null
    window.first ??= e
    const again = e === window.last  // a part of a date
    const r = e.getBoundingClientRect(), s = getComputedStyle(e), wrong = []
    if (!r.width || r.bottom <= 0 || r.top >= innerHeight || r.right <= 0 || r.left >= innerWidth)
        wrong.push("is not on the screen")
    else {
        const between = (low, high, x) => low + (high - low) * x
        const [left, right] = [Math.max(r.left, 0), Math.min(r.right, innerWidth)]
        const [top, bottom] = [Math.max(r.top, 0), Math.min(r.bottom, innerHeight)]
        const points = [[.5, .5], [.1, .5], [.9, .5], [.5, .1], [.5, .9]].map(([x, y]) =>
            document.elementFromPoint(between(left, right, x), between(top, bottom, y)))
        const own = o => o && (e.contains(o) || o.contains(e) && o.localName === "label")
        // A link over several lines does not fill the box around it.
        if (!points.some(own) && ![...e.getClientRects()].some(q =>
            own(document.elementFromPoint(q.left + q.width / 2, q.top + q.height / 2))))
            wrong.push("is hidden by something")
    }
    const outlined = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2
    const forced = matchMedia("(forced-colors: active)").matches
    const lit = outlined || !forced && s.boxShadow !== "none"
    if (!again && !lit) wrong.push("does not show the focus")
    if (window.last && !again && !(window.last.compareDocumentPosition(e) & 4))
        wrong.push("comes before what was focused before it")
    window.last = e
    return [e.outerHTML.slice(0, 110), wrong]
}"""
MOST = 400


def tab_through(page):
    """Every stop from the page's beginning to its end, and one line for each fault."""
    stops, faults = 0, []
    for _press in range(MOST):
        page.keyboard.press("Tab")
        stop = page.evaluate(_STOP)
        if stop is None:
            return stops, faults
        stops += 1
        faults += [f"{stop[0]} {wrong}" for wrong in stop[1]]
    return stops, [*faults, f"the page is not left after {MOST} presses"]


def tab_to(page, selector):
    """Press Tab until what the selector names has the focus. AssertionError if it never has."""
    for _press in range(MOST):
        page.keyboard.press("Tab")
        if page.evaluate("s => !!document.activeElement?.matches(s)", selector):
            return
    raise AssertionError(f"Tab never comes to {selector}")
