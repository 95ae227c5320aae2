"""Which passages of a page are in another language than the page says."""

import re
from html.parser import HTMLParser

VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
}  # fmt: skip
# Plain text for machines, or for a place that holds no marks of language.
SILENT = {"script", "style", "title"}
SPOKEN = ("alt", "aria-label", "placeholder", "title")
VIETNAMESE = re.compile(
    r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE
)
KHMER = re.compile(r"[\u1780-\u17ff]")
# The currency has no other name in English; the last two are what the portal and a program print.
EVERYWHERE = re.compile(r"đồng|Công khai xã|“ĐÚNG · OK”")


class _Passages(HTMLParser):
    """Collects each text and each spoken attribute with the language in force there."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, str]] = []
        self.found: list[tuple[str, str]] = []

    @property
    def language(self) -> str:
        return self.open[-1][1] if self.open else ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        language = given.get("lang") or self.language
        self.found += [(language, given[name] or "") for name in SPOKEN if given.get(name)]
        if tag not in VOID:
            self.open.append((tag, language))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not {tag for tag, _language in self.open} & SILENT:
            self.found.append((self.language, " ".join(data.split())))


def passages(html: str) -> list[tuple[str, str]]:
    """Every text of a page with its language, in order."""
    reader = _Passages()
    reader.feed(html)
    reader.close()
    return reader.found


def unmarked(html: str) -> list[str]:
    """Texts whose letters belong to another language than the one in force where they stand."""
    return [
        f"{language}: {text[:120]}"
        for language, text in passages(html)
        if (language != "vi" and VIETNAMESE.search(EVERYWHERE.sub("", text)))
        or (language != "km" and KHMER.search(text))
    ]
