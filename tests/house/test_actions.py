"""Each action is whole: one function of its name, a permission row, an entry, a sentence, tests."""

import ast
import importlib
import inspect
from pathlib import Path

import pytest
from django.conf import settings

from disclosures.ledger import registry
from disclosures.ledger.sentences import sentence
from disclosures.rules.lifecycle import LIFECYCLE
from disclosures.rules.permissions import PERMISSIONS
from disclosures.vocabulary import EVENTS, Role, Verb
from tests.actions.cases import CASES

FOLDER = Path(settings.BASE_DIR) / "disclosures" / "actions"
NAMES = sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))


def function(name):
    return getattr(importlib.import_module(f"disclosures.actions.{name}"), name)


def source(name):
    return (FOLDER / f"{name}.py").read_text("utf-8")


def test_the_verbs_and_the_actions_are_the_same_list():
    assert sorted(verb.value for verb in Verb) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_an_action_is_one_keyword_only_function_that_names_who_acts(name):
    tree = ast.parse(source(name))
    public = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]
    assert public == [name]
    parameters = inspect.signature(inspect.unwrap(function(name))).parameters.values()
    assert all(parameter.kind is parameter.KEYWORD_ONLY for parameter in parameters)
    (by,) = [parameter for parameter in parameters if parameter.name == "by"]
    assert by.default is by.empty
    assert all(parameter.annotation is not parameter.empty for parameter in parameters)
    assert function(name).__doc__


@pytest.mark.parametrize("name", NAMES)
def test_an_action_is_one_durable_transaction(name):
    (node,) = [
        node
        for node in ast.parse(source(name)).body
        if isinstance(node, ast.FunctionDef) and node.name == name
    ]
    decorators = [ast.unparse(decorator) for decorator in node.decorator_list]
    assert decorators == ["transaction.atomic(durable=True)"]


@pytest.mark.parametrize("name", NAMES)
def test_an_action_asks_the_gate_about_its_own_verb(name):
    text = source(name)
    assert f"Verb.{name.upper()}" in text
    # Residents have no account: whoever holds the code or the token is the author or follower.
    residents = {verb.value for verb, row in PERMISSIONS.items() if Role.RESIDENT in row.roles}
    assert "authorise(" in text or name in residents
    assert Verb(name) in PERMISSIONS


@pytest.mark.parametrize("name", [verb.value for verb in LIFECYCLE])
def test_an_action_with_legal_moves_asks_for_them(name):
    assert "check(" in source(name)


def test_every_action_is_tried_with_every_refusal():
    """tests/actions/cases.py says how; test_every_action.py asks each promise of each verb."""
    assert {verb.value for verb in CASES} == set(NAMES)


@pytest.mark.parametrize("verb", list(EVENTS))
def test_an_event_is_known_and_has_a_sentence(verb):
    event = EVENTS[verb]
    assert event in registry.EVENTS
    assert sentence(event, {}) != event


def test_no_action_goes_round_the_door():
    """Only ledger.record makes entries; no action writes them by model or by SQL."""
    for name in NAMES:
        assert "ledger_append" not in source(name)
        assert "LedgerEntry" not in source(name)
