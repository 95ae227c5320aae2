"""What was planted everywhere by real doors is found nowhere: one crawl over everything public."""

import datetime as dt
import io
import logging
import re
from collections import Counter
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from disclosures.actions.answer_comment import answer_comment
from disclosures.actions.end_posting import end_posting
from disclosures.actions.hide_comment import hide_comment
from disclosures.actions.publish_comment import publish_comment
from disclosures.actions.publish_comment_masked import publish_comment_masked
from disclosures.actions.reject_comment import reject_comment
from disclosures.management.commands.deliver_notifications import deliver_notifications
from disclosures.management.commands.make_exports import make_exports
from disclosures.models import AttachmentPage, Disclosure, FullRow, ImportSession, Version
from disclosures.rules import clock
from portal.logs import PrivateFormatter
from tests import make
from tests.admin import uploads
from tests.admin.conftest import at_desk
from tests.attachments import papers
from tests.ledger import bags
from tests.privacy.planting import DRAFT_TEXTS, PLANTED, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SAME_SHAPE = 2
MOST_PAGES = 240
_LINK = re.compile(
    r"""(?:href|src|action)="([^"]+)"|<(?:loc|id|link)>([^<]+)</|"(https?://[^"]+)\""""
)
_HOSTS = {"", "testserver", urlsplit(django_settings.SITE_URL).netloc}
_NOT_FOLLOWED = ("/static/", "/quan-tri", "/accounts", "/tai-khoan", "/theo-doi")
_FRAGMENTS = ("search-results", "finder-results", "comments", "table")


def planted_list(official, approver, unit):
    """The workbook goes the whole way of the wizard and is published."""
    version = make.draft(official, unit, kind_code="poor-household-review")
    writing = at_desk(official)
    name = f"danh-sach-{PLANTED['name of the file']}.xlsx"
    address = reverse("admin:import", kwargs={"pk": version.pk, "schema": "ho-ngheo"})
    answer = writing.post(address, {"file": uploads.upload(workbook(), name)})
    assert answer.status_code == 302
    session = ImportSession.objects.get()
    columns = {"stt": 0, "chu_ho": 1, "thon": 2, "so_nhan_khau": 3, "phan_loai": 4}
    writing.post(answer.url, {f"column-{name}": at for name, at in columns.items()})
    confirm = reverse("admin:import_confirm", kwargs={"pk": session.pk})
    answer = writing.post(confirm, {"seen": "on", "agreed": "on"})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    assert FullRow.objects.filter(table__version=version).count() == 2
    return make.published(version, official, approver)


