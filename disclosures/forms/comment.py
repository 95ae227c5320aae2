"""The form in which a resident writes to the commune."""

import secrets
import time
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from disclosures.forms.values import COMMENT_LENGTH, CommentFields
from disclosures.forms.widgets import PlaceSelect
from disclosures.rules import identifiers
from disclosures.search.fold import fold
from disclosures.vocabulary import CommentVisibility

TOO_FAST = 3
TOKEN_AGE = 12 * 3600
_DELICATE = (
    "benh", "hiv", "ung thu", "tam than", "khuyet tat", "ngoai tinh", "hoc sinh", "chau be",
)  # fmt: skip


class CommentForm(forms.Form):
    """Text, where it shows, and who writes; the rest is optional.

    Phone and identity numbers in the text block, with the words quoted. Words about health or
    children only advise, once. The trap is a field that people never see.
    """

    body = forms.CharField(
        label=_("What do you want to ask or say?"),
        help_text=_(
            "As you would say it. No identity numbers, phone numbers or illnesses of anybody."
        ),
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 7, "data-count": ""}),
        error_messages={
            "required": _("Write what you want to ask or say."),
            "max_length": _("Shorten the text to at most %(limit_value)d characters."),
        },
    )
    visibility = forms.ChoiceField(
        label=_("Where is it shown?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where your comment is shown.")},
    )
    name = forms.CharField(label=_("Your name"), max_length=120, required=False)
    village = forms.ChoiceField(label=_("Your village"), required=False, widget=PlaceSelect)
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("Only to tell you about the answer. It is never shown."),
        required=False,
        error_messages={"invalid": _("Write the address like ten@example.vn, or leave it blank.")},
    )
    website = forms.CharField(label=_("Leave this blank"), required=False, max_length=200)
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, villages: list[str], only_private: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, auto_id="f-%s", **kwargs)
        choices = [
            (CommentVisibility.PUBLIC, _("Public: everybody reads it, with the name you give")),
            (CommentVisibility.UNNAMED, _("Public, but without my name")),
        ]
        private = (CommentVisibility.PRIVATE, _("Only to the commune: it is never shown here"))
        self.fields["visibility"].choices = [private] if only_private else [*choices, private]  # type: ignore[attr-defined]
        if only_private:
            self.fields["visibility"].initial = CommentVisibility.PRIVATE
        self.fields["village"].choices = [  # type: ignore[attr-defined]
            ("", _("I would rather not say")),
            *((name, name) for name in villages),
            ("Nơi khác", _("Somewhere else")),
        ]
        self.fields["token"].initial = new_token()
        self.signals: list[str] = []

    def clean_body(self) -> str:
        """Block private numbers, quoting them."""
        body: str = self.cleaned_data["body"].replace("\x00", "")
        spans = identifiers.blocking(body)
        if spans:
            sample = body[spans[0].start : spans[0].end]
            raise forms.ValidationError(
                _("Take “%(sample)s” out of the text: it looks like private data."),
                params={"sample": sample},
            )
        return body

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].replace("\x00", "")
        if identifiers.blocking(name):
            raise forms.ValidationError(_("Write only your name here."))
        return name

    def clean(self) -> dict[str, Any]:
        """Advise once on delicate words; note what looks like a machine."""
        cleaned = super().clean() or {}
        if cleaned.get("website"):
            self.signals.append("trap")
        age = token_age(cleaned.get("token", ""))
        if age is None:
            raise forms.ValidationError(
                _("The page was open too long. Your text is kept: send it once more.")
            )
        if age < TOO_FAST:
            self.signals.append("fast")
        folded = f" {fold(cleaned.get('body', ''))} "
        delicate = next((word for word in _DELICATE if f" {word} " in folded), "")
        if delicate and not cleaned.get("confirmed") and "body" in cleaned:
            self.data = self.data.copy()
            self.data[self.add_prefix("confirmed")] = "1"
            self.add_error(
                "body",
                _(
                    "Does the text tell of somebody's illness or of a child? "
                    "If it may be known, send it once more."
                ),
            )
        return cleaned

    def renew(self) -> None:
        """A fresh token for the next try, kept text and choices."""
        self.data = self.data.copy()
        if token_age(self.data.get("token", "")) is None:
            self.data["token"] = new_token()

    def values(self, language: str, row_key: str = "") -> CommentFields:
        """What the action takes."""
        data = self.cleaned_data
        return CommentFields(
            body=data["body"],
            visibility=data["visibility"],
            name=data["name"],
            village=data["village"],
            row_key=row_key,
            language=language,
            email=data["email"],
        )


def new_token() -> str:
    """A signed, dated random text: it tells two sendings of one form from two comments."""
    return signing.dumps(secrets.token_hex(8), salt="comment-form")


def token_age(token: str) -> float | None:
    """How many seconds ago the form was opened; None for a token that is none or too old."""
    try:
        signing.loads(token, salt="comment-form", max_age=TOKEN_AGE)
        stamp = token.split(":")[1]
    except (signing.BadSignature, IndexError):
        return None
    return time.time() - signing.b62_decode(stamp)
