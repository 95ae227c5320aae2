"""Reaches a state through the real actions, with plain keyword functions."""

import datetime as dt
import io
from pathlib import Path

import PIL.Image
from django.contrib.auth import get_user_model

from disclosures.actions.approve_disclosure import approve_disclosure
from disclosures.actions.attach_file import attach_file
from disclosures.actions.close_comment import close_comment
from disclosures.actions.confirm_subscription import confirm_subscription
from disclosures.actions.draft_disclosure import draft_disclosure
from disclosures.actions.fill_table import fill_table
from disclosures.actions.grant_role import grant_role
from disclosures.actions.hide_comment import hide_comment
from disclosures.actions.publish_comment import publish_comment
from disclosures.actions.publish_disclosure import publish_disclosure
from disclosures.actions.receive_comment import receive_comment
from disclosures.actions.record_posting import record_posting
from disclosures.actions.reject_comment import reject_comment
from disclosures.actions.return_disclosure import return_disclosure
from disclosures.actions.schedule_disclosure import schedule_disclosure
from disclosures.actions.submit_disclosure import submit_disclosure
from disclosures.actions.subscribe import subscribe
from disclosures.actions.supersede_disclosure import supersede_disclosure
from disclosures.actions.take_back_comment import take_back_comment
from disclosures.actions.withdraw_disclosure import withdraw_disclosure
from disclosures.attachments.inspect import inspect
from disclosures.forms.values import CommentFields, PostingDetails, Selection, VersionFields
from disclosures.models import Comment, Kind, RoleAssignment, TableSchema, Version, Village
from disclosures.queries.service_account import service_account
from disclosures.rules import clock
from disclosures.rules.tokens import token
from disclosures.search.fold import fold
from disclosures.tables import layout as layouts
from disclosures.tables import match, read_workbook, schema, validate
from disclosures.tables.checked import Context
from disclosures.vocabulary import CommentVisibility, Role, WithdrawalReason

FILES = Path(__file__).parent / "files"
VILLAGES = ("Khóm Vĩnh Trung", "Khóm Vĩnh Kiên", "Khóm Vĩnh Hòa")

BUDGET_CSV = """Đơn vị: triệu đồng,,,
Nội dung,Dự toán năm,Thực hiện trong kỳ (lũy kế),So sánh (%)
A. TỔNG THU NGÂN SÁCH,18.640,"14.903,25","80,0"
I. Các khoản thu xã hưởng 100%,1.260,"1.071,4",85
B. TỔNG CHI NGÂN SÁCH,18.640,"13.217,46","70,9"
I. Chi đầu tư phát triển,5.200,3.016,58
II. Chi thường xuyên,13.070,"10.201,46","78,1"
III. Dự phòng ngân sách,370,0,0
"""

BALANCE_CSV = """Đơn vị: triệu đồng,,,
Nội dung,Dự toán năm,Thực hiện,So sánh (%)
TỔNG SỐ THU,100,80,80
Các khoản thu xã hưởng 100%,60,50,
Các khoản thu phân chia theo tỷ lệ %,40,30,
TỔNG SỐ CHI,100,70,70
Chi đầu tư phát triển,40,30,
Chi thường xuyên,60,40,
KẾT DƯ,0,10,
"""

HOUSEHOLDS_CSV = """STT,Họ và tên chủ hộ,Khóm,Số nhân khẩu,Phân loại,Số CCCD,Ngày sinh
1,Thạch Thị Sa Rây,Khóm Vĩnh Trung,4,Hộ nghèo,094085000001,01/02/1985
2,Danh Hoàng,Khóm Vĩnh Kiên,3,Hộ cận nghèo,094085000002,05/06/1971
3,Lý Thị Mỹ Nương,Khóm Vĩnh Kiên,5,Hộ nghèo,094085000003,12/12/1990
"""


