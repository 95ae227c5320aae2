"""A file imports only from floors below its own (docs: the tree in README.md)."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
# From the top down; a group of names shares a floor.
FLOORS = (
    ("portal",),
    ("disclosures.urls", "disclosures.ledger_urls", "disclosures.apps", "disclosures.sample"),
    (
        "disclosures.views",
        "disclosures.api",
        "disclosures.sitemaps",
        "disclosures.admin",
        "disclosures.management",
        "disclosures.templatetags",
    ),
    ("disclosures.actions", "disclosures.queries"),
    (
        "disclosures.access",
        "disclosures.throttle",
        "disclosures.ledger",
        "disclosures.duties",
        "disclosures.notifications",
        "disclosures.print",
        "disclosures.search",
        "disclosures.forms",
    ),
    ("disclosures.models", "disclosures.migrations"),
    (
        "disclosures.rules",
        "disclosures.tables",
        "disclosures.attachments",
        "disclosures.catalogue",
        # Pure: they live with the capability that they are the ground of.
        "disclosures.search.fold",
        "disclosures.duties.periods",
    ),
    ("disclosures.vocabulary", "disclosures.errors", "disclosures.wording"),
)
# Faces and capabilities stand side by side and do not know each other. On the other floors a
# neighbour may be used: rules by tables, vocabulary by errors.
APART = {2, 3, 4}
# The two files that Django itself ties together across floors.
ALLOWED = {
    ("disclosures.urls", "disclosures.admin"),
    # The command `demo` is the face of the sample.
    ("disclosures.management", "disclosures.sample"),
}


def modules():
    for folder in ("disclosures", "portal"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            yield name.removesuffix(".__init__"), path


def part_of(module):
    """The floor and the name on it that a module belongs to; None for the package itself."""
    found = [
        (floor, name)
        for floor, names in enumerate(FLOORS)
        for name in names
        if module == name or module.startswith(name + ".")
    ]
    return max(found, key=lambda place: len(place[1]), default=None)


def imports(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative import"
            yield from ((f"{node.module}.{alias.name}", node) for alias in node.names)


def climbs(importer, imported):
    """Why this import is not allowed, or None."""
    mine, theirs = part_of(importer), part_of(imported)
    if mine is None or theirs is None or mine[1] == theirs[1]:
        return None
    if (mine[1], theirs[1]) in ALLOWED:
        return None
    if theirs[0] < mine[0]:
        return f"{importer} climbs to {imported}"
    if theirs[0] == mine[0] and mine[0] in APART:
        return f"{importer} knows its neighbour {imported}"
    return None


def test_no_module_imports_from_a_floor_above_or_beside_it():
    found = [
        reason
        for module, path in modules()
        for imported, _node in imports(path)
        if imported.startswith(("disclosures", "portal"))
        for reason in [climbs(module, imported)]
        if reason
    ]
    assert found == []


def test_every_module_stands_on_a_floor():
    homeless = [
        module for module, _ in modules() if module != "disclosures" and part_of(module) is None
    ]
    assert homeless == []


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("disclosures.models.unit", "disclosures.actions.submit_disclosure"),
        ("disclosures.queries.desk", "disclosures.actions.submit_disclosure"),
        ("disclosures.ledger.record", "disclosures.search.index"),
        ("disclosures.rules.masking", "disclosures.models"),
        ("disclosures.actions.submit_disclosure", "portal.settings"),
    ],
)
def test_the_check_itself_finds_a_climb(importer, imported):
    assert climbs(importer, imported)


def test_no_import_hides_inside_a_function():
    hidden = []
    for module, path in modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                hidden += [
                    f"{module}.{node.name}"
                    for inner in ast.walk(node)
                    if isinstance(inner, ast.Import | ast.ImportFrom)
                ]
    assert hidden == []


def test_only_actions_append_to_the_ledger():
    """But for the bulk filler of sample databases, which writes the same bytes by COPY."""
    others = [
        module
        for module, path in modules()
        for imported, _node in imports(path)
        if imported.startswith("disclosures.ledger.record")
        and not module.startswith(("disclosures.actions.", "disclosures.ledger."))
        and module != "disclosures.sample.bulk"
    ]
    assert others == []


def test_an_action_never_calls_an_action():
    calls = [
        f"{module} -> {imported}"
        for module, path in modules()
        if module.startswith("disclosures.actions.")
        for imported, _node in imports(path)
        if imported.startswith("disclosures.actions.")
        and not imported.removeprefix("disclosures.actions.").startswith("_")
    ]
    assert calls == []
