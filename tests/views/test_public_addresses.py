"""Every public address: in each language, under a wrong slug, unknown, forbidden and declared."""

import datetime as dt
import hashlib
import re

import pytest
from django.urls import URLPattern, get_resolver, reverse
from django.utils import translation

from disclosures.actions.amend_disclosure import amend_disclosure
from disclosures.actions.attach_file import attach_file
from disclosures.actions.schedule_disclosure import schedule_disclosure
from disclosures.actions.submit_disclosure import submit_disclosure
from disclosures.attachments.inspect import inspect
from disclosures.management.commands.draw_pages import draw_pages
from disclosures.print import voice
from disclosures.queries.loudspeaker import loudspeaker_script, recordings_store
from disclosures.rules import clock
from disclosures.rules.numerals import Dialect
from disclosures.rules.tokens import token
from disclosures.vocabulary import Role
from tests import make
from tests.admin import uploads
from tests.languages import unmarked
from tests.ledger import bags

pytestmark = pytest.mark.django_db
PREFIXES = {"vi": "", "en": "/en", "km": "/km"}
STAFF_ONLY = {"quan-tri/"}
# For machines alone; tests of their own ask what they answer.
NO_PAGES = {"alive", "ready", "metrics", "robots", "sitemap", "sitemap_index", "data_catalogue"}
NO_PAGES |= {"opensearch", "service_worker", "oembed", "subscribe_browser"}


@pytest.fixture(autouse=True)
def _in_vietnamese():
    """The client leaves the language of the last page behind."""
    with translation.override("vi"):
        yield


@pytest.fixture
def amended(unit, official, approver):
    """A budget with two tables, two versions and a file."""
    version = make.budget_draft(official, unit)
    content = uploads.pdf()
    attach_file(
        by=official,
        version=version,
        role="signed",
        title="Bản ký",
        inspected=inspect(content),
    )
    disclosure = make.published(version, official, approver)
    draft = amend_disclosure(by=official, disclosure=disclosure, reason="Sửa số thu.")
    return make.published(draft, official, approver)


def addresses(disclosure, receipt=""):
    """Each named address of the domain that readers may open, filled in with one notice."""
    unit = disclosure.unit
    here = {"code": unit.address_code, "slug": unit.slug}
    below = disclosure.url_kwargs()
    spoken_of(disclosure)
    file = disclosure.current_version.attachments.get()
    draw_pages()
    job = bags.taken_out(unit)
    named = dict.fromkeys(
        (
            "unit_home",
            "unit_disclosures",
            "unit_duties",
            "unit_atom",
            "unit_dates",
            "unit_calendar",
            "unit_calendar_file",
            "unit_questions",
            "unit_question_form",
            "moderation_log",
        ),
        here,
    )
    named |= dict.fromkeys(("disclosure", "disclosure_history", "comments", "comment_form"), below)
    named |= {"loudspeaker": below, "recording": {**below, "voice": "nam", "extension": "wav"}}
    named |= dict.fromkeys(("paper_sheet", "paper_pdf", "card"), below)
    named |= dict.fromkeys(("version_paper_sheet", "version_paper_pdf"), {**below, "v": 1})
    named |= {
        **dict.fromkeys(
            ("province", "province_duties", "province_duties_file"),
            {"code": unit.parent.address_code, "slug": unit.parent.slug},
        ),
        "disclosure_table": {**below, "n": 2},
        "disclosure_table_file": {**below, "n": 2, "suffix": "csv"},
        "disclosure_chart": {**below, "chart": "da-chi-so-voi-du-toan"},
        "attachment": {**below, "n": file.number, "filename": file.filename},
        "attachment_page": {**below, "n": file.number, "page": 1},
        "attachment_picture": {**below, "n": file.number, "page": 1},
        "version": {**below, "v": 1},
        "version_attachment": {**below, "v": 1, "n": file.number, "filename": file.filename},
        "compare": {**below, "a": 1, "b": 2},
        "kind": {"slug": disclosure.kind.slug},
        "comment_status": {"code": receipt},
        "comment_edit": {"code": receipt},
        "short_link": {"code": disclosure.short_code},
        "how_to_read": {"slug": "ngan-sach"},
        "export_job": {"pk": job.pk},
        "export_file": {"pk": job.pk, "filename": job.filename},
        **_following(unit),
    }
    return named


def spoken_of(disclosure):
    """A sound of the script, as if a worker with espeak-ng had been here."""
    content = b"RIFF" + bytes(96)
    sha256 = hashlib.sha256(content).hexdigest()
    recordings_store().put(content, sha256)
    said = loudspeaker_script(disclosure, Dialect.SOUTH)
    disclosure.recordings.create(
        dialect=Dialect.SOUTH, digest=voice.digest(said.paragraphs, Dialect.SOUTH), sha256=sha256,
        media_type="audio/wav", size=100, seconds=90, made_at=clock.now(), looked_at=clock.now(),
    )  # fmt: skip


