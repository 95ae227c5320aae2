"""Kinds of disclosure as residents read them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from disclosures.catalogue.load import Group, groups, sources
from disclosures.catalogue.terms import Term, terms_in
from disclosures.duties.deadlines import cited
from disclosures.errors import NotFound
from disclosures.models import Kind, TableSchema
from disclosures.vocabulary import Certainty, Channel
from disclosures.wording import sentence


@dataclass(frozen=True, slots=True)
class KindPage:
    """A kind in plain words."""

    kind: Kind
    group: Group
    what: str
    how_to_read: str
    explained_in: str
    when: str
    how_long: str
    channels: tuple[str, ...]
    legal_refs: tuple[str, ...]
    certainty: str
    sources: tuple[dict[str, Any], ...]
    tables: tuple[TableSchema, ...]
    comment_words: str
    terms: tuple[Term, ...]


def by_group(day: dt.date) -> list[tuple[Group, list[Kind]]]:
    """All kinds in force on `day`, group by group. One query."""
    found = list(Kind.objects.valid_on(day).defer("body"))
    return [(group, [kind for kind in found if kind.group == group.code]) for group in groups()]


def listed(day: dt.date) -> list[Kind]:
    """All kinds in force on `day` by name alone, in the order of the catalogue. One query."""
    names = ("code", "slug", "group", "title_vi", "title_en", "title_km")
    return list(Kind.objects.valid_on(day).only(*names))


def kind_page(slug: str, day: dt.date) -> KindPage:
    """The kind with this slug as it holds on `day`. Two queries. Raises NotFound."""
    kind = Kind.objects.valid_on(day).filter(slug=slug).order_by("-valid_from").first()
    if kind is None:
        raise NotFound
    body = kind.body
    language, explain = _explanation(body["explain"])
    codes = [table["schema"] for table in kind.tables_for(day.year)]
    known = sources()
    return KindPage(
        kind=kind,
        group={group.code: group for group in groups()}[kind.group],
        what=explain["what"],
        how_to_read=explain.get("how_to_read", ""),
        explained_in=language,
        when=_when(body),
        how_long=_how_long(body),
        channels=tuple(
            str(Channel(c).label) if c in Channel.values else _("in the form of the error")
            for c in body["channels"]
        ),
        legal_refs=tuple(body["legal_refs"]),
        certainty=str(Certainty(kind.status).label),
        sources=tuple(known[source] for source in body["sources"] if source in known),
        tables=tuple(TableSchema.objects.filter(code__in=codes)),
        comment_words=_comment_words(body),
        terms=terms_in(
            [kind.title_vi, body["explain"]["what"], body["explain"].get("how_to_read", "")]
        ),
    )


def _explanation(explain: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The explanation in the reader's language, else the Vietnamese one, and which it is."""
    language = get_language() or "vi"
    return (language, explain[language]) if language in explain else ("vi", explain)


def _when(body: dict[str, Any]) -> str:
    rule = body["deadline"]
    values = {"days": rule["n"], "basis": cited(rule["basis"])}
    if rule["direction"] == "before":
        if rule["unit"] == "working_day":
            return sentence(_("At least %(days)d working days before (%(basis)s)."), **values)
        return sentence(_("At least %(days)d days before (%(basis)s)."), **values)
    if rule["unit"] == "working_day":
        return sentence(_("Within %(days)d working days (%(basis)s)."), **values)
    return sentence(_("Within %(days)d days (%(basis)s)."), **values)


def _how_long(body: dict[str, Any]) -> str:
    posting = body["posting"]
    values = {
        "days": posting.get("noticeboard_days", 0),
        "basis": cited(posting.get("basis") or ""),
    }
    match posting["duration"]:
        case "days":
            return sentence(
                _("On the noticeboard for at least %(days)d days (%(basis)s)."), **values
            )
        case "permanent":
            return sentence(_("All the time (%(basis)s)."), **values)
        case "whole_period":
            return sentence(_("During the whole compensation (%(basis)s)."), **values)
    return _("No law sets a time.")


def _comment_words(body: dict[str, Any]) -> str:
    days = body["comment"].get("min_days")
    match body["comment"]["mode"]:
        case "none":
            return _("No comments are taken.")
        case "private_objection":
            return _("Comments go to the commune only, because they concern households.")
        case "consultation" | "statutory_opinion" if days:
            return _("Everybody may comment for at least %(days)d days.") % {"days": days}
    return _("Everybody may ask and comment; a moderator reads first.")
