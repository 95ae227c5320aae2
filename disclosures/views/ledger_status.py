"""How the logs are sealed and who outside has seen them: for whoever wonders whether to believe."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from disclosures.queries import ledger_status as queries
from disclosures.views._page import fresh_page


@fresh_page
def ledger_status(request: HttpRequest) -> HttpResponse:
    """Alarms, witnesses, and the newest signed root of each log, fifty a page."""
    cursor = request.GET.get("trang", "")[:10]
    page = queries.ledger_status(after=cursor)
    context = {"page": page, "is_first": not cursor, "next_cursor": page.next_cursor}
    return render(request, "disclosures/ledger_status/ledger_status.html", context)
