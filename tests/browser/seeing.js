// What does not fit on the open page, one line each: run by seeing.py in the page itself.
() => {
  const found = []
  const name = e => `<${e.localName}> “${(e.textContent || "").trim().slice(0, 50)}”`
  const box = e => e.getBoundingClientRect()
  const style = e => getComputedStyle(e)
  // Pictures for the eye alone may be cut, words for the ear alone are a pixel wide.
  const counts = e => box(e).width > 1 && box(e).height > 1 && style(e).visibility !== "hidden" &&
    !e.closest(".vh, svg, [aria-hidden=true]") && (e.textContent || "").trim()
  const scrolls = e => /auto|scroll/.test(style(e).overflowX)
  const scroller = e => { while (e && !scrolls(e)) e = e.parentElement; return e }
  const cut = /hidden|clip/
  const words = e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())
  if (document.documentElement.scrollWidth > innerWidth)
    found.push(`the page is ${document.documentElement.scrollWidth - innerWidth} px wider than the screen`)
  for (const e of document.querySelectorAll("body *")) {
    if (!counts(e)) continue
    if (words(e) && !scroller(e) && box(e).right > innerWidth + 1)
      found.push(`${Math.round(box(e).right - innerWidth)} px past the edge: ${name(e)}`)
    const cuts = cut.test(style(e).overflowX) || cut.test(style(e).overflowY)
    for (const c of cuts ? e.querySelectorAll("*") : []) {
      if (!counts(c) || !words(c) || e.contains(scroller(c))) continue
      if (box(c).right > box(e).right + 1 || box(c).bottom > box(e).bottom + 1)
        found.push(`cut off by ${name(e)}: ${name(c)}`)
    }
    if (words(e) && !scroller(e) && style(e).display !== "inline" && e.clientWidth && e.scrollWidth > e.clientWidth + 1)
      found.push(`${e.scrollWidth - e.clientWidth} px out of its box: ${name(e)}`)
    if (scrolls(e) && e.scrollWidth > e.clientWidth + 1 && !(e.tabIndex >= 0) && !e.querySelector("a[href], button, input, select, summary"))
      found.push(`scrolls, and no key reaches it: ${name(e)}`)
  }
  return found
}
