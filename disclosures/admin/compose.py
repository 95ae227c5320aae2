"""Writing a notice: its kind first, then its own fields, files, tables, and the checklist."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from disclosures.access import requires
from disclosures.actions.attach_file import attach_file
from disclosures.actions.draft_disclosure import draft_disclosure
from disclosures.actions.edit_draft import edit_draft
from disclosures.actions.keep_properties import keep_properties
from disclosures.actions.remove_attachment import remove_attachment
from disclosures.actions.submit_disclosure import submit_disclosure
from disclosures.admin._desk import add_problems, desk, page
from disclosures.attachments.inspect import MAX_BYTES, FileRefused, TooBusy, inspect
from disclosures.attachments.serve import serve
from disclosures.duties import deadlines, periods, pictures
from disclosures.duties.completeness import problems_of
from disclosures.errors import Invalid, NotFound, Stale
from disclosures.forms.disclosure import AttachmentForm, DisclosureForm
from disclosures.forms.values import VersionFields
from disclosures.models import Attachment, Kind, TableSchema, Version
from disclosures.queries import desk as desk_queries
from disclosures.queries import disclosure_page, exceptions, imports, page_pictures
from disclosures.queries.kinds import by_group
from disclosures.rules import clock
from disclosures.vocabulary import DisclosureStatus, Role

# What only some of the staff may see yet.
OWN = "private, no-store"


@require_safe
@requires(Role.OFFICIAL)
def choose_kind(request: HttpRequest) -> HttpResponse:
    """Which kind of notice?"""
    mine = desk(request)
    return page(request, "choose_kind", mine, "compose", {"groups": by_group(clock.today())})


def _kind(code: str) -> Kind:
    found = Kind.objects.valid_on(clock.today()).filter(code=code).order_by("-valid_from").first()
    if found is None:
        raise NotFound
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.OFFICIAL)
def compose(request: HttpRequest, kind: str) -> HttpResponse:
    """A new draft with what the kind already tells filled in."""
    mine = desk(request)
    chosen = _kind(kind)
    if mine.unit is None:
        raise NotFound
    data = request.POST if request.method == "POST" else None
    form = DisclosureForm(
        data, kind=chosen, is_first=True, initial=_initial(request, mine.unit, chosen)
    )
    if request.method == "POST" and form.is_valid():
        try:
            version = draft_disclosure(
                by=request.user,
                unit=mine.unit,
                kind=chosen,
                fields=form.values(),
                period=form.cleaned_data.get("period", ""),
                triggered_on=form.cleaned_data.get("triggered_on"),
            )
        except Invalid as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _("The draft is saved."))
            return redirect("admin:draft", pk=version.pk)
    context = {"form": form, "kind": chosen}
    return page(request, "compose", mine, "compose", context, 422 if form.errors else 200)


def _initial(request: HttpRequest, unit: Any, kind: Kind) -> dict[str, Any]:
    period = request.GET.get("ky", "")
    title = kind.body["title_pattern"]
    try:
        words = periods.parse(period).words() if period else ""
    except periods.BadPeriod:
        period, words = "", ""
    return {
        "period": period,
        "title": " ".join(title.replace("{period}", words).split()),
        "issuer": f"UBND {unit.full_name}",
        "office": kind.body["office"],
        "legal_basis": "; ".join(kind.body["legal_refs"]),
        "places": [c for c in kind.body["channels"] if c != "portal"],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.OFFICIAL)
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft's texts, tables, files and checklist."""
    mine = desk(request)
    version = desk_queries.draft_of(mine, pk)
    if version.status != DisclosureStatus.DRAFT:
        return redirect("admin:notice", pk=version.disclosure_id)
    data = request.POST if request.method == "POST" else None
    form = DisclosureForm(
        data,
        kind=version.disclosure.kind,
        is_first=version.number == 1,
        initial=_current(version),
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _save(request, version, form)
            except Stale as refusal:
                form.add_error(None, refusal.message)
                form.data = form.data.copy()
                form.data["expected"] = version.modified_at.isoformat()
                status = 409
            except Invalid as refusal:
                add_problems(form, refusal)
            else:
                messages.success(request, _("The draft is saved."))
                return redirect("admin:draft", pk=pk)
    return page(request, "draft", mine, "compose", _draft_context(version, form), status)


def _save(request: HttpRequest, version: Version, form: DisclosureForm) -> None:
    expected = form.cleaned_data["expected"]
    try:
        moment = dt.datetime.fromisoformat(expected)
    except ValueError:
        moment = version.modified_at
    more = {"change_reason": version.change_reason, "is_substantive": version.is_substantive}
    edit_draft(
        by=request.user,
        version=version,
        fields=form.values(**more),
        expected=moment,
        period=form.cleaned_data.get("period", version.disclosure.period),
        triggered_on=form.cleaned_data.get("triggered_on", version.disclosure.triggered_on),
    )


def _current(version: Version) -> dict[str, Any]:
    fields = VersionFields.of(version)
    values = {name: getattr(fields, name) for name in VersionFields.__slots__}
    return {
        **values,
        "period": version.disclosure.period,
        "triggered_on": version.disclosure.triggered_on,
        "expected": version.modified_at.isoformat(),
    }


def _draft_context(version: Version, form: DisclosureForm) -> dict[str, Any]:
    disclosure = version.disclosure
    filled = {table.schema.code: table for table in version.tables.select_related("schema")}
    declared = disclosure.kind.tables_for(disclosure.fiscal_year or clock.today().year)
    schemas = {
        schema.code: schema
        for schema in TableSchema.objects.filter(code__in=[t["schema"] for t in declared])
    }
    period = periods.parse(disclosure.period) if disclosure.period else None
    due = deadlines.due_date(
        disclosure.kind.body, triggered_on=disclosure.triggered_on, period=period
    )
    return {
        "form": form,
        "version": version,
        "kind": disclosure.kind,
        "due": due,
        "is_late": bool(due and due.due_on < clock.today()),
        "returned": desk_queries.last_return(version),
        "tables": [
            (schemas[t["schema"]], bool(t.get("required")), filled.get(t["schema"]))
            for t in declared
            if t["schema"] in schemas
        ],
        "begun": imports.begun(version),
        "files": [file for file in version.attachments.order_by("number") if file.is_public],
        "file_form": AttachmentForm(auto_id="a-%s"),
        "problems": problems_of(version),
        "findings": exceptions.of_draft(version),
        "is_unsigned": not version.attachments.filter(role="signed").exists(),
    }


@require_http_methods(["POST"])
@requires(Role.OFFICIAL)
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Hang a file on the draft, judged by its content."""
    mine = desk(request)
    version = desk_queries.draft_of(mine, pk)
    form = AttachmentForm(request.POST, request.FILES, auto_id="a-%s")
    status = 422
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            content = upload.read(MAX_BYTES + 1)
            phone = version.disclosure.unit.phone
            inspected = inspect(content, published=(phone,) if phone else ())
            file = attach_file(
                by=request.user,
                version=version,
                role=form.cleaned_data["role"],
                title=form.cleaned_data["title"],
                inspected=inspected,
            )
        except FileRefused as refused:
            form.add_error("file", str(refused))
            status = 503 if isinstance(refused, TooBusy) else 422
        except Invalid as refusal:
            add_problems(form, refusal)
        else:
            if file.problems:
                messages.warning(request, _("The file is kept with the draft, but holds it back."))
            else:
                messages.success(request, _("The file is attached."))
            return redirect("admin:draft", pk=pk)
    texts = DisclosureForm(
        kind=version.disclosure.kind, is_first=version.number == 1, initial=_current(version)
    )
    context = {**_draft_context(version, texts), "file_form": form}
    return page(request, "draft", mine, "compose", context, status)


@require_safe
@requires(Role.OFFICIAL, Role.APPROVER)
def draft_file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """A file that will be public with the version, for those who write and approve it."""
    version = desk_queries.draft_of(desk(request), pk)
    attachment = get_object_or_404(Attachment, version=version, number=file)
    if not attachment.is_readable:
        raise NotFound
    return serve(request, attachment, cache_control=OWN)


@require_safe
@requires(Role.OFFICIAL, Role.APPROVER)
def draft_page(request: HttpRequest, pk: int, file: int, number: int) -> HttpResponse:
    """One page of such a file as a picture: the page that readers will have."""
    version = desk_queries.draft_of(desk(request), pk)
    context = {
        "unit": version.disclosure.unit,
        "version": version,
        "page": page_pictures.shown_page(version, file, number),
        "notice_url": reverse("admin:preview", kwargs={"pk": pk}),
        "file_url": reverse("admin:draft_file", kwargs={"pk": pk, "file": file}),
        "is_preview": True,
    }
    return render(request, "disclosures/disclosure/attachment_page.html", context)


@require_safe
@requires(Role.OFFICIAL, Role.APPROVER)
def draft_picture(request: HttpRequest, pk: int, file: int, number: int) -> HttpResponse:
    """The picture itself; of number 0 the first page, small."""
    version = desk_queries.draft_of(desk(request), pk)
    picture = page_pictures.picture_of(version, file, number)
    return serve(request, picture, cache_control=OWN, store=pictures.store())


@require_http_methods(["POST"])
@requires(Role.OFFICIAL)
def detach(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Take a file off the draft."""
    version = desk_queries.draft_of(desk(request), pk)
    attachment = get_object_or_404(Attachment, version=version, number=file)
    remove_attachment(by=request.user, attachment=attachment)
    messages.success(request, _("The file is taken off."))
    return redirect("admin:draft", pk=pk)


@require_http_methods(["POST"])
@requires(Role.OFFICIAL)
def agree_properties(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Let a signed file keep what it says of itself."""
    version = desk_queries.draft_of(desk(request), pk)
    attachment = get_object_or_404(Attachment, version=version, number=file)
    keep_properties(by=request.user, attachment=attachment)
    messages.success(request, _("The file keeps its properties; everybody will read them."))
    return redirect("admin:draft", pk=pk)


@require_safe
@requires(Role.OFFICIAL, Role.APPROVER)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The public page as it would be."""
    version = desk_queries.draft_of(desk(request), pk)
    shown = disclosure_page.preview(version)
    context = {
        "page": shown,
        "unit": version.disclosure.unit,
        "comments": None,
        "is_preview": True,
        "today": clock.today(),
    }
    return render(request, "disclosures/disclosure/disclosure.html", context)


@require_http_methods(["POST"])
@requires(Role.OFFICIAL)
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the draft forward, or say all that is missing."""
    mine = desk(request)
    version = desk_queries.draft_of(mine, pk)
    try:
        submit_disclosure(by=request.user, version=version)
    except Invalid as refusal:
        form = DisclosureForm(
            kind=version.disclosure.kind, is_first=version.number == 1, initial=_current(version)
        )
        context = {**_draft_context(version, form), "refused": refusal}
        return page(request, "draft", mine, "compose", context, 422)
    messages.success(request, _("Submitted. Somebody else now has to approve it."))
    return redirect("admin:index")
