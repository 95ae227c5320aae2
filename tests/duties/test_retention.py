"""What has served its purpose is forgotten, and nothing before."""

import datetime as dt
import hashlib
import io

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

from disclosures.actions.publish_comment import publish_comment
from disclosures.actions.reject_comment import reject_comment
from disclosures.attachments.store import ContentStore
from disclosures.duties.retention import (
    forget_import,
    forget_old_cache,
    forget_old_contacts,
    forget_old_imports,
)
from disclosures.models import Comment, CommentContact, ImportSession, TableSchema
from tests import make

pytestmark = pytest.mark.django_db
WORKBOOK = b"name,number\nThach Thi Mau,000000000000\n"


def started(official, unit, at, content=WORKBOOK):
    sha256 = hashlib.sha256(content).hexdigest()
    ContentStore(settings.FILES_DIR).put(content, sha256)
    return ImportSession.objects.create(
        version=make.draft(official, unit),
        schema=TableSchema.objects.first(),
        number=1,
        sha256=sha256,
        size=len(content),
        form="csv",
        created_by=official,
        created_at=at,
    )


def is_stored(session):
    return ContentStore(settings.FILES_DIR).path(session.sha256).exists()


def test_an_import_that_is_done_leaves_no_bytes(official, unit, present):
    session = started(official, unit, present)
    assert is_stored(session)
    forget_import(session)
    assert not is_stored(session)
    assert not ImportSession.objects.exists()


def test_bytes_that_another_import_needs_stay(official, unit, present):
    first, second = started(official, unit, present), started(official, unit, present)
    forget_import(first)
    assert is_stored(second)


def test_an_import_left_for_a_week_is_forgotten(official, unit, present):
    old = started(official, unit, present - dt.timedelta(days=8))
    fresh = started(official, unit, present - dt.timedelta(days=6), b"another")
    assert forget_old_imports(present) == 1
    assert not is_stored(old)
    assert is_stored(fresh)


def contact(unit):
    comment = make.comment(unit, email="lam@example.org").comment
    return comment


@pytest.mark.parametrize(("days", "forgotten"), [(89, 0), (91, 1)])
def test_a_contact_is_forgotten_ninety_days_after_the_answer(
    unit, moderator, present, days, forgotten
):
    comment = publish_comment(by=moderator, comment=contact(unit))
    Comment.objects.filter(pk=comment.pk).update(answered_at=present)
    assert forget_old_contacts(present + dt.timedelta(days=days)) == forgotten
    assert CommentContact.objects.count() == 1 - forgotten


def test_a_contact_stays_while_an_answer_is_owed(unit, moderator, present):
    publish_comment(by=moderator, comment=contact(unit))
    assert forget_old_contacts(present + dt.timedelta(days=400)) == 0


def test_the_contact_of_a_refused_comment_is_forgotten_too(unit, moderator, present):
    reject_comment(by=moderator, comment=contact(unit), rule="2", note="")
    assert forget_old_contacts(present + dt.timedelta(days=100)) == 1


def test_the_command_says_what_it_did(official, unit, present):
    started(official, unit, present - dt.timedelta(days=30))
    out = io.StringIO()
    call_command("forget_expired", stdout=out)
    assert out.getvalue().strip() == "1 imports, 0 contacts, 0 comments forgotten"


def cached_rows():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM portal_cache")
        return cursor.fetchone()[0]


def test_a_receipt_code_leaves_the_cache_when_its_hour_is_over(present):
    cache.set("once-comment-of-this-test", "AAAABBBBCCCCDDDD", 3600)
    assert forget_old_cache(present + dt.timedelta(minutes=59)) == 0
    assert cached_rows() == 1
    assert forget_old_cache(present + dt.timedelta(minutes=61)) == 1
    assert cached_rows() == 0


def test_the_throttle_keeps_counters_of_more_than_a_few_hundred_networks():
    for network in range(400):
        cache.add(f"throttle-{network}", 1, 3600)
    assert cached_rows() == 400
