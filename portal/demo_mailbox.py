"""Shows the letters of the demo; the address exists with a sample database alone."""

import email
import email.policy
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from disclosures.access import public

SHOWN = 50


@dataclass(frozen=True, slots=True)
class ShownLetter:
    """One letter as its reader sees it."""

    subject: str
    to: str
    date: str
    text: str


@never_cache
@require_safe
@public
def mailbox(request: HttpRequest) -> HttpResponse:
    """The newest letters, newest first, with their plain text."""
    response = render(request, "demo/mailbox.html", {"letters": newest_letters()})
    response["X-Robots-Tag"] = "noindex"
    return response


def newest_letters() -> list[ShownLetter]:
    """The newest fifty letters in the folder of the demo's mail server."""
    folder = Path(settings.DEMO_MAIL_DIR)
    files = sorted(folder.glob("*.eml"), reverse=True)[:SHOWN] if folder.is_dir() else []
    return [_shown(file.read_bytes()) for file in files]


def _shown(content: bytes) -> ShownLetter:
    message = email.message_from_bytes(content, policy=email.policy.default)
    body = message.get_body(("plain",))
    return ShownLetter(
        subject=str(message["subject"]),
        to=str(message["to"]),
        date=str(message["date"]),
        text=body.get_content() if body else "",
    )
