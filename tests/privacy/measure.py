"""Measures the detector on the labelled corpus: `python -m tests.privacy.measure`, `make privacy`.
With numbers behind it, on corpora of those seeds.

Recall by kind: the number was found under its own kind, with every digit. False alarms: texts and
cells with a finding that blocks.
"""

import os
import sys
from collections import Counter
from dataclasses import dataclass, field

from tests.privacy.corpus import STRONG, Sample, negatives, positives

STRONG_BAR, WEAK_BAR, ALARM_BAR = 0.99, 0.95, 0.001


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured, and the samples that went wrong."""

    sought: Counter[str]
    found: Counter[str]
    texts: int
    cells: int
    missed: list[Sample] = field(default_factory=list)
    text_alarms: list[Sample] = field(default_factory=list)
    cell_alarms: list[Sample] = field(default_factory=list)

    def recall(self, kind: str) -> float:
        return self.found[kind] / self.sought[kind]

    def below_the_bar(self) -> list[str]:
        """The kinds found too rarely, and the false alarms where there are too many."""
        low = [k for k in self.sought if self.recall(k) < (STRONG_BAR if k in STRONG else WEAK_BAR)]
        if len(self.cell_alarms) > ALARM_BAR * self.cells:
            low.append("false alarms in cells")
        if len(self.text_alarms) > ALARM_BAR * self.texts:
            low.append("false alarms in texts")
        return low


def is_found(sample: Sample) -> bool:
    """Whether one finding of the sample's kind covers all letters and digits of its number."""
    from disclosures.rules.identifiers import scan

    inside = [at for at in range(sample.start, sample.end) if sample.text[at].isalnum()]
    return any(
        span.kind == sample.kind and span.start <= inside[0] and inside[-1] < span.end
        for span in scan(sample.text, sample.header)
    )


def measure(seed: int = 2026) -> Figures:
    """Runs the whole corpus through the site's own detector."""
    from disclosures.rules.identifiers import blocking

    sought = positives(seed)
    texts, cells = negatives(seed)
    missed = [sample for sample in sought if not is_found(sample)]
    counted = Counter(sample.kind for sample in sought)
    return Figures(
        counted,
        counted - Counter(sample.kind for sample in missed),
        len(texts),
        len(cells),
        missed,
        [sample for sample in texts if blocking(sample.text)],
        [sample for sample in cells if blocking(sample.text, sample.header)],
    )


def report(figures: Figures, *, verbose: bool = False) -> str:
    """The figures as the table that stands in docs/privacy.md."""
    lines = ["| what | samples | result |", "| --- | ---: | ---: |"]
    for kind in sorted(figures.sought, key=lambda each: (each not in STRONG, each)):
        lines.append(f"| `{kind}` found | {figures.sought[kind]} | {figures.recall(kind):.3f} |")
    lines.append(f"| false alarms in texts | {figures.texts} | {len(figures.text_alarms)} |")
    lines.append(
        f"| false alarms in budget and land cells | {figures.cells} | {len(figures.cell_alarms)} |"
    )
    wrong = (*figures.missed, *figures.text_alarms, *figures.cell_alarms) if verbose else ()
    return "\n".join((*lines, *(repr(sample) for sample in wrong))) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    all_measured = [measure(int(seed)) for seed in sys.argv[1:] if seed.isdecimal()] or [measure()]
    for measured in all_measured:
        sys.stdout.write(report(measured, verbose="-v" in sys.argv))
    sys.exit(1 if any(measured.below_the_bar() for measured in all_measured) else 0)
