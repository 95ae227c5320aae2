"""Fill a sample database at scale, for benchmarks."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from disclosures.sample.bulk import Scale
from disclosures.sample.filling import fill


class Command(BaseCommand):
    """Bulk, but valid: what it writes is what the actions would have written."""

    help = "Make illustrative communes, disclosures, table rows and comments in bulk."

    def add_arguments(self, parser: CommandParser) -> None:
        for name in ("communes", "disclosures", "rows", "comments"):
            parser.add_argument(f"--{name}", type=int, required=True)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--processes", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        scale = Scale(*(options[n] for n in ("communes", "disclosures", "rows", "comments")))
        fill(
            scale,
            seed=options["seed"],
            write=self.stdout.write,
            processes=options["processes"],
        )
