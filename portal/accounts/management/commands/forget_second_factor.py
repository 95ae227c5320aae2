"""For somebody who lost telephone and recovery codes: takes their second factor away."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.accounts import second_factor
from portal.accounts.models import User


class Command(BaseCommand):
    """Refuses a name that nobody has, and an account that has none."""

    help = (
        "Take away the second factor of an account; its sessions end, it signs in and sets up anew."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="the name that the person signs in with")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(username=options["username"]).first()
        if person is None:
            raise CommandError("Nobody signs in with this name.")
        if person.second_factor_at is None:
            raise CommandError("This account has no second factor.")
        second_factor.forget(person)
        self.stdout.write("1 second factor taken away, its sessions ended.")
