"""Asking, commenting, and finding out what became of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from disclosures.access import public
from disclosures.actions.appeal_decision import appeal_decision
from disclosures.actions.edit_comment import edit_comment
from disclosures.actions.receive_comment import receive_comment
from disclosures.actions.take_back_comment import take_back_comment
from disclosures.errors import NotFound, TooMany
from disclosures.forms.comment import CommentForm
from disclosures.forms.values import CommentFields
from disclosures.models import AdministrativeUnit, Disclosure
from disclosures.queries import comments
from disclosures.queries.disclosure_page import takes_public_comments
from disclosures.rules import clock
from disclosures.rules.receipts import receipt_hash
from disclosures.views import _throttle
from disclosures.views._page import commune_here, unit_page
from disclosures.views.disclosure import found
from disclosures.vocabulary import CommentMode, CommentVisibility
from disclosures.wording import language_of

HOUR = 3600
private_page = cache_control(private=True, no_store=True)


@unit_page
def comment_list(
    request: HttpRequest, code: str, unit_slug: str, year: int, number: str, slug: str
) -> HttpResponse:
    """All comments on one notice."""
    this = found(request, code, year, number)
    listing = comments.of_disclosure(this, request.GET.get("trang", "")[:200])
    context = {
        "disclosure": this,
        "unit": this.unit,
        "tab": "disclosures",
        "comments": listing,
        "is_first": listing.is_first,
        "next_cursor": listing.next_cursor,
    }
    return render(request, "disclosures/comments/comment_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@public
@private_page
def comment_form(
    request: HttpRequest, code: str, unit_slug: str, year: int, number: str, slug: str
) -> HttpResponse:
    """Write about one notice."""
    this = found(request, code, year, number)
    if this.kind.comment_mode == CommentMode.NONE:
        raise NotFound
    only_private = not takes_public_comments(this, clock.today())
    return _new(request, this.unit, this, only_private=only_private)


@unit_page
def unit_questions(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Questions to the commune that concern no notice, with their answers."""
    unit = commune_here(request, code)
    listing = comments.questions_of(unit, request.GET.get("trang", "")[:200])
    context = {
        "unit": unit,
        "tab": "questions",
        "comments": listing,
        "is_first": listing.is_first,
        "next_cursor": listing.next_cursor,
    }
    return render(request, "disclosures/comments/unit_questions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@public
@private_page
def unit_question_form(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Ask the commune about anything."""
    return _new(request, commune_here(request, code), None, only_private=False)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one form is about; `code` is that of the comment it changes."""

    unit: AdministrativeUnit
    disclosure: Disclosure | None
    only_private: bool
    row_key: str
    initial: dict[str, str] | None = None
    code: str = ""


def _new(
    request: HttpRequest,
    unit: AdministrativeUnit,
    disclosure: Disclosure | None,
    *,
    only_private: bool,
) -> HttpResponse:
    row_key = request.GET.get("hang", "")[:200]

    def send(fields: CommentFields, signals: list[str]) -> str:
        received = receive_comment(
            by=None, unit=unit, disclosure=disclosure, fields=fields, signals=signals
        )
        return received.receipt_code

    return _form(request, Sheet(unit, disclosure, only_private or bool(row_key), row_key), send)


def _form(
    request: HttpRequest, sheet: Sheet, send: Callable[[CommentFields, list[str]], str]
) -> HttpResponse:
    villages = list(sheet.unit.villages.filter(is_active=True).values_list("name", flat=True))
    data = request.POST if request.method == "POST" else None
    form = CommentForm(
        data, villages=villages, only_private=sheet.only_private, initial=sheet.initial
    )
    if sheet.initial:
        form.fields["body"].widget.attrs["lang"] = language_of(sheet.initial["body"])
    status = 200
    if request.method == "POST":
        sent = _throttle.seen_before("comment", form.data.get("token", ""), seconds=HOUR)
        if sent:
            return _receipt(request, sent)
        if form.is_valid():
            if _throttle.is_over(request, "comment", limit=10, seconds=HOUR):
                form.add_error(
                    None, _("Many comments came from your network. Try again in an hour.")
                )
                status = 429
            else:
                fields = form.values(get_language() or "vi", sheet.row_key)
                code = send(fields, form.signals)
                _throttle.remember("comment", form.cleaned_data["token"], code, seconds=HOUR)
                return _receipt(request, code)
        else:
            status = 422
        form.renew()
    context: dict[str, Any] = {
        "form": form,
        "unit": sheet.unit,
        "disclosure": sheet.disclosure,
        "only_private": sheet.only_private,
        "row_key": sheet.row_key,
        "code": sheet.code,
        "tab": "disclosures" if sheet.disclosure else "questions",
    }
    response = render(request, "disclosures/comments/comment_form.html", context, status=status)
    if status == 429:
        response["Retry-After"] = str(HOUR)
    return response


def _receipt(request: HttpRequest, code: str) -> HttpResponse:
    return redirect("comment_status", code=code.lower())


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@public
@private_page
def comment_status(request: HttpRequest, code: str) -> HttpResponse:
    """What became of one's comment; whoever holds the code is its author.

    Its form needs no cookie: the code is the permission. With `no-referrer` browsers send
    `Origin: null`, and the protection against forged requests would refuse the author.
    """
    if _throttle.is_over(request, "status", limit=120, seconds=HOUR):
        raise TooMany(_("Too many codes were tried. Wait an hour."), retry_after=HOUR)
    page = comments.status_page(receipt_hash(code))
    if request.method == "POST":
        if request.POST.get("verb") == "appeal":
            appeal_decision(by=None, comment=page.comment, receipt_code=code)
        else:
            take_back_comment(by=None, comment=page.comment, receipt_code=code)
        return redirect("comment_status", code=code)
    context = {"page": page, "code": code.upper(), "unit": page.comment.unit, "tab": "questions"}
    return _hushed(render(request, "disclosures/comments/comment_status.html", context))


def _hushed(response: HttpResponse) -> HttpResponse:
    """Keep the code of the address out of what browsers and search engines pass on."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@public
@private_page
def comment_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change one's comment while nobody has decided; needs no cookie, as `comment_status`."""
    if _throttle.is_over(request, "status", limit=120, seconds=HOUR):
        raise TooMany(_("Too many codes were tried. Wait an hour."), retry_after=HOUR)
    page = comments.status_page(receipt_hash(code))
    this = page.comment
    if not page.may_take_back:
        return redirect("comment_status", code=code)
    was_public = this.visibility != CommentVisibility.PRIVATE
    on = this.disclosure
    only_private = bool(this.row_key) or (
        on is not None and not was_public and not takes_public_comments(on, clock.today())
    )

    def send(fields: CommentFields, signals: list[str]) -> str:
        changed = edit_comment(
            by=None, comment=this, receipt_code=code, fields=fields, signals=signals
        )
        return changed.receipt_code

    initial = {
        "body": this.body,
        "visibility": this.visibility,
        "name": this.name,
        "village": this.village,
    }
    sheet = Sheet(this.unit, on, only_private, this.row_key, initial, code.lower())
    return _hushed(_form(request, sheet, send))


@unit_page
def moderation_log(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Every decision on a comment by rule and role."""
    unit = commune_here(request, code)
    log = comments.moderation_log(
        unit, today=clock.today(), cursor=request.GET.get("trang", "")[:200]
    )
    context = {
        "unit": unit,
        "tab": "questions",
        "log": log,
        "is_first": log.is_first,
        "next_cursor": log.next_cursor,
    }
    return render(request, "disclosures/comments/moderation_log.html", context)
