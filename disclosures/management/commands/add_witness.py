"""Who cosigns the portal's checkpoints."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosures.ledger import cosign
from disclosures.ledger.note import BadNote
from disclosures.models import LedgerWitness


class Command(BaseCommand):
    """Adds a witness, or changes where one is asked; `--rest` asks it no more."""

    help = "Have the sealer ask a witness (C2SP tlog-witness) to cosign the portal's checkpoints."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("url", help="the address before /add-checkpoint")
        parser.add_argument("vkey", help="the witness's verifier key, name+id+key")
        parser.add_argument("--rest", action="store_true", help="ask it no more")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            name = cosign.parse(options["vkey"])[0]
        except BadNote as bad:
            raise CommandError(str(bad)) from bad
        if not options["url"].startswith(("https://", "http://")):
            raise CommandError("The address must begin with https:// or http://.")
        LedgerWitness.objects.update_or_create(
            vkey=options["vkey"],
            defaults={"name": name, "url": options["url"], "active": not options["rest"]},
        )
        self.stdout.write(f"{name} {'rests' if options['rest'] else 'is asked'}")
