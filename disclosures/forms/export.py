"""What somebody chooses who takes out a history."""

import datetime as dt
import re

from django import forms
from django.utils.translation import gettext as _


class Day(forms.Field):
    """A day as people write it, 31/10/2026, or as browsers send it."""

    def to_python(self, value: str | None) -> dt.date | None:
        text = (value or "").strip()[:40]
        if not text:
            return None
        found = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text)
        try:
            if found:
                day, month, year = map(int, found.groups())
                return dt.date(year, month, day)
            return dt.date.fromisoformat(text)
        except ValueError as error:
            raise forms.ValidationError(_("Write the day like 31/10/2026.")) from error


class ExportForm(forms.Form):
    """Edition, period, and whether attachments come along."""

    ban = forms.ChoiceField(choices=[("public", ""), ("auditor", "")], initial="public")
    tu = Day(required=False)
    den = Day(required=False)
    khong_tep = forms.BooleanField(required=False)

    def clean(self) -> dict[str, object]:
        """Refuses a period that ends before it begins."""
        cleaned = super().clean() or {}
        begin, end = cleaned.get("tu"), cleaned.get("den")
        if begin and end and begin > end:
            self.add_error("den", _("The last day lies before the first."))
        return cleaned

    @property
    def period(self) -> tuple[dt.date, dt.date] | None:
        """The first and last day; open ends reach as far as can be."""
        begin, end = self.cleaned_data.get("tu"), self.cleaned_data.get("den")
        if not begin and not end:
            return None
        return begin or dt.date(2025, 7, 1), end or dt.date(9999, 12, 31)
