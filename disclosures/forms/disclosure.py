"""The forms in which officials write, approve, amend and withdraw."""

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from disclosures.duties import periods
from disclosures.forms.table import OneFileForm
from disclosures.forms.values import VersionFields
from disclosures.models import Kind
from disclosures.rules import clock
from disclosures.vocabulary import AttachmentRole, Channel, WithdrawalReason

_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_BAD_DAY = _("Write the day like 05/02/2026.")
_BAD_DATE = {"invalid": _BAD_DAY}
# The years that a commune may write about; what lies outside is a slip of the hand.
_DAYS = [
    MinValueValidator(dt.date(1945, 9, 2), _BAD_DAY),
    MaxValueValidator(dt.date(2100, 12, 31), _BAD_DAY),
]
_MOMENTS = [
    MaxValueValidator(
        dt.datetime(2100, 12, 31, tzinfo=clock.VIETNAM),
        _("Write day and hour like 05/02/2026 08:00."),
    )
]


class PlainForm(forms.Form):
    """A form whose fields say in plain words what no text may be or hold."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages.setdefault("max_length", _("Shorten this text."))
            field.error_messages.setdefault(
                "null_characters_not_allowed",
                _(
                    "It holds characters that cannot be stored. "
                    "Type the text anew instead of pasting it."
                ),
            )


def day_field(label: Any, *, required: bool = True) -> forms.DateField:
    """A day, typed or picked."""
    return forms.DateField(
        label=label, required=required, widget=_DATE, input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages=_BAD_DATE, validators=_DAYS,
    )  # fmt: skip


class DisclosureForm(PlainForm):
    """A version's texts; nothing is compulsory in a draft, the checklist says what is missing."""

    period = forms.ChoiceField(label=_("Period"), required=False)
    triggered_on = forms.DateField(
        label=_("Day from which the deadline counts"),
        required=False,
        widget=_DATE,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages=_BAD_DATE,
        validators=_DAYS,
    )
    title = forms.CharField(
        label=_("Title"),
        help_text=_("As a neighbour would say it, at most 90 letters if possible."),
        max_length=300,
        required=False,
    )
    summary = forms.CharField(
        label=_("In short"),
        help_text=_("One or two sentences with the most important figure."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    body = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    document_number = forms.CharField(
        label=_("Number and symbol"), help_text=_("For example 219/TB-UBND"), max_length=60,
        required=False,
    )  # fmt: skip
    document_date = forms.DateField(
        label=_("Signed on"), required=False, widget=_DATE,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"], error_messages=_BAD_DATE, validators=_DAYS,
    )  # fmt: skip
    issuer = forms.CharField(label=_("Issued by"), max_length=200, required=False)
    signer = forms.CharField(
        label=_("Signed by"), help_text=_("Office held, and the name as on the document."),
        max_length=200, required=False,
    )  # fmt: skip
    office = forms.CharField(label=_("Office in charge"), max_length=200, required=False)
    places = forms.MultipleChoiceField(
        label=_("Posted elsewhere too"), required=False, widget=forms.CheckboxSelectMultiple
    )
    legal_basis = forms.CharField(
        label=_("Why it must be published"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    expected = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: Kind, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="f-%s", **kwargs)
        self.fields["places"].choices = [  # type: ignore[attr-defined]
            choice for choice in Channel.choices if choice[0] != Channel.PORTAL
        ]
        choices = period_choices(kind)
        if choices and is_first:
            self.fields["period"].choices = [("", "–"), *choices]  # type: ignore[attr-defined]
        else:
            del self.fields["period"]
        if not is_first or kind.body["trigger"] in {"period_end", "on_change"}:
            del self.fields["triggered_on"]

    def values(self, **more: Any) -> VersionFields:
        """What the action takes."""
        data = self.cleaned_data
        names = (
            "title", "summary", "body", "document_number", "document_date", "issuer", "signer",
            "office", "places", "legal_basis",
        )  # fmt: skip
        return VersionFields(**{name: data[name] for name in names}, **more)


def period_choices(kind: Kind) -> list[tuple[str, str]]:
    """The periods of the kind's rhythm that an official may choose, newest first."""
    today = dt.date.today()
    found = periods.periods_of(
        kind.body["period"], dt.date(2025, 1, 1), dt.date(today.year + 1, 12, 31)
    )
    return [(period.code, period.words()) for period in reversed(found)]


class AttachmentForm(OneFileForm, PlainForm):
    """One file with its title."""

    role = forms.ChoiceField(
        label=_("What is it?"),
        choices=[
            (AttachmentRole.SIGNED, AttachmentRole.SIGNED.label),
            (AttachmentRole.ANNEX, AttachmentRole.ANNEX.label),
        ],
    )
    title = forms.CharField(label=_("Name of the file for readers"), max_length=200, required=False)
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, Word, Excel, OpenDocument, JPEG or PNG, at most 20 MB."),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Choose it again."),
        },
    )


