"""Who follows what by e-mail, what there is to tell them, and the letters that tell it."""

import secrets
import uuid
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from disclosures.catalogue.load import groups
from disclosures.models.kind import Kind
from disclosures.vocabulary import (
    Announced,
    DisclosureStatus,
    Frequency,
    LetterOutcome,
    LetterPurpose,
)
from disclosures.wording import foreign


def new_seed() -> bytes:
    """Sixteen random bytes; the token in a letter is made of them and the portal's secret key."""
    return secrets.token_bytes(16)


class Follower(models.Model):
    """One mail address, or one browser, that asked to be told of news. Gone with its last
    subscription.

    `token_hash` is the SHA-256 of the token that opens its page; the token is kept nowhere. Of a
    browser there are the address at its push service and the keys that its messages are encrypted
    with (RFC 8291, section 2), in unpadded Base64url.
    """

    email = models.EmailField(blank=True)
    endpoint = models.URLField(max_length=1000, blank=True)
    p256dh = models.CharField(max_length=87, blank=True)
    auth = models.CharField(max_length=22, blank=True)
    language = models.CharField(max_length=8, default="vi")
    seed = models.BinaryField(default=new_seed)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    refusals = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                Lower("email"), condition=~Q(email=""), name="follower_one_an_address"
            ),
            models.UniqueConstraint(
                fields=["endpoint"], condition=~Q(endpoint=""), name="follower_one_a_browser"
            ),
            models.CheckConstraint(
                condition=(~Q(email="") & Q(endpoint="", p256dh="", auth=""))
                | (Q(email="") & ~Q(endpoint="") & ~Q(p256dh="") & ~Q(auth="")),
                name="follower_is_an_address_or_a_browser",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class SubscriptionQuerySet(models.QuerySet):
    """Which subscriptions count."""

    def confirmed(self) -> Self:
        """Those that the address itself said yes to."""
        return self.filter(confirmed_at__isnull=False)


class Subscription(models.Model):
    """What a follower wants to hear of and how often; no letter but the first until confirmed.

    Conditions narrow: a unit (a province stands for its communes), a village, groups or kinds, and
    words of a search. With a `disclosure` it is about that notice alone; one that `is_of_roots`
    about the signed root of the portal's log, and of its unit's, each day.
    """

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="subscriptions")
    frequency = models.CharField(max_length=8, choices=Frequency.pairs)
    unit = models.ForeignKey(
        "disclosures.AdministrativeUnit", on_delete=models.PROTECT, null=True, related_name="+"
    )
    village = models.CharField(max_length=120, blank=True)
    topics = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    q = models.CharField(max_length=200, blank=True)
    disclosure = models.ForeignKey(
        "disclosures.Disclosure", on_delete=models.PROTECT, null=True, related_name="subscriptions"
    )
    is_of_roots = models.BooleanField(default=False)
    seed = models.BinaryField(default=new_seed)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["follower", "unit", "village", "topics", "q", "disclosure", "is_of_roots"],
                nulls_distinct=False,
                name="subscription_asked_once",
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=False)
                | Q(disclosure__isnull=False)
                | ~Q(q="")
                | ~Q(topics=[])
                | Q(is_of_roots=True),
                name="subscription_is_about_something",
            ),
            models.CheckConstraint(
                condition=Q(is_of_roots=False)
                | Q(frequency=Frequency.DAILY, village="", topics=[], q="", disclosure=None),
                name="subscription_of_roots_is_daily",
            ),
            models.CheckConstraint(
                condition=Q(village="") | Q(unit__isnull=False),
                name="subscription_village_has_its_unit",
            ),
        )
        indexes = (
            models.Index(
                fields=["unit"],
                name="subscription_of_unit",
                condition=Q(disclosure__isnull=True, confirmed_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def words(self) -> str:
        """What is followed, for letters and pages: «phường Ngã Năm, khóm 3, “đất đai”»."""
        return ", ".join(words for words, _language in self._parts())

    @property
    def marked_words(self) -> SafeString:
        """The same for a page, with what is in another language than the reader's marked."""
        parts = (
            (foreign(words, language) if language else words,) for words, language in self._parts()
        )
        return format_html_join(", ", "{}", parts)

    def _parts(self) -> list[tuple[str, str]]:
        """What is followed, each with its language; none for the reader's own."""
        if self.is_of_roots:
            roots = [(_("signed roots each day: the portal"), "")]
            return [*roots, (self.unit.full_name, "vi")] if self.unit else roots
        if self.disclosure is not None:
            version = self.disclosure.current_version
            withdrawn = self.disclosure.status == DisclosureStatus.WITHDRAWN
            kind, unit = self.disclosure.kind, self.disclosure.unit.full_name
            if withdrawn or not version:
                return [(kind.title, kind.title_lang), (unit, "vi")]
            return [(f"{version.title} ({unit})", "vi")]
        parts = [(self.unit.full_name, "vi")] if self.unit else [(_("all communes"), "")]
        if self.village:
            parts.append((self.village, "vi"))
        titles = {group.code: (group.title, "") for group in groups()}
        kinds = {
            kind.code: (kind.title, kind.title_lang)
            for kind in Kind.objects.filter(code__in=self.topics)
        }
        parts += [titles.get(topic) or kinds.get(topic, (topic, "")) for topic in self.topics]
        if self.q:
            parts.append((_("notices with “%(q)s”") % {"q": self.q}, ""))
        return parts


class Announcement(models.Model):
    """Something that followers may be told, written in the transaction in which it happened.

    `spread_at` is set when the deliveries have been written for all who follow it.
    """

    what = models.CharField(max_length=24, choices=Announced.pairs)
    unit = models.ForeignKey(
        "disclosures.AdministrativeUnit", on_delete=models.PROTECT, related_name="+"
    )
    disclosure = models.ForeignKey(
        "disclosures.Disclosure", on_delete=models.PROTECT, null=True, related_name="+"
    )
    comment = models.ForeignKey(
        "disclosures.Comment", on_delete=models.PROTECT, null=True, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    spread_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=["id"], name="announcement_waiting", condition=Q(spread_at__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return f"{self.what} {self.pk}"


class Letter(models.Model):
    """One message that goes out once; its id is its Message-ID, also where it must be repeated.

    The words are made when it is sent, from what may be shown at that moment; none are kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=8, choices=LetterPurpose.pairs)
    follower = models.ForeignKey(
        Follower, on_delete=models.CASCADE, null=True, related_name="letters"
    )
    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, null=True, related_name="+"
    )
    comment = models.ForeignKey(
        "disclosures.Comment", on_delete=models.CASCADE, null=True, related_name="+"
    )
    announcement = models.ForeignKey(
        Announcement, on_delete=models.CASCADE, null=True, related_name="+"
    )
    # The official who is reminded; staff follow nothing.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # Which day's signed roots it brings.
    day = models.DateField(null=True)
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(
        max_length=8, choices=LetterOutcome.pairs, default=LetterOutcome.WAITING
    )
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(purpose="comment", comment__isnull=False, announcement__isnull=False)
                | Q(purpose="confirm", follower__isnull=False, subscription__isnull=False)
                | Q(purpose="news", follower__isnull=False)
                | Q(purpose="reminder", person__isnull=False)
                | Q(purpose="roots", follower__isnull=False, day__isnull=False),
                name="letter_has_its_reason",
            ),
            models.UniqueConstraint(
                fields=["comment", "announcement"], name="letter_answers_a_comment_once"
            ),
            models.UniqueConstraint(fields=["follower", "day"], name="letter_of_roots_once_a_day"),
            models.CheckConstraint(
                condition=Q(outcome="waiting", done_at__isnull=True)
                | (~Q(outcome="waiting") & Q(done_at__isnull=False)),
                name="letter_done_has_moment",
            ),
        )
        indexes = (
            models.Index(
                fields=["next_try_at", "created_at"],
                name="letter_waiting",
                condition=Q(outcome="waiting"),
            ),
            models.Index(fields=["done_at"], name="letter_done"),
        )

    def __str__(self) -> str:
        return str(self.pk)


class Delivery(models.Model):
    """One announcement for one follower: told once, whichever of their subscriptions it fits."""

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="deliveries")
    announcement = models.ForeignKey(
        Announcement, on_delete=models.CASCADE, related_name="deliveries"
    )
    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, related_name="deliveries"
    )
    due_at = models.DateTimeField()
    letter = models.ForeignKey(
        Letter, on_delete=models.CASCADE, null=True, related_name="deliveries"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["follower", "announcement"], name="delivery_told_once"),
        )
        indexes = (
            models.Index(
                fields=["due_at", "follower"],
                name="delivery_waiting",
                condition=Q(letter__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)
