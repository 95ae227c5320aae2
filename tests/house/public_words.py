"""Which sentences a resident can meet, found out from where they stand in the source.

A module is public when a public page, the programs' interface, a letter or the shell imports it,
straight or by others; a template, when one outside the workbench's folders is or includes it. A
model's own sentences count, but it leads no further: what it is written with, it is also read with.
What only the workbench reads needs no Khmer.
"""

import ast
import functools
import io
import re
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.extract import extract
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2),
    "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
FACES = (
    "disclosures.views", "disclosures.api", "disclosures.sitemaps", "disclosures.templatetags",
    "disclosures.notifications", "portal",
)  # fmt: skip
WORKBENCH = (
    "disclosures.admin", "disclosures.management", "portal.accounts", "portal.urls", "portal.demo",
)  # fmt: skip
MODELS = ("disclosures.models",)
WORKBENCH_PAGES = {"admin", "account"}
# A component is public where a public page takes it in, and only there.
SHARED_PAGES = "components"
TAKES_IN = re.compile(r'{%\s*(?:include|extends)\s+"([^"]+)"')


@dataclass
class Sentence:
    """One source text: its context, its forms and the files that say it."""

    context: str
    forms: tuple[str, ...]
    files: set[str] = field(default_factory=set)

    @property
    def key(self):
        return self.context, self.forms[0]


def modules():
    """Every module of the product by its dotted name."""
    found = {}
    for folder in ("disclosures", "portal"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts).removesuffix(".__init__")] = path
    return found


def pages():
    """Every template by the name that others call it."""
    folder = ROOT / "templates"
    return {
        path.relative_to(folder).as_posix(): path
        for ending in ("html", "txt")
        for path in sorted(folder.rglob(f"*.{ending}"))
    }


def _statements(node):
    """Every node that is met when the module runs: what only types need is left out."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        yield child
        yield from _statements(child)


def _imports(path):
    for node in _statements(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def _within(name, parents):
    return any(name == parent or name.startswith(f"{parent}.") for parent in parents)


def _reached(start, known, leads_to):
    found, waiting = set(), list(start)
    while waiting:
        name = waiting.pop()
        if name in found or name not in known:
            continue
        found.add(name)
        waiting += leads_to(name)
    return {known[name].relative_to(ROOT).as_posix() for name in found}


def public_modules():
    """The files of all modules that a public face reaches by imports."""
    known = {name: path for name, path in modules().items() if not _within(name, WORKBENCH)}
    start = [name for name in known if _within(name, FACES)]

    def leads_to(name):
        found = _imports(known[name])
        return [one for one in found if not _within(name, MODELS) or _within(one, MODELS)]

    return _reached(start, known, leads_to)


def public_pages():
    """The files of all templates that a public page is made of."""
    known = pages()
    start = [
        name for name in known if name.partition("/")[0] not in {*WORKBENCH_PAGES, SHARED_PAGES}
    ]
    return _reached(start, known, lambda name: TAKES_IN.findall(known[name].read_text("utf-8")))


@functools.cache
def sentences():
    """Every sentence of the product by context and source text."""
    found: dict[tuple[str, str], Sentence] = {}
    texts = [(path, path.read_bytes()) for path in modules().values()]
    texts += [
        (path, templatize(path.read_text("utf-8"), origin=str(path)).encode())
        for path in pages().values()
    ]
    for path, text in texts:
        for _line, message, _comments, context in extract(
            "python", io.BytesIO(text), keywords=KEYWORDS, options={"encoding": "utf-8"}
        ):
            forms = message if isinstance(message, tuple) else (message,)
            if not forms[0]:
                continue
            sentence = Sentence(context or "", forms)
            sentence = found.setdefault(sentence.key, sentence)
            sentence.files.add(path.relative_to(ROOT).as_posix())
    return found


@functools.cache
def public_sentences():
    """The sentences that a resident can meet."""
    public = public_modules() | public_pages()
    return {key: said for key, said in sentences().items() if said.files & public}
