"""Who may call a view. One of the two decorators is obligatory; a test walks the URL tree."""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse

from disclosures.errors import NotFound
from disclosures.models import RoleAssignment
from disclosures.vocabulary import Role

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Anybody may call `view`."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    wrapped.access = "public"  # type: ignore[attr-defined]
    return wrapped


def requires(*roles: Role) -> Callable[[View], View]:
    """Only a signed-in holder of one of `roles`, anywhere, may call the view.

    Nobody signed in: to the sign-in page. Signed in without the role: 404, as if it did not exist.
    Whether the role reaches the unit at hand is the action's or the query's matter.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(
                    request.get_full_path(), resolve_url(reverse("account_login"))
                )
            held = RoleAssignment.objects.current().filter(person=request.user, role__in=roles)
            if not held.exists():
                raise NotFound
            request.asked_roles = roles  # type: ignore[attr-defined]
            response = view(request, *args, **kwargs)
            response.setdefault("Cache-Control", "private, no-store")
            return response

        wrapped.access = tuple(sorted(roles))  # type: ignore[attr-defined]
        return wrapped

    return decorate
