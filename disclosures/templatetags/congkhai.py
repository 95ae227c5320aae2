"""How numbers, dates and names look on a page."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from disclosures.rules import masking, numbers
from disclosures.wording import foreign, language_of

register = template.Library()

_WEEKDAYS = (
    "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật",
)  # fmt: skip

register.filter("number", numbers.number_text)
register.filter("money", numbers.money_text)
register.filter("millions", numbers.millions)
register.filter("percent", numbers.percent_text)
register.filter("vietnamese", foreign)
register.filter(language_of)


@register.filter
def short_money(value: Any) -> str:
    """`14,9 tỷ đồng`, as a sum is said; empty for None."""
    if value is None or value == "":
        return ""
    amount, unit = numbers.short_money(value)
    return f"{amount} {unit}" if unit == "đồng" else f"{amount} {unit} đồng"


def _day(value: dt.date | dt.datetime) -> dt.date:
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date()
    return value


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """`26/11/2026`."""
    return f"{_day(value):%d/%m/%Y}" if value else ""


@register.filter
def day_and_time(value: dt.datetime | None) -> str:
    """`26/11/2026, 8 giờ 42`."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return _("%(day)s, %(hour)d:%(minute)02d") % {
        "day": f"{local:%d/%m/%Y}",
        "hour": local.hour,
        "minute": local.minute,
    }


@register.filter
def weekday(value: dt.date | dt.datetime) -> str:
    """`thứ Năm`, or the day's name in the reader's language."""
    if (get_language() or "vi") == "vi":
        return _WEEKDAYS[_day(value).weekday()]
    return date_format(_day(value), "l")


# A list has twenty of each of the next two: as templates of their own they took a third of the
# time of drawing it.
@register.simple_tag
def bloc(on: dt.date | dt.datetime, look: str = "") -> SafeString:
    """A day as tear-off calendars print it; look: "", due or past. The text beside it says it."""
    day = _day(on)
    month = (_("Due, month %(month)d") if look == "due" else _("Month %(month)d")) % {
        "month": day.month
    }
    return format_html(
        '<span class="bloc {}" aria-hidden="true"><span class="bloc-m">{}</span> '
        '<span class="bloc-d">{}</span> <span class="bloc-w">{}</span></span>',
        look, month, f"{day.day:02d}", capfirst(weekday(day)),
    )  # fmt: skip


@register.simple_tag
def tags(those: Iterable[Any]) -> SafeString:
    """The status words of a notice, each a `queries.catalogue.Tag`; nothing where there is none."""
    items = format_html_join("", '<li class="tag {}">{}</li>', ((t.look, t.label) for t in those))
    return format_html('<ul class="tags">{}</ul>', items) if items else items


@register.filter
def days_left(days: int) -> str:
    """How long is left, in words."""
    if days <= 0:
        return _("Today is the last day")
    return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}


@register.filter
def file_size(size: int) -> str:
    """`310 KB`, `2,4 MB`."""
    if size >= 1_000_000:
        return f"{numbers.number_text(size / 1_000_000, 1)} MB"
    return f"{max(1, round(size / 1000))} KB"


@register.filter
def slow_network(size: int) -> str:
    """How long a download takes with 400 kbit/s."""
    seconds = max(1, round(size * 8 / 400_000))
    return ngettext(
        "about %(seconds)d second on 3G", "about %(seconds)d seconds on 3G", seconds
    ) % {"seconds": seconds}


def own_language() -> SafeString:
    """The `lang` attribute of words in the reader's language that stand inside Vietnamese."""
    language = get_language() or "vi"
    return format_html(' lang="{}"', language) if language != "vi" else SafeString("")


@register.filter
def masked(value: Any) -> SafeString | str:
    """A masked name, with its cover told to screen readers."""
    text = "" if value is None else str(value)
    if masking.COVER not in text:
        return text
    before, _cover, after = text.partition(masking.COVER)
    return format_html(
        '{}<span class="msk" aria-hidden="true">•••</span><span class="vh"{}> ({})</span>{}',
        before,
        own_language(),
        _("name covered"),
        after,
    )


@register.filter
def marked(segments: Any) -> SafeString:
    """Search hits marked inside their text."""
    return format_html_join(
        "",
        "{}{}{}",
        (
            (
                format_html("<mark>{}</mark>", segment.text) if segment.is_hit else segment.text,
                "",
                "",
            )
            for segment in segments
        ),
    )


@register.filter
def telephone(value: str) -> str:
    """The number for a tel: link."""
    return "".join(letter for letter in value if letter.isdigit() or letter == "+")


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """A value by its key; None where there is none."""
    return mapping.get(key) if hasattr(mapping, "get") else None


@register.simple_tag(takes_context=True)
def query(context: Any, **changes: Any) -> str:
    """This page's query with some parameters changed; None takes one out."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        name = name.replace("_", "-")
        if value is None:
            parameters.pop(name, None)
        else:
            parameters[name] = value
    encoded = parameters.urlencode()
    return f"?{encoded}" if encoded else "?"


@register.simple_tag(takes_context=True)
def without(context: Any, name: str, value: str) -> str:
    """This page's query without one value of a parameter that may come several times."""
    parameters = context["request"].GET.copy()
    parameters.setlist(name, [known for known in parameters.getlist(name) if known != value])
    parameters.pop("trang", None)
    return f"?{parameters.urlencode()}"


@register.simple_tag(takes_context=True)
def choices(context: Any, facet: Any) -> SafeString:
    """The choices of a `queries.facets.Facet` as links that add or take away one filter.

    Crawlers are asked not to follow: the filters of one list make thousands of addresses.
    """
    address = context["request"].GET.copy()
    address.pop("trang", None)
    if not facet.takes_several:
        address.pop(facet.name, None)
    begin = address.urlencode()
    items = []
    for choice in facet.choices:
        lang = format_html(' lang="{}"', choice.lang) if choice.lang else ""
        count = f" ({choice.count_words})" if choice.count_words else ""
        if choice.is_chosen:
            mark = format_html(' aria-current="true" title="{}"', _("take this filter away"))
            href, sign = without(context, facet.name, choice.value), "✓ "
        else:
            more = urlencode({facet.name: choice.value})
            href, mark, sign = f"?{begin}&{more}" if begin else f"?{more}", "", ""
        items.append((href, mark, sign, lang, choice.label, count))
    return format_html(
        '<ul class="plain">{}</ul>',
        format_html_join(
            "",
            '<li><a rel="nofollow" href="{}"{}>{}<span{}>{}</span></a>'
            '<span class="mute num">{}</span></li>',
            items,
        ),
    )
