"""Strict checks of the charts that a kind gets: which table, which columns, what money.

A chart reads columns that anybody may see, and says of each sum whether it was only proposed, has
been decided or was spent.
"""

from collections.abc import Mapping
from typing import Any

from disclosures.catalogue.check import BadRecord, keys, one_of
from disclosures.vocabulary import PrivacyClass

MONEY = frozenset({"proposed", "decided", "spent"})
COUNTED = frozenset({"households", "people"})
_BASE = {"draw": str, "table": str}
# Each chart's own keys; those that name a column, or several, are checked against the table.
DRAWN: dict[str, dict[str, Any]] = {
    "plan_and_actual": {"plan": str, "actual": str},
    "by_field": {"figure": str, "money": str},
    "per_resident": {"figure": str, "money": str},
    "by_year": {"figure": str, "money": str},
    "compensation": {"parts": list, "money": str},
    "by_place": {"place": str, "of": str},
    "progress": {"name": str, "done": str, "cost": str, "paid": str},
}
_MORE: dict[str, dict[str, Any]] = {"by_place": {"category": str, "columns": list}}
_COLUMNS = ("plan", "actual", "figure", "place", "category", "name", "done", "cost", "paid")
_LISTS = ("parts", "columns")
# What each is drawn from: sums in đồng, counts, a percentage, words.
_UNITS = {
    **dict.fromkeys(("plan", "actual", "figure", "cost", "paid", "parts"), "money"),
    "columns": "count",
    "done": "percent",
    "category": "enum",
}
# What is counted of persons is counted by the column that plays the part.
_ROLES = {"place": "village", "category": "category"}


def charts(record: Mapping[str, Any], tables: Mapping[str, Mapping[str, Any]]) -> None:
    """Raise BadRecord unless each chart of the kind `record` can be drawn from its `tables`."""
    own = {table["schema"] for table in record["tables"]}
    for at, chart in enumerate(record.get("charts", ())):
        name = f"{record['code']}: charts[{at}]"
        if not isinstance(chart, Mapping) or chart.get("draw") not in DRAWN:
            raise BadRecord(f"{name}: draw is not known.")
        keys(name, chart, _BASE | DRAWN[chart["draw"]], _MORE.get(chart["draw"], {}))
        one_of(name, "table", chart["table"], own)
        for key, known in (("money", MONEY), ("of", COUNTED)):
            if key in chart:
                one_of(name, key, chart[key], known)
        fields = {field["name"]: field for field in tables[chart["table"]]["fields"]}
        names_people = any(field["x-privacy"] == PrivacyClass.NAME for field in fields.values())
        if chart["draw"] == "by_place" and names_people == ("columns" in chart):
            raise BadRecord(f"{name}: persons are counted by row, other tables by their columns.")
        for key, column in _columns(chart):
            one_of(name, key, column, fields)
            if fields[column]["x-privacy"] != PrivacyClass.NONE:
                raise BadRecord(f"{name}: {key} {column} is not public.")
            if fields[column]["x-unit"] != _UNITS.get(key, "text"):
                raise BadRecord(f"{name}: {key} {column} is not of {_UNITS.get(key, 'text')}.")
            role = _ROLES.get(key) if "columns" not in chart else None
            if role and fields[column].get("x-role") != role:
                raise BadRecord(f"{name}: {key} {column} does not play the part {role}.")


def _columns(chart: Mapping[str, Any]) -> list[tuple[str, Any]]:
    single = [(key, chart[key]) for key in _COLUMNS if key in chart]
    return single + [(key, column) for key in _LISTS for column in chart.get(key, ())]
