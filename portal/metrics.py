"""What a monitor counts, in Prometheus's text format 0.0.4; for whoever knows `METRICS_TOKEN`."""

import hmac
from collections.abc import Iterator

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from disclosures.access import public
from disclosures.ledger.quorum import Quorum, quorum
from disclosures.models import Heartbeat
from disclosures.rules import clock

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

# Name, kind, what it tells, and the statement that finds its one value. None grows with the
# number of notices: each reads an index of what waits, or one row for each log.
_GAUGES = (
    ("congkhai_ledger_alarms", "Logs that the sealer refuses to sign.",
     "SELECT count(*) FROM ledger_sealing WHERE alarm <> ''"),
    ("congkhai_ledger_logs", "Logs there are.", "SELECT count(*) FROM ledger_log"),
    ("congkhai_ledger_entries", "Entries in all logs.",
     "SELECT coalesce(sum(size), 0) FROM ledger_head"),
    ("congkhai_ledger_unsealed_entries", "Entries that no checkpoint covers yet.",
     "SELECT coalesce(sum(h.size - coalesce((SELECT max(c.size) FROM ledger_checkpoint c "
     "WHERE c.log_id = h.log_id), 0)), 0) FROM ledger_head h"),
    ("congkhai_sealer_age_seconds", "Seconds since the sealer last looked at a log.",
     "SELECT extract(epoch FROM clock_timestamp() - max(checked_at)) FROM ledger_sealing"),
    ("congkhai_publications_overdue", "Scheduled notices whose moment has come.",
     "SELECT count(*) FROM disclosures_disclosure WHERE status = 'scheduled' "
     "AND publish_at <= now()"),
    ("congkhai_comments_waiting", "Comments that no moderator has decided on.",
     "SELECT count(*) FROM disclosures_comment WHERE status = 'pending'"),
    ("congkhai_exports_waiting", "Histories asked for and not made yet.",
     "SELECT count(*) FROM disclosures_exportjob WHERE status IN ('queued', 'running')"),
    ("congkhai_letters_waiting", "Letters that have not gone out.",
     "SELECT count(*) FROM disclosures_letter WHERE outcome = 'waiting'"),
    ("congkhai_files_unscanned", "Files that the virus scanner has not answered for.",
     "SELECT (SELECT count(*) FROM disclosures_attachment WHERE scan = 'pending') + "
     "(SELECT count(*) FROM disclosures_importsession WHERE scan = 'pending')"),
    ("congkhai_letter_age_seconds", "Seconds that the oldest waiting letter waits.",
     "SELECT extract(epoch FROM clock_timestamp() - min(created_at)) FROM disclosures_letter "
     "WHERE outcome = 'waiting'"),
)  # fmt: skip


@require_safe
@public
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures of now. Without the token, or where none is set, there is no such page."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    token = settings.METRICS_TOKEN
    if not token or not hmac.compare_digest(given.encode(), token.encode()):
        raise Http404
    lines = "".join(f"{line}\n" for line in _lines())
    return HttpResponse(lines, content_type=CONTENT_TYPE, headers={"Cache-Control": "no-store"})


def _lines() -> Iterator[str]:
    with connection.cursor() as cursor:
        for name, told, statement in _GAUGES:
            cursor.execute(statement)
            (value,) = cursor.fetchone()
            yield from _head(name, told)
            if value is not None:  # what never happened has no age
                yield f"{name} {value}"
    beats = list(Heartbeat.objects.order_by("task"))
    now = clock.now()
    yield from _head("congkhai_task_age_seconds", "Seconds since a task of the worker last ended.")
    for beat in beats:
        age = (now - beat.ran_at).total_seconds()
        yield f'congkhai_task_age_seconds{{task="{beat.task}"}} {age:.0f}'
    yield from _head("congkhai_task_counted", "What a task counted in its last round.")
    for beat in beats:
        yield f'congkhai_task_counted{{task="{beat.task}"}} {beat.counted}'
    yield from _witnessed(quorum())


def _witnessed(now: Quorum) -> Iterator[str]:
    """Who cosigned the portal's newest root; see `/so-cai/` for the same in words."""
    for name, told, value in (
        ("congkhai_witnesses", "Witnesses that are asked.", len(now.witnesses)),
        ("congkhai_witnesses_needed", "How many must have cosigned a root.", now.needed),
        ("congkhai_witnesses_cosigned", "How many cosigned the newest root.", now.cosigned),
        ("congkhai_witnesses_lacking_seconds",
         "Seconds since the first root that not enough witnesses have seen.", now.seconds_lacking),
        ("congkhai_witnesses_contradicting", "Witnesses that remember what is not here.",
         sum(one.contradicts for one in now.witnesses)),
    ):  # fmt: skip
        yield from _head(name, told)
        yield f"{name} {value:.0f}"
    yield from _head("congkhai_witness_age_seconds", "Seconds since a witness last cosigned.")
    for one in now.witnesses:
        if one.at is not None:
            name = one.name.replace("\\", "\\\\").replace('"', '\\"')
            age = max(0.0, (clock.now() - one.at).total_seconds())
            yield f'congkhai_witness_age_seconds{{witness="{name}"}} {age:.0f}'


def _head(name: str, told: str) -> Iterator[str]:
    yield f"# HELP {name} {told}"
    yield f"# TYPE {name} gauge"
