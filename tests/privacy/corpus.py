"""The labelled corpus: what must be found, and what must be left alone. Seeded, so repeatable.

Numbers, their spellings and the sentences around them are made apart from what is measured; the
hand-written cases of `hard_cases.toml` go with them.
"""

import random
import tomllib
from dataclasses import dataclass
from pathlib import Path

from tests.privacy.numbers import MAKERS
from tests.privacy.spellings import worded

HERE = Path(__file__).parent
STRONG = ("cccd", "phone-mobile", "bhyt")
PER_STRONG, PER_WEAK = 500, 100
TEXTS, CELLS = 2_000, 6_000


@dataclass(frozen=True, slots=True)
class Sample:
    """A text or a cell under its header; of `kind` from `start` to `end`, or harmless."""

    text: str
    header: str = ""
    kind: str = ""
    start: int = 0
    end: int = 0


def _read(name: str) -> dict:
    return tomllib.loads((HERE / name).read_text("utf-8"))


def positives(seed: int = 2026) -> list[Sample]:
    """Samples that each hold one number of a person, in running text and in cells."""
    chance = random.Random(seed)
    made = []
    for kind, carrier in _read("carriers.toml").items():
        for at in range(PER_STRONG if kind in STRONG else PER_WEAK):
            number = MAKERS[kind](chance)
            if at % 3 == 0:
                header = chance.choice(carrier["headers"])
                made.append(Sample(number, worded(chance, header), kind, 0, len(number)))
                continue
            before, after = chance.choice(carrier["text"]).split("{n}")
            before, after = worded(chance, before), worded(chance, after)
            end = len(before) + len(number)
            made.append(Sample(before + number + after, "", kind, len(before), end))
    return made


def negatives(seed: int = 2026) -> tuple[list[Sample], list[Sample]]:
    """Harmless texts, and harmless cells of budget and land tables under their headers."""
    chance = random.Random(seed + 1)
    words = _read("harmless.toml")
    texts = [
        Sample(worded(chance, _filled(chance, chance.choice(words["text"]))))
        for _at in range(TEXTS)
    ]
    cells = []
    for at in range(CELLS):
        header = chance.choice(words["budget" if at % 2 else "land"])
        cells.append(Sample(_cell(chance, words["labels"]), header))
    return texts, cells


def hard_cases() -> list[Sample]:
    """The hand-written ones."""
    made = []
    for case in _read("hard_cases.toml")["case"]:
        text, found = case["text"], case.get("found", "")
        start = text.index(found)
        sample = Sample(text, case.get("header", ""), case.get("kind", ""), start)
        made.append(Sample(text, sample.header, sample.kind, start, start + len(found)))
    return made


def _filled(chance: random.Random, sentence: str) -> str:
    while "{" in sentence:
        name = sentence[sentence.index("{") + 1 : sentence.index("}")]
        sentence = sentence.replace(f"{{{name}}}", _FILLERS[name](chance), 1)
    return sentence


def _money(chance: random.Random) -> str:
    amount = chance.randrange(100_000, 10 ** chance.randint(7, 12)) // 100 * 100
    return f"{amount:,}".replace(",", chance.choice((".", ".", ".", " ", ",")))


def _bare(chance: random.Random) -> str:
    return str(chance.randrange(100_000, 10 ** chance.randint(7, 12)))


def _area(chance: random.Random) -> str:
    return f"{chance.uniform(10, 90_000):.2f}".replace(".", chance.choice((",", ".")))


_FILLERS = {
    "money": _money,
    "bare": _bare,
    "area": _area,
    "plot": lambda chance: str(chance.randint(1, 2_400)),
    "sheet": lambda chance: f"{chance.randint(1, 99):02d}",
    "day": lambda chance: (
        f"{chance.randint(1, 28):02d}/{chance.randint(1, 12):02d}/{chance.randint(2024, 2026)}"
    ),
    "number": lambda chance: f"{chance.randint(1, 999):0{chance.randint(1, 4)}d}",
    "code": lambda chance: str(chance.randint(1_000_000, 9_999_999)),
    "unit": lambda chance: chance.choice(("xã Tân Long", "phường Ngã Năm", "xã Mỹ Quới")),
    "percent": lambda chance: f"{chance.uniform(0, 120):.2f}".replace(".", ","),
}


def _cell(chance: random.Random, labels: list[str]) -> str:
    make = chance.choice(
        (_money, _money, _bare, _bare, _area, _FILLERS["plot"], _FILLERS["percent"],
         _FILLERS["code"], _FILLERS["day"], lambda chance: chance.choice(labels),
         lambda chance: f"{_bare(chance)}.0", lambda chance: f"-{_money(chance)}",
         lambda chance: f"{_money(chance)} đ")
    )  # fmt: skip
    return make(chance)
