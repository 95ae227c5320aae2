"""The fiscal year that a version's period names."""

import datetime as dt

from django.utils.translation import gettext as _

from disclosures.duties import periods
from disclosures.errors import Invalid


def fiscal_year_of(period: str, triggered_on: dt.date | None) -> int | None:
    """The year whose forms apply. Raises Invalid for a text that names no period."""
    if not period:
        return triggered_on.year if triggered_on else None
    try:
        return periods.parse(period).year
    except periods.BadPeriod as error:
        raise Invalid(
            _("Not saved yet."), problems={"period": _("Choose a period from the list.")}
        ) from error
