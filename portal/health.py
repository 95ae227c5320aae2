"""Is the process alive, and is it ready to serve?"""

import datetime as dt

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from disclosures.access import public
from disclosures.models import Heartbeat

WORKER_SILENT_AFTER = dt.timedelta(minutes=5)


@require_safe
@public
def alive(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers at all."""
    return JsonResponse({"status": "alive"})


@require_safe
@public
def ready(request: HttpRequest) -> JsonResponse:
    """200 when database, migrations and worker are in order; 503 with the list of what is not."""
    checks = {"database": False, "migrations": False, "worker": False}
    try:
        executor = MigrationExecutor(connection)
        checks["database"] = True
        checks["migrations"] = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        beat = Heartbeat.objects.filter(task="publish_due").first()
        checks["worker"] = bool(beat and timezone.now() - beat.ran_at < WORKER_SILENT_AFTER)
    except DatabaseError:
        connection.close()
    return JsonResponse(
        {"status": "ready" if all(checks.values()) else "not ready", "checks": checks},
        status=200 if all(checks.values()) else 503,
    )
