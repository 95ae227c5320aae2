"""Fills a whole sample database, by several processes side by side where it is a large one."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from disclosures.models import AdministrativeUnit, SearchEntry
from disclosures.sample.bulk import Bulk, Scale, people

# Communes of one part: enough that making ready costs little, few enough to tell how far it is.
PART = 30


def fill(scale: Scale, *, seed: int, write: Callable[[str], Any], processes: int = 1) -> None:
    """Fill the first communes by code, one transaction each. Refused outside a sample database.

    The same seed gives the same texts, however many processes share the work.
    """
    if not settings.SAMPLE_DATABASE:
        raise ImproperlyConfigured("Illustrative notices belong in a sample database only.")
    people()
    counted: Counter[str] = Counter()
    units = _units(scale).count()
    for part in _parts(scale, seed, units, processes):
        counted.update(part)
        write(f"{counted['communes']} of {units} communes")
    write(", ".join(f"{count} {name}" for name, count in sorted(counted.items())))


def _units(scale: Scale) -> Any:
    units = AdministrativeUnit.objects.filter(level="commune", address_code__isnull=False)
    return units.select_related("parent").order_by("address_code")[: scale.communes]


def _parts(scale: Scale, seed: int, units: int, processes: int) -> Iterator[Counter[str]]:
    """What each part held, as parts are done."""
    begins = range(0, units, PART)
    if processes == 1:
        for begin in begins:
            yield fill_part(scale, seed, begin, units)
        return
    # Started afresh: a connection to the database must not be shared with a parent.
    with (
        index_made_at_the_end(),
        ProcessPoolExecutor(processes, get_context("spawn"), django.setup) as pool,
    ):
        connection.close()
        parts = [pool.submit(_part_alone, scale, seed, begin, units) for begin in begins]
        for part in as_completed(parts):
            yield part.result()


def fill_part(scale: Scale, seed: int, begin: int, of: int) -> Counter[str]:
    """Fill the communes from number `begin` on; how much was made."""
    bulk = Bulk(random.Random(f"{seed}-{begin}"), scale)
    for at, unit in enumerate(_units(scale)[begin : begin + PART]):
        with transaction.atomic():
            bulk.commune(unit, begin + at, of)
    return bulk.counted


def _part_alone(scale: Scale, seed: int, begin: int, of: int) -> Counter[str]:
    """A part in a process of its own, without what would look at each row once more.

    What the triggers and foreign keys refuse is tried with smaller samples, which keep them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    return fill_part(scale, seed, begin, of)


@contextmanager
def index_made_at_the_end() -> Iterator[None]:
    """Without the search index while rows pour in: making it at once takes a tenth of the time.

    A run that was cut off leaves none; the next one makes it.
    """
    index = next(each for each in SearchEntry._meta.indexes if each.name == "search_entry_vector")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX IF EXISTS {index.name}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET maintenance_work_mem = '512MB'")
        with connection.schema_editor() as editor:
            editor.add_index(SearchEntry, index)
