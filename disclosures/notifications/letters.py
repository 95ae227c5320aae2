"""Makes the words of a letter in its reader's language, as plain text and as HTML."""

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from disclosures.models import CommentContact, Follower, Letter, Subscription
from disclosures.notifications import news, reminders, roots
from disclosures.rules import clock
from disclosures.rules.tokens import token, token_hash
from disclosures.vocabulary import Announced, CommentVisibility, LetterPurpose


def compose(letter: Letter, now: dt.datetime) -> EmailMultiAlternatives | None:
    """The message; None when nothing is left that may be told, or nobody to tell it to.

    Its Message-ID is made of the letter's id, so that a repeated one is known as such.
    """
    if letter.purpose == LetterPurpose.COMMENT:
        return _about_comment(letter)
    if letter.purpose == LetterPurpose.REMINDER:
        with translation.override(settings.LANGUAGE_CODE):
            return _reminding(letter, now)
    follower = letter.follower
    with translation.override(follower.language):
        if letter.purpose == LetterPurpose.CONFIRM:
            return _confirming(letter, follower)
        if letter.purpose == LetterPurpose.ROOTS:
            return _roots(letter, follower)
        return _news(letter, follower, now)


def follower_token(follower: Follower) -> str:
    """The token of the follower's page. Where the secret key changed, the new one counts."""
    text = token("follower", follower.seed)
    if follower.token_hash != token_hash(text):
        follower.token_hash = token_hash(text)
        follower.save(update_fields=["token_hash"])
    return text


def subscription_token(subscription: Subscription) -> str:
    """The token that confirms and ends one subscription; see `follower_token`."""
    text = token("subscription", subscription.seed)
    if subscription.token_hash != token_hash(text):
        subscription.token_hash = token_hash(text)
        subscription.save(update_fields=["token_hash"])
    return text


def _address(name: str, text: str) -> str:
    return settings.SITE_URL + reverse(name, kwargs={"token": text})


def _confirming(letter: Letter, follower: Follower) -> EmailMultiAlternatives:
    subscription = letter.subscription
    is_new = subscription.confirmed_at is None
    subject = _("Confirm: news by e-mail") if is_new else _("You already follow this")
    context = {
        "is_new": is_new,
        "wanted": subscription.words,
        "wanted_marked": subscription.marked_words,
        "confirm_url": _address("confirm_subscription", subscription_token(subscription)),
        "manage_url": _address("manage_subscriptions", follower_token(follower)),
    }
    return _message(letter, follower.email, subject, "confirm", context)


def _news(letter: Letter, follower: Follower, now: dt.datetime) -> EmailMultiAlternatives | None:
    deliveries = list(
        letter.deliveries.select_related("announcement", "subscription__unit")
        .order_by("announcement_id")
    )  # fmt: skip
    told = news.items(deliveries, now)
    if not told:
        return None
    if len(told) == 1:
        subject = news.about(told[0])
    else:
        subject = _("%(count)d notices with news") % {"count": len(told)}
    causes = {delivery.subscription_id: delivery.subscription for delivery in deliveries}
    # The button of the mail program ends what this letter came for; all where it was several.
    ends = (
        subscription_token(next(iter(causes.values())))
        if len(causes) == 1
        else follower_token(follower)
    )
    end_url = _address("unsubscribe", ends)
    context = {
        "items": told,
        "causes": list(causes.values()),
        "manage_url": _address("manage_subscriptions", follower_token(follower)),
        "end_url": end_url,
    }
    message = _message(letter, follower.email, subject, "news", context)
    message.extra_headers |= _ending(end_url, "theo-doi")
    return message


def _roots(letter: Letter, follower: Follower) -> EmailMultiAlternatives | None:
    asked = list(follower.subscriptions.confirmed().filter(is_of_roots=True).select_related("unit"))
    signed = roots.signed([subscription.unit for subscription in asked if subscription.unit])
    if not asked or not signed:
        return None
    ends = subscription_token(asked[0]) if len(asked) == 1 else follower_token(follower)
    context = {
        "roots": signed,
        "quorum": settings.LEDGER_QUORUM,
        "causes": [subscription.words for subscription in asked],
        "verify_url": settings.SITE_URL + reverse("verify_proof"),
        "guide_url": settings.SITE_URL + reverse("how_to_verify"),
        "manage_url": _address("manage_subscriptions", follower_token(follower)),
        "end_url": _address("unsubscribe", ends),
    }
    subject = _("Signed roots of %(day)s: please keep this letter") % {
        "day": f"{letter.day:%d/%m/%Y}"
    }
    message = _message(letter, follower.email, subject, "roots", context)
    message.extra_headers |= _ending(context["end_url"], "goc-da-ky")
    for root in signed:
        # Not as text: mail programs change the ends of its lines, and with them what was signed.
        message.attach(root.filename, root.note.encode(), "application/octet-stream")
    return message


def _ending(end_url: str, name: str) -> dict[str, str]:
    """RFC 8058: one click in the mail program, a POST without cookies or questions."""
    return {
        "List-Unsubscribe": f"<{end_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<{name}.{_host()}>",
    }


def _about_comment(letter: Letter) -> EmailMultiAlternatives | None:
    comment = letter.comment
    contact = CommentContact.objects.filter(comment=comment).exclude(email="").first()
    if contact is None:
        return None
    with translation.override(comment.language):
        is_private = comment.visibility == CommentVisibility.PRIVATE
        what = Announced(letter.announcement.what)
        is_shown = type(comment).objects.shown().filter(pk=comment.pk).exists()
        subject = _("%(number)s: %(what)s") % {
            "number": comment.public_number,
            "what": {
                Announced.COMMENTED: _("your comment is published"),
                Announced.ANSWERED: _("the commune answered you"),
                Announced.REFUSED: _("your comment is not published"),
                Announced.CLOSED: _("your comment is closed"),
                Announced.REVISION: _("a moderator asks you to change your comment"),
                Announced.UPHELD: _("another moderator has looked at your comment"),
            }.get(what, what.label),
        }
        context = {
            "what": what,
            "number": comment.public_number,
            "unit_name": comment.unit.full_name,
            "url": settings.SITE_URL + comment.get_absolute_url()
            if is_shown and not is_private
            else "",
        }
        return _message(letter, contact.email, subject, "comment", context)


def _reminding(letter: Letter, now: dt.datetime) -> EmailMultiAlternatives | None:
    told = reminders.still_open(letter, clock.day_of(now))
    if not told:
        return None
    if len(told) == 1:
        subject = f"{told[0].words}: {told[0].title}"
    else:
        subject = _("%(count)d notices are due soon or overdue") % {"count": len(told)}
    context = {"items": told, "desk_url": settings.SITE_URL + reverse("admin:index")}
    return _message(letter, letter.person.email, subject, "reminder", context)


def _message(
    letter: Letter, address: str, subject: str, template: str, context: dict[str, Any]
) -> EmailMultiAlternatives:
    context = {
        **context,
        "subject": subject,
        "site_url": settings.SITE_URL,
        "is_sample": settings.SAMPLE_DATABASE,
        "language": translation.get_language(),
    }
    message = EmailMultiAlternatives(
        subject=subject[:200],
        body=render_to_string(f"email/{template}.txt", context),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[address],
        headers={
            "Message-ID": f"<{letter.pk}@{_host()}>",
            # RFC 3834: no automatic answers to an automatic letter.
            "Auto-Submitted": "auto-generated",
            "Content-Language": translation.get_language() or "vi",
        },
    )
    message.attach_alternative(render_to_string(f"email/{template}.html", context), "text/html")
    return message


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"
