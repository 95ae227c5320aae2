"""The forms in which a person is found and the erasing of their data is proposed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from disclosures.forms.disclosure import PlainForm
from disclosures.vocabulary import RedactionBasis


class FindPersonForm(PlainForm):
    """Whom to look for. Sent by POST, so that no address or log carries the name."""

    name = forms.CharField(
        label=_("Name of the person"),
        help_text=_("At least two words. With or without accents. Each search is recorded."),
        max_length=120,
        error_messages={"required": _("Write the name.")},
    )

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if len(name) < 5 or " " not in name:
            raise forms.ValidationError(_("Write at least two words of the name."))
        return name


class RedactionForm(PlainForm):
    """On what basis and by which decision; the places are ticked in the list above."""

    basis = forms.ChoiceField(
        label=_("Why is it erased?"),
        choices=RedactionBasis.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why it is erased.")},
    )
    decision_number = forms.CharField(
        label=_("Number of the decision"),
        help_text=_("It stands on the pages in place of what is erased."),
        max_length=60,
        error_messages={"required": _("Write the number of the decision, like 12/QĐ-UBND.")},
    )
    decision_date = forms.DateField(
        label=_("Day of the decision"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Write the day like 05/02/2026."),
            "invalid": _("Write the day like 05/02/2026."),
        },
    )
    note = forms.CharField(
        label=_("Reason"),
        help_text=_("Do not name the person: the reason is kept, the name is not."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the reason.")},
    )
