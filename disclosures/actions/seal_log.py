"""The portal's own log remembers the root at which another log was sealed."""

import base64
from typing import Any

from django.db import transaction

from disclosures.actions import _gate
from disclosures.ledger.record import Entry, record
from disclosures.rules import clock
from disclosures.vocabulary import Verb

SUBJECT = "ledger"


@transaction.atomic(durable=True)
def seal_log(*, by: Any, origin: str, size: int, root: bytes) -> Entry:
    """Record in the portal's log that `origin` was signed at `size` entries with `root`.

    So one witnessed checkpoint of the portal vouches for every commune's log (ledger design,
    decision 1). Raises NotAllowed.
    """
    actor = _gate.authorise(Verb.SEAL_LOG, by=by, unit=None)
    return record(
        event=str(Verb.SEAL_LOG.event),
        log=None,
        subject=SUBJECT,
        actor_id=actor.id,
        actor_role=actor.role,
        data={"origin": origin, "size": size, "root": base64.b64encode(root).decode()},
        now=clock.now(),
    )
