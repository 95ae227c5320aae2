"""A notice as it is pinned to a board: the words of the A4 sheet, gathered from public facts.

`disclosures.print` draws what is gathered here; drafts come here too, through the workbench alone.
"""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from disclosures.models import Disclosure, LedgerCheckpoint, Version
from disclosures.print.qr import qr_svg
from disclosures.print.sheet import Sheet, Strip
from disclosures.queries import letterhead, paper_tables
from disclosures.queries.letterhead import DOTS
from disclosures.queries.printed_code import verification_code
from disclosures.rules import clock
from disclosures.rules.abbreviations import DOCUMENTS
from disclosures.vocabulary import AttachmentRole, Channel, DisclosureStatus


@dataclass(frozen=True, slots=True)
class Look:
    """How a sheet is asked for: large print; rows of persons, which staff alone may print."""

    is_large: bool = False
    has_persons: bool = False

    @property
    def query(self) -> str:
        """What the address of the same sheet as a file ends with, in the reader's language."""
        size = {"co": "to"} if self.is_large else {}
        return "?" + urlencode({**size, "ngon-ngu": get_language() or "vi"})


@dataclass(frozen=True, slots=True)
class Variant:
    """A link to the same notice on another sheet."""

    url: str
    words: str
    language: str = ""


def variants(look: Look) -> tuple[Variant, ...]:
    """In the other size, and in the other languages."""
    here = get_language() or "vi"
    size = {"co": "to"} if look.is_large else {}
    other = {} if look.is_large else {"co": "to"}
    words = _("Ordinary print") if look.is_large else _("Large print")
    found = [Variant("?" + urlencode({**other, "ngon-ngu": here}), words)]
    for code, name in (("vi", "Tiếng Việt"), ("km", "ខ្មែរ"), ("en", "English")):
        if code != here:
            found.append(Variant("?" + urlencode({**size, "ngon-ngu": code}), name, code))
    return tuple(found)


def sheet(disclosure: Disclosure, version: Version, look: Look) -> Sheet:
    """The sheet of one version. Five queries, one more for each table."""
    today = clock.today()
    is_latest = version.pk == disclosure.current_version_id
    is_open = disclosure.posting_is_open(today) and is_latest
    shows_persons = look.has_persons and (is_open or _is_draft(version))
    superior, organ = letterhead.organ_of(version.issuer, disclosure.unit.full_name)
    return Sheet(
        language=get_language() or "vi",
        is_large=look.is_large,
        mark=_mark(disclosure, version),
        sample=_("Illustrative data.").upper() if settings.SAMPLE_DATABASE else "",
        number_head=_("Row no."),
        foot=_foot(disclosure, version),
        superior=superior,
        organ=organ,
        number=f"Số: {version.document_number or DOTS}",
        motto=letterhead.STATE,
        place_and_day=letterhead.place_and_day(disclosure.unit, version.document_date),
        heading=_heading(version.document_number),
        title=version.title,
        kind=disclosure.kind.title if disclosure.kind.title_lang != "vi" else "",
        note=_note(),
        paragraphs=_paragraphs(version),
        points=_points(disclosure, today),
        tables=paper_tables.tables(version, shows_persons=shows_persons, link=_short(disclosure)),
        recipients_title="Nơi nhận:",
        recipients=_recipients(version),
        signature=_signature(superior, organ, version.signer),
        signed=_signed(version),
        strip=_strip(disclosure, version),
    )


def _is_draft(version: Version) -> bool:
    return version.status not in {DisclosureStatus.PUBLISHED, DisclosureStatus.SCHEDULED}


def _mark(disclosure: Disclosure, version: Version) -> str:
    if _is_draft(version):
        return _("DRAFT")
    is_old = version.pk != disclosure.current_version_id
    return _("OLD VERSION") if is_old or disclosure.superseded_by_id else ""


def _heading(document_number: str) -> str:
    """`246/TB-UBND` is a THÔNG BÁO; what bears no symbol is one too."""
    symbol = document_number.rpartition("/")[2].partition("-")[0].strip()
    return DOCUMENTS.get(symbol, DOCUMENTS["TB"]).upper()


def _note() -> str:
    if (get_language() or "vi") == "vi":
        return ""
    return _("The document itself is in Vietnamese; only the portal's own words are translated.")


def _paragraphs(version: Version) -> tuple[str, ...]:
    basis = version.legal_basis.strip().rstrip(".")
    first = [f"Căn cứ {basis.removeprefix('Căn cứ ')}."] if basis else []
    body = [part.strip() for part in version.body.split("\n\n") if part.strip()]
    return (*first, version.summary.strip(), *body)


