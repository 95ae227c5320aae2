"""The second factor's pages: asked for when signing in, set up, looked after."""

from typing import Any

import segno
from allauth.account.stages import LoginStageController
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from disclosures.errors import TooMany
from portal.accounts import one_time, second_factor
from portal.accounts.forms import SecondFactorForm
from portal.accounts.models import User
from portal.accounts.stages import SecondFactorStage

_PROPOSED = "second_factor_proposed"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_code(request: HttpRequest) -> HttpResponse:
    """After the password: the password of the moment, or a recovery code."""
    stage = LoginStageController.enter(request, SecondFactorStage.key)
    if stage is None:
        return redirect("account_login")
    if stage.login.user.second_factor_at is None:
        return redirect("second_factor_set_up")
    form = _form(request)
    if request.method == "POST" and _accepted(request, form, stage.login.user):
        return stage.exit()
    return _page(request, "second_factor", form, {})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_set_up(request: HttpRequest) -> HttpResponse:
    """Scan the key, prove it with one password, take the recovery codes home: shown once."""
    stage = LoginStageController.enter(request, SecondFactorStage.key)
    if stage is None and not request.user.is_authenticated:
        return redirect("account_login")
    person: User = stage.login.user if stage else request.user  # type: ignore[assignment]
    if person.second_factor_at is not None:
        return redirect("second_factor" if stage else "second_factor_page")
    proposed = request.session.setdefault(_PROPOSED, second_factor.sealed(one_time.new_key()))
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        codes = second_factor.set_up(person, proposed, form.cleaned_data["code"])
        if codes:
            del request.session[_PROPOSED]
            return _codes(request, codes, _go_on(request, person, stage))
        form.add_error("code", _not_this_code())
    return _page(request, "second_factor_set_up", form, _shown(proposed, person))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_page(request: HttpRequest) -> HttpResponse:
    """For somebody signed in: is it on, new recovery codes, take it away (with a code each)."""
    person: User = request.user  # type: ignore[assignment]
    form = _form(request)
    if request.method == "POST":
        if person.second_factor_at is None:
            return redirect("second_factor_page")
        if _accepted(request, form, person):
            if request.POST.get("verb") == "codes":
                codes = second_factor.new_recovery_codes(person)
                return _codes(request, codes, reverse("second_factor_page"))
            second_factor.forget(person)
            update_session_auth_hash(request, person)
            messages.success(request, _("The second step is taken away."))
            return redirect("second_factor_page")
    left = person.recovery_codes.count()
    return _page(request, "second_factor_page", form, {"person": person, "left": left})


def _form(request: HttpRequest) -> SecondFactorForm:
    return SecondFactorForm(request.POST if request.method == "POST" else None)


def _accepted(request: HttpRequest, form: SecondFactorForm, person: User) -> bool:
    """Whether the form holds a code that counts; raises TooMany after five guesses."""
    if not form.is_valid():
        return False
    _count(request, person)
    if second_factor.accepts(person, form.cleaned_data["code"]):
        ratelimit.clear(request, action="second_factor", key=str(person.pk))
        return True
    form.add_error("code", _not_this_code())
    return False


def _count(request: HttpRequest, person: User) -> None:
    if not ratelimit.consume(request, action="second_factor", key=str(person.pk)):
        raise TooMany(
            _("Too many wrong codes. Wait five minutes and try again."), retry_after=5 * 60
        )


def _not_this_code() -> str:
    return _(
        "This is not the code of this moment. Wait for the next one; if none is taken, see that "
        "the telephone sets its clock by itself."
    )


def _go_on(request: HttpRequest, person: User, stage: SecondFactorStage | None) -> str:
    """Let the person in who has just set it up; the address that they wanted."""
    if stage is not None:
        return stage.exit().url  # type: ignore[attr-defined, no-any-return]
    update_session_auth_hash(request, person)
    second_factor.mark(request, person)
    return reverse("second_factor_page")


def _shown(sealed_key: str, person: User) -> dict[str, Any]:
    key = second_factor.unsealed(sealed_key) or b""
    issuer = _("Công khai xã")
    spelled = one_time.spelled(key)
    code = segno.make(one_time.address(key, issuer=issuer, account=person.username), micro=False)
    return {
        "qr": code.svg_data_uri(scale=5, border=3, light="#fff"),
        "spelled": " ".join(spelled[at : at + 4] for at in range(0, len(spelled), 4)),
    }


def _codes(request: HttpRequest, codes: list[str], next_url: str) -> HttpResponse:
    return render(request, "account/recovery_codes.html", {"codes": codes, "next_url": next_url})


def _page(
    request: HttpRequest, template: str, form: SecondFactorForm, context: dict[str, Any]
) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, f"account/{template}.html", {"form": form, **context}, status=status)
