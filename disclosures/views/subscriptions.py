"""Following by e-mail or in a browser: ask, confirm, change, end. No account; a token is the key.

Pages with a token take forms without the cookie against forged requests: who does not know the
token cannot forge, and `no-referrer` makes browsers send `Origin: null`, which Django refuses.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from disclosures.access import public
from disclosures.actions.change_subscription import change_subscription
from disclosures.actions.confirm_subscription import confirm_subscription
from disclosures.actions.subscribe import subscribe
from disclosures.actions.unsubscribe import unsubscribe
from disclosures.catalogue.load import groups
from disclosures.errors import Invalid, TooMany
from disclosures.forms.subscription import SubscribeForm
from disclosures.forms.values import Browser
from disclosures.notifications import letters, post, push
from disclosures.queries import subscriptions
from disclosures.queries.subscriptions import About
from disclosures.views import _throttle
from disclosures.views._page import served_or_404
from disclosures.views.comments import private_page
from disclosures.vocabulary import Frequency, UnitLevel

HOUR = 3600


@require_http_methods(["GET", "HEAD", "POST"])
@public
@private_page
def subscribe_form(request: HttpRequest) -> HttpResponse:
    """Ask to be told; the query of the address says of what."""
    about, initial = _asked_about(request)
    form = SubscribeForm(
        request.POST if request.method == "POST" else None, initial=initial, about=about
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            if not _throttle.is_over(request, "subscribe", limit=10, seconds=HOUR):
                return _ask(form)
            form.add_error(None, _("Many requests came from your network. Try again in an hour."))
            status = 429
    is_commune = about.unit is not None and about.unit.level == UnitLevel.COMMUNE
    context = {
        "form": form,
        "about": about,
        "unit": about.unit if is_commune else None,
        "is_set_up": post.is_set_up(),
        "push_key": "" if about.is_of_roots else push.public_key(),
    }
    response = render(request, "disclosures/subscriptions/subscribe.html", context, status=status)
    if status == 429:
        response["Retry-After"] = str(HOUR)
    return response


def _asked_about(request: HttpRequest) -> tuple[About, dict[str, Any]]:
    """What the address names, and what it only proposes for the form."""
    get = request.GET
    served_or_404(get.get("xa") or "92")
    if get.get("so-cai"):
        return subscriptions.about_roots(code=get.get("xa", "")), {}
    known = {group.code for group in groups()}
    topics = [topic for topic in get.getlist("loai") if topic in known]
    slug = next((topic for topic in get.getlist("loai") if topic not in known), "")
    about = subscriptions.about(
        code=get.get("xa") or get.get("tinh", ""),
        reference=get.get("thong-bao", ""),
        slug=slug,
        q=get.get("q", ""),
    )
    return about, {"loai": topics, "ap": get.get("ap", ""), "frequency": Frequency.DAILY}


def _ask(form: SubscribeForm) -> HttpResponse:
    """The same answer whether or not a letter goes out: nobody learns who follows what."""
    if not form.is_trapped:
        subscribe(
            by=None,
            email=form.cleaned_data["email"],
            selection=form.selection(),
            frequency=form.cleaned_data.get("frequency", Frequency.DAILY),
            language=get_language() or "vi",
        )
    return redirect("subscription_asked")


@require_POST
@public
@private_page
def subscribe_browser(request: HttpRequest) -> HttpResponse:
    """The same wish from the script of the form, with the browser's own address and keys.

    Answers 201 with the `page` of what this browser follows; 422 or 429 with `problems` in words.
    """
    about, initial = _asked_about(request)
    form = SubscribeForm(request.POST, initial=initial, about=about, in_browser=True)
    if not form.is_valid() or form.is_trapped:
        words = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"problems": words or [_("Not asked yet.")]}, status=422)
    if _throttle.is_over(request, "subscribe", limit=10, seconds=HOUR):
        words = [_("Many requests came from your network. Try again in an hour.")]
        return JsonResponse({"problems": words}, status=429, headers={"Retry-After": str(HOUR)})
    given = {name: request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth")}
    try:
        subscription = subscribe(
            by=None,
            browser=Browser(**given),
            selection=form.selection(),
            frequency=form.cleaned_data.get("frequency", Frequency.DAILY),
            language=get_language() or "vi",
        )
    except Invalid as reason:
        words = [str(words) for words in reason.problems.values()] or [str(reason)]
        return JsonResponse({"problems": words}, status=422)
    if subscription is None:
        words = [_("This browser follows many things already. End one of them first.")]
        return JsonResponse({"problems": words}, status=422)
    token = letters.follower_token(subscription.follower)
    return JsonResponse(
        {"page": reverse("manage_subscriptions", kwargs={"token": token})}, status=201
    )


@require_safe
@public
@private_page
def asked(request: HttpRequest) -> HttpResponse:
    """What to do next: open the letter."""
    return render(request, "disclosures/subscriptions/asked.html")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@public
@private_page
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Say yes. By a button: programs that follow every link in a letter confirm nothing."""
    _guard(request)
    if request.method == "POST":
        confirm_subscription(by=None, token=token)
        return redirect("confirm_subscription", token=token)
    context = {"subscription": subscriptions.named_by(token), "token": token}
    return _closed(render(request, "disclosures/subscriptions/confirm.html", context))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@public
@private_page
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """All that one address follows: more often, less often, no more."""
    _guard(request)
    if request.method == "POST":
        one = subscriptions.own_subscription(token, request.POST.get("subscription", ""))
        if "end" in request.POST:
            unsubscribe(by=None, token=token, subscription=one)
        else:
            frequency = request.POST.get("frequency", "")
            change_subscription(by=None, token=token, subscription=one, frequency=frequency)
        return redirect("manage_subscriptions", token=token)
    page = subscriptions.follower_page(token)
    context = {"page": page, "token": token, "frequencies": Frequency.choices}
    return _closed(render(request, "disclosures/subscriptions/manage.html", context))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@public
@private_page
def end(request: HttpRequest, token: str) -> HttpResponse:
    """Hear no more. A mail program posts here by itself (RFC 8058): no cookie, no redirect."""
    _guard(request)
    is_done = request.method == "POST"
    words = subscriptions.ends_with(token)
    if is_done:
        unsubscribe(by=None, token=token)
    context = {"is_done": is_done, "words": words}
    return _closed(render(request, "disclosures/subscriptions/end.html", context))


def _closed(response: HttpResponse) -> HttpResponse:
    """A page whose address holds a token: never indexed, never told to another site."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _guard(request: HttpRequest) -> None:
    if _throttle.is_over(request, "subscription", limit=240, seconds=HOUR):
        raise TooMany(_("Too many codes were tried. Wait an hour."), retry_after=HOUR)
