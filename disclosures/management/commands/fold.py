"""Print the form in which search compares words: without accents, case and punctuation."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from disclosures.search.fold import fold


class Command(BaseCommand):
    """One line for each text; calls what the site calls."""

    help = "Print the folded form of each TEXT."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("text", nargs="+")

    def handle(self, *args: Any, **options: Any) -> None:
        for text in options["text"]:
            self.stdout.write(fold(text))
