"""Reads a calendar by two other parsers and prints what each found, as JSON.

Run by the system's Python, for which Debian packs them: vobject, and libical through GObject.
"""

import json
import sys

import gi
import vobject

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # noqa: E402 (its version is chosen first)


def by_libical(text):
    """Everything the reference implementation in C finds; it counts what it could not read."""
    calendar = ICalGLib.Component.new_from_string(text)
    assert calendar.count_errors() == 0, "libical found errors"
    kind = ICalGLib.ComponentKind.VEVENT_COMPONENT
    event = calendar.get_first_component(kind)
    found = []
    while event is not None:
        found.append([event.get_uid(), event.get_dtstart().as_ical_string(), event.get_summary()])
        event = calendar.get_next_component(kind)
    return found


def by_vobject(text):
    """What the parser of many calendar servers finds; `validate` raises on what may not be."""
    calendar = vobject.readOne(text)
    calendar.validate(raiseException=True)
    return [
        [event.uid.value, event.dtstart.value.strftime("%Y%m%d"), event.summary.value]
        for event in calendar.contents.get("vevent", [])
    ]


text = sys.stdin.read()
print(json.dumps({"libical": by_libical(text), "vobject": by_vobject(text)}))  # noqa: T201
