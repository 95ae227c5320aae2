"""The sign-in library's forms in the words of this portal."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts import openid


class StaffLoginForm(LoginForm):
    """Fields keep the library's names; nobody resets a password alone, the operator does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _relabel(self.fields["login"], _("User name"))
        _relabel(self.fields["password"], _("Password"))
        self.fields["password"].help_text = _("Forgotten? The portal's operator sets a new one.")

    @property
    def has_provider(self) -> bool:
        """Whether there is another service to sign in through."""
        return openid.is_set_up()


class StaffPasswordForm(ChangePasswordForm):
    """Change of one's own password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _relabel(self.fields["oldpassword"], _("Your password now"))
        _relabel(self.fields["password1"], _("New password"))
        _relabel(self.fields["password2"], _("New password once more"))


class SecondFactorForm(forms.Form):
    """The password of the moment; where one signs in, a recovery code does as well."""

    code = forms.CharField(label=_("Code"), max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="f-%s", **kwargs)
        self.fields["code"].widget.attrs["autocomplete"] = "one-time-code"
        self.fields["code"].error_messages["required"] = _("Type the code.")


def _relabel(field: Any, label: Any) -> None:
    field.label = label
    # A placeholder that repeats the label vanishes as soon as one types.
    field.widget.attrs.pop("placeholder", None)
