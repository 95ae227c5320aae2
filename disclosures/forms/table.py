"""The steps of taking in a table from a workbook."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from disclosures.rules.numbers import MONEY_UNITS
from disclosures.tables.schema import Schema
from disclosures.tables.units import money_unit_words
from disclosures.vocabulary import PrivacyClass


class OneFileForm(forms.Form):
    """A form that takes one file and says so when two are sent under its name."""

    def clean_file(self) -> Any:
        if len(self.files.getlist(self.add_prefix("file"))) > 1:
            raise forms.ValidationError(_("Choose one file at a time."))
        return self.cleaned_data["file"]


class UploadForm(OneFileForm):
    """Step 1: the file."""

    file = forms.FileField(
        label=_("Excel, OpenDocument or CSV file"),
        help_text=_("At most 20 MB. The file itself is kept privately and never shown."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Save the table again and choose that file."),
        },
    )


class ColumnsForm(forms.Form):
    """Step 2: which sheet, which unit, which file column fills which column."""

    def __init__(
        self,
        *args: Any,
        schema: Schema,
        headers: tuple[str, ...],
        has_hidden_rows: bool = False,
        is_exchanged: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, auto_id="f-%s", **kwargs)
        self.schema = schema
        if is_exchanged:
            self.fields["keep_letters"] = forms.BooleanField(
                label=_("Leave the letters as they stand in the file."), required=False
            )
        if has_hidden_rows:
            self.fields["leave_hidden"] = forms.BooleanField(
                label=_("Leave out the rows that are hidden in the file."), required=False
            )
        if any(column.unit == "money" for column in schema.columns):
            self.fields["money_unit"] = forms.ChoiceField(
                label=_("Amounts in the file are in"),
                choices=[(unit, money_unit_words(unit)) for unit in MONEY_UNITS],
            )
        choices = [("", _("– not in the file –"))] + [
            (str(at), header or f"({at + 1})") for at, header in enumerate(headers)
        ]
        for column in schema.columns:
            if column.privacy != PrivacyClass.NEVER:
                self.fields[f"column-{column.name}"] = forms.ChoiceField(
                    label=column.title, choices=choices, required=False
                )

    def mapping(self) -> dict[str, int]:
        """Schema column → file column."""
        return {
            name.removeprefix("column-"): int(value)
            for name, value in self.cleaned_data.items()
            if name.startswith("column-") and value
        }


class ConfirmForm(forms.Form):
    """Step 4: the person saw how private data is covered, and what was read out of the ordinary."""

    seen = forms.BooleanField(
        label=_("I have looked at how names are covered, and agree."),
        error_messages={"required": _("Look at the examples and tick the box.")},
    )

    def __init__(self, *args: Any, to_confirm: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if to_confirm:
            self.fields["agreed"] = forms.BooleanField(
                label=_("I have compared each of these points with the file, and they are right."),
                error_messages={"required": _("Compare the points above and tick the box.")},
            )
