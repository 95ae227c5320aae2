// What is lost on the open page in forced colours, one line each: run by seeing.py in the page itself.
() => {
  const found = []
  const style = e => getComputedStyle(e)
  const shown = e => e.getClientRects().length && style(e).visibility !== "hidden" && !e.closest(".vh, .skip")
  const probe = document.body.appendChild(document.createElement("p"))
  const rgb = colour => (colour.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number)
  const light = colour => {
    const [r, g, b] = rgb(colour).map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    return .2126 * r + .7152 * g + .0722 * b
  }
  const contrast = (a, b) => {
    const [low, high] = [light(a), light(b)].sort((x, y) => x - y)
    return (high + .05) / (low + .05)
  }
  const sides = ["Top", "Right", "Bottom", "Left"]
  const bordered = e => sides.some(side => style(e)[`border${side}Style`] !== "none" &&
    parseFloat(style(e)[`border${side}Width`]) >= 1 && contrast(style(e)[`border${side}Color`], ground) >= 3)
  probe.style.backgroundColor = "Canvas"
  const ground = style(probe).backgroundColor
  probe.remove()
  const underlined = e => style(e).textDecorationLine.includes("underline")
  const native = e => /checkbox|radio|file/.test(e.type)
  for (const e of document.querySelectorAll("button, .btn, input:not([type=hidden]), select, textarea, .tag, .flag"))
    if (shown(e) && !native(e) && !underlined(e) && !bordered(e)) found.push(`has no edge: ${e.outerHTML.slice(0, 100)}`)
  const drawn = paint => paint !== "none" && rgb(paint)[3] !== 0
  for (const e of document.querySelectorAll(".chart :is(rect, circle, path, line, text)")) {
    if (!e.getClientRects().length || style(e).visibility === "hidden" || e.closest("defs")) continue
    const paints = [style(e).fill, style(e).stroke].filter(drawn)
    if (paints.length && !paints.some(paint => contrast(paint, ground) >= 3))
      found.push(`cannot be seen: ${e.outerHTML.slice(0, 100)}`)
  }
  return found
}
