"""Where readers' pages are read: on a replica when it knows all that the primary knows, else there.

Every public change lengthens a ledger log, so the tag by which a page knows its age also tells
whether a replica is level for this very page: asked there it gives the same tag. No lag is guessed
at, nothing withdrawn is shown longer, and whoever is signed in reads the primary.
"""

import functools
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger("disclosures.replica")

REPLICA = "replica"
_REST_SECONDS = 5.0
_source: ContextVar[str] = ContextVar("source", default=DEFAULT_DB_ALIAS)
_rests_until = 0.0

View = Callable[..., HttpResponse]
Tag = Callable[..., str | None]


class ReplicaRouter:
    """Reads follow the page that is being built; everything else stays with the primary."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        # Counters of the throttle lie in the cache table and are read where they were written.
        if model._meta.app_label == "django_cache":
            return DEFAULT_DB_ALIAS
        return _source.get()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, *objects: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS


def source() -> Any:
    """The connection from which the page at hand is read; for statements that are written out."""
    return connections[_source.get()]


@contextmanager
def _read_from(alias: str) -> Iterator[None]:
    token = _source.set(alias)
    try:
        yield
    finally:
        _source.reset(token)


def read_where_level(tag: Tag) -> Callable[[View], View]:
    """Build the page on the replica when `tag` says there what it said on the primary.

    Stands inside `condition`: an unchanged page costs the primary its one question and no more.
    A replica that is away is left alone for five seconds.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if REPLICA in connections.settings and _is_level(tag, request, *args, **kwargs):
                with _read_from(REPLICA):
                    return view(request, *args, **kwargs)
            return view(request, *args, **kwargs)

        return wrapped

    return decorate


def _is_level(tag: Tag, request: HttpRequest, *args: Any, **kwargs: Any) -> bool:
    global _rests_until
    wanted = getattr(request, "page_tag", None)
    if wanted is None or time.monotonic() < _rests_until:
        return False
    try:
        with _read_from(REPLICA):
            return tag(request, *args, **kwargs) == wanted
    except DatabaseError as error:
        _rests_until = time.monotonic() + _REST_SECONDS
        logger.warning("The replica is away (%s); pages are read from the primary.", type(error))
        return False
