"""Print a fresh key for messages to browsers; nothing is kept."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management.base import BaseCommand

from disclosures.rules import browsers


class Command(BaseCommand):
    """One line: the value of VAPID_PRIVATE_KEY (RFC 8292), 32 bytes in Base64url.

    A browser takes messages from the key alone that it was asked with: with a new one everybody
    has to follow anew.
    """

    help = "Print a value for VAPID_PRIVATE_KEY."

    def handle(self, *args: Any, **options: Any) -> None:
        number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
        self.stdout.write(browsers.encoded(number.to_bytes(32, "big")))
