"""How words of another language stand inside the reader's own: marked, so that a screen reader
changes its voice there and a browser its font."""

import re
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

_KHMER = re.compile(r"[\u1780-\u17ff]")


def foreign(text: Any, language: str = "vi") -> SafeString:
    """`text`, which is in `language`; marked where the reader's is another."""
    if (get_language() or "vi") == language:
        return conditional_escape(text)
    return format_html('<span lang="{}">{}</span>', language, text)


def sentence(words: str, **parts: Any) -> SafeString:
    """A translated sentence whose named parts may be marked; whatever is not, is escaped."""
    escaped = {
        name: conditional_escape(part) if isinstance(part, str) else part
        for name, part in parts.items()
    }
    return mark_safe(conditional_escape(words) % escaped)


def language_of(text: str) -> str:
    """The language that what somebody wrote is in, told by its script: Khmer or Vietnamese."""
    return "km" if _KHMER.search(text) else "vi"
