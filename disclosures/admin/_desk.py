"""What every page of the workbench needs: the person's desk and the frame around the page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from disclosures.errors import NotFound
from disclosures.queries.desk import Desk, desk_of

CHOSEN = "workbench-unit"


def desk(request: HttpRequest) -> Desk:
    """The desk at the unit that the person last chose, else at their first.

    Raises NotFound where the person does not hold at that very unit one of the roles that the
    view asks for: a moderator next door is no moderator here.
    """
    try:
        mine = desk_of(request.user, request.session.get(CHOSEN, ""))
    except NotFound:  # the role at the chosen unit was taken away meanwhile
        del request.session[CHOSEN]
        mine = desk_of(request.user)
    if not mine.has(*request.asked_roles):  # type: ignore[attr-defined]
        raise NotFound
    return mine


def page(
    request: HttpRequest,
    template: str,
    desk: Desk,
    section: str,
    context: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page inside the workbench's frame."""
    return render(
        request,
        f"admin/{template}.html",
        {"desk": desk, "section": section, **(context or {})},
        status=status,
    )


def add_problems(form: Any, refusal: Any) -> None:
    """Put an action's refusal beside the fields it speaks of."""
    left = dict(refusal.problems)
    for name in list(left):
        if name in form.fields:
            form.add_error(name, left.pop(name))
    for sentence in left.values():
        form.add_error(None, sentence)
    if not refusal.problems:
        form.add_error(None, refusal.message)
