"""How many households or people of each village are concerned."""

from collections.abc import Mapping, Sequence

from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from disclosures.rules.numbers import number_text
from disclosures.tables.charts.chart import Bar, BarChart, Mark
from disclosures.tables.charts.svg import hundredths
from disclosures.tables.charts.words import by_size
from disclosures.wording import foreign, sentence

LOOKS = ("c-f", "c-t")


def counts_by_place(
    counts: Mapping[str, Mapping[str, int]], *, categories: Sequence[tuple[str, str]], unit: str
) -> BarChart | None:
    """The counts of each village, most first; `counts` are village: {category: count}.

    The first two `categories` (code, label) are drawn; without any, the whole count stands under
    the empty code. None where nothing is counted.
    """
    drawn = [(code, foreign(label)) for code, label in categories[:2]] or [("", escape(unit))]
    sums = {
        place: sum(max(0, found.get(code, 0)) for code, _label in drawn)
        for place, found in counts.items()
        if place
    }
    if not any(sums.values()):
        return None
    ordered = by_size((place, total, place) for place, total in sums.items())
    widest = sums[ordered[0]]
    title = sentence(
        _("%(place)s has most: %(count)s of %(total)s %(unit)s"),
        place=foreign(ordered[0]),
        count=number_text(widest),
        total=number_text(sum(sums.values())),
        unit=unit,
    )
    legend = tuple(
        (look, format_html("{} ({})", label, number_text(_all(counts, code))))
        for (code, label), look in zip(drawn, LOOKS, strict=False)
    )
    bars = tuple(_bar(place, counts[place], drawn, widest, unit) for place in ordered)
    return BarChart("theo-ap", title, "", legend, bars)


def _all(counts: Mapping[str, Mapping[str, int]], code: str) -> int:
    return sum(max(0, found.get(code, 0)) for place, found in counts.items() if place)


def _bar(
    place: str, found: Mapping[str, int], drawn: Sequence[tuple[str, str]], widest: int, unit: str
) -> Bar:
    marks: list[Mark] = []
    before = 0
    for (code, _label), look in zip(drawn, LOOKS, strict=False):
        count = max(0, found.get(code, 0))
        start = hundredths(before, widest)
        before += count
        if count:
            marks.append(Mark(look, start, hundredths(before, widest) - start))
    words = ", ".join(
        format_html("{} {}", number_text(max(0, found.get(code, 0))), mark_safe(label.lower()))
        for code, label in drawn
    )
    detail = mark_safe(words) if len(drawn) > 1 else ""
    return Bar(place, f"{number_text(before)} {unit}", detail, tuple(marks))
