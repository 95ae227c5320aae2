"""Where a notice stands among the steps that the law has for its kind, and what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from disclosures.queries.catalogue import Window
from disclosures.vocabulary import Certainty


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its words, the language they are in, and `look`: done, now, or empty for later.

    `window` is there for the step that this notice is, where its days are known.
    """

    words: str
    lang: str
    look: str
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class Steps:
    """All steps in order, the rule they rest on and how well it is known (empty: well)."""

    steps: tuple[Step, ...]
    basis: str
    doubt: str


def steps_of(body: Mapping[str, Any], window: Window | None) -> Steps | None:
    """The steps of a kind whose notice is open for the days of `window`; None where it has none.

    Once the days are over the next step is the present one: that it has begun is what the law
    says, not what the portal knows.
    """
    told = body.get("steps")
    if told is None:
        return None
    at = told["here"] + (1 if window is not None and window.is_over else 0)
    return Steps(
        tuple(
            Step(
                *_words(step),
                look="done" if number < at else "now" if number == at else "",
                window=window if number == told["here"] else None,
            )
            for number, step in enumerate(told["list"], start=1)
        ),
        told["basis"],
        "" if told["status"] == Certainty.CONFIRMED else str(Certainty(told["status"]).label),
    )


def _words(step: Mapping[str, str]) -> tuple[str, str]:
    language = get_language() or "vi"
    lang = language if language in step else "vi"
    return step[lang], lang
