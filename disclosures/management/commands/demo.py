"""Prepare the demo: migrations, units, catalogue, illustrative notices; manage.py serves it."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from disclosures.models import AdministrativeUnit
from disclosures.sample import demo as sample


class Command(BaseCommand):
    """Idempotent; the second start skips what is there. `portal.demo` sets the environment."""

    help = "Fill the database for the demo."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SAMPLE_DATABASE:
            raise CommandError("The demo needs SAMPLE_DATABASE=1; production never has it.")
        quiet = {"verbosity": 0}
        call_command("migrate", **quiet)
        call_command("createcachetable", **quiet)
        if AdministrativeUnit.objects.count() < 3000:
            call_command("load_units", stdout=self.stdout)
        call_command("load_catalogue", stdout=self.stdout)
        sample.fill(self.stdout.write)
        call_command("compile_messages", **quiet)
        call_command("collectstatic", interactive=False, **quiet)
