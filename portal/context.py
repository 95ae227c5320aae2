"""What every page needs to know about the site itself."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url

LANGUAGES = (
    ("vi", "Việt", "Tiếng "),
    ("km", "ខ្មែរ", ""),
    ("en", "English", ""),
)


def site(request: HttpRequest) -> dict[str, Any]:
    """The language links to this same page and whether the notices are illustrative."""
    path = request.get_full_path() if request.method == "GET" else request.path
    return {
        "is_sample": settings.SAMPLE_DATABASE,
        "site_url": settings.SITE_URL,
        "languages": [
            {"code": code, "name": name, "prefix": prefix, "url": translate_url(path, code)}
            for code, name, prefix in LANGUAGES
        ],
    }
