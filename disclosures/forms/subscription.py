"""The forms of following: what one wants to hear of, and how often."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from disclosures.catalogue.load import groups
from disclosures.forms.values import Selection
from disclosures.forms.widgets import PlaceSelect
from disclosures.vocabulary import Frequency


class SubscribeForm(forms.Form):
    """Address and frequency; village and groups narrow. The trap is a field that nobody sees.

    What the address of the page names (commune, notice, kind, words) is not typed again.
    """

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("It is used for these letters alone and shown to nobody."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Write your e-mail address."),
            "invalid": _("Write the address like ten@example.vn."),
        },
    )
    frequency = forms.ChoiceField(
        label=_("How often?"),
        widget=forms.RadioSelect,
        choices=Frequency.choices,
        initial=Frequency.DAILY,
        error_messages={"required": _("Choose how often.")},
    )
    ap = forms.ChoiceField(label=_("Only about one village"), required=False, widget=PlaceSelect)
    loai = forms.MultipleChoiceField(
        label=_("Only some kinds of notices"),
        help_text=_("Leave all blank to hear of everything."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    website = forms.CharField(label=_("Leave this blank"), required=False, max_length=200)

    def __init__(self, *args: Any, about: Any, in_browser: bool = False, **kwargs: Any) -> None:
        """`in_browser`: messages go to the browser that sends the form, no address is asked."""
        super().__init__(*args, auto_id="f-%s", **kwargs)
        self.about = about
        if in_browser:
            del self.fields["email"]
        villages = []
        if about.unit:
            named = about.unit.villages.filter(is_active=True)
            villages = list(named.values_list("name", flat=True))
        self.fields["ap"].choices = [("", _("The whole commune")), *((v, v) for v in villages)]  # type: ignore[attr-defined]
        self.fields["loai"].choices = [(g.code, g.title) for g in groups()]  # type: ignore[attr-defined]
        if not villages or about.is_of_roots:
            del self.fields["ap"]
        if about.kind or about.disclosure or about.is_of_roots:
            del self.fields["loai"]
        if about.is_of_roots:
            del self.fields["frequency"]

    def clean(self) -> dict[str, Any]:
        """Something must be chosen where the page is about nothing in particular."""
        cleaned = super().clean() or {}
        chosen = self.about.words or cleaned.get("loai")
        if not chosen and "loai" not in self.errors:
            self.add_error("loai", _("Choose at least one kind, or begin on a commune's page."))
        return cleaned

    @property
    def is_trapped(self) -> bool:
        """Whether the hidden field was filled in, as only machines do."""
        return bool(self.cleaned_data.get("website"))

    def selection(self) -> Selection:
        """What the action takes."""
        about = self.about
        if about.is_of_roots:
            return Selection(unit=about.unit, is_of_roots=True)
        if about.disclosure:
            return Selection(disclosure=about.disclosure)
        topics = [about.kind.code] if about.kind else self.cleaned_data.get("loai", [])
        return Selection(
            unit=about.unit,
            village=self.cleaned_data.get("ap", ""),
            topics=tuple(topics),
            q=about.q,
        )