def join(unit):
    unit.joined_at = dt.date(2025, 7, 1)
    unit.population = 14872
    unit.phone = "0299 300 0123"
    unit.save(update_fields=["joined_at", "population", "phone"])
    for position, name in enumerate(VILLAGES):
        Village.objects.get_or_create(
            unit=unit, name=name, defaults={"folded": fold(name), "position": position}
        )
    return unit


def user(username):
    model = get_user_model()
    found = model.objects.filter(username=username).first()
    return found or model.objects.create_user(username=username, password="mat-khau-thu-nghiem")


def operator():
    person_ = user("quan-tri")
    if not RoleAssignment.objects.filter(person=person_).exists():
        grant_role(by=service_account(), person=person_, role=Role.OPERATOR)
    return person_


def service(by):
    account = service_account()
    if not RoleAssignment.objects.filter(person=account).exists():
        grant_role(by=by, person=account, role=Role.SERVICE)
    return account


def person(username, role, unit=None):
    found = user(username)
    grant_role(by=operator(), person=found, role=role, unit=unit)
    return found


def kind(code="socioeconomic-plan"):
    return Kind.objects.get(code=code)


def fields(**changes):
    values = {
        "title": "Kế hoạch kinh tế - xã hội năm 2026",
        "summary": "Xã dự định làm 12 km đường và thêm 40 hộ thoát nghèo trong năm 2026.",
        "body": "Nội dung kế hoạch.\n\nĐoạn thứ hai.",
        "document_number": "15/KH-UBND",
        "document_date": dt.date(2026, 1, 20),
        "issuer": "UBND phường Ngã Năm",
        "signer": "Phó Chủ tịch UBND phường",
        "office": "Phòng Kinh tế",
    }
    return VersionFields(**{**values, **changes})


def draft(
    official, unit, *, kind_code="socioeconomic-plan", period="2026", triggered_on=None, **changes
):
    return draft_disclosure(
        by=official,
        unit=unit,
        kind=kind(kind_code),
        fields=fields(**changes),
        period=period,
        triggered_on=triggered_on or dt.date(2026, 1, 20),
    )


def check_csv(text, schema_code, unit=None, overrides=None):
    declared = schema.read(TableSchema.objects.get(code=schema_code).body)
    sheet = read_workbook.read_workbook(text.encode()).sheets[0]
    layout = layouts.find_layout(sheet, declared)
    villages = tuple(unit.villages.values_list("name", flat=True)) if unit else ()
    return validate.validate(
        sheet,
        layout,
        declared,
        match.propose(declared, layout.headers),
        Context(villages, layout.money_unit),
        overrides,
    )


def fill(official, version, number, schema_code, text):
    checked = check_csv(text, schema_code, version.disclosure.unit)
    assert checked.is_good, checked.errors
    return fill_table(
        by=official,
        version=version,
        number=number,
        schema=TableSchema.objects.get(code=schema_code),
        checked=checked,
    )


def budget_draft(official, unit, period="2026-M9", **changes):
    version = draft(
        official,
        unit,
        kind_code="budget-execution-period",
        period=period,
        **{"title": "Thu, chi ngân sách phường 9 tháng đầu năm 2026", **changes},
    )
    fill(official, version, 1, "bx-can-doi", BALANCE_CSV)
    fill(official, version, 2, "bx-thuc-hien", BUDGET_CSV)
    return version


def household_draft(official, unit, **changes):
    version = draft(
        official,
        unit,
        kind_code="poor-household-review",
        period="2026",
        **{"title": "Danh sách dự kiến hộ nghèo, hộ cận nghèo năm 2026", **changes},
    )
    fill(official, version, 1, "ho-ngheo", HOUSEHOLDS_CSV)
    return version


def approved(version, official, approver):
    submit_disclosure(by=official, version=version)
    approve_disclosure(by=approver, version=version)
    return version


def published(version, official, approver):
    approved(version, official, approver)
    schedule_disclosure(by=approver, version=version)
    return publish_disclosure(by=approver, version=version)


