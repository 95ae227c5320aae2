"""Minutes of a posting and of its end, from what was recorded; for the commune's staff to sign."""

import datetime as dt

from django.conf import settings
from django.utils import translation

from disclosures.catalogue.minutes import signers_of
from disclosures.duties import postings as duty
from disclosures.duties.postings import Span
from disclosures.errors import NotFound
from disclosures.models import Comment, Posting, PostingEnd, Version
from disclosures.print.minutes import Minutes
from disclosures.queries import letterhead
from disclosures.queries.letterhead import day_in_words
from disclosures.queries.printed_code import verification_code
from disclosures.rules import clock
from disclosures.vocabulary import Channel

_ABOUT = {
    Channel.NOTICEBOARD: "Về việc niêm yết công khai",
    Channel.LOUDSPEAKER: "Về việc công khai trên hệ thống truyền thanh",
    Channel.MEETING: "Cuộc họp với Nhân dân",
    Channel.VILLAGE_HEAD: "Về việc công khai thông qua Trưởng thôn, Trưởng ấp, Trưởng khóm",
    Channel.WRITTEN: "Về việc gửi văn bản công khai",
}
_CLOSING = (
    "Biên bản lập xong lúc …… giờ …… phút, đã đọc lại cho những người có tên trên cùng nghe, "
    "thống nhất và ký tên."
)


def posting_minutes(posting: Posting) -> Minutes:
    """What the minutes of a posting, a reading or a meeting say. Two queries."""
    about = _ABOUT.get(Channel(posting.channel), "Về việc công khai bằng hình thức khác")
    hours = _hours(posting)
    return _minutes(
        posting,
        title=about,
        day=posting.begins_on,
        opening=f"Vào hồi {hours}, {day_in_words(posting.begins_on)}, tại {posting.place}, "
        f"{_committee(posting)} lập biên bản như sau:",
        facts=_facts(posting),
        entry=posting.entry_idx,
    )


def ending_minutes(posting: Posting) -> Minutes:
    """What the minutes of the end of a posting say. Raises NotFound while it hangs. Three queries.

    The days are counted as everywhere else; what is short is said to be short.
    """
    end: PostingEnd | None = getattr(posting, "end", None)
    if end is None:
        raise NotFound
    facts = [("Văn bản niêm yết:", _document(posting)), ("Nơi niêm yết:", f"{posting.place}.")]
    facts += [_sheets(posting)]
    facts += [("Thời gian niêm yết:", _counted(posting, end.ended_on)), *_opinions(posting, end)]
    if end.note:
        facts.append(("Tình trạng và nội dung khác:", end.note))
    return _minutes(
        posting,
        title="Về việc kết thúc niêm yết công khai",
        day=end.ended_on,
        opening=f"Vào hồi …… giờ …… phút, {day_in_words(end.ended_on)}, tại {posting.place}, "
        f"{_committee(posting)} lập biên bản kết thúc niêm yết như sau:",
        facts=facts,
        entry=end.entry_idx,
    )


def _minutes(
    posting: Posting,
    *,
    title: str,
    day: dt.date,
    opening: str,
    facts: list[tuple[str, str]],
    entry: int,
) -> Minutes:
    unit = posting.disclosure.unit
    superior, organ = letterhead.organ_of("", unit.full_name)
    is_meeting = posting.channel == Channel.MEETING
    return Minutes(
        superior=superior,
        organ=organ,
        number=f"Số: {letterhead.DOTS}/BB-UBND",
        motto=letterhead.STATE,
        place_and_day=letterhead.place_and_day(unit, day),
        sample="DỮ LIỆU MINH HỌA" if settings.SAMPLE_DATABASE else "",
        heading="BIÊN BẢN",
        title=title,
        opening=opening,
        facts=tuple(facts),
        blanks=("Chủ trì:", "Thư ký:", "Thành phần dự:") if is_meeting else ("Thành phần:", ""),
        closing=_CLOSING,
        signers=signers_of(posting.channel, posting.disclosure.kind_code, day),
        sign_here="(Ký, ghi rõ họ tên)",
        recipients=("Lưu: VT, hồ sơ công khai.",),
        foot=f"{posting.disclosure.reference}, mục số {entry} trong nhật ký của {unit.full_name}",
    )


