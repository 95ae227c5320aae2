"""How people and machines write a long number. Knows nothing of what looks for it."""

import random
import unicodedata

GAPS = ("", "", "", "", " ", " ", ".", ".", "-", "\u00a0", "\u202f", "\u2009", " - ", "–", " . ",
        "  ", "\u200b", "·", "\u2011", "_")  # fmt: skip
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def grouped(digits: str, sizes: tuple[int, ...], gap: str) -> str:
    """`digits` in groups of `sizes`, the rest as the last group."""
    parts, at = [], 0
    for size in sizes:
        parts.append(digits[at : at + size])
        at += size
    if at < len(digits):
        parts.append(digits[at:])
    return gap.join(part for part in parts if part)


def spelled(chance: random.Random, digits: str, groupings: tuple[tuple[int, ...], ...]) -> str:
    """One of the spellings, the plain ones most often."""
    gap = chance.choice((*GAPS, "/") if digits.startswith("0") else GAPS)
    text = grouped(digits, chance.choice(groupings), gap)
    match chance.randrange(24):
        case 0:
            return text.translate(FULL_WIDTH)
        case 1:
            return text.replace("0", chance.choice("Oo"), chance.randint(1, 4))
        case 2:
            return text.replace("1", chance.choice("lI"), 2)
        case 3:
            return broken(chance, digits)
        case 4:
            return f"({text})"
    return text


def broken(chance: random.Random, digits: str) -> str:
    """A number that the end of a line or of a narrow cell cut in two."""
    at = chance.randint(3, len(digits) - 3)
    return digits[:at] + chance.choice(("\n", "\r\n", " \n")) + digits[at:]


def worded(chance: random.Random, text: str) -> str:
    """A sentence as it comes: composed or not, now and then all in capitals."""
    roll = chance.randrange(12)
    if roll == 0:
        return unicodedata.normalize("NFD", text)
    if roll == 1:
        return text.upper()
    if roll == 2:
        return text.replace(" ", "\u00a0")
    return text