def photo(*, place="Nhà ông Ba"):
    """A JPEG as a telephone takes it, which remembers the camera and where it stood."""
    out = io.BytesIO()
    picture = PIL.Image.new("RGB", (64, 48), "tan")
    exif = PIL.Image.Exif()
    exif[271], exif[270] = "Máy ảnh của xã", place
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def posting(disclosure, official, *, channel="noticeboard", begins_on=None, **details):
    """A posting with a photo, three days old unless said otherwise."""
    return record_posting(
        by=official,
        disclosure=disclosure,
        channel=channel,
        place="Bảng tin trụ sở phường",
        begins_on=begins_on or clock.today() - dt.timedelta(days=3),
        details=PostingDetails(**{"photo": inspect(photo()), **details}),
    )


def comment(unit, disclosure=None, **changes):
    values = {
        "body": "Cho hỏi bao giờ làm xong đường?",
        "visibility": CommentVisibility.PUBLIC,
        "name": "Bà Lý Thị Mỹ Nương",
        "village": "Khóm Vĩnh Kiên",
    }
    return receive_comment(
        by=None, unit=unit, disclosure=disclosure, fields=CommentFields(**{**values, **changes})
    )


def picture(colour="white"):
    """The bytes of a small picture, as a scanned page would be."""
    buffer = io.BytesIO()
    PIL.Image.new("RGB", (4, 4), colour).save(buffer, "PNG")
    return buffer.getvalue()


def attach(official, version, role="annex", title="Phụ lục", colour="white"):
    content = picture(colour)
    return attach_file(
        by=official,
        version=version,
        role=role,
        title=title,
        inspected=inspect(content),
    )


def submitted(version, official):
    submit_disclosure(by=official, version=version)
    return version


def withdrawn(disclosure, approver):
    """Taken away at once, as leaked private data is."""
    withdraw_disclosure(
        by=approver,
        disclosure=disclosure,
        reason_code=WithdrawalReason.PRIVATE_DATA,
        note="Văn bản lộ số điện thoại của người dân.",
    )
    return disclosure


def version_in(status, official, approver, unit):
    """The first version of a notice whose version or disclosure stands in `status`."""
    version = draft(official, unit)
    if status != "draft":
        submit_disclosure(by=official, version=version)
    if status == "returned":
        return_disclosure(by=approver, version=version, note="Thiếu số liệu.")
    elif status not in {"draft", "submitted"}:
        approve_disclosure(by=approver, version=version)
    if status in {"scheduled", "published", "superseded", "withdrawn"}:
        schedule_disclosure(by=approver, version=version)
    if status in {"published", "superseded", "withdrawn"}:
        publish_disclosure(by=approver, version=version)
    if status == "superseded":
        successor = published(draft(official, unit), official, approver)
        supersede_disclosure(by=approver, disclosure=version.disclosure, successor=successor)
    if status == "withdrawn":
        withdrawn(version.disclosure, approver)
    return Version.objects.select_related("disclosure__unit__parent", "disclosure__kind").get(
        pk=version.pk
    )


def comment_in(status, moderator, unit, disclosure=None, **changes):
    """A comment that stands in `status`."""
    received = comment(unit, disclosure, **changes)
    subject = received.comment
    if status in {"published", "hidden"}:
        publish_comment(by=moderator, comment=subject)
    if status == "hidden":
        hide_comment(by=moderator, comment=subject, rule="1")
    elif status == "rejected":
        reject_comment(by=moderator, comment=subject, rule="1")
    elif status == "closed":
        close_comment(by=moderator, comment=subject)
    elif status == "taken_back":
        take_back_comment(by=None, comment=subject, receipt_code=received.receipt_code)
    return Comment.objects.select_related("unit__parent", "disclosure").get(pk=subject.pk)


def follower(email="ba.sau@example.vn", *, frequency="now", language="vi", **selection):
    """A confirmed subscription of this address."""
    found = subscribe(
        by=None,
        email=email,
        selection=Selection(**selection),
        frequency=frequency,
        language=language,
    )
    return confirm_subscription(by=None, token=token("subscription", found.seed))
