"""An export in the public edition holds what pages show: nothing hidden, nothing public missing.

Stories are made at random, with a word of its own in every text; then words are counted on both
sides. Rows about persons are the one thing that a page shows and no bulk download gives.
"""

import io
import os
import random
import re

import pytest
from django.test import Client

from disclosures.actions.amend_disclosure import amend_disclosure
from disclosures.actions.answer_comment import answer_comment
from disclosures.actions.approve_disclosure import approve_disclosure
from disclosures.actions.declare_nothing_due import declare_nothing_due
from disclosures.actions.edit_draft import edit_draft
from disclosures.actions.hide_comment import hide_comment
from disclosures.actions.publish_comment import publish_comment
from disclosures.actions.publish_comment_masked import publish_comment_masked
from disclosures.actions.publish_disclosure import publish_disclosure
from disclosures.actions.publish_urgently import publish_urgently
from disclosures.actions.reject_comment import reject_comment
from disclosures.actions.return_disclosure import return_disclosure
from disclosures.actions.schedule_disclosure import schedule_disclosure
from disclosures.actions.submit_disclosure import submit_disclosure
from disclosures.actions.supersede_disclosure import supersede_disclosure
from disclosures.actions.withdraw_disclosure import withdraw_disclosure
from disclosures.errors import NotAllowed
from disclosures.ledger.bag import job as jobs
from disclosures.models import Disclosure
from disclosures.vocabulary import CommentVisibility, Role, WithdrawalReason
from tests import make
from tests.ledger import bags
from tests.views.test_visibility import faces_below, faces_of_unit, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SEEDS = range(40) if os.environ.get("LONG_TESTS") else range(3)
WORD = re.compile(r"zq[a-z]{7}")
TEXTS = ("title", "summary", "body", "signer", "office", "issuer")


