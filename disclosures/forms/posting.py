"""What officials record of a notice elsewhere: where it hung, was read or told, and its end."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from disclosures.attachments.inspect import Inspected
from disclosures.forms.disclosure import PlainForm, day_field
from disclosures.forms.values import PostingDetails
from disclosures.vocabulary import Channel

_HOUR = re.compile(r"(\d{1,2})(?:\s*(?::|h|g|giờ)\s*(\d{2})?\s*(?:phút)?)?")


class PostingForm(PlainForm):
    """Where else a notice was posted, read out or told, and what proves it."""

    channel = forms.ChoiceField(label=_("How"))
    place = forms.CharField(label=_("Where"), max_length=200)
    begins_on = day_field(_("From"))
    ends_on = day_field(_("Until"), required=False)
    hours = forms.CharField(
        label=_("At what hours"),
        help_text=_("Readings of each day, or the begin of a meeting: 5:30, 17:00"),
        max_length=100, required=False,
    )  # fmt: skip
    version = forms.TypedChoiceField(
        label=_("Which version"), coerce=int, empty_value=None, required=False
    )
    sheets = forms.IntegerField(
        label=_("Number of sheets"), min_value=1, max_value=2000, required=False
    )
    present = forms.IntegerField(
        label=_("How many people came to the meeting"), min_value=0, max_value=100_000,
        required=False,
    )  # fmt: skip
    note = forms.CharField(
        label=_("Words for the minutes"),
        help_text=_("What was said and agreed, without names of residents."),
        max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    photo = forms.FileField(
        label=_("Photo as proof"),
        help_text=_(
            "JPEG or PNG. Staff of the commune alone see it; place and camera are taken out of it."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}), required=False,
        error_messages={"empty": _("The file is empty. Choose it again.")},
    )  # fmt: skip
    no_faces = forms.BooleanField(
        label=_("Nobody's face can be recognised in the photo"), required=False
    )

    def __init__(self, *args: Any, versions: Sequence[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, auto_id="f-%s", **kwargs)
        self.fields["channel"].choices = [  # type: ignore[attr-defined]
            choice for choice in Channel.choices if choice[0] != Channel.PORTAL
        ]
        self.fields["version"].choices = [  # type: ignore[attr-defined]
            (number, str(number)) for number in versions
        ]
        if len(versions) < 2:
            del self.fields["version"]

    def clean_hours(self) -> tuple[dt.time, ...]:
        """Hours as people write them: 5:30, 5h30, 17 giờ."""
        return hours_of(self.cleaned_data["hours"])

    def clean(self) -> dict[str, Any]:
        """A photo comes with the word that nobody can be recognised in it."""
        data = super().clean() or self.cleaned_data
        if data.get("photo") and not data.get("no_faces"):
            self.add_error(
                "no_faces",
                _("Look at the photo. If a face can be recognised, take another without people."),
            )
        return data

    def details(self, photo: Inspected | None) -> PostingDetails:
        """What the action takes beside place and days."""
        names = ("hours", "version", "sheets", "present", "note")
        return PostingDetails(
            **{name: self.cleaned_data[name] for name in names if name in self.fields},
            photo=photo,
        )


def hours_of(text: str) -> tuple[dt.time, ...]:
    """The hours in a list such as `5:30, 17 giờ 15`. Raises ValidationError."""
    found = []
    for part in re.split(r"[,;]|\bvà\b", text.casefold()):
        if not part.strip():
            continue
        hour = _HOUR.fullmatch(part.strip())
        if hour is None or int(hour[1]) > 23 or int(hour[2] or 0) > 59:
            raise forms.ValidationError(_("Write hours like 5:30, 17:00."))
        found.append(dt.time(int(hour[1]), int(hour[2] or 0)))
    return tuple(found)


class TakeDownForm(PlainForm):
    """When a sheet came off its board."""

    ended_on = day_field(_("Taken down on"))
    note = forms.CharField(
        label=_("Words for the minutes"),
        help_text=_("The state of the sheet, opinions that came in; without names of residents."),
        max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
