"""Stylesheets for readers, for staff and for the A4 sheet, joined from small files."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEETS = {
    "css/site.css": ("site.txt",),
    "css/workbench.css": ("site.txt", "desk.txt"),
    "css/sheet.css": ("sheet.txt",),
}


def joined(lists: Iterable[str]) -> str:
    """The files that the lists name, in order, without comments and needless space."""
    folder = Path(settings.BASE_DIR) / "static" / "css"
    names = [name for listing in lists for name in (folder / listing).read_text("utf-8").split()]
    css = "\n".join((folder / name).read_text("utf-8") for name in names)
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    return re.sub(r"\n\s*", "\n", css).strip() + "\n"


class StylesheetFinder(BaseFinder):
    """Offers the joined sheets to collectstatic and to the test server."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=Path(settings.DATA_DIR) / "stylesheets")

    def check(self, **kwargs: Any) -> list[Any]:
        """Nothing to configure, so nothing to check."""
        return []

    def _build(self, path: str) -> Path:
        target = Path(self.storage.path(path))
        css = joined(SHEETS[path])
        if not target.exists() or target.read_text("utf-8") != css:
            target.parent.mkdir(parents=True, exist_ok=True)
            draft = target.with_suffix(".draft")
            draft.write_text(css, "utf-8")
            draft.replace(target)
        return target

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> str | list[str]:
        """The built sheet's place on disk."""
        if path not in SHEETS:
            return []
        found = str(self._build(path))
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """All sheets, built anew."""
        for path in SHEETS:
            self._build(path)
            yield path, self.storage


class SiteStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names, compressed once."""
