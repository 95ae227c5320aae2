"""What a screen reader says of a page: its parts, its headings and its controls."""

# Roles that somebody acts on, as Chromium's tree of accessibility names them.
CONTROLS = {
    "button", "checkbox", "combobox", "DisclosureTriangle", "link", "radio", "searchbox",
    "slider", "spinbutton", "switch", "tab", "textbox",
}  # fmt: skip
ONCE = ("main", "banner", "contentinfo")


def tree(page):
    """What the browser hands to a screen reader, in its order: role, name and level of each."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_id = {node["nodeId"]: node for node in nodes}
    waiting, told = [nodes[0]], []
    while waiting:
        node = waiting.pop()
        waiting += [by_id[child] for child in reversed(node["childIds"]) if child in by_id]
        if not node["ignored"]:
            levels = [one["value"]["value"] for one in node["properties"] if one["name"] == "level"]
            name = node.get("name", {}).get("value", "")
            told.append((node["role"]["value"], name.strip(), *(levels or [0])))
    return told


def misheard(page, *, whole=True):
    """Parts, headings and controls that cannot be told apart or are not named; one line each.

    A page that is not `whole` stands without the head and foot that all others have.
    """
    nodes = tree(page)
    found = [
        f"{count} parts are “{role}”"
        for role in (ONCE if whole else ("main",))
        if (count := sum(one == role for one, _name, _level in nodes)) != 1
    ]
    ways = [name for role, name, _level in nodes if role == "navigation"]
    if whole and not ways:
        found.append("no navigation")
    if len(set(ways)) < len(ways) or "" in ways:
        found.append(f"navigations cannot be told apart: {ways}")
    headings = [(level, name) for role, name, level in nodes if role == "heading"]
    if sum(level == 1 for level, _name in headings) != 1:
        found.append(f"not one first heading: {headings}")
    before = 0
    for level, name in headings:
        if level > before + 1:
            found.append(f"from level {before} to {level}: “{name}”")
        if not name:
            found.append(f"an empty heading of level {level}")
        before = level
    return found + [
        f"a {role} without a name" for role, name, _level in nodes if role in CONTROLS and not name
    ]
