"""The history of a disclosure and the difference between two of its versions."""

from collections import Counter
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from disclosures.models import Version
from disclosures.queries import disclosure_page, history
from disclosures.views._page import unit_page
from disclosures.views.disclosure import found


@unit_page
def disclosure_history(
    request: HttpRequest, code: str, unit_slug: str, year: int, number: str, slug: str
) -> HttpResponse:
    """Every public step, with its reason and the number of its ledger entry."""
    this = found(request, code, year, number)
    versions = disclosure_page.public_versions(this)
    events = history.events(this)
    group = request.GET.get("xem", "")
    group = group if group in _GROUPS else ""
    pair = _pair(request, versions)
    context = {
        "disclosure": this,
        "unit": this.unit,
        "tab": "disclosures",
        "version": this.current_version,
        "events": [event for event in events if not group or event.group == _GROUPS[group]],
        "groups": _group_links(group, events),
        "sealed_size": history.sealed_size(this.unit.address_code),
        "versions": versions,
        "pair": pair,
        "comparison": history.inline_comparison(this, *pair) if pair else None,
    }
    return render(request, "disclosures/history/disclosure_history.html", context)


def _pair(request: HttpRequest, versions: Sequence[Version]) -> tuple[Version, Version] | None:
    """The versions asked for as `a` and `b`, the older one first; the newest two unless told."""
    if len(versions) < 2:
        return None
    known = {str(version.number): version for version in versions}
    asked = {known[request.GET[name]] for name in ("a", "b") if request.GET.get(name) in known}
    chosen = sorted(asked if len(asked) == 2 else versions[:2], key=lambda one: one.number)
    return chosen[0], chosen[1]


# Which steps are shown, as the address says it.
_GROUPS = {"noi-dung": "text", "niem-yet": "posting", "y-kien": "comments"}


def _group_links(asked: str, events: Sequence[history.Event]) -> list[tuple[str, int, str]]:
    """(words, how many, address) of all steps and of each group; no address for what is shown."""
    counts = Counter(event.group for event in events)
    words = {"noi-dung": _("the text"), "niem-yet": _("postings"), "y-kien": _("answers")}
    links = [(_("everything"), len(events), "?#h-steps" if asked else "")]
    for key, group in _GROUPS.items():
        if counts[group]:
            address = "" if key == asked else f"?xem={key}#h-steps"
            links.append((words[key], counts[group], address))
    return links


@unit_page
def compare(
    request: HttpRequest,
    code: str,
    unit_slug: str,
    year: int,
    number: str,
    slug: str,
    a: int,
    b: int,
) -> HttpResponse:
    """Two public versions: texts word by word, tables row by row."""
    this = found(request, code, year, number)
    chosen = []
    for version_number in (a, b):
        disclosure_page.public_version(this, version_number)
        chosen.append(
            Version.objects.get(
                disclosure=this, number=version_number, status__in=("published", "scheduled")
            )
        )
    context = {
        "disclosure": this,
        "unit": this.unit,
        "tab": "disclosures",
        "comparison": history.compare(this, *chosen),
        "kwargs": this.url_kwargs(),
    }
    return render(request, "disclosures/history/compare.html", context)