def _facts(posting: Posting) -> list[tuple[str, str]]:
    facts = [("Nội dung công khai:", _document(posting))]
    if posting.channel == Channel.NOTICEBOARD or posting.sheets:
        facts.append(_sheets(posting))
    if posting.channel != Channel.MEETING:
        facts.append(("Thời gian:", _time(posting)))
    if posting.channel == Channel.LOUDSPEAKER and posting.hours:
        facts.append(("Giờ phát mỗi ngày:", f"{', '.join(map(_hour, posting.hours))}."))
    if posting.present is not None:
        facts.append(("Số người dự:", f"{posting.present} người."))
    if posting.note:
        facts.append(("Nội dung và kết quả:", posting.note))
    if posting.photo_sha256:
        facts.append(("Ảnh chụp:", f"kèm theo, mã SHA-256 {_in_groups(posting.photo_sha256)}."))
    return facts


def _sheets(posting: Posting) -> tuple[str, str]:
    return "Số tờ:", f"{posting.sheets} tờ." if posting.sheets else "………… tờ."


def _in_groups(digits: str) -> str:
    """Eight by eight, so that a line can end between them and an eye can follow."""
    return " ".join(digits[at : at + 8] for at in range(0, len(digits), 8))


def _committee(posting: Posting) -> str:
    name = posting.disclosure.unit.full_name
    return f"Ủy ban nhân dân {name[:1].lower()}{name[1:]}"


def _document(posting: Posting) -> str:
    version: Version | None = posting.version or posting.disclosure.current_version
    if version is None:
        return f"{posting.disclosure.reference}."
    number = f", số {version.document_number}" if version.document_number else ""
    signed = f" {day_in_words(version.document_date)}" if version.document_date else ""
    code = verification_code(posting.disclosure, version)
    checked = f", mã kiểm chứng {code}" if code else ""
    reference = f"bản {version.number} của {posting.disclosure.reference} trên cổng"
    return f"{version.title}{number}{signed} ({reference}{checked})."


def _time(posting: Posting) -> str:
    words = f"từ {day_in_words(posting.begins_on)}"
    if posting.ends_on:
        return f"{words} đến hết {day_in_words(posting.ends_on)}."
    least = next(iter(_standings(posting, None)), None)
    if least is None or least.until is None:
        return f"{words}."
    last = f"ít nhất đến hết {day_in_words(least.until)}"
    return f"{words}, {last} ({least.minimum.basis})."


def _standings(posting: Posting, ended_on: dt.date | None) -> list[duty.Standing]:
    """How this posting alone stands; without a last day, as on its first."""
    span = Span(posting.channel, posting.begins_on, ended_on)
    today = max(ended_on, clock.today()) if ended_on else posting.begins_on
    with translation.override("vi"):
        found = duty.standings(posting.disclosure.kind.body, [span], today)
    return [one for one in found if one.minimum.channel == posting.channel]


def _counted(posting: Posting, ended_on: dt.date) -> str:
    words = f"từ {day_in_words(posting.begins_on)} đến hết {day_in_words(ended_on)}"
    for standing in _standings(posting, ended_on):
        with translation.override("vi"):
            return f"{words}: {standing.words()} ({standing.minimum.basis})."
    return f"{words}."


def _opinions(posting: Posting, end: PostingEnd) -> list[tuple[str, str]]:
    """How many opinions came over the portal meanwhile; those on paper are counted by hand."""
    received = Comment.objects.filter(
        disclosure=posting.disclosure,
        received_at__date__gte=posting.begins_on,
        received_at__date__lte=end.ended_on,
    ).count()
    words = f"qua cổng {received} ý kiến; bằng giấy, trực tiếp ………… ý kiến."
    return [("Ý kiến nhận được:", words)]


def _hours(posting: Posting) -> str:
    if posting.hours and posting.channel != Channel.LOUDSPEAKER:
        return _hour(posting.hours[0])
    return "…… giờ …… phút"


def _hour(at: dt.time) -> str:
    return f"{at.hour} giờ {at.minute:02d} phút" if at.minute else f"{at.hour} giờ"
