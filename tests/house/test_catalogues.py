"""Every sentence that a reader may see is in the Vietnamese catalogue, with its placeholders."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def catalogue(language="vi"):
    path = ROOT / "portal" / "locale" / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return read_po(file)


def sources():
    for folder in ("disclosures", "portal"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path, path.read_bytes()
    pages = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.txt")]
    for path in sorted(pages):
        yield path, templatize(path.read_text("utf-8"), origin=str(path)).encode()


def sentences():
    """Every source text with the first file that it stands in."""
    found = {}
    for path, text in sources():
        for _line, message, _comments, _context in extract(
            "python", io.BytesIO(text), keywords=KEYWORDS, options={"encoding": "utf-8"}
        ):
            key = message[0] if isinstance(message, tuple) else message
            if key:
                found.setdefault(key, path.relative_to(ROOT).as_posix())
    return found


def test_every_sentence_has_its_vietnamese():
    known = catalogue()
    missing = [
        f"{path}: {text}"
        for text, path in sentences().items()
        if known.get(text) is None or not known.get(text).string
    ]
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("language", ["vi", "km"])
def test_a_translation_names_only_what_its_source_names(language):
    wrong = []
    for message in catalogue(language):
        asked = message.id if isinstance(message.id, str) else message.id[-1]
        given = message.string if isinstance(message.string, str) else message.string[0]
        extra = set(PLACEHOLDER.findall(given)) - set(PLACEHOLDER.findall(asked))
        if message.id and (extra or message.fuzzy):
            wrong.append(asked)
    assert not wrong


def test_khmer_translates_what_is_still_said_and_nothing_else():
    said = sentences()
    stale = [
        message.id
        for message in catalogue("km")
        if message.id
        and not message.context
        and (message.id if isinstance(message.id, str) else message.id[0]) not in said
    ]
    assert stale == []
    assert all(message.string for message in catalogue("km") if message.id)
