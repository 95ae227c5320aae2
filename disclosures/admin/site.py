"""The officials' workbench at /quan-tri/: one's own work first, reference data below."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path

from disclosures.admin import (
    amend,
    approval,
    compose,
    desk,
    exceptions,
    import_files,
    import_mistakes,
    import_table,
    moderation,
    paper,
    postings,
    redaction,
    reference,
    webhooks,
)


class WorkbenchSite(admin.AdminSite):
    """Django's admin site with our start page and our custom views; reference data read-only."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Any active account; each view then asks for its role."""
        return bool(request.user.is_active and request.user.is_authenticated)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Sign-in is the library's."""
        return redirect("account_login")

    def index(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The work list."""
        return desk.index(request)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Our own views; model pages of the stock admin are not served."""
        return [
            # the work list
            path("", desk.index, name="index"),
            path("thong-bao/", desk.notices, name="notices"),
            path("thong-bao/<uuid:pk>/", amend.notice, name="notice"),
            path("nhat-ky/", desk.log, name="log"),
            path("don-vi/<str:code>/", desk.choose_unit, name="choose_unit"),
            # writing
            path("soan/", compose.choose_kind, name="choose_kind"),
            path("soan/<slug:kind>/", compose.compose, name="compose"),
            path("ban-nhap/<int:pk>/", compose.draft, name="draft"),
            path("ban-nhap/<int:pk>/tep/", compose.attach, name="attach"),
            path("ban-nhap/<int:pk>/tep/<int:file>/", compose.draft_file, name="draft_file"),
            path(
                "ban-nhap/<int:pk>/tep/<int:file>/trang/<int:number>/",
                compose.draft_page,
                name="draft_page",
            ),
            path(
                "ban-nhap/<int:pk>/tep/<int:file>/trang/<int:number>.webp",
                compose.draft_picture,
                name="draft_picture",
            ),
            path("ban-nhap/<int:pk>/tep/<int:file>/bo/", compose.detach, name="detach"),
            path(
                "ban-nhap/<int:pk>/tep/<int:file>/giu-thuoc-tinh/",
                compose.agree_properties,
                name="agree_properties",
            ),
            path("ban-nhap/<int:pk>/xem-truoc/", compose.preview, name="preview"),
            path("ban-nhap/<int:pk>/in/", paper.sheet, name="paper"),
            path("ban-nhap/<int:pk>/in.pdf", paper.sheet_pdf, name="paper_pdf"),
            path("ban-nhap/<int:pk>/gui-duyet/", compose.submit, name="submit"),
            path("ban-nhap/<int:pk>/ngoai-le/", exceptions.propose, name="propose_exception"),
            path("ngoai-le/", exceptions.queue, name="exceptions"),
            path("ngoai-le/<int:pk>/dong-y/", exceptions.agree, name="agree_exception"),
            # taking in a table
            path("ban-nhap/<int:pk>/bang/<slug:schema>/", import_table.upload, name="import"),
            path("mau/<slug:schema>.xlsx", import_files.template, name="template"),
            path("nhap/<uuid:pk>/cot/", import_table.columns, name="import_columns"),
            path("nhap/<uuid:pk>/sua/", import_mistakes.errors, name="import_errors"),
            path("nhap/<uuid:pk>/o-sai.xlsx", import_files.marked, name="import_marked"),
            path("nhap/<uuid:pk>/xem/", import_table.confirm, name="import_confirm"),
            # approving
            path("duyet/", approval.queue, name="approvals"),
            path("duyet/<int:pk>/", approval.approve, name="approve"),
            # amending and withdrawing
            path("thong-bao/<uuid:pk>/sua/", amend.amend, name="amend"),
            path("thong-bao/<uuid:pk>/go/", amend.withdraw, name="withdraw"),
            path("thong-bao/<uuid:pk>/xem-lai/", amend.review, name="review"),
            path("thong-bao/<uuid:pk>/thay/", amend.supersede, name="supersede"),
            path("thong-bao/<uuid:pk>/niem-yet/", postings.posting, name="posting"),
            path("niem-yet/<int:pk>/bien-ban.pdf", postings.minutes, name="posting_minutes"),
            path("niem-yet/<int:pk>/ket-thuc.pdf", postings.end_minutes, name="end_minutes"),
            path("niem-yet/<int:pk>/anh/", postings.photo, name="posting_photo"),
            path("niem-yet/<int:pk>/go-xuong/", postings.take_down, name="take_down"),
            path("khong-phat-sinh/<slug:kind>/<str:period>/", amend.nothing_due, name="nothing"),
            # moderating and answering
            path("y-kien/", moderation.queue, name="moderation"),
            path("y-kien/<int:pk>/", moderation.decide, name="decide"),
            path("tra-loi/", moderation.replies, name="replies"),
            path("tra-loi/<int:pk>/", moderation.reply, name="reply"),
            # erasing a person
            path("du-lieu-ca-nhan/", redaction.redactions, name="redactions"),
            path("du-lieu-ca-nhan/de-nghi/", redaction.propose, name="propose_redaction"),
            path("du-lieu-ca-nhan/<int:pk>/", redaction.redaction, name="redaction"),
            # reference
            path("xa/", reference.unit_settings, name="unit_settings"),
            path("nguoi/", reference.people, name="people"),
            path("nguoi/<int:pk>/thu-hoi/", reference.revoke, name="revoke"),
            path("webhook/", webhooks.webhooks, name="webhooks"),
            path("webhook/<int:pk>/bo/", webhooks.end, name="end_webhook"),
            path("danh-muc/", reference.kinds, name="kinds"),
            path("danh-muc/<int:pk>/", reference.kind_record, name="kind_record"),
        ]

    @property
    def urls(self) -> tuple[list[URLPattern | URLResolver], str, str]:
        """Under the namespace `admin`."""
        return self.get_urls(), "admin", self.name


site = WorkbenchSite(name="admin")
