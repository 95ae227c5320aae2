"""What a card of one notice on somebody else's page says."""

from disclosures.catalogue.load import groups
from disclosures.errors import NotFound
from disclosures.models import Disclosure
from disclosures.queries.catalogue import NoticeItem, for_lists, notice_item
from disclosures.rules import clock


def card(code: str, year: int, number: int) -> NoticeItem:
    """The notice as a list shows it; of a withdrawn one its kind, day and reason. One query.

    Raises NotFound for what nobody may see.
    """
    found = for_lists(Disclosure.objects.visible(clock.now())).filter(
        unit__address_code=code, year=year, number=number
    )
    this = next(iter(found.order_by()[:1]), None)
    if this is None:
        raise NotFound
    titles = {group.code: group.title for group in groups()}
    return notice_item(this, clock.today(), titles, with_window=True)