def _following(unit):
    """The pages of somebody who follows; their addresses hold the token from a letter."""
    wish = make.follower(unit=unit)
    return {
        "manage_subscriptions": {"token": token("follower", wish.follower.seed)},
        "confirm_subscription": {"token": token("subscription", wish.seed)},
        "unsubscribe": {"token": token("subscription", wish.seed)},
    }


def patterns(tree=None, prefix=""):
    for entry in (tree or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route, entry
        else:
            yield from patterns(entry, route)


def public_names():
    """The names of the domain's pages; tests/api and test_ledger ask for programs' addresses."""
    return {
        entry.name
        for route, entry in patterns()
        if (not route.startswith(("quan-tri", "api/", "so-cai/")) and entry.name not in NO_PAGES)
        or entry.name == "ledger_status"
    }


def path_of(name, named):
    return reverse(name, kwargs=named.get(name, {}))


@pytest.mark.slow
@pytest.mark.parametrize("language", PREFIXES)
def test_every_public_address_answers_with_content_in_each_language(visitor, amended, language):
    receipt = make.comment(amended.unit).receipt_code.lower()
    named = addresses(amended, receipt)
    assert set(named) <= public_names()
    paths = [path_of(name, named) for name in sorted(public_names() - {"short_link"})]
    for path in (PREFIXES[language] + path for path in paths):
        response = visitor.get(path)
        assert response.status_code == 200, path
        if not response["Content-Type"].startswith("text/html"):
            assert b"".join(response), path
            continue
        html = response.content.decode()
        assert f'<html lang="{language}">' in html, path
        assert html.count("<main") == html.count("<h1") == 1, path
        words = re.sub(r"<[^>]+>", " ", html.split("<main", 1)[1].split("</main>")[0])
        # Letters are counted, as Khmer puts no blanks between words.
        assert sum(letter.isalpha() for letter in words) > 40, path
        assert " style=" not in html and "<style" not in html, path


@pytest.mark.slow
@pytest.mark.parametrize("language", PREFIXES)
def test_what_is_in_another_language_says_so(visitor, amended, language):
    """Names and notices stay Vietnamese everywhere; the portal's own words are the reader's."""
    make.comment(amended.unit, body="ផ្លូវខូច សូមជួសជុល។")
    named = addresses(amended, make.comment(amended.unit).receipt_code.lower())
    paths = [path_of(name, named) for name in sorted(public_names() - {"short_link"})]
    found = []
    for path in (PREFIXES[language] + path for path in paths):
        response = visitor.get(path)
        if response["Content-Type"].startswith("text/html"):
            found += [f"{path}: {text}" for text in unmarked(response.content.decode())]
    assert found == []


@pytest.mark.slow
def test_every_public_address_answers_to_head_without_a_body(visitor, amended):
    named = addresses(amended, make.comment(amended.unit).receipt_code.lower())
    for name in sorted(public_names()):
        response = visitor.head(path_of(name, named))
        assert response.status_code in {200, 302}, name
        assert not response.getvalue(), name


@pytest.mark.slow
def test_pages_that_take_no_form_refuse_to_be_posted_to(visitor, amended):
    named = addresses(amended, "0" * 16)
    forms = {"comment_form", "unit_question_form", "comment_status", "export_form", "export_job"}
    forms |= {"comment_edit"}
    forms |= {"subscribe", "manage_subscriptions", "confirm_subscription", "unsubscribe"}
    forms |= {"verify_proof"}
    for name in sorted(public_names() - forms):
        path = path_of(name, named)
        assert visitor.post(path).status_code == 405, name
        assert visitor.delete(path).status_code == 405, name


def test_the_short_link_leads_to_the_notice(visitor, unit, official, approver):
    disclosure = make.published(make.draft(official, unit), official, approver)
    response = visitor.get(f"/t/{disclosure.short_code}")
    assert response.status_code == 302
    assert response.url == disclosure.get_absolute_url()
    assert visitor.get(f"/t/{disclosure.short_code.upper()}").url == response.url
    assert visitor.get("/t/khong-co").status_code == 404


UNIT_PAGES = (
    "",
    "cong-khai/",
    "tien-do/",
    "hoi-dap/",
    "hoi-dap/gui/",
    "nhat-ky-kiem-duyet/",
    "lich/",
)


@pytest.mark.parametrize("page", UNIT_PAGES)
@pytest.mark.parametrize("prefix", PREFIXES.values())
def test_a_wrong_slug_of_the_commune_leads_to_the_right_one_for_good(visitor, unit, prefix, page):
    response = visitor.get(f"{prefix}/xa/31732-phuong-sai/{page}?nam=2026")
    assert response.status_code == 301
    assert response.url == f"{prefix}/xa/31732-{unit.slug}/{page}?nam=2026"


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_an_address_cut_short_before_its_slug_leads_to_the_page(
    visitor, unit, province, amended, prefix
):
    number = f"cong-khai/{amended.year}-{amended.number:04}/"
    for short, whole in {
        "/tinh/92/": f"/tinh/92-{province.slug}/",
        "/xa/31732/": f"/xa/31732-{unit.slug}/",
        f"/xa/31732/{number}": amended.get_absolute_url(),
        f"/xa/31732-{unit.slug}/{number}": amended.get_absolute_url(),
    }.items():
        response = visitor.get(f"{prefix}{short}?nam=2026")
        assert (response.status_code, response.url) == (301, f"{prefix}{whole}?nam=2026"), short
    assert visitor.get("/xa/99999/").status_code == 404


def test_a_wrong_slug_of_the_province_leads_to_the_right_one(visitor, province):
    response = visitor.get("/tinh/92-tinh-sai/")
    assert response.status_code == 301
    assert response.url == province.get_absolute_url()


NOTICE_PAGES = (
    "",
    "bang/1/",
    "bang/1.csv",
    "hinh/da-chi-so-voi-du-toan.svg",
    "lich-su/",
    "ban/1/",
    "so-sanh/1..1/",
    "y-kien/",
    "y-kien/gui/",
)


@pytest.mark.slow
@pytest.mark.parametrize("wrong", ["commune", "notice"])
def test_a_wrong_slug_leads_to_the_same_page_of_the_same_notice(
    visitor, unit, official, approver, wrong
):
    disclosure = make.published(make.budget_draft(official, unit), official, approver)
    right = disclosure.get_absolute_url()
    old = unit.slug if wrong == "commune" else disclosure.slug
    for page in NOTICE_PAGES:
        response = visitor.get(right.replace(f"{old}/", "ten-cu/") + page)
        assert response.status_code == 301, page
        assert response.url == right + page


def shape(response):
    """The page without its own address, which its language links repeat."""
    path = re.sub("^/(?:en|km)/", "/", response.request["PATH_INFO"])
    return response.content.decode().replace(path, "")


def without_length(response):
    return {name: value for name, value in response.items() if name != "Content-Length"}


def scheduled(unit, official, approver):
    version = make.approved(make.draft(official, unit), official, approver)
    later = clock.now() + dt.timedelta(hours=2)
    return schedule_disclosure(by=approver, version=version, publish_at=later)


@pytest.mark.slow
def test_what_is_forbidden_looks_like_what_is_missing(visitor, unit, official, approver):
    hidden = scheduled(unit, official, approver)
    year, number = hidden.year, hidden.number
    forbidden = hidden.get_absolute_url()
    missing = forbidden.replace(f"{year}-{number:04d}", f"{year}-{number + 1:04d}")
    for prefix in PREFIXES.values():
        for page in (*NOTICE_PAGES, "tep/1/bang-1.pdf", "ban/1/tep/1/bang-1.pdf"):
            first = visitor.get(prefix + forbidden + page)
            second = visitor.get(prefix + missing + page)
            assert (first.status_code, second.status_code) == (404, 404), page
            assert shape(first) == shape(second)
            assert without_length(first) == without_length(second), page


@pytest.mark.slow
def test_a_json_or_htmx_reader_cannot_tell_forbidden_from_missing_either(
    visitor, unit, official, approver
):
    hidden = scheduled(unit, official, approver)
    forbidden = hidden.get_absolute_url()
    missing = forbidden.replace("-0001/", "-0002/")
    for headers in ({"Accept": "application/json"}, {"HX-Request": "true"}):
        first = visitor.get(forbidden, headers=headers)
        second = visitor.get(missing, headers=headers)
        assert first.status_code == second.status_code == 404
        assert first.content == second.content


def test_a_draft_that_has_an_address_in_the_workbench_has_none_outside(visitor, unit, official):
    version = make.draft(official, unit)
    submit_disclosure(by=official, version=version)
    year = clock.today().year
    for number in ("0000", "0001"):
        path = f"/xa/31732-{unit.slug}/cong-khai/{year}-{number}/ban-nhap/"
        assert visitor.get(path).status_code == 404
    assert visitor.get(f"/quan-tri/ban-nhap/{version.pk}/").status_code in {302, 404}


UNKNOWN = (
    "/khong-co/",
    "/xa/99999-xa-khong-co/",
    "/xa/99999-xa-khong-co/cong-khai/",
    "/xa/99999-xa-khong-co/hoi-dap/gui/",
    "/xa/317-ngan/",
    "/xa/31732a-phuong-nga-nam/",
    "/tinh/99-khong-co/",
    "/tinh/31732-phuong-nga-nam/",
    "/loai/khong-co/",
    "/cach-doc/khong-co/",
    "/y-kien/khong-co/",
    "/t/khongco2",
    "/en/khong-co/",
    "/fr/gioi-thieu/",
    "/vi/gioi-thieu/",
    "/xa/31732-phuong-nga-nam/cong-khai/2026-1/ten/",
    "/xa/31732-phuong-nga-nam/cong-khai/2026-99999999/ten/",
    "/xa/31732-phuong-nga-nam/cong-khai/99999999999999999999-0001/ten/",
    "/../../etc/passwd",
    "/xa/31732-phuong-nga-nam/..%2f..%2fetc/",
)


@pytest.mark.parametrize("path", UNKNOWN)
def test_unknown_addresses_are_not_found_and_offer_the_finder(visitor, unit, path):
    response = visitor.get(path, follow=True)
    assert response.status_code == 404
    assert 'role="search"' in response.content.decode()


@pytest.mark.slow
def test_numbers_beyond_all_reason_below_a_notice_are_not_found(visitor, unit, official, approver):
    disclosure = make.published(make.budget_draft(official, unit), official, approver)
    url = disclosure.get_absolute_url()
    huge = "9" * 30
    for page in (
        "bang/3/",
        "bang/0/",
        f"bang/{huge}/",
        f"bang/{huge}.csv",
        "bang/1.pdf",
        "ban/0/",
        "ban/2/",
        f"ban/{huge}/",
        "so-sanh/0..1/",
        f"so-sanh/1..{huge}/",
        "tep/1/khong-co.pdf",
        f"tep/{huge}/khong-co.pdf",
        f"ban/{huge}/tep/1/x.pdf",
    ):
        assert visitor.get(url + page).status_code == 404, page


def test_a_province_has_no_noticeboard_of_a_commune(visitor, province):
    response = visitor.get(f"/xa/92-{province.slug}/")
    assert response.status_code in {301, 404}
    for page in UNIT_PAGES[1:]:
        assert visitor.get(f"/xa/92-{province.slug}/{page}").status_code == 404, page


def test_every_view_in_the_tree_says_who_may_call_it():
    known = list(patterns())
    assert len(known) > 50
    roles = {str(role) for role in Role}
    for route, entry in known:
        access = getattr(entry.callback, "access", None)
        if access == "public":
            continue
        assert access, f"{route} declares neither @public nor @requires"
        assert set(map(str, access)) <= roles, route


def test_only_the_workbench_asks_for_a_role_and_outside_it_all_is_public():
    for route, entry in patterns():
        if "quan-tri" not in route:
            assert entry.callback.access == "public", route


def test_error_handlers_are_declared_too():
    resolver = get_resolver()
    for status in (400, 403, 404, 500):
        assert resolver.resolve_error_handler(status).access == "public"


def test_nobody_signed_in_is_sent_to_sign_in_or_finds_nothing_in_the_workbench(visitor):
    for route, entry in patterns():
        if "quan-tri" not in route or "<" in route or "(?P" in route:
            continue
        if entry.callback.access == "public":
            continue
        path = "/" + route.replace("^", "").replace("$", "")
        response = visitor.get(path)
        if response.status_code == 405:
            response = visitor.post(path)
        assert response.status_code in {302, 404}, route
        if response.status_code == 302:
            assert "/dang-nhap/" in response.url


def test_a_portal_of_one_commune_begins_at_its_noticeboard(visitor, unit, other_unit, settings):
    settings.SINGLE_COMMUNE = "31732"
    home = unit.get_absolute_url()
    response = visitor.get("/")
    assert response.status_code == 302
    assert response.url == home
    assert visitor.get(home).status_code == 200
    assert visitor.get("/en/").url == "/en" + home


@pytest.mark.parametrize("page", UNIT_PAGES)
def test_a_portal_of_one_commune_knows_no_other(visitor, unit, other_unit, settings, page):
    settings.SINGLE_COMMUNE = "31732"
    other = f"/xa/31759-{other_unit.slug}/{page}"
    assert visitor.get(other).status_code == 404
    settings.SINGLE_COMMUNE = ""
    assert visitor.get(other).status_code == 200


@pytest.mark.slow
def test_a_portal_of_one_commune_serves_no_notice_of_another(
    visitor, unit, other_unit, official, approver, neighbour, settings
):
    boss = make.person("lanh-dao-khac", Role.APPROVER, other_unit)
    own = make.published(make.draft(official, unit), official, approver)
    foreign = make.published(
        make.draft(neighbour, other_unit, title="Thông báo của xã bên"), neighbour, boss
    )
    settings.SINGLE_COMMUNE = "31732"
    assert visitor.get(own.get_absolute_url()).status_code == 200
    assert visitor.get(foreign.get_absolute_url()).status_code == 404
    assert visitor.get(f"/t/{foreign.short_code}", follow=True).status_code == 404
