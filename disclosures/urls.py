"""Every address of the domain, grouped by prefix."""

from django.urls import include, path, register_converter

from disclosures.admin.site import site
from disclosures.views import (
    audit,
    calendar,
    cards,
    catalogue,
    comments,
    disclosure,
    duties,
    exports,
    feeds,
    files,
    history,
    kinds,
    ledger_status,
    loudspeaker,
    offline,
    paper,
    static_pages,
    subscriptions,
    units,
    verification,
)


class UnitCode:
    """An address code: five digits and perhaps a letter, two for a province."""

    regex = r"\d{5}[b-z]?|\d{2}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Suffix:
    """The forms in which a table can be taken away."""

    regex = "csv|xlsx|json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Number:
    """The running number of a reference, at least four digits."""

    regex = r"\d{4,7}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(UnitCode, "unit_code")
register_converter(Suffix, "suffix")
register_converter(Number, "number")

# below one disclosure
_DISCLOSURE = [
    path("", disclosure.disclosure, name="disclosure"),
    path("bang/<int:n>/", disclosure.disclosure_table, name="disclosure_table"),
    path(
        "bang/<int:n>.<suffix:suffix>",
        disclosure.disclosure_table_file,
        name="disclosure_table_file",
    ),
    path("hinh/<slug:chart>.svg", disclosure.disclosure_chart, name="disclosure_chart"),
    path("tep/<int:n>/trang/<int:page>/", files.attachment_page, name="attachment_page"),
    path("tep/<int:n>/trang/<int:page>.webp", files.attachment_picture, name="attachment_picture"),
    path("tep/<int:n>/<str:filename>", files.attachment, name="attachment"),
    path("lich-su/", history.disclosure_history, name="disclosure_history"),
    path("ban/<int:v>/", disclosure.version, name="version"),
    path(
        "ban/<int:v>/tep/<int:n>/<str:filename>",
        files.version_attachment,
        name="version_attachment",
    ),
    path("so-sanh/<int:a>..<int:b>/", history.compare, name="compare"),
    path("in/", paper.paper_sheet, name="paper_sheet"),
    path("in.pdf", paper.paper_pdf, name="paper_pdf"),
    path("ban/<int:v>/in/", paper.paper_sheet, name="version_paper_sheet"),
    path("ban/<int:v>/in.pdf", paper.paper_pdf, name="version_paper_pdf"),
    path("doc-loa/", loudspeaker.loudspeaker, name="loudspeaker"),
    path(
        "doc-loa/giong-<slug:voice>.<slug:extension>",
        loudspeaker.recording,
        name="recording",
    ),
    path("the/", cards.card, name="card"),
    path("y-kien/", comments.comment_list, name="comments"),
    path("y-kien/gui/", comments.comment_form, name="comment_form"),
]

# below one commune
_UNIT = [
    path("", catalogue.unit_home, name="unit_home"),
    path("cong-khai/", catalogue.unit_disclosures, name="unit_disclosures"),
    path("tien-do/", duties.unit_duties, name="unit_duties"),
    path("hoi-dap/", comments.unit_questions, name="unit_questions"),
    path("hoi-dap/gui/", comments.unit_question_form, name="unit_question_form"),
    path("atom.xml", feeds.unit_atom, name="unit_atom"),
    path("han.ics", feeds.unit_dates, name="unit_dates"),
    path("lich/", calendar.unit_calendar, name="unit_calendar"),
    path("lich.ics", feeds.unit_calendar_file, name="unit_calendar_file"),
    path("nhat-ky-kiem-duyet/", comments.moderation_log, name="moderation_log"),
]

urlpatterns = [
    # home, finder, search
    path("", units.home, name="home"),
    path("tim-xa/", units.find_unit, name="find_unit"),
    path("tim/", catalogue.search, name="search"),
    path("tim/goi-y/", catalogue.suggest, name="suggest"),
    path("tinh/<unit_code:code>-<slug:slug>/", units.province, name="province"),
    path(
        "tinh/<unit_code:code>-<slug:slug>/tien-do/", duties.province_duties, name="province_duties"
    ),
    path(
        "tinh/<unit_code:code>-<slug:slug>/tien-do.csv",
        duties.province_duties_file,
        name="province_duties_file",
    ),
    # one commune and its disclosures
    path(
        "xa/<unit_code:code>-<slug:unit_slug>/cong-khai/<int:year>-<number:number>/<slug:slug>/",
        include(_DISCLOSURE),
    ),
    path("xa/<unit_code:code>-<slug:slug>/", include(_UNIT)),
    # what people type from memory or cut short: the code and the number are enough
    path("tinh/<unit_code:code>/", units.province, {"slug": ""}, name="province"),
    path("xa/<unit_code:code>/", catalogue.unit_home, {"slug": ""}, name="unit_home"),
    path(
        "xa/<unit_code:code>/cong-khai/<int:year>-<number:number>/",
        disclosure.disclosure,
        {"unit_slug": "", "slug": ""},
        name="disclosure",
    ),
    path(
        "xa/<unit_code:code>-<slug:unit_slug>/cong-khai/<int:year>-<number:number>/",
        disclosure.disclosure,
        {"slug": ""},
        name="disclosure",
    ),
    # following
    path("atom.xml", feeds.atom, name="atom"),
    path("theo-doi/", subscriptions.subscribe_form, name="subscribe"),
    path("theo-doi/da-gui/", subscriptions.asked, name="subscription_asked"),
    path("theo-doi/trinh-duyet/", subscriptions.subscribe_browser, name="subscribe_browser"),
    path("theo-doi/<str:token>/", subscriptions.manage, name="manage_subscriptions"),
    path("theo-doi/<str:token>/xac-nhan/", subscriptions.confirm, name="confirm_subscription"),
    path("theo-doi/<str:token>/huy/", subscriptions.end, name="unsubscribe"),
    # kept on the reader's own device
    path("da-giu/", offline.kept, name="kept"),
    # kinds
    path("loai/", kinds.kinds, name="kinds"),
    path("loai/<slug:slug>/", kinds.kind, name="kind"),
    # one's own comment
    path("y-kien/<slug:code>/", comments.comment_status, name="comment_status"),
    path("y-kien/<slug:code>/sua/", comments.comment_edit, name="comment_edit"),
    # paper
    path("t/<slug:code>", disclosure.short_link, name="short_link"),
    path("kiem-chung/", verification.verify, name="verify"),
    path("kiem-chung/chung-minh/", verification.verify_proof, name="verify_proof"),
    # oversight
    path("so-cai/", ledger_status.ledger_status, name="ledger_status"),
    path("giam-sat/", audit.oversight, name="oversight"),
    path("giam-sat/kiem-tra/", audit.how_to_verify, name="how_to_verify"),
    path("giam-sat/xuat/", exports.export_form, name="export_form"),
    path("giam-sat/xuat/<uuid:pk>/", exports.export_job, name="export_job"),
    path("giam-sat/xuat/<uuid:pk>/<str:filename>", exports.export_file, name="export_file"),
    # on other people's pages
    path("oembed/", cards.oembed, name="oembed"),
    # about the portal
    path("gioi-thieu/", static_pages.about, name="about"),
    path("du-lieu-mo/", static_pages.open_data, name="open_data"),
    path("quyen-rieng-tu/", static_pages.privacy, name="privacy"),
    path("tro-nang/", static_pages.accessibility, name="accessibility"),
    path("quy-tac-binh-luan/", static_pages.comment_rules, name="comment_rules"),
    path("cach-doc/<slug:slug>/", static_pages.how_to_read, name="how_to_read"),
    # the workbench
    path("quan-tri/", site.urls),
]
