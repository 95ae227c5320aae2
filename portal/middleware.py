"""Turns domain refusals into HTTP answers, and keeps unreadable requests and framers out."""

import ipaddress
import logging
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.utils import translation

from disclosures import errors
from portal.errors import bad_request

logger = logging.getLogger("portal.refusals")

_NUL = re.compile(r"NUL|\\u0000")

Next = Callable[[HttpRequest], HttpResponse]


class SafeRequestMiddleware:
    """Answers 400 to a NUL byte, which PostgreSQL cannot store, and finds the reader's address."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.proxies = [ipaddress.ip_network(proxy) for proxy in settings.TRUSTED_PROXIES]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self._believe_proxy(request)
        query = request.META.get("QUERY_STRING", "")
        if "\x00" in request.path or "%00" in query or "\x00" in query:
            return bad_request(request)
        return self.get_response(request)

    def _believe_proxy(self, request: HttpRequest) -> None:
        """Take the last forwarded address that none of our proxies owns."""
        address = request.META.get("REMOTE_ADDR", "")
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        while hops and hops[-1] and self._is_proxy(address):
            address = hops.pop()
        request.META["REMOTE_ADDR"] = address

    def _is_proxy(self, address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return not address and bool(self.proxies)  # a Unix socket has no address
        return any(parsed in network for network in self.proxies)


class LanguageMiddleware:
    """Takes the language from the address alone; Vietnamese needs no prefix.

    Django's own says `Vary: Accept-Language` on every page, though with such addresses the header
    decides nothing; a shared cache would keep a copy for each way to list languages.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        named = translation.get_language_from_path(request.path_info)
        translation.activate(named or settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.setdefault("Content-Language", translation.get_language() or "")
        return response


class IsolationHeadersMiddleware:
    """Adds the headers that Django has no setting for."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        return response


class RefusalMiddleware:
    """One answer for each way an action or query may refuse: page, fragment or JSON."""

    STATUS: dict[type[errors.Refusal], int] = {
        errors.NotFound: 404,
        errors.WrongState: 409,
        errors.Stale: 409,
        errors.Gone: 410,
        errors.Invalid: 422,
        errors.TooMany: 429,
        errors.Unavailable: 503,
    }

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer to a refusal; None for anything else, which stays an error of ours."""
        if not isinstance(exception, errors.Refusal):
            # The driver refuses NUL in text, the database refuses it in JSON.
            if isinstance(exception, (ValueError, DataError)) and _NUL.search(str(exception)):
                return bad_request(request)
            return None
        if isinstance(exception, errors.Moved):
            return HttpResponsePermanentRedirect(exception.url)
        status = self._status(exception)
        logger.info("%s %s %s", status, request.method, request.path)
        response = self._answer(request, exception, status)
        if isinstance(exception, (errors.TooMany, errors.Unavailable)):
            response["Retry-After"] = str(exception.retry_after)
        response["Cache-Control"] = "no-store"
        return response

    def _status(self, refusal: errors.Refusal) -> int:
        if isinstance(refusal, errors.NotAllowed):
            return 403 if refusal.may_see else 404
        return self.STATUS[type(refusal)]

    def _answer(self, request: HttpRequest, refusal: errors.Refusal, status: int) -> HttpResponse:
        # A 404 never carries the reason: missing and forbidden must look alike.
        message = "" if status == 404 else str(refusal.message)
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"status": status, "detail": message}, status=status)
        context: dict[str, Any] = {"message": message, "refusal": refusal, "status": status}
        if isinstance(refusal, errors.Gone):
            context["tombstone"] = refusal.tombstone
        if getattr(request, "htmx", False):
            return render(request, "components/flag.html", context, status=status)
        template = {404: "404.html", 403: "403.html", 410: "410.html"}.get(status, "error.html")
        return render(request, template, context, status=status)
