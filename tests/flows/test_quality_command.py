"""foureyes quality: audit what was drawn, reopen what was wrong, plant an error and see whether it was caught."""

import json

import pytest
from test_check_command import ANN, BOB, Command, in_review, run, storage

from flows.installation import now
from models.audit import Actor, ActorKind
from models.case import CaseState
from models.errors import InvalidValue, NotAllowed, WrongState
from storage.open import Storage

__all__ = ["run", "storage"]
DORA, EMIL = Actor(ActorKind.PERSON, "dora"), Actor(ActorKind.PERSON, "emil")


@pytest.fixture
def drawn(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("COLUMNS", "120")
    body = json.dumps({"doc_type": "invoice", "policy": {"audit": 1.0}})
    proposal = storage.changes.propose_policy("a" * 64, "invoice", body, DORA, "", now())
    storage.changes.decide(proposal.proposal_id, EMIL, now(), approved=True)
    case_id = in_review(storage)
    storage.cases.approve(case_id, 1, ANN, now())
    return case_id


def state(storage: Storage, case_id: int) -> CaseState:
    return storage.cases.case(case_id).summary.state


def test_an_auditor_is_shown_the_next_of_the_sample_and_says_that_all_is_right(run: Command, storage: Storage, drawn: int) -> None:
    assert "Nothing of the sample" in run("quality", "next", "--as", "ann").output
    shown = run("quality", "next", "--as", "bob").output
    assert "12.00" in shown
    assert f"quality audit {drawn}" in shown
    assert "no error" in run("quality", "audit", drawn, "--as", "bob").output
    assert state(storage, drawn) is CaseState.APPROVED
    assert storage.work.claims(BOB) == []


def test_an_error_named_by_its_right_value_reopens_the_case(run: Command, storage: Storage, drawn: int) -> None:
    for mistyped in ("grand_total=twelve", "colour=red", "grand_total=12,00"):
        assert isinstance(run("quality", "audit", drawn, mistyped, "--as", "bob").exception, InvalidValue)
    assert run("quality", "audit", drawn, "grand_total", "--as", "bob").exit_code == 2
    assert "reopened" in run("quality", "audit", drawn, "grand_total=13,00", "--as", "bob").output
    assert state(storage, drawn) is CaseState.REOPENED


def test_a_complaint_reopens_a_case(run: Command, drawn: int) -> None:
    assert run("quality", "reopen", drawn, "grand_total", "--as", "bob").exit_code == 2
    assert "reopened" in run("quality", "reopen", drawn, "grand_total", "--why", "they say 13", "--as", "bob").output
    assert "they say 13" in run("show", drawn).output
    assert isinstance(run("quality", "reopen", drawn, "grand_total", "--why", "again", "--as", "bob").exception, WrongState)


def test_a_planted_error_stands_among_the_doubtful_fields_and_is_counted(run: Command, storage: Storage, drawn: int) -> None:
    assert isinstance(run("quality", "plant", drawn, "grand_total", "12.00", "--as", "dora").exception, InvalidValue)
    planted = run("quality", "plant", drawn, "grand_total", "72.00", "--as", "dora")
    assert planted.exception is None, planted.output
    copy = storage.cases.queue([CaseState.IN_REVIEW])[0]
    assert "grand_total" in {reason.field for reason in copy.reasons}
    version = storage.cases.case(copy.case_id).version
    assert version is not None
    assert [field.value for field in version.fields] == ["72.00"]
    keys = "e12.00\n" + "\n" * 5
    assert "second person" in run("check", copy.case_id, "--as", "bob", keys=keys).output
    assert state(storage, copy.case_id) is CaseState.REJECTED
    row = next(line for line in run("quality", "scores", "--as", "dora").output.splitlines() if "bob" in line)
    assert "1 of 1" in row


def test_a_score_is_a_hundred_or_nothing_for_each_case(run: Command, storage: Storage, drawn: int) -> None:
    second = in_review(storage, "b")
    storage.cases.approve(second, 1, ANN, now())
    run("quality", "audit", drawn, "--as", "bob")
    run("quality", "audit", second, "grand_total=13.00", "--as", "bob")
    row = next(line for line in run("quality", "scores", "--as", "dora").output.splitlines() if "ann" in line)
    assert row.split()[:4] == ["ann", "invoice", "2", "0"]
    assert row.split()[5:7] == ["50", "50.0%"]


def test_once_founded_only_qa_audits_and_checkers_see_no_scores(run: Command, storage: Storage, drawn: int) -> None:
    storage.people.found("dora", "emil", DORA, now())
    for command in (("next",), ("audit", drawn), ("plant", drawn, "grand_total", "72.00"), ("scores",)):
        refused = run("quality", *command, "--as", "bob").exception
        assert isinstance(refused, NotAllowed), (command, refused)