def _points(disclosure: Disclosure, today: dt.date) -> tuple[tuple[str, str], ...]:
    """When it is posted and how one answers, as the portal knows it."""
    points = []
    if disclosure.publish_at and disclosure.posting_ends_on:
        words = _("from %(first)s to the end of %(last)s") % {
            "first": f"{clock.day_of(disclosure.publish_at):%d/%m/%Y}",
            "last": f"{disclosure.posting_ends_on:%d/%m/%Y}",
        }
        points.append((_("Posted:"), words))
    if disclosure.comments_close_on and disclosure.takes_comments(today):
        words = _("until the end of %(day)s, at the commune's office or on the page named below.")
        day = f"{disclosure.comments_close_on:%d/%m/%Y}"
        points.append((_("Comments:"), words % {"day": day}))
    if disclosure.unit.phone:
        points.append((_("Questions:"), disclosure.unit.phone))
    return tuple(points)


def _recipients(version: Version) -> tuple[str, ...]:
    with translation.override("vi"):  # the list is part of the document
        places = [str(Channel(place).label) for place in version.places if place in Channel.values]
    office = f", {version.office}" if version.office else ""
    return (*(f"{place[:1].upper()}{place[1:]};" for place in places), f"Lưu: VT{office}.")


def _signature(superior: str, organ: tuple[str, ...], signer: str) -> tuple[str, ...]:
    """TM. where a collective signs, KT. where a deputy does (Nghị định 30/2020, Phụ lục I)."""
    lines = [] if superior else [f"TM. {organ[0]}"]
    if signer.casefold().startswith("phó chủ tịch"):
        lines.append("KT. CHỦ TỊCH")
    return (*lines, signer) if signer else tuple(lines)


def _signed(version: Version) -> str:
    if _is_draft(version):
        return _("(Not signed)")
    files = version.attachments.order_by()
    if any(file.role == AttachmentRole.SIGNED for file in files):
        return _("(The signed original is on the page)")
    return _("(The signed original is kept at the office)")


def _short(disclosure: Disclosure) -> str:
    """The short link without its scheme; empty before publication."""
    return _link(disclosure).partition("://")[2]


def _link(disclosure: Disclosure) -> str:
    if not disclosure.short_code:
        return ""
    return settings.SITE_URL + reverse("short_link", kwargs={"code": disclosure.short_code})


def _foot(disclosure: Disclosure, version: Version) -> str:
    if _is_draft(version):
        return _("Draft of %(kind)s") % {"kind": disclosure.kind.title}
    return _("%(reference)s, version %(number)d, %(link)s") % {
        "reference": disclosure.reference,
        "number": version.number,
        "link": _short(disclosure),
    }


def _strip(disclosure: Disclosure, version: Version) -> Strip:
    if _is_draft(version):
        warning = _("Draft: not approved, not to be pinned up.")
        return Strip("", "", warning, (), "", "", "", "", ())
    address, link = _short(disclosure), _link(disclosure)
    language = get_language() or "vi"
    words = _("Scan the code or type %(link)s for the newest version and for comments.")
    lines = [(language, words % {"link": address})]
    code = verification_code(disclosure, version)
    trace = _("Version %(number)d of %(reference)s.") % {
        "number": version.number,
        "reference": disclosure.reference,
    }
    if code:
        trace += " " + _("Verification code %(code)s.") % {"code": code}
    note, proof = _checkpoint(disclosure)
    return Strip(
        qr=qr_svg(link),
        qr_label=_("QR code that leads to %(link)s") % {"link": address},
        until=_until(disclosure),
        lines=tuple(lines),
        trace=trace,
        proof_qr=qr_svg(note, error="m") if note else "",
        proof_label=_("QR code that holds the signed checkpoint"),
        proof=proof,
        posted=(
            _("Board: %(dots)s Pinned up by: %(dots)s") % {"dots": DOTS * 3},
            _("From: %(dots)s To: %(dots)s") % {"dots": DOTS * 2},
        ),
    )


def _until(disclosure: Disclosure) -> str:
    if disclosure.posting_ends_on is None:
        return ""
    day = {"day": f"{disclosure.posting_ends_on:%d/%m/%Y}"}
    if disclosure.posting_is_open(clock.today()):
        return _("Posted until the end of %(day)s") % day
    return _("Posting ended on %(day)s") % day


def _checkpoint(disclosure: Disclosure) -> tuple[str, str]:
    """The log's newest signed checkpoint as a note, and its size and root in words. One query.

    A paper on a board is a memory that the portal cannot rewrite.
    """
    points = LedgerCheckpoint.objects.filter(log__unit_code=disclosure.unit.address_code)
    point = points.order_by("-size").first()
    if point is None:
        return "", ""
    words = _("Checkpoint of this commune's log: %(size)d entries, root %(root)s.") % {
        "size": point.size,
        "root": bytes(point.root).hex(),
    }
    return point.note, words
