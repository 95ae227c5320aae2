"""Reference data: a commune's contacts and villages, people and their roles, the rules."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from disclosures.access import requires
from disclosures.actions.add_kind_record import add_kind_record
from disclosures.actions.change_unit import CONTACTS, change_unit
from disclosures.actions.grant_role import grant_role
from disclosures.actions.revoke_role import revoke_role
from disclosures.admin._desk import add_problems, desk, page
from disclosures.errors import Invalid, NotFound, Stale
from disclosures.forms.disclosure import GrantForm, KindRecordForm, PersonForm, UnitForm
from disclosures.models import AdministrativeUnit, Kind, RoleAssignment
from disclosures.vocabulary import Role


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.OFFICIAL)
def unit_settings(request: HttpRequest) -> HttpResponse:
    """Contacts and villages of one's commune."""
    mine = desk(request)
    if mine.unit is None:
        raise NotFound
    villages = mine.unit.villages.filter(is_active=True).values_list("name", flat=True)
    initial: dict[str, Any] = {name: getattr(mine.unit, name) for name in CONTACTS}
    data = request.POST if request.method == "POST" else None
    form = UnitForm(data, initial={**initial, "villages": "\n".join(villages)})
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        names = data.pop("villages").splitlines()
        try:
            change_unit(by=request.user, unit=mine.unit, contacts=data, villages=names)
        except Invalid as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("admin:unit_settings")
    return page(request, "unit_settings", mine, "unit", {"form": form}, 422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.OPERATOR)
def people(request: HttpRequest) -> HttpResponse:
    """Accounts and the roles they hold; the operator adds both."""
    mine = desk(request)
    person_form, grant_form = PersonForm(auto_id="p-%s"), GrantForm(auto_id="g-%s")
    grant_form.fields["role"].choices = Role.choices  # type: ignore[attr-defined]
    if request.method == "POST":
        if request.POST.get("verb") == "person":
            person_form = PersonForm(request.POST, auto_id="p-%s")
            done = person_form.is_valid() and _add_person(person_form)
        else:
            grant_form = GrantForm(request.POST, auto_id="g-%s")
            grant_form.fields["role"].choices = Role.choices  # type: ignore[attr-defined]
            done = grant_form.is_valid() and _grant(request, grant_form)
        if done:
            messages.success(request, _("Saved."))
            return redirect("admin:people")
    context = {
        "grants": RoleAssignment.objects.current()
        .select_related("person", "unit")
        .order_by("person__username", "role")[:300],
        "person_form": person_form,
        "grant_form": grant_form,
    }
    wrong = bool(person_form.errors or grant_form.errors)
    return page(request, "people", mine, "people", context, 422 if wrong else 200)


def _add_person(form: PersonForm) -> bool:
    model = get_user_model()
    data = form.cleaned_data
    if model.objects.filter(username=data["username"]).exists():
        form.add_error("username", _("This name is taken."))
        return False
    person = model(
        username=data["username"],
        full_name=data["full_name"],
        office=data["office"],
        email=data["email"],
    )
    try:
        validate_password(data["password"], person)
    except ValidationError as error:
        form.add_error("password", error)
        return False
    person.set_password(data["password"])
    person.save()
    return True


def _grant(request: HttpRequest, form: GrantForm) -> bool:
    data = form.cleaned_data
    person = get_user_model().objects.filter(username=data["username"]).first()
    unit = None
    if person is None:
        form.add_error("username", _("Nobody signs in with this name."))
        return False
    if data["unit_code"]:
        unit = AdministrativeUnit.objects.filter(address_code=data["unit_code"]).first()
        if unit is None:
            form.add_error("unit_code", _("No unit has this code."))
            return False
    try:
        grant_role(by=request.user, person=person, role=Role(data["role"]), unit=unit)
    except Stale as refusal:
        form.add_error(None, refusal.message)
        return False
    return True


@require_http_methods(["POST"])
@requires(Role.OPERATOR)
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role away."""
    revoke_role(by=request.user, assignment=get_object_or_404(RoleAssignment, pk=pk))
    messages.success(request, _("The role is taken away."))
    return redirect("admin:people")


@require_safe
@requires(Role.OPERATOR)
def kinds(request: HttpRequest) -> HttpResponse:
    """All rules with their spans of validity."""
    mine = desk(request)
    found = Kind.objects.order_by("group", "position", "-valid_from").defer("body")
    return page(request, "kinds", mine, "kinds", {"kinds": found})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.OPERATOR)
def kind_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a newer record of a kind."""
    mine = desk(request)
    base = get_object_or_404(Kind, pk=pk)
    rule = base.body["deadline"]
    form = KindRecordForm(
        request.POST if request.method == "POST" else None,
        initial={"days": rule["n"], "unit": rule["unit"], "basis": rule["basis"]},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        deadline = {**rule, "n": data["days"], "unit": data["unit"], "basis": data["basis"]}
        try:
            add_kind_record(
                by=request.user,
                base=base,
                valid_from=data["valid_from"],
                changes={"deadline": deadline},
            )
        except Invalid as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _("The newer rule is added; old notices keep theirs."))
            return redirect("admin:kinds")
    context = {"form": form, "kind": base}
    return page(request, "kind_record", mine, "kinds", context, 422 if form.errors else 200)