def planted_draft(official, unit):
    """Texts of a draft that can never be submitted; the refusal quotes them to the official."""
    texts = {field: f"Số {PLANTED[place]}" for field, place in DRAFT_TEXTS.items()}
    version = make.draft(official, unit, **texts)
    writing = at_desk(official)
    answer = writing.post(reverse("admin:submit", kwargs={"pk": version.pk}))
    assert answer.status_code == 422
    assert Version.objects.get(pk=version.pk).status == "draft"
    sent = {"place": "title", "sample": PLANTED["title of a draft"],
            "reason": f"CMND {PLANTED['reason of an exception']} không phải"}  # fmt: skip
    writing.post(reverse("admin:propose_exception", kwargs={"pk": version.pk}), sent)
    half_way = make.draft(official, unit, kind_code="poor-household-review")
    sheet = [*uploads.HOUSEHOLDS[:1], [1, PLANTED["source workbook of another draft"], "", "", ""]]
    address = reverse("admin:import", kwargs={"pk": half_way.pk, "schema": "ho-ngheo"})
    answer = writing.post(address, {"file": uploads.upload(uploads.xlsx(sheet))})
    assert answer.status_code == 302
    letter = papers.pdf("Phụ lục", f"Số {PLANTED["page of a draft's file"]}")
    book = papers.workbook(**{f"Goi {PLANTED["name of a sheet in a draft's file"]}": ["Thu"]})
    for content in (letter, book):
        sent = {"role": "annex", "title": "Phụ lục", "file": uploads.upload(content)}
        writing.post(reverse("admin:attach", kwargs={"pk": version.pk}), sent)
    assert AttachmentPage.objects.filter(text__contains=PLANTED["page of a draft's file"]).exists()


def planted_comments(official, moderator, unit, disclosure, plan):
    """In every state that a comment can have."""

    def say(place, **more):
        values = {"body": f"Gọi {PLANTED[place]} giúp tôi.", "name": "Ông Sáu", **more}
        return make.comment(unit, values.pop("on", plan), **values).comment

    say("pending comment", phone=PLANTED["contact of a comment"],
        email=PLANTED["contact by e-mail"])  # fmt: skip
    private = say("private comment", on=disclosure, visibility="private")
    answer_comment(
        by=official, comment=private, office="VP", body=PLANTED["answer to a private comment"]
    )
    reject_comment(by=moderator, comment=say("rejected comment"), rule="1", note="")
    shown = publish_comment(by=moderator, comment=say("hidden comment"))
    hide_comment(by=moderator, comment=shown, rule="1", note="")
    publish_comment_masked(by=moderator, comment=say("covered words"), spans=[(4, 14)])


def refused_at_the_door(visitor, plan):
    """A resident's form and a search with an identifier; only the sender reads it again."""
    address = f"{plan.get_absolute_url()}y-kien/gui/"
    answer = visitor.post(address, {"body": "Gọi 0912000999", "visibility": "public"})
    assert answer.status_code == 422
    assert "no-store" in answer["Cache-Control"]
    for missing in ("/xa/094085000999-khong-co/", "/y-kien/0912000999/"):
        answer = visitor.get(missing)
        assert answer.status_code == 404
        assert "no-store" in answer["Cache-Control"]  # its links to languages repeat the address


def seeds(unit, disclosures):
    home = unit.get_absolute_url()
    log = f"/so-cai/{unit.address_code}/"
    searches = ("thach", "thach+thi+sa+ray", "ly+thi+my+nuong", "ho+ngheo", "goi", "danh+sach")
    yield from ("/", home, f"{home}atom.xml", f"{home}han.ics", "/atom.xml", "/sitemap.xml")
    yield from ("/robots.txt", "/danh-muc.jsonld", "/healthz", "/readyz", "/giam-sat/")
    yield from (f"/tim/?q={words}" for words in searches)
    yield from (f"{home}cong-khai/?q={words}" for words in searches)
    yield from (f"{log}{name}" for name in ("checkpoint", "tile/entries/000", "tile/0/000"))
    yield from (f"{log}entry/{at}" for at in range(40))
    yield from (f"/so-cai/cong/entry/{at}" for at in range(8))
    yield from (f"/api/v1/{name}" for name in ("openapi.json", "kinds", "disclosures", "events"))
    yield from (f"/api/v1/{name}?unit=31732" for name in ("comments", "events", "disclosures"))
    for disclosure in disclosures:
        url, api = disclosure.get_absolute_url(), f"/api/v1/disclosures/{disclosure.reference}"
        pages = ("", "lich-su/", "y-kien/", "ban/1/", "so-sanh/1..1/", "in/", "in.pdf", "doc-loa/")
        yield from (url + page for page in pages)
        yield from (f"{url}bang/1/{query}" for query in ("", "?xem=bang", "?q=thach+thi+sa+ray"))
        yield from (f"{url}bang/1/?q=my+nuong", f"{url}bang/1/?ap=Kh%C3%B3m+V%C4%A9nh+Trung")
        yield from (f"{url}bang/1.{form}" for form in ("csv", "xlsx", "json"))
        yield from (f"{api}{part}" for part in ("", "/versions", "/tables/1"))
        yield f"/t/{disclosure.short_code}"


def text_of(response):
    content = b"".join(response) if response.streaming else response.content
    return (
        bags.words_in(io.BytesIO(content))
        if content[:2] == b"PK"
        else content.decode("utf-8", "replace")
    )


def links_in(text, base):
    for found in _LINK.finditer(text):
        link = urlsplit(urljoin(base, unescape(next(filter(None, found.groups())))))
        path = f"{link.path}?{link.query}" if link.query else link.path
        if link.netloc in _HOSTS and not path.startswith(_NOT_FOLLOWED):
            yield path


def shape_of(path):
    """Pages of one shape say the same of other things: two of each are enough."""
    address, _mark, query = path.partition("?")
    return re.sub(r"\d+", "#", address) + ("?" if query else "")


def crawl(start, *, follow=True):
    """(address, text) of every page that can be reached, also as the fragments of htmx."""
    visitor = Client(raise_request_exception=False)
    waiting, known = list(start), set(start)
    shapes = Counter()
    while waiting and len(known) - len(waiting) <= MOST_PAGES:
        path = waiting.pop(0)
        response = visitor.get(path)
        assert response.status_code < 500 or path == "/readyz", path
        text = text_of(response)
        yield path, text + str(dict(response.headers))
        for target in _FRAGMENTS if "?q=" in path else ():
            answer = visitor.get(path, headers={"HX-Request": "true", "HX-Target": target})
            yield f"{path} #{target}", text_of(answer)
        for link in links_in(text, path) if follow else ():
            shapes[shape_of(link)] += link not in known
            if link not in known and shapes[shape_of(link)] <= SAME_SHAPE:
                known.add(link)
                waiting.append(link)


def archive_of(visitor, unit):
    asked = visitor.post("/giam-sat/xuat/", {"xa": unit.address_code, "ban": "public"})
    bags.seal_if_told(unit)
    make_exports()
    page = visitor.get(asked["Location"]).content.decode()
    return text_of(visitor.get(re.search(r'href="(/giam-sat/xuat/[^"]+\.zip)"', page)[1]))


def leaks(pages, planted=PLANTED):
    """Each place of a planted thing that was found, with the address where."""
    looked_for = {
        place: re.compile(rf"(?<!\w){re.escape(value)}(?!\w)") for place, value in planted.items()
    }
    return [
        f"{place}: {address}"
        for address, text in pages
        for place, pattern in looked_for.items()
        if pattern.search(text)
    ]


def test_nothing_planted_reaches_page_fragment_file_feed_api_archive_mail_or_log(
    visitor, unit, official, approver, moderator, caplog, mailoutbox, service
):
    caplog.set_level(logging.DEBUG)
    make.follower("ba.sau@example.vn", unit=unit)
    deliver_notifications()
    plan = make.published(make.draft(official, unit), official, approver)
    disclosure = planted_list(official, approver, unit)
    planted_draft(official, unit)
    planted_comments(official, moderator, unit, disclosure, plan)
    refused_at_the_door(visitor, plan)
    deliver_notifications()
    assert mailoutbox
    table = f"{disclosure.get_absolute_url()}bang/1/"
    pages = list(crawl(list(seeds(unit, [plan, disclosure]))))
    assert len(pages) > 180
    assert "Thạch Thị Sa R" in dict(pages)[table]
    assert leaks(pages) == []
    assert leaks([("the archive", archive_of(visitor, unit))]) == []
    assert leaks([(mail.subject, str(mail.message())) for mail in mailoutbox]) == []
    formatter = PrivateFormatter("%(levelname)s %(name)s %(message)s")
    lines = "\n".join(map(formatter.format, caplog.records))
    assert leaks([("the log", lines)]) == []
    assert "0912000999" not in lines
    assert "094085000999" not in lines


def test_when_the_posting_ends_persons_leave_every_face_and_the_proof_stays(
    visitor, unit, official, approver, service
):
    disclosure = planted_list(official, approver, unit)
    last = disclosure.posting_ends_on
    url, api = disclosure.get_absolute_url(), f"/api/v1/disclosures/{disclosure.reference}"
    faces = [face for face in seeds(unit, [disclosure]) if not face.startswith("/so-cai/")]
    assert "Thạch Thị Sa R" in text_of(visitor.get(f"{url}bang/1/"))
    later = clock.now() + dt.timedelta(days=(last - clock.today()).days + 1)
    with clock.moved_to(later):
        for recorded in (False, True):
            if recorded:
                end_posting(by=service, disclosure=Disclosure.objects.get(pk=disclosure.pk))
            pages = list(crawl(faces, follow=False))
            named = [path for path, text in pages if "Thạch Thị Sa" in text or "Lý Thị Mỹ" in text]
            assert named == []
            assert "Khóm Vĩnh Trung" in text_of(visitor.get(f"{url}bang/1/"))
            assert visitor.get(f"{api}/tables/1").json()["items"] == []
        archive = archive_of(visitor, unit)
    assert "Thạch Thị" not in archive
    assert leaks([("the archive", archive)]) == []
    assert FullRow.objects.filter(table__version=disclosure.current_version).count() == 2
