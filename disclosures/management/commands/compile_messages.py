"""Compile the message catalogues without gettext on the machine."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Writes a .mo beside each .po that is newer."""

    help = "Compile portal/locale with Babel."

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for folder in settings.LOCALE_PATHS:
            for source in Path(folder).glob("*/LC_MESSAGES/django.po"):
                target = source.with_suffix(".mo")
                if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                    continue
                with source.open("rb") as file:
                    catalogue = read_po(file)
                draft = target.with_suffix(".draft")
                with draft.open("wb") as file:
                    write_mo(file, catalogue)
                draft.replace(target)
                count += 1
        if options["verbosity"]:
            self.stdout.write(f"{count} catalogues compiled")
