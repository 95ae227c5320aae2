"""Publish what is due and end postings whose time is over; safe to run as often as one likes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from disclosures.actions.end_posting import end_posting
from disclosures.actions.publish_disclosure import publish_disclosure
from disclosures.errors import Refusal
from disclosures.models import Disclosure, Heartbeat, Version
from disclosures.queries.service_account import service_account
from disclosures.rules import clock
from disclosures.vocabulary import DisclosureStatus, PostingStatus

BATCH = 200


def publish_due() -> tuple[int, int, int]:
    """One action for each that is due: (published, postings ended, refused).

    A crash leaves the rest for the next run; what another process did first is no error.
    """
    by = service_account()
    published = ended = refused = 0
    waiting = Version.objects.filter(
        status=DisclosureStatus.SCHEDULED, publish_at__lte=clock.now()
    ).order_by("publish_at")
    for version in waiting.select_related("disclosure__unit__parent")[:BATCH]:
        try:
            publish_disclosure(by=by, version=version)
            published += 1
        except Refusal:
            refused += 1
    over = Disclosure.objects.filter(
        posting_status=PostingStatus.OPEN,
        posting_ends_on__lt=clock.today(),
        status__in=(DisclosureStatus.PUBLISHED, DisclosureStatus.SUPERSEDED),
    ).order_by("posting_ends_on")
    for disclosure in over.select_related("unit__parent")[:BATCH]:
        try:
            end_posting(by=by, disclosure=disclosure)
            ended += 1
        except Refusal:
            refused += 1
    Heartbeat.objects.update_or_create(
        task="publish_due", defaults={"ran_at": clock.now(), "counted": published + ended}
    )
    return published, ended, refused


class Command(BaseCommand):
    """Prints what it did; exits non-zero when something was refused."""

    help = "Publish scheduled disclosures whose time has come and end postings."

    def handle(self, *args: Any, **options: Any) -> None:
        published, ended, refused = publish_due()
        self.stdout.write(f"{published} published, {ended} postings ended, {refused} refused")
        if refused:
            raise CommandError("Some were refused; they stay for the next run.")