class Story:
    """Whatever may happen in a commune; remembers where each word was written."""

    def __init__(self, seed, unit, official, approver, moderator):
        self.rng = random.Random(seed)
        self.unit, self.official, self.approver = unit, official, approver
        self.moderator = moderator
        self.words = {}
        self.shown = []

    def word(self, where):
        word = "zq" + "".join(self.rng.choice("abcdefghijklmnop") for _ in range(7))
        self.words[word] = where
        return word

    def of(self, where):
        return {word for word, place in self.words.items() if place.startswith(where)}

    def known(self, texts):
        """Those of the words that stand in the texts; a random id may look like one."""
        return {word for text in texts for word in WORD.findall(text)} & self.words.keys()

    def texts(self, state):
        words = {name: f"Chữ {self.word(f'{state}.{name}')}" for name in TEXTS}
        return {**words, "document_number": f"1/KH-{self.word(f'{state}.number')}"}

    def notice(self, state):
        """A notice that stands in `state` at the end."""
        version = self._draft(state)
        if state == "draft":
            return
        submit_disclosure(by=self.official, version=version)
        if state == "returned":
            note = f"Thiếu {self.word('returned.note')}."
            return_disclosure(by=self.approver, version=version, note=note)
        if state in ("submitted", "returned"):
            return
        if state == "urgent":
            reason = f"Gấp vì {self.word('urgent.reason')}."
            publish_urgently(by=self.approver, version=version, reason=reason)
        else:
            approve_disclosure(by=self.approver, version=version)
        schedule_disclosure(by=self.approver, version=version)
        disclosure = publish_disclosure(by=self.approver, version=version)
        getattr(self, f"_then_{state}", lambda _of: None)(disclosure)
        self.shown.append(disclosure)

    def _draft(self, state):
        texts = self.texts(state)
        if state == "table":
            version = make.draft(
                self.official, self.unit, kind_code="budget-execution-period", period="2026-M9",
                **texts,
            )  # fmt: skip
            make.fill(self.official, version, 1, "bx-can-doi", make.BALANCE_CSV)
            rows = make.BUDGET_CSV.replace("phát triển", f"phát triển {self.word('table.cell')}")
            make.fill(self.official, version, 2, "bx-thuc-hien", rows)
            return version
        if state == "persons":
            version = make.draft(
                self.official, self.unit, kind_code="poor-household-review", **texts
            )
            rows = make.HOUSEHOLDS_CSV.replace("Sa Rây", f"{self.word('row.name')} Rây")
            make.fill(self.official, version, 1, "ho-ngheo", rows)
            return version
        version = make.draft(self.official, self.unit, **texts)
        if state == "file":
            make.attach(self.official, version)
        return version

    def _then_amended(self, disclosure):
        reason = f"Sửa {self.word('amended.reason')}."
        version = amend_disclosure(by=self.official, disclosure=disclosure, reason=reason)
        changed = make.fields(**self.texts("amended"), change_reason=reason)
        edit_draft(by=self.official, version=version, fields=changed, expected=version.modified_at)
        version.refresh_from_db()
        make.published(version, self.official, self.approver)

    def _then_withdrawn(self, disclosure):
        withdraw_disclosure(
            by=self.approver, disclosure=disclosure, reason_code=WithdrawalReason.PRIVATE_DATA,
            note=f"Lộ {self.word('tombstone.note')}.",
        )  # fmt: skip

    def _then_replaced(self, disclosure):
        newer = make.draft(self.official, self.unit, **self.texts("published"))
        successor = make.published(newer, self.official, self.approver)
        supersede_disclosure(
            by=self.approver, disclosure=disclosure, successor=successor,
            note=f"Thay {self.word('replaced.note')}.",
        )  # fmt: skip

    def said(self, state, disclosure):
        """A comment that stands in `state` at the end."""
        private = state.startswith("private")
        visibility = CommentVisibility.PRIVATE if private else CommentVisibility.PUBLIC
        if state == "unnamed":
            visibility = CommentVisibility.UNNAMED
        body, name = self.word(f"comment.{state}.body"), self.word(f"comment.{state}.name")
        covered = self.word("comment.covered.body")
        text = f"Cho hỏi {body}."
        if state == "masked":
            text += f" Nhà ông {covered} xây lấn."
        comment = make.comment(
            self.unit, disclosure, body=text, name=f"Bà {name}", visibility=visibility
        ).comment
        if state in ("published", "unnamed", "hidden", "answered"):
            publish_comment(by=self.moderator, comment=comment)
        if state == "masked":
            at = text.index(covered)
            publish_comment_masked(
                by=self.moderator, comment=comment, spans=[(at, at + len(covered))]
            )
        if state == "hidden":
            note = f"Vì {self.word('comment.hidden.note')}."
            hide_comment(by=self.moderator, comment=comment, rule="1", note=note)
        if state == "rejected":
            note = f"Vì {self.word('comment.rejected.note')}."
            reject_comment(by=self.moderator, comment=comment, rule="1", note=note)
        if state.endswith("answered"):
            answer = f"Trả lời {self.word(f'comment.{state}.answer')}."
            office = f"Phòng {self.word(f'comment.{state}.office')}"
            answer_comment(by=self.official, comment=comment, office=office, body=answer)


NOTICES = (
    "draft", "submitted", "returned", "published", "urgent", "table", "persons", "file",
    "amended", "withdrawn", "replaced",
)  # fmt: skip
COMMENTS = (
    "pending", "published", "unnamed", "masked", "hidden", "rejected", "answered",
    "private", "private answered",
)  # fmt: skip


@pytest.fixture
def tell(unit, official, approver, moderator, service):
    """Tells a random story: each kind of thing in random order, some twice, comments anywhere."""

    def story(seed):
        told = Story(seed, unit, official, approver, moderator)
        states = [*NOTICES, *told.rng.choices(NOTICES, k=3)]
        for state in told.rng.sample(states, k=len(states)):
            told.notice(state)
        open_ones = [d for d in told.shown if d.kind.comment_mode != "private_objection"]
        open_ones = [d for d in open_ones if Disclosure.objects.get(pk=d.pk).status == "published"]
        for state in told.rng.sample([*COMMENTS, *COMMENTS], k=2 * len(COMMENTS)):
            told.said(state, told.rng.choice([None, *open_ones]))
        declare_nothing_due(
            by=official, unit=unit, kind_code="budget-execution-period", period="2026-Q1",
            reason=f"Không phát sinh {told.word('nothing.reason')}.",
        )  # fmt: skip
        return told

    return story


