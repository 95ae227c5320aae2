"""Where an operator adds, watches and ends the calls to other programs."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from disclosures.access import requires
from disclosures.actions.add_webhook import add_webhook
from disclosures.actions.end_webhook import end_webhook
from disclosures.admin._desk import add_problems, desk, page
from disclosures.errors import Invalid
from disclosures.forms.webhook import WebhookForm
from disclosures.models import Webhook
from disclosures.notifications.webhooks import signing_key
from disclosures.vocabulary import Role


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.OPERATOR)
def webhooks(request: HttpRequest) -> HttpResponse:
    """All of them, how they fare, and the key that each is signed with."""
    form = WebhookForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            add_webhook(by=request.user, **form.cleaned_data)
        except Invalid as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("admin:webhooks")
    found = Webhook.objects.select_related("unit").order_by("pk")[:200]
    context = {"form": form, "webhooks": [(hook, signing_key(hook)) for hook in found]}
    return page(
        request, "webhooks", desk(request), "webhooks", context, 422 if form.errors else 200
    )


@require_POST
@requires(Role.OPERATOR)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Call this one no more."""
    end_webhook(by=request.user, webhook=get_object_or_404(Webhook, pk=pk))
    messages.success(request, _("Saved."))
    return redirect("admin:webhooks")
