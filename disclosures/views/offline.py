"""Reading without a connection: the list of what one's own device keeps, and the script for it.

Nothing of it is known here: the list is drawn on the device from what it keeps.
"""

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from disclosures.access import public
from disclosures.rules import clock
from disclosures.views._page import portal_page

# Asked for by sw.js; a page without it is never kept.
HEADER = "X-Keep-Until"


@portal_page
def kept(request: HttpRequest) -> HttpResponse:
    """What this device keeps, how old it is, and how to throw it away."""
    response = render(request, "disclosures/offline/kept.html")
    response[HEADER] = keep_date(clock.now() + dt.timedelta(days=365))
    response["X-Robots-Tag"] = "noindex"
    return response


def keep_date(moment: dt.datetime) -> str:
    """As HTTP writes dates (RFC 9110, section 5.6.7)."""
    return http_date(moment.timestamp())


@require_safe
@public
def service_worker(request: HttpRequest) -> HttpResponse:
    """Our own script at the root, as its reach ends with its folder; never old."""
    script = (Path(settings.BASE_DIR) / "static" / "js" / "sw.js").read_text("utf-8")
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
