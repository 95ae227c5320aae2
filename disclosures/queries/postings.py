"""Where else a notice was made known, and whether long enough."""

from dataclasses import dataclass

from disclosures.duties import postings as duty
from disclosures.duties.postings import Span, Standing
from disclosures.models import Disclosure, Posting
from disclosures.rules import clock


@dataclass(frozen=True, slots=True)
class PostingFacts:
    """The recorded postings, oldest first, and how each legal minimum stands."""

    records: tuple[Posting, ...]
    standings: tuple[Standing, ...]


def posting_facts(disclosure: Disclosure) -> PostingFacts:
    """What the facts card and the workbench show alike. One query."""
    records = tuple(disclosure.postings.all())
    spans = [Span(one.channel, one.begins_on, one.ends_on) for one in records]
    return PostingFacts(records, duty.standings(disclosure.kind.body, spans, clock.today()))
