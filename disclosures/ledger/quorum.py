"""Who saw the portal's log, up to where, and whether that is enough (ledger design, section 6).

Fail-open but visible: nothing waits for a witness, and everybody may see which one is missing and
since when.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count

from disclosures.ledger import cosign, seal, witnesses
from disclosures.ledger.note import BadNote
from disclosures.ledger.rounds import portal_log
from disclosures.models import LedgerCheckpoint, LedgerCosignature, LedgerLog, LedgerWitness
from disclosures.rules import clock

# The sealer asks right after signing; so long a new root may be short of cosignatures.
PATIENCE = dt.timedelta(seconds=15)
# What lies between a new root and the older one that is given meanwhile: few rounds.
_BACK = 4


@dataclass(frozen=True, slots=True)
class Seen:
    """A witness: how many entries the newest root has that it cosigned, when by its own clock.

    `says` is what it answered last, `contradicts` whether it remembers what is not here.
    """

    name: str
    size: int
    at: dt.datetime | None
    says: str
    contradicts: bool


@dataclass(frozen=True, slots=True)
class Quorum:
    """How the newest root of the portal's log stands with its witnesses.

    `vouched` is how many entries enough witnesses saw; `lacking_since` when the first root was
    signed that they have not seen.
    """

    size: int
    signed_at: dt.datetime | None
    needed: int
    witnesses: tuple[Seen, ...]
    vouched: int
    lacking_since: dt.datetime | None

    @property
    def cosigned(self) -> int:
        """How many witnesses cosigned the newest root."""
        return sum(bool(self.size) and one.size == self.size for one in self.witnesses)

    @property
    def is_reached(self) -> bool:
        """Whether enough did."""
        return bool(self.needed) and self.lacking_since is None and self.size > 0

    @property
    def contradicted(self) -> bool:
        """Whether one of them remembers what is not here."""
        return any(one.contradicts for one in self.witnesses)

    @property
    def seconds_lacking(self) -> float:
        """How long the newest roots have gone without enough cosignatures; 0 when they have."""
        return (clock.now() - self.lacking_since).total_seconds() if self.lacking_since else 0.0


def needed_of(witness_count: int) -> int:
    """How many of so many witnesses are enough; 0 where there are none."""
    return min(settings.LEDGER_QUORUM, witness_count)


def quorum() -> Quorum:
    """How the portal's newest root stands now. At most four queries and one for each witness."""
    own = portal_log()
    point = LedgerCheckpoint.objects.filter(log=own).order_by("-size").first() if own else None
    active = list(LedgerWitness.objects.filter(active=True).order_by("name"))
    needed = needed_of(len(active))
    seen = tuple(_seen(witness, own) for witness in active)
    sizes = sorted((one.size for one in seen), reverse=True)
    vouched = sizes[needed - 1] if needed else 0
    size = point.size if point else 0
    return Quorum(
        size=size,
        signed_at=point.created_at if point else None,
        needed=needed,
        witnesses=seen,
        vouched=vouched,
        lacking_since=_first_beyond(own, vouched) if needed and vouched < size else None,
    )


def _seen(witness: LedgerWitness, own: LedgerLog | None) -> Seen:
    """What a witness saw by the lines that are kept and hold; what is written of it counts less."""
    size, at = 0, None
    lines = LedgerCosignature.objects.filter(
        checkpoint__log=own, checkpoint__size=witness.last_size, vkey=witness.vkey
    )
    line = lines.select_related("checkpoint").order_by("-cosigned_at").first()
    if own is not None and line is not None:
        point = line.checkpoint
        text = seal.checkpoint_text(own.origin, point.size, bytes(point.root))
        try:
            seconds = cosign.verify(text, line.line, witness.vkey)
            size, at = point.size, dt.datetime.fromtimestamp(seconds, dt.UTC)
        except (BadNote, ValueError, OverflowError, OSError):
            size, at = 0, None
    says = witness.last_status
    contradicts = says.startswith((witnesses.SAW_MORE, witnesses.SAW_OTHER))
    return Seen(witness.name, size, at, says, contradicts)


def _first_beyond(own: LedgerLog | None, size: int) -> dt.datetime | None:
    beyond = LedgerCheckpoint.objects.filter(log=own, size__gt=size).order_by("size")
    return beyond.values_list("created_at", flat=True).first()


def served(point: LedgerCheckpoint) -> LedgerCheckpoint:
    """The root to be given away: the newest, or for some seconds the one before it that enough
    witnesses cosigned, until they have had time for the newest. Three queries at most.
    """
    if point.log.unit_code is not None or clock.now() - point.created_at > PATIENCE:
        return point
    keys = list(LedgerWitness.objects.filter(active=True).values_list("vkey", flat=True))
    needed = needed_of(len(keys))
    if not needed:
        return point
    newest = LedgerCheckpoint.objects.filter(log=point.log, size__lte=point.size).order_by("-size")
    counts = dict(
        LedgerCosignature.objects.filter(checkpoint__in=list(newest[:_BACK]), vkey__in=keys)
        .values_list("checkpoint_id")
        .annotate(Count("vkey", distinct=True))
    )
    enough = (one for one in newest[:_BACK] if counts.get(one.pk, 0) >= needed)
    return next(enough, point)
