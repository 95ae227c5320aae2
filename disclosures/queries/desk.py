"""The work list: what one person should do now, most urgent first."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from disclosures.duties.service_levels import moderation_due_on, second_look_due_on
from disclosures.errors import NotFound
from disclosures.models import AdministrativeUnit, Comment, Disclosure, RoleAssignment, Version
from disclosures.queries import duties
from disclosures.rules import clock
from disclosures.vocabulary import (
    CommentStatus,
    CommentVisibility,
    DisclosureStatus,
    Role,
    Verb,
)

WORK_ROLES = (Role.OFFICIAL, Role.APPROVER, Role.MODERATOR)
PAGE = 30


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do, with its last day and one button."""

    title: str
    note: str
    due_on: dt.date
    look: str
    tag: str
    button: str
    url: str

    @property
    def bloc_look(self) -> str:
        return "past" if self.look == "hot" else "due"


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a person works: unit, roles, counters of the side navigation."""

    unit: AdministrativeUnit | None
    units: tuple[AdministrativeUnit, ...]
    roles: frozenset[str]
    drafts: int
    waiting: int
    moderation: int
    unanswered: int

    def has(self, *roles: str) -> bool:
        """Whether the person holds one of these roles here."""
        return bool(self.roles & set(roles))

    @property
    def is_official(self) -> bool:
        return self.has(Role.OFFICIAL)

    @property
    def is_approver(self) -> bool:
        return self.has(Role.APPROVER)

    @property
    def is_moderator(self) -> bool:
        return self.has(Role.MODERATOR)

    @property
    def guards_data(self) -> bool:
        """Whether they propose or approve that a person's data is erased."""
        return self.has(Role.DATA_PROTECTION, Role.APPROVER)

    @property
    def is_operator(self) -> bool:
        return self.has(Role.OPERATOR)


def desk_of(person: Any, chosen: str = "") -> Desk:
    """The person's desk at the chosen unit, else at their first. Four queries.

    Raises NotFound for a unit in which they hold no role.
    """
    grants = list(
        RoleAssignment.objects.current()
        .filter(person=person)
        .select_related("unit__parent")
        .order_by("granted_at")
    )
    units = list(dict.fromkeys(grant.unit for grant in grants if grant.unit is not None))
    unit = units[0] if units else None
    if chosen:
        unit = next((known for known in units if known.address_code == chosen), None)
        if unit is None:
            raise NotFound
    roles = frozenset(
        grant.role for grant in grants if grant.unit is None or grant.unit_id == _id(unit)
    )
    if unit is None:
        return Desk(None, (), roles, 0, 0, 0, 0)
    counted = Version.objects.filter(disclosure__unit=unit).aggregate(
        drafts=Count("pk", filter=Q(status=DisclosureStatus.DRAFT)),
        waiting=Count("pk", filter=Q(status=DisclosureStatus.SUBMITTED)),
    )
    comments = Comment.objects.filter(unit=unit).aggregate(
        pending=Count("pk", filter=Q(status=CommentStatus.PENDING)),
        unanswered=Count("pk", filter=Q(answered_at__isnull=True, answer_due_on__isnull=False)),
    )
    return Desk(
        unit, tuple(units), roles, counted["drafts"], counted["waiting"],
        comments["pending"], comments["unanswered"],
    )  # fmt: skip


def _id(unit: AdministrativeUnit | None) -> int | None:
    return unit.pk if unit else None


def tasks(desk: Desk, *, today: dt.date) -> list[Task]:
    """Everything that waits for this person, most urgent first. At most seven queries."""
    if desk.unit is None:
        return []
    found: list[Task] = []
    if desk.is_official:
        found += _overdue(desk, today) + _returned(desk, today) + _unanswered(desk, today)
    if desk.is_approver:
        found += _to_approve(desk, today) + _second_looks(desk, today)
    if desk.is_moderator:
        found += _to_moderate(desk, today)
    return sorted(found, key=lambda task: (task.look != "hot", task.due_on))


def _look(due_on: dt.date, today: dt.date) -> tuple[str, str]:
    days = (due_on - today).days
    if days < 0:
        words = ngettext("Overdue by %(days)d day", "Overdue by %(days)d days", -days)
        return "hot", words % {"days": -days}
    words = ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}
    return ("soonish" if days <= 10 else ""), words


def _overdue(desk: Desk, today: dt.date) -> list[Task]:
    found = []
    for duty in duties.duties_of(desk.unit, today=today):
        if duty.state not in {"overdue", "soon"}:
            continue
        look, tag = _look(duty.due_on, today)
        url = reverse("admin:compose", kwargs={"kind": duty.kind.code})
        found.append(
            Task(
                f"{duty.kind.title} {duty.period.words()}",
                _("The public page shows this label; it cannot be edited.")
                if look == "hot"
                else duty.basis,
                duty.due_on, look, tag, _("Write the notice"), f"{url}?ky={duty.period.code}",
            )
        )  # fmt: skip
    return sorted(found, key=lambda task: task.due_on)[:12]