class ReasonForm(PlainForm):
    """A reason in words."""

    note = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the reason.")},
    )


class AmendForm(PlainForm):
    """Why a published notice changes."""

    reason = forms.CharField(
        label=_("What changes and why?"),
        help_text=_("Everybody reads this sentence."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what changes and why.")},
    )
    is_substantive = forms.BooleanField(
        label=_("Figures, rows, dates or the decision change (the windows open anew)"),
        required=False,
        initial=True,
    )


class WithdrawForm(PlainForm):
    """Why a notice is taken off the portal."""

    reason_code = forms.ChoiceField(
        label=_("Reason"),
        choices=WithdrawalReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    note = forms.CharField(
        label=_("What residents read in its place"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Write in a sentence what residents shall read in its place.")
        },
    )


class ScheduleForm(PlainForm):
    """When an approved version appears."""

    publish_at = forms.DateTimeField(
        label=_("Publish at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"],
        error_messages={
            "required": _("Choose day and hour."),
            "invalid": _("Write day and hour like 05/02/2026 08:00."),
        },
        validators=_MOMENTS,
    )

    def clean_publish_at(self) -> dt.datetime:
        """Nothing may be approved on the way to a moment that is past."""
        publish_at: dt.datetime = self.cleaned_data["publish_at"]
        if publish_at < clock.now():
            raise forms.ValidationError(_("Choose a moment to come."))
        return publish_at


class ReplyForm(PlainForm):
    """The commune's answer."""

    office = forms.CharField(
        label=_("Office that answers"), max_length=200,
        error_messages={"required": _("Choose the office that answers.")},
    )  # fmt: skip
    body = forms.CharField(
        label=_("Answer"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write the answer.")},
    )  # fmt: skip


class UnitForm(PlainForm):
    """Public contacts and villages of a commune."""

    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    office_address = forms.CharField(
        label=_("Address of the office"), max_length=200, required=False
    )
    office_hours = forms.CharField(label=_("Office hours"), max_length=200, required=False)
    population = forms.IntegerField(
        label=_("Residents"), min_value=0, max_value=10_000_000, required=False
    )
    households = forms.IntegerField(
        label=_("Households"), min_value=0, max_value=10_000_000, required=False
    )
    villages = forms.CharField(
        label=_("Villages, one a line"), required=False, widget=forms.Textarea(attrs={"rows": 8})
    )

    def clean_villages(self) -> str:
        """No name longer than a village has room for."""
        villages: str = self.cleaned_data["villages"]
        if any(len(name) > 100 for name in villages.splitlines()):
            raise forms.ValidationError(_("Shorten this text."))
        return villages


class PersonForm(PlainForm):
    """A new account with its first role."""

    username = forms.SlugField(label=_("Name for signing in"), max_length=60)
    full_name = forms.CharField(label=_("Full name"), max_length=120)
    office = forms.CharField(label=_("Office"), max_length=200, required=False)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("For reminders before deadlines.")
    )
    password = forms.CharField(label=_("First password"), min_length=12, widget=forms.PasswordInput)


class GrantForm(PlainForm):
    """A role for a person at a unit."""

    username = forms.CharField(label=_("Name for signing in"), max_length=150)
    role = forms.ChoiceField(label=_("Role"))
    unit_code = forms.CharField(
        label=_("Code of the unit"), required=False, max_length=8,
        help_text=_("Blank for the whole portal."),
    )  # fmt: skip


class KindRecordForm(PlainForm):
    """What changes in a rule, from which day on."""

    valid_from = forms.DateField(
        label=_("Valid from"), widget=_DATE, input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages=_BAD_DATE, validators=_DAYS,
    )  # fmt: skip
    days = forms.IntegerField(label=_("Deadline in days"), min_value=0, max_value=400)
    unit = forms.ChoiceField(
        label=_("Counted in"), choices=[("day", _("days")), ("working_day", _("working days"))]
    )
    basis = forms.CharField(label=_("Legal basis of the deadline"), max_length=300)
