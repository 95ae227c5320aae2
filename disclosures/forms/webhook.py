"""The form in which an operator names a program to be called."""

from django import forms
from django.utils.translation import gettext_lazy as _

from disclosures.models import AdministrativeUnit


class WebhookForm(forms.Form):
    """An address, and perhaps the unit that it is about."""

    url = forms.CharField(
        label=_("Address to call"),
        help_text=_("It begins with https:// and is reachable from the internet."),
        max_length=500,
        error_messages={"required": _("Write an address that begins with https://.")},
    )
    unit = forms.CharField(
        label=_("Code of the commune or province"),
        help_text=_("Leave blank for all communes."),
        required=False,
        max_length=6,
    )

    def clean_unit(self) -> AdministrativeUnit | None:
        """The unit with this code."""
        code = self.cleaned_data["unit"].strip()
        if not code:
            return None
        found = AdministrativeUnit.objects.filter(address_code=code).first()
        if found is None:
            raise forms.ValidationError(_("No unit has this code."))
        return found