def _returned(desk: Desk, today: dt.date) -> list[Task]:
    drafts = Version.objects.filter(
        disclosure__unit=desk.unit, status=DisclosureStatus.DRAFT, attempt__gt=1
    ).select_related("disclosure__kind")[:PAGE]
    return [
        Task(
            draft.title or draft.disclosure.kind.title,
            _("The approver sent it back with a reason."),
            clock.day_of(draft.created_at), "soonish", _("Returned"), _("Mend it"),
            reverse("admin:draft", kwargs={"pk": draft.pk}),
        )
        for draft in drafts
    ]  # fmt: skip


def _to_approve(desk: Desk, today: dt.date) -> list[Task]:
    waiting = Version.objects.filter(
        disclosure__unit=desk.unit,
        status__in=(DisclosureStatus.SUBMITTED, DisclosureStatus.APPROVED),
    ).select_related("disclosure__kind", "author")[:PAGE]
    return [
        Task(
            version.title,
            str(version.author),
            clock.day_of(version.frozen_at), "soonish", str(DisclosureStatus(version.status).label),
            _("Look at it"), reverse("admin:approve", kwargs={"pk": version.pk}),
        )
        for version in waiting
    ]  # fmt: skip


def _second_looks(desk: Desk, today: dt.date) -> list[Task]:
    alone = (
        Disclosure.objects.filter(unit=desk.unit, reviewed_at__isnull=True)
        .filter(
            Q(is_urgent=True, status=DisclosureStatus.PUBLISHED)
            | Q(status=DisclosureStatus.WITHDRAWN, withdrawal_reason="private_data")
        )
        .select_related("kind", "unit", "current_version")[:PAGE]
    )
    found = []
    for disclosure in alone:
        due_on = second_look_due_on(clock.day_of(disclosure.withdrawn_at or disclosure.publish_at))
        look, tag = _look(due_on, today)
        found.append(
            Task(
                _("Second look: %(title)s") % {"title": disclosure.kind.title},
                disclosure.reference, due_on, look, tag, _("Look at it"),
                reverse("admin:notice", kwargs={"pk": disclosure.pk}),
            )
        )  # fmt: skip
    return found


def _to_moderate(desk: Desk, today: dt.date) -> list[Task]:
    waiting = (
        Comment.objects.waiting()
        .filter(unit=desk.unit)
        .exclude(visibility=CommentVisibility.PRIVATE)
        .order_by()
        .aggregate(oldest=Min("received_at"), count=Count("pk"))
    )
    if not waiting["count"]:
        return []
    due_on = moderation_due_on(clock.day_of(waiting["oldest"]))
    look, tag = _look(due_on, today)
    title = ngettext("Decide on %(n)d comment", "Decide on %(n)d comments", waiting["count"])
    return [
        Task(
            title % {"n": waiting["count"]}, _("The oldest comes first."), due_on, look, tag,
            _("Moderate"), reverse("admin:moderation"),
        )
    ]  # fmt: skip


def _unanswered(desk: Desk, today: dt.date) -> list[Task]:
    waiting = Comment.objects.filter(
        unit=desk.unit, answered_at__isnull=True, answer_due_on__isnull=False
    ).aggregate(oldest=Min("answer_due_on"), count=Count("pk"))
    if not waiting["count"]:
        return []
    look, tag = _look(waiting["oldest"], today)
    title = ngettext("Answer %(n)d comment", "Answer %(n)d comments", waiting["count"])
    return [
        Task(
            title % {"n": waiting["count"]}, _("Overdue answers are shown to the public."),
            waiting["oldest"], look, tag, _("Answer"), reverse("admin:replies"),
        )
    ]  # fmt: skip


def draft_of(desk: Desk, pk: int) -> Version:
    """A version of the desk's unit. Raises NotFound: another commune's draft does not exist."""
    version = (
        Version.objects.select_related("disclosure__unit__parent", "disclosure__kind", "author")
        .filter(pk=pk, disclosure__unit=desk.unit)
        .first()
    )
    if version is None or desk.unit is None:
        raise NotFound
    return version


def notice_of(desk: Desk, pk: object) -> Disclosure:
    """A disclosure of the desk's unit. Raises NotFound."""
    disclosure = (
        Disclosure.objects.select_related("unit__parent", "kind", "current_version")
        .filter(pk=pk, unit=desk.unit)
        .first()
    )
    if disclosure is None or desk.unit is None:
        raise NotFound
    return disclosure


def last_return(version: Version) -> str:
    """Why the attempt before this one was sent back."""
    decision = (
        version.disclosure.decisions.filter(
            verb=Verb.RETURN_DISCLOSURE,
            version__number=version.number,
            version__attempt=version.attempt - 1,
        )
        .order_by("-decided_at")
        .first()
    )
    return decision.note if decision else ""
