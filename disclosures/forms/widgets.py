"""Form controls of our own."""

from typing import Any

from django import forms


class PlaceSelect(forms.Select):
    """A choice among places: their names are Vietnamese in every language, other choices are not.

    An option whose value is also its words is a name.
    """

    def create_option(self, name: str, value: Any, label: Any, *rest: Any, **more: Any) -> Any:
        option = super().create_option(name, value, label, *rest, **more)
        if str(value) == str(label):
            option["attrs"]["lang"] = "vi"
        return option
