"""A follower's own page: what they follow, found by the token from a letter."""

from dataclasses import dataclass

from disclosures.errors import NotFound
from disclosures.models import AdministrativeUnit, Disclosure, Follower, Kind, Subscription
from disclosures.queries import disclosure_page
from disclosures.rules import clock
from disclosures.rules.tokens import token_hash
from disclosures.vocabulary import UnitLevel


@dataclass(frozen=True, slots=True)
class FollowerPage:
    """What one address or browser follows; the address itself is shown shortened, none is shown of
    a browser."""

    masked_email: str
    subscriptions: tuple[Subscription, ...]


@dataclass(frozen=True, slots=True)
class About:
    """What the address of the form names: nothing in it, or a part of what may be followed."""

    unit: AdministrativeUnit | None = None
    disclosure: Disclosure | None = None
    kind: Kind | None = None
    q: str = ""
    is_of_roots: bool = False

    @property
    def words(self) -> str:
        """What is to be followed; empty where nothing is named yet."""
        if not (self.unit or self.disclosure or self.kind or self.q or self.is_of_roots):
            return ""
        return Subscription(
            unit=self.unit,
            disclosure=self.disclosure,
            topics=[self.kind.code] if self.kind else [],
            q=self.q,
            is_of_roots=self.is_of_roots,
        ).marked_words


def about(*, code: str = "", reference: str = "", slug: str = "", q: str = "") -> About:
    """A unit by its code, a notice by its reference, a kind by its slug. At most three queries.

    Raises NotFound for what does not exist or may not be shown, Gone for what was withdrawn.
    """
    if reference:
        parts = reference.split("-")
        if len(parts) != 3 or not (parts[1] + parts[2]).isdecimal():
            raise NotFound
        year, number = int(parts[1][:4]), int(parts[2][:7])
        return About(disclosure=disclosure_page.find(parts[0], year, number, clock.now()))
    unit = kind = None
    if code:
        unit = AdministrativeUnit.objects.filter(address_code=code[:8]).first()
        if unit is None:
            raise NotFound
    if slug:
        kind = Kind.objects.valid_on(clock.today()).filter(slug=slug).first()
        if kind is None:
            raise NotFound
    return About(unit=unit, kind=kind, q=" ".join(q.split())[:200])


def about_roots(*, code: str = "") -> About:
    """The signed root of the portal, and of the commune with this code. At most one query.

    Raises NotFound for a commune that does not exist.
    """
    unit = None
    if code:
        communes = AdministrativeUnit.objects.filter(level=UnitLevel.COMMUNE)
        unit = communes.filter(address_code=code[:8]).first()
        if unit is None:
            raise NotFound
    return About(unit=unit, is_of_roots=True)


def follower_page(token: str) -> FollowerPage:
    """The page that `token` opens. Two queries. Raises NotFound."""
    follower = Follower.objects.filter(token_hash=token_hash(token)).first()
    if follower is None:
        raise NotFound
    found = (
        follower.subscriptions.confirmed()
        .select_related(
            "unit", "disclosure__unit", "disclosure__kind", "disclosure__current_version"
        )
        .order_by("created_at")
    )
    return FollowerPage(_masked(follower.email) if follower.email else "", tuple(found))


def own_subscription(token: str, pk: str) -> Subscription:
    """One subscription of the follower whom `token` names. Raises NotFound."""
    found = Subscription.objects.filter(
        follower__token_hash=token_hash(token), pk=int(pk) if pk.isdecimal() else 0
    ).first()
    if found is None:
        raise NotFound
    return found


def named_by(token: str) -> Subscription:
    """The subscription that `token` confirms. Raises NotFound."""
    found = (
        Subscription.objects.select_related("unit", "disclosure__unit")
        .filter(token_hash=token_hash(token))
        .first()
    )
    if found is None:
        raise NotFound
    return found


def ends_with(token: str) -> str:
    """In words what `token` would end; empty for everything, or when it ends nothing any more."""
    found = Subscription.objects.filter(token_hash=token_hash(token)).first()
    return found.marked_words if found else ""


def _masked(email: str) -> str:
    name, _at, host = email.partition("@")
    return f"{name[:1]}•••@{host}"
