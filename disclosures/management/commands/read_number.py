"""Prints numbers in Vietnamese words, one a line, as the loudspeaker script says them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from disclosures.rules.numbers import NotANumber
from disclosures.rules.numerals import Dialect, number_words


class Command(BaseCommand):
    """`manage.py read_number [--dialect north|south] N…`."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Numbers as Vietnamese offices write them: `1250000000`, `1.250.000.000`, `12,5%`.

        One that begins with a minus sign stands after `--`.
        """
        parser.add_argument("--dialect", choices=list(Dialect), default=Dialect.NORTH)
        parser.add_argument("numbers", nargs="+", metavar="N")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuses all where one is no number."""
        try:
            lines = [number_words(text, Dialect(options["dialect"])) for text in options["numbers"]]
        except NotANumber as refusal:
            raise CommandError(f"Not a number: {refusal}") from refusal
        self.stdout.write("\n".join(lines))
