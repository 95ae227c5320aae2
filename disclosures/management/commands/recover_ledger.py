"""Put entries back that the database lost, from an archive, a mirror or an auditor's copy."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosures.ledger import copies, seal
from disclosures.ledger.recover import CannotRecover, Recovered, recover


class Command(BaseCommand):
    """Exits non-zero where nothing can be put back, or where entries are missing still."""

    help = "Put lost entries of a log back from a copy that the log's key vouches for."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "copies",
            nargs="+",
            help="a bag, its .zip, a folder with checkpoint and tile/, or https://…/so-cai/CODE",
        )
        parser.add_argument("--vkey", type=Path, help="keys from outside, one a line")

    def handle(self, *args: Any, **options: Any) -> None:
        missing: dict[str, int] = {}
        for location in options["copies"]:
            try:
                vkey = options["vkey"].read_text("utf-8") if options["vkey"] else ""
                done = recover(copies.reader(location), vkey)
            except (CannotRecover, copies.BadCopy, OSError) as reason:
                raise CommandError(f"{location}: {reason}") from reason
            missing[done.origin] = self._tell(done)
        if total := sum(missing.values()):
            raise CommandError(f"{total} entries are missing still; look for a newer copy.")

    def _tell(self, done: Recovered) -> int:
        """Print what was done; how many entries the sealer signed that are not here yet."""
        count = done.size - done.had
        self.stdout.write(f"{done.origin}: {count} entries put back, {done.size} now")
        try:
            known = seal.Memory().signed.get(done.origin)
        except OSError:
            return 0
        signed = int(known["size"]) if known else 0
        return max(0, signed - done.size)
