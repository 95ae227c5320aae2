"""What was looked at, and everything that does not agree."""

from dataclasses import dataclass, field

# So many disagreements of one log are told; a log that is all wrong is told soon enough.
MOST = 100


@dataclass(slots=True)
class Report:
    """The counts of one log, and its problems in sentences."""

    origin: str
    entries: int = 0
    tiles: int = 0
    checkpoints: int = 0
    commitments: int = 0
    rows: int = 0
    problems: list[str] = field(default_factory=list)

    def tell(self, problem: str) -> None:
        """Note a disagreement."""
        if len(self.problems) < MOST:
            self.problems.append(f"{self.origin}: {problem}")