def words_on_pages(told, client):
    """The words on every public page, table, feed and API answer of the commune."""
    unit = told.unit
    addresses = [*faces_of_unit(unit), f"{unit.get_absolute_url()}atom.xml"]
    for disclosure in Disclosure.objects.visible().select_related("current_version", "unit"):
        version = disclosure.current_version
        tables, url = version.tables.count(), disclosure.get_absolute_url()
        addresses += faces_below(url, tables=tables, versions=version.number)
    return told.known(text_of(client.get(path)) for path in addresses)


def words_in_short(told, client):
    """The words on the pages that most readers open."""
    home = told.unit.get_absolute_url()
    addresses = [home, f"{home}cong-khai/", f"{home}hoi-dap/", f"{home}nhat-ky-kiem-duyet/"]
    for disclosure in Disclosure.objects.visible().select_related("unit"):
        url = disclosure.get_absolute_url()
        addresses += [url, f"{url}lich-su/", f"{url}y-kien/"]
    return told.known(text_of(client.get(path)) for path in addresses)


def words_in_bag(told, **more):
    job = bags.taken_out(told.unit, **more)
    assert job.status == "done", job.problem
    return told.known([bags.words_in(io.BytesIO(jobs.archive_of(job).read_bytes()))])


def told_apart(words, told):
    return sorted(told.words[word] for word in words)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_public_export_is_what_the_pages_show_to_the_word(tell, seed, visitor):
    told = tell(seed)
    shown = words_on_pages(told, visitor)
    given = words_in_bag(told)
    assert told_apart(given - shown, told) == []
    assert told_apart(shown - given - told.of("row"), told) == []
    assert not given & told.of("row")
    for hidden in ("draft", "submitted", "returned", "withdrawn", "comment.pending", "nothing",
                   "comment.private", "comment.rejected", "comment.hidden"):  # fmt: skip
        assert not (shown | given) & told.of(hidden), hidden
    for public in ("published", "table", "file", "amended", "urgent", "tombstone", "replaced",
                   "comment.published", "comment.answered"):  # fmt: skip
        assert told.of(public) & shown & given, public


def test_every_role_sees_the_same_pages_and_takes_out_the_same_public_bag(
    tell, unit, auditor, operator, official, approver, moderator, neighbour, visitor
):
    told = tell(7)
    shown, given = words_in_short(told, visitor), words_in_bag(told)
    keeper = make.person("bao-ve-du-lieu", Role.DATA_PROTECTION, unit)
    for person in (official, approver, moderator, neighbour, auditor, operator, keeper):
        client = Client()
        client.force_login(person)
        assert words_in_short(told, client) == shown, person
        assert words_in_bag(told, by=person) == given, person


def test_the_auditors_bag_holds_all_but_what_was_said_in_confidence(
    tell, unit, auditor, official, approver, moderator, neighbour, operator
):
    told = tell(11)
    given = words_in_bag(told)
    full = words_in_bag(told, by=auditor, edition="auditor")
    assert given < full
    for kept in ("withdrawn", "row", "comment.pending", "comment.rejected", "comment.hidden",
                 "comment.covered", "nothing", "returned.note"):  # fmt: skip
        assert told.of(kept) & full, kept
    for secret in ("draft", "submitted", "returned.title", "comment.private"):
        assert not told.of(secret) & full, secret
    for person in (None, official, approver, moderator, neighbour, operator):
        with pytest.raises(NotAllowed):
            words_in_bag(told, by=person, edition="auditor")
