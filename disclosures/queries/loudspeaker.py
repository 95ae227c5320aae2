"""What the loudspeaker reads of a notice, from public words alone; rows are never read out."""

from disclosures.models import Disclosure
from disclosures.print.script import Script, Told, script
from disclosures.rules import clock
from disclosures.rules.numerals import Dialect


def loudspeaker_script(disclosure: Disclosure, dialect: Dialect) -> Script:
    """The script of the latest version. No query."""
    version = disclosure.current_version
    today = clock.today()
    posted = disclosure.posting_ends_on if disclosure.posting_is_open(today) else None
    comments = disclosure.comments_close_on if disclosure.takes_comments(today) else None
    told = Told(
        organ=f"Ủy ban nhân dân {disclosure.unit.full_name}",
        title=version.title,
        summary=version.summary.strip(),
        paragraphs=tuple(part.strip() for part in version.body.split("\n\n") if part.strip()),
        posted_until=posted,
        comments_until=comments,
        phone=disclosure.unit.phone,
    )
    return script(told, dialect)
