"""Is the process alive, and is it ready to serve?"""

import datetime as dt

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from disclosures.access import public
from disclosures.ledger.quorum import quorum
from disclosures.models import Heartbeat, LedgerSealing
from disclosures.rules import clock

WORKER_SILENT_AFTER = dt.timedelta(minutes=5)
SEALER_SILENT_AFTER = dt.timedelta(minutes=5)


@require_safe
@public
def alive(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers at all."""
    return JsonResponse({"status": "alive"})


@require_safe
@public
def ready(request: HttpRequest) -> JsonResponse:
    """200 when database, migrations, worker and ledger are in order; 503 with what is not.

    Witnesses are told of and never asked for: one that is away or false must not stop the portal.
    """
    checks = {"database": False, "migrations": False, "worker": False, "ledger": False}
    witnesses: dict[str, object] = {}
    try:
        executor = MigrationExecutor(connection)
        checks["database"] = True
        checks["migrations"] = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        beat = Heartbeat.objects.filter(task="publish_due").first()
        checks["worker"] = bool(beat and timezone.now() - beat.ran_at < WORKER_SILENT_AFTER)
        checks["ledger"] = _ledger_is_sealed()
        witnesses = _witnesses()
    except DatabaseError:
        connection.close()
    is_ready = all(checks.values())
    status = "ready" if is_ready else "not ready"
    return JsonResponse(
        {"status": status, "checks": checks, "witnesses": witnesses},
        status=200 if is_ready else 503,
    )


def _witnesses() -> dict[str, object]:
    """How many cosigned the portal's newest root, and since when that has not been enough."""
    now = quorum()
    return {
        "needed": now.needed,
        "cosigned": now.cosigned,
        "reached": now.is_reached,
        "lacking_since": now.lacking_since,
        "contradicted": now.contradicted,
    }


def _ledger_is_sealed() -> bool:
    """Whether the sealer came by lately, refused no log, and nothing disagreed last night."""
    looks = LedgerSealing.objects
    newest = looks.order_by("-checked_at").values_list("checked_at", flat=True).first()
    lately = newest is not None and clock.now() - newest < SEALER_SILENT_AFTER
    disagrees = Heartbeat.objects.filter(task="verify_ledger", counted__gt=0).exists()
    return lately and not disagrees and not looks.exclude(alarm="").exists()
