"""The portal's addresses and `/hello/`, which does nothing through the same middleware."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from disclosures.access import public
from portal.urls import handler400, handler403, handler404, handler500  # noqa: F401
from portal.urls import urlpatterns as site


@public
def hello(request: HttpRequest) -> HttpResponse:
    """As little as a view can do."""
    return HttpResponse("hello")


urlpatterns = [path("hello/", hello), *site]
