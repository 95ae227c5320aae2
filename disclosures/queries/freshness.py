"""Has a page changed? Asked without building it: every public change lengthens a ledger log."""

import functools
import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from psycopg import Cursor

from disclosures.queries import replica
from disclosures.rules import clock

# A withdrawn notice may be seen for five seconds. Proxies count whole seconds and nginx keeps an
# answer until the last of them is over, so four are granted.
SHARED = "public, s-maxage=4, max-age=0, must-revalidate"
CACHE = f"{SHARED}, stale-if-error=86400"
_UNIT = "SELECT unit_pages_age(%s, %s)"
_ALL = "SELECT all_pages_age(%s)"


@functools.cache
def build_id() -> str:
    """Changes with the code: the newest file of templates, styles and package."""
    newest = 0.0
    for folder in ("templates", "disclosures", "static", "portal"):
        for root, _dirs, files in os.walk(Path(settings.BASE_DIR) / folder):
            for name in files:
                if not name.endswith(".pyc"):
                    newest = max(newest, (Path(root) / name).stat().st_mtime)
    return f"{newest:.0f}"


def _etag(request: HttpRequest, *parts: object) -> str:
    language = get_language() or "vi"
    htmx = request.headers.get("HX-Target", "")
    text = f"{parts}|{clock.today()}|{language}|{build_id()}|{request.get_full_path()}|{htmx}"
    # Weak: the same page is sent compressed in one way, in another or not at all.
    return f'W/"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'


def unit_etag(request: HttpRequest, code: str, *args: object, **kwargs: object) -> str | None:
    """The tag of any page of one unit. One query. None for a signed-in reader."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None
    return _remembered(request, _etag(request, *_age(_UNIT, code, clock.now())))


def portal_etag(request: HttpRequest, *args: object, **kwargs: object) -> str | None:
    """The tag of a page that shows several units. One query. None for a signed-in reader."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None
    return _remembered(request, _etag(request, *_age(_ALL, clock.now())))


def _remembered(request: HttpRequest, tag: str) -> str:
    """Kept for whoever asks elsewhere whether a page there would be the same."""
    if not hasattr(request, "page_tag"):
        request.page_tag = tag  # type: ignore[attr-defined]
    return tag


def _age(statement: str, *given: object) -> tuple:
    """What the statement finds. Prepared once for a connection.

    It is all that an unchanged page asks of the database, and Django's own cursor, which writes
    the values into the text and has it parsed and planned anew, took twice its time.
    """
    connection = replica.source()
    connection.ensure_connection()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        return cursor.execute(statement, given, prepare=True).fetchone()  # type: ignore[return-value]
