"""Is a printed code the portal's, and does a proof hold?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from disclosures.access import public
from disclosures.errors import Invalid
from disclosures.queries import printed_code, proofs
from disclosures.views import _throttle
from disclosures.views._page import portal_page

HOUR = 3600
TEMPLATE = "disclosures/disclosure/verify.html"


@portal_page
def verify(request: HttpRequest) -> HttpResponse:
    """Does a printed code belong to what the portal shows?"""
    asked = request.GET.get("ma", "").strip()[:40]
    context = {"asked": asked, "result": printed_code.find_by_code(asked) if asked else None}
    return render(request, TEMPLATE, context)


# Nothing is changed and nothing kept, so there is nothing that a forged request could do; without
# the token the page before it stays the same for everybody and can be cached.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@public
def verify_proof(request: HttpRequest) -> HttpResponse:
    """What a proof or a signed root shows, in three sentences."""
    if request.method != "POST":
        return render(request, TEMPLATE)
    if _throttle.is_over(request, "verify", limit=240, seconds=HOUR):
        problem = _("Many requests came from your network. Try again in an hour.")
        response = render(request, TEMPLATE, {"problem": problem}, status=429)
        response["Retry-After"] = str(HOUR)
        return response
    try:
        return render(request, TEMPLATE, {"verdict": proofs.judge(_brought(request))})
    except Invalid as invalid:
        context = {"problem": invalid.problems.get("proof", ""), "message": str(invalid)}
        return render(request, TEMPLATE, context, status=422)


def _brought(request: HttpRequest) -> bytes:
    """The file, or the text pasted where there is none; one byte too many for what is too long."""
    file = request.FILES.get("tep")
    if file is not None:
        return bytes(file.read(proofs.MAX_BYTES + 1))
    return request.POST.get("van-ban", "").strip().encode() + b"\n"
