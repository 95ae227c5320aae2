"""Which other portals' logs this one witnesses."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosures.ledger import witnessing
from disclosures.ledger.note import BadNote


class Command(BaseCommand):
    """Prints what is remembered of the log and the key that the other side must be given."""

    help = "Begin to witness another portal's log."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "vkey", help="the log's verifier key: the first line of its /so-cai/vkey"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.WITNESS_KEY_FILE is None:
            raise CommandError("WITNESS_KEY_FILE is not set: this portal is no witness.")
        try:
            seen = witnessing.watch(options["vkey"])
        except BadNote as bad:
            raise CommandError(str(bad)) from bad
        self.stdout.write(f"{seen.origin}: {seen.size} entries seen")
        self.stdout.write(witnessing.verifier_key())
