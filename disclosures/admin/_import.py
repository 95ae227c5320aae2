"""What every step of taking in a table asks first: which import, and what was found in it."""

import contextlib
import hashlib
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from disclosures.admin._desk import page
from disclosures.attachments import slots
from disclosures.attachments.inspect import busy_sentence, virus_sentence
from disclosures.duties.retention import keep_bytes
from disclosures.errors import NotFound, TooMany
from disclosures.models import ImportSession, TableSchema
from disclosures.queries import imports
from disclosures.queries.desk import Desk
from disclosures.rules import clock
from disclosures.vocabulary import ScanStatus

PROGRESS = "import-progress"
# Advice is read, not worked through: more of it than this would bury what it says.
SHOWN_ADVICE = 50


def schema_named(code: str) -> TableSchema:
    """The newest declaration of a table. Raises NotFound."""
    found = TableSchema.objects.filter(code=code).order_by("-valid_from").first()
    if found is None:
        raise NotFound
    return found


def session_at(mine: Desk, pk: Any) -> ImportSession:
    """An import of the commune at whose desk one sits. Raises NotFound for others'."""
    found = (
        ImportSession.objects.select_related("version__disclosure__unit__parent", "schema")
        .select_related("version__disclosure__kind")
        .defer("outcome")
        .filter(pk=pk, version__disclosure__unit=mine.unit)
        .first()
    )
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def begin(content: bytes, **facts: Any) -> ImportSession:
    """Keep the file privately and begin its import."""
    sha256 = hashlib.sha256(content).hexdigest()
    keep_bytes(content, sha256)
    return ImportSession.objects.create(
        sha256=sha256, size=len(content), created_at=clock.now(), **facts
    )


def work_in_turn(session: ImportSession) -> imports.Work:
    """The workbook read while one of the machine's slots is free. Raises TooMany."""
    with _in_turn():
        return imports.work_on(session)


def checked_in_turn(session: ImportSession) -> imports.Checked | None:
    """The same with all cells checked; a large file was checked by the worker. Raises TooMany."""
    if session.is_large:
        return imports.checked(session)
    with _in_turn():
        return imports.checked(session)


@contextlib.contextmanager
def _in_turn() -> Iterator[None]:
    try:
        with slots.taken():
            yield
    except slots.Busy as busy:
        raise TooMany(busy_sentence(), retry_after=60) from busy


def held_back(request: HttpRequest, mine: Desk, session: ImportSession) -> HttpResponse:
    """Why the import does not go on: the virus scanner has not answered, or found something."""
    virus = virus_sentence(session.virus) if session.scan == ScanStatus.INFECTED else ""
    context = {"session": session, "virus": virus, "step": 1}
    return page(request, "import_held", mine, "import", context, 409 if virus else 200)


def waiting(request: HttpRequest, mine: Desk, session: ImportSession) -> HttpResponse:
    """How far the worker is with a large file; it is asked where nobody has asked yet."""
    if session.asked_at is None:
        session.ask(clock.now())
    address = reverse("admin:import_errors", kwargs={"pk": session.pk})
    context = {"session": session, "address": address, "step": 3}
    if is_asking_for_progress(request):
        return render(request, "admin/_import_progress.html", context)
    return page(request, "import_waiting", mine, "import", context)


def is_asking_for_progress(request: HttpRequest) -> bool:
    """Whether the page that waits asks again by itself."""
    return bool(request.htmx.target == PROGRESS)  # type: ignore[attr-defined]


def arrived(session: ImportSession) -> HttpResponse:
    """Lead the page that waited to what was found."""
    return HttpResponseClientRedirect(reverse("admin:import_errors", kwargs={"pk": session.pk}))
