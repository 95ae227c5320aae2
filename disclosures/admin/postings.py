"""What is recorded of a notice outside the portal: boards, loudspeakers, meetings, their proof."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from disclosures.access import requires
from disclosures.actions.record_posting import record_posting
from disclosures.actions.take_down_posting import take_down_posting
from disclosures.admin._desk import add_problems, desk
from disclosures.admin.amend import notice_page
from disclosures.attachments.inspect import MAX_BYTES, FileRefused, Inspected, inspect
from disclosures.attachments.serve import serve
from disclosures.errors import Invalid
from disclosures.forms.posting import PostingForm, TakeDownForm
from disclosures.print.minutes import Minutes
from disclosures.print.pdf import minutes_pdf
from disclosures.queries import desk as desk_queries
from disclosures.queries import minutes as minutes_queries
from disclosures.queries import postings as queries
from disclosures.vocabulary import Role

STAFF = (Role.OFFICIAL, Role.APPROVER)


@require_http_methods(["POST"])
@requires(Role.OFFICIAL)
def posting(request: HttpRequest, pk: Any) -> HttpResponse:
    """Record a posting elsewhere."""
    mine = desk(request)
    disclosure = desk_queries.notice_of(mine, pk)
    form = PostingForm(request.POST, request.FILES, versions=queries.versions_of(disclosure))
    if form.is_valid() and _record(request, disclosure, form):
        messages.success(request, _("Recorded."))
        return redirect("admin:notice", pk=pk)
    return notice_page(request, mine, disclosure, 422, posting_form=form)


def _record(request: HttpRequest, disclosure: Any, form: PostingForm) -> bool:
    data = form.cleaned_data
    try:
        record_posting(
            by=request.user,
            disclosure=disclosure,
            channel=data["channel"],
            place=data["place"],
            begins_on=data["begins_on"],
            ends_on=data["ends_on"],
            details=form.details(_photo(data["photo"])),
        )
    except FileRefused as refused:
        form.add_error("photo", str(refused))
    except Invalid as refusal:
        add_problems(form, refusal)
    return not form.errors


def _photo(upload: Any) -> Inspected | None:
    return inspect(upload.read(MAX_BYTES + 1)) if upload else None


@require_http_methods(["POST"])
@requires(Role.OFFICIAL)
def take_down(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that a sheet came off its board."""
    mine = desk(request)
    this = queries.posting_of(mine.unit, pk)
    form = TakeDownForm(request.POST, auto_id=f"t{pk}-%s")
    if form.is_valid():
        try:
            take_down_posting(by=request.user, posting=this, **form.cleaned_data)
        except Invalid as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _("Recorded."))
            return redirect("admin:notice", pk=this.disclosure_id)
    return notice_page(request, mine, this.disclosure, 422, taking_down=(this.pk, form))


@require_safe
@requires(*STAFF)
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """The photo that proves it, for the commune's own staff."""
    found = queries.photo_of(queries.posting_of(desk(request).unit, pk))
    return serve(request, found, cache_control="private, no-store")


@require_safe
@requires(*STAFF)
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes of a posting, to be printed and signed."""
    this = queries.posting_of(desk(request).unit, pk)
    return _minutes(minutes_queries.posting_minutes(this), this.recorded_at, "bien-ban.pdf")


@require_safe
@requires(*STAFF)
def end_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes of its end; 404 while the sheet hangs."""
    this = queries.posting_of(desk(request).unit, pk)
    drawn = minutes_queries.ending_minutes(this)
    return _minutes(drawn, this.end.recorded_at, "bien-ban-ket-thuc.pdf")


def _minutes(drawn: Minutes, at: dt.datetime, name: str) -> HttpResponse:
    response = HttpResponse(minutes_pdf(drawn, at=at), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
