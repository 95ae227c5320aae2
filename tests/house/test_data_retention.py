"""Every field that can hold personal data has its rule in docs/data-retention.md."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from disclosures.catalogue.load import service_levels

DOCUMENT = (Path(settings.BASE_DIR) / "docs" / "data-retention.md").read_text("utf-8")
# Whatever can hold words, values or bytes; numbers, days and yes-or-no cannot name a person.
TELLING = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.BinaryField,
    models.FileField,
    models.GenericIPAddressField,
    SearchVectorField,
)


def section(heading):
    (found,) = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", DOCUMENT, re.M | re.S)
    return found


def personal_rows():
    """(field, cells) of every row of the first list."""
    rows = re.findall(r"^\| `(\w+\.\w+)` \|(.*)\|$", section("Personal data"), re.M)
    return [(name, [cell.strip() for cell in cells.split("|")]) for name, cells in rows]


def harmless():
    """The fields of the second list."""
    return [
        f"{model}.{field}"
        for model, fields in re.findall(r"^- `(\w+)`: (.*)$", section("No personal data"), re.M)
        for field in re.findall(r"`(\w+)`", fields)
    ]


def own_models():
    return [
        *apps.get_app_config("disclosures").get_models(),
        *apps.get_app_config("accounts").get_models(),
    ]


def fields_of(model):
    return [
        field for field in model._meta.get_fields() if field.concrete and not field.auto_created
    ]


def needs_a_rule(field):
    to_a_person = field.is_relation and field.related_model is get_user_model()
    return to_a_person or isinstance(field, TELLING)


def unlisted(found, listed):
    """The fields of models that need a rule and have none."""
    return sorted(
        name
        for model in found
        for field in fields_of(model)
        if needs_a_rule(field) and (name := f"{model.__name__}.{field.name}") not in listed
    )


def test_every_field_that_can_hold_personal_data_is_in_one_of_the_lists():
    listed = {name for name, _cells in personal_rows()} | set(harmless())
    assert unlisted(own_models(), listed) == [], "add them to docs/data-retention.md"


def test_every_listed_field_exists():
    known = {
        f"{model.__name__}.{field.name}" for model in own_models() for field in fields_of(model)
    }
    listed = {name for name, _cells in personal_rows()} | set(harmless())
    assert sorted(listed - known) == []


def test_no_field_is_listed_twice():
    listed = [name for name, _cells in personal_rows()] + harmless()
    assert sorted(name for name in set(listed) if listed.count(name) > 1) == []


def test_every_link_to_a_person_is_called_personal():
    personal = {name for name, _cells in personal_rows()}
    links = {
        f"{model.__name__}.{field.name}"
        for model in own_models()
        for field in fields_of(model)
        if field.is_relation and field.related_model is get_user_model()
    }
    assert links
    assert links <= personal


@pytest.mark.parametrize("row", personal_rows(), ids=lambda row: row[0])
def test_a_rule_says_what_who_how_long_and_why(row):
    _name, cells = row
    assert len(cells) == 4
    assert all(cells)


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("contacts", "CommentContact.email"),
        ("contacts", "CommentContact.phone"),
        ("imports", "ImportSession.sha256"),
        ("unconfirmed", "Follower.email"),
        ("letters", "Announcement.by"),
    ],
)
def test_the_days_in_the_document_are_those_that_the_worker_counts(kind, field):
    days = service_levels()["retention"][kind]["days"]
    assert f"{days} days" in dict(personal_rows())[field][2]


def test_the_check_itself_finds_a_field_without_a_rule():
    comment = apps.get_model("disclosures", "Comment")
    listed = {f"Comment.{field.name}" for field in fields_of(comment)} - {"Comment.body"}
    assert unlisted([comment], listed) == ["Comment.body"]
