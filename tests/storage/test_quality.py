"""QA: somebody without a part audits what was drawn, an error reopens the case, a seeded error never leaves."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from storage_samples import (
    ANNA,
    BEN,
    CLEO,
    CORRECTED,
    DOUBT,
    EVIDENCE,
    FIELDS,
    MACHINE,
    NOON,
    TO_A_PERSON,
    approved,
    in_review,
    later,
)
from test_sampling import POLICY_HASH, audit_rate

from models.audit import Actor, ActorKind
from models.case import CaseState, FieldValue, Outcome, Reason, RescanCode
from models.document_type import Mode
from models.errors import AuthorCannotApprove, CheckRefused, InvalidValue, StaleVersion, WrongState
from models.quality import ErrorCode
from models.work import Claim, Queue
from storage.case.cases import SqlCaseStore
from storage.open import Storage
from storage.sql.database import Refused

DORA = Actor(ActorKind.PERSON, "dora")
WRONG = (
    FieldValue("grand_total", "9999.00", 0.8, EVIDENCE, Outcome.PROPOSED, accepted=False),
    FieldValue("iban", None, None, None, Outcome.PROPOSED, accepted=False),
)
RIGHT = (replace(CORRECTED[0], value="1190.00"), CORRECTED[1])


@pytest.fixture
def drawn(storage: Storage) -> int:
    """An approved case in the sample."""
    audit_rate(storage, 1.0)
    return approved(storage)


@pytest.fixture
def seeded(storage: Storage, drawn: int) -> int:
    return storage.quality.plant(drawn, "grand_total", "1190.00", WRONG, TO_A_PERSON, DORA, NOON)


def rows(storage: Storage, sql: str) -> list[dict[str, object]]:
    with storage.database.read() as connection:
        return [dict(row) for row in connection.execute(sql).fetchall()]


def state(storage: Storage, case_id: int) -> CaseState:
    return storage.cases.case(case_id).summary.state


def test_a_sample_goes_to_one_auditor_at_a_time_who_had_no_part_in_it(storage: Storage, drawn: int) -> None:
    assert storage.quality.next_sample(BEN, NOON, 600) is None
    sample = storage.quality.next_sample(CLEO, NOON, 600)
    assert sample is not None
    assert (sample.case_id, sample.n, sample.rate) == (drawn, 1, 1.0)
    assert storage.quality.next_sample(DORA, NOON, 600) is None
    with pytest.raises(CheckRefused, match="cleo"):
        storage.quality.audit(drawn, 1, {}, DORA, NOON)
    storage.quality.audit(drawn, 1, {}, CLEO, NOON, sample.claim.token)
    assert storage.quality.next_sample(DORA, NOON, 600) is None


def test_without_an_error_the_result_is_noted_and_the_case_stays_as_it_is(storage: Storage, drawn: int) -> None:
    assert storage.quality.audit(drawn, 1, {}, CLEO, NOON) is CaseState.APPROVED
    assert rows(storage, "SELECT fields, wrong_fields FROM qa_result") == [{"fields": 2, "wrong_fields": 0}]
    assert storage.cases.audit_trail(drawn)[-1].action == "audited"
    assert storage.quality.audit(drawn, 1, {}, CLEO, later(1)) is CaseState.APPROVED
    assert len(rows(storage, "SELECT 1 AS one FROM qa_result")) == 1
    with pytest.raises(WrongState, match="already"):
        storage.quality.audit(drawn, 1, {}, DORA, NOON)
    with pytest.raises(WrongState, match="already"):
        storage.quality.audit(drawn, 1, {"iban": "DE00"}, CLEO, later(2))


def test_an_error_reopens_the_case_and_codes_but_no_values_reach_the_log(storage: Storage, drawn: int) -> None:
    findings = {"grand_total": "1191.00", "iban": "DE02120300000000202051"}
    assert storage.quality.audit(drawn, 1, findings, CLEO, NOON) is CaseState.REOPENED
    case = storage.cases.case(drawn)
    assert {reason.field for reason in case.summary.reasons if reason.code == "qa_error"} == {"grand_total", "iban"}
    event = storage.cases.audit_trail(drawn)[-1]
    assert event.details["errors"] == "grand_total:wrong_value,iban:left_out"
    assert not any(value in str(event.details) + str(case.summary.reasons) for value in findings.values())
    assert rows(storage, "SELECT name, code, right_value FROM qa_error ORDER BY name")[0]["code"] == ErrorCode.WRONG_VALUE


def test_what_qa_found_is_corrected_by_one_person_and_approved_by_another(storage: Storage, drawn: int) -> None:
    storage.quality.audit(drawn, 1, {"grand_total": "1191.00"}, CLEO, NOON)
    with pytest.raises(AuthorCannotApprove):
        storage.cases.save_version(drawn, 1, CORRECTED, (), CLEO, NOON)
    for barred in (BEN, CLEO):
        assert storage.work.take_next(barred, Queue(), NOON, 600) is None
    claim = storage.work.take_next(ANNA, Queue(), NOON, 600)
    assert claim is not None
    assert storage.cases.save_version(drawn, 1, CORRECTED, (), ANNA, NOON, claim.token) == 2
    with pytest.raises(AuthorCannotApprove):
        storage.cases.approve(drawn, 2, ANNA, NOON)
    storage.cases.approve(drawn, 2, BEN, NOON)
    assert state(storage, drawn) is CaseState.APPROVED
    again = storage.quality.next_sample(CLEO, NOON, 600)
    assert again is not None
    assert again.n == 2


def test_a_correction_goes_to_whoever_has_the_wrong_value(storage: Storage, drawn: int) -> None:
    assert release(storage) == [(drawn, 1, None)]
    storage.quality.audit(drawn, 1, {"grand_total": "1191.00"}, CLEO, NOON)
    assert release(storage) == []
    storage.cases.save_version(drawn, 1, CORRECTED, (), ANNA, NOON)
    storage.cases.approve(drawn, 2, BEN, NOON)
    assert release(storage) == [(drawn, 2, 1)]


def test_a_complaint_reopens_a_case_that_was_not_drawn_and_counts_in_no_score(storage: Storage) -> None:
    case_id = approved(storage)
    for names in ((), ("colour",)):
        with pytest.raises(InvalidValue):
            storage.quality.reopen(case_id, 1, names, "the supplier says so", CLEO, NOON)
    storage.quality.reopen(case_id, 1, ["iban"], "the supplier says so", CLEO, NOON)
    assert [(reason.field, reason.text) for reason in storage.cases.case(case_id).summary.reasons][-1] == ("iban", "the supplier says so")
    assert storage.cases.audit_trail(case_id)[-1].details["fields"] == "iban"
    assert [tally.audited for tally in storage.quality.tallies()] == [0]
    claim = storage.work.take_next(ANNA, Queue(), NOON, 600)
    assert claim is not None
    assert claim.state is CaseState.REOPENED


@pytest.mark.parametrize("auditor", [MACHINE, BEN])
def test_nobody_with_a_part_in_the_entry_audits_it(storage: Storage, drawn: int, auditor: Actor) -> None:
    with pytest.raises(AuthorCannotApprove):
        storage.quality.audit(drawn, 1, {}, auditor, NOON)


def test_an_audit_names_only_what_is_wrong_in_the_newest_version_that_was_drawn(storage: Storage, drawn: int) -> None:
    for findings in ({"grand_total": "1190.00"}, {"colour": "red"}, {"iban": None}):
        with pytest.raises(InvalidValue):
            storage.quality.audit(drawn, 1, findings, CLEO, NOON)
    with pytest.raises(StaleVersion):
        storage.quality.audit(drawn, 7, {}, CLEO, NOON)
    with pytest.raises(WrongState):
        storage.quality.audit(in_review(storage, "two"), 1, {}, CLEO, NOON)
    assert rows(storage, "SELECT * FROM qa_result") == []


def test_an_error_found_makes_the_next_draw_of_that_person_likelier(storage: Storage) -> None:
    audit_rate(storage, 0.1)
    first = approved_and_drawn(storage, "first")
    storage.quality.audit(first, 1, {"grand_total": "1.00"}, CLEO, NOON)
    approved_and_drawn(storage, "second")
    rates = [row["rate"] for row in rows(storage, "SELECT rate FROM qa_sample ORDER BY case_id")]
    assert rates == [pytest.approx(0.1 * (1 + 3)), pytest.approx(0.1 * (1 + 3 * 49 / 50 + 1))]


def approved_and_drawn(storage: Storage, content: str) -> int:
    """Cases until one is drawn."""
    for k in range(400):
        case_id = approved(storage, f"{content} {k}")
        if rows(storage, f"SELECT 1 AS one FROM qa_sample WHERE case_id = {case_id}"):  # noqa: S608 - a number
            return case_id
    pytest.fail("nothing was drawn")


def test_a_seeded_case_looks_like_any_other_to_a_checker(storage: Storage, drawn: int, seeded: int) -> None:
    other = in_review(storage, "other")
    real, copy = storage.cases.case(other), storage.cases.case(seeded)
    assert (copy.summary.state, copy.mode, copy.summary.doc_type) == (real.summary.state, real.mode, real.summary.doc_type)
    assert (copy.authors, copy.hands, copy.summary.reasons) == (real.authors, real.hands, real.summary.reasons)
    assert (copy.summary.due_at, copy.summary.priority) == (real.summary.due_at, real.summary.priority)
    assert copy.version is not None
    assert [field.name for field in copy.version.fields] == [field.name for field in FIELDS]
    assert storage.cases.alternatives(seeded) == storage.cases.alternatives(drawn)
    shown = [(event.actor, event.action, set(event.details)) for event in storage.cases.audit_trail(seeded)]
    assert shown == [(event.actor, event.action, set(event.details)) for event in storage.cases.audit_trail(other)]
    assert len(storage.cases.queue([CaseState.IN_REVIEW])) == storage.work.counts()[CaseState.IN_REVIEW] == 2
    assert {claim.case_id for claim in taken(storage, ANNA)} == {seeded, other}


def test_a_seeded_error_that_is_passed_counts_as_missed_and_nothing_of_it_leaves(storage: Storage, drawn: int, seeded: int) -> None:
    storage.cases.approve(seeded, 1, BEN, NOON)
    assert state(storage, seeded) is CaseState.REJECTED
    assert rows(storage, "SELECT person, caught FROM seed_result") == [{"person": "ben", "caught": 0}]
    assert [reason.code for reason in storage.cases.case(seeded).summary.reasons] == [DOUBT.code, "seeded"]
    assert rows(storage, f"SELECT 1 AS one FROM approval WHERE case_id = {seeded}") == []  # noqa: S608 - a number
    assert release(storage) == [(drawn, 1, None)]
    assert [entry.case_id for entry in storage.cases.confirmed()] == [drawn]


@pytest.mark.parametrize(
    ("decide", "caught"),
    [
        (lambda cases, case_id: cases.save_version(case_id, 1, RIGHT, (), ANNA, NOON), 1),
        (lambda cases, case_id: cases.save_version(case_id, 1, CORRECTED, (), ANNA, NOON), 0),
        (lambda cases, case_id: cases.close(case_id, CaseState.REJECTED, DOUBT, ANNA, NOON), 1),
        (lambda cases, case_id: cases.close(case_id, CaseState.RESCAN_REQUESTED, Reason(RescanCode.OTHER, None, "x"), ANNA, NOON), 1),
        (lambda cases, case_id: cases.refer(case_id, 1, DOUBT, ANNA, NOON), 1),
    ],
)
def test_a_seeded_error_is_caught_by_putting_it_right_or_not_letting_it_go_on(
    storage: Storage, seeded: int, decide: Callable[[SqlCaseStore, int], object], caught: int
) -> None:
    decide(storage.cases, seeded)
    assert state(storage, seeded) is CaseState.REJECTED
    assert rows(storage, "SELECT person, caught FROM seed_result") == [{"person": "anna", "caught": caught}]
    assert storage.cases.rescans() == []


def test_whoever_planted_an_error_does_not_decide_about_it(storage: Storage, seeded: int) -> None:
    with pytest.raises(AuthorCannotApprove):
        storage.cases.approve(seeded, 1, DORA, NOON)
    assert state(storage, seeded) is CaseState.IN_REVIEW


def test_no_statement_approves_or_releases_a_seeded_case(storage: Storage, seeded: int) -> None:
    for statement in (
        "UPDATE capture_case SET state = 'approved' WHERE case_id = :case_id",
        "INSERT INTO approval (case_id, n, policy_hash, approved_at) VALUES (:case_id, 1, :policy, 'x')",
        "UPDATE capture_case SET seeded = 0 WHERE case_id = :case_id",
    ):
        with pytest.raises(Refused), storage.database.write("attack") as connection:
            connection.execute(statement, {"case_id": seeded, "policy": POLICY_HASH})


def test_errors_are_planted_in_copies_of_approved_cases_that_are_not_keyed_blind(storage: Storage, drawn: int) -> None:
    with pytest.raises(WrongState):
        storage.quality.plant(in_review(storage, "two"), "grand_total", "1190.00", WRONG, TO_A_PERSON, DORA, NOON)
    with pytest.raises(WrongState):
        storage.quality.plant(drawn, "grand_total", "1190.00", WRONG, replace(TO_A_PERSON, mode=Mode.DOUBLE_KEY), DORA, NOON)


def test_a_seeded_case_is_no_drop_and_the_log_rebuilds_it(storage: Storage, drawn: int, seeded: int) -> None:
    storage.cases.approve(seeded, 1, BEN, NOON)
    assert sum(storage.ledger.counts().values()) == 1
    assert storage.audit.replay()[1] == []
    assert storage.quality.audit(drawn, 1, {"iban": "x"}, CLEO, NOON) is CaseState.REOPENED
    assert storage.audit.replay()[1] == []


def test_a_scorecard_counts_decisions_audits_and_seeds_apart(storage: Storage, drawn: int, seeded: int) -> None:
    storage.cases.approve(seeded, 1, BEN, NOON)
    storage.quality.audit(drawn, 1, {"grand_total": "1.00"}, CLEO, NOON)
    claim = storage.work.take(drawn, ANNA, NOON, 600)
    storage.cases.save_version(drawn, 1, CORRECTED, (), ANNA, later(42), claim.token)
    second = storage.work.take(drawn, BEN, later(100), 600)
    storage.cases.approve(drawn, 2, BEN, later(130), second.token)
    storage.quality.audit(drawn, 2, {}, CLEO, NOON)
    anna, ben = storage.quality.tallies()
    assert (anna.person, anna.doc_type, anna.decided, anna.corrected, anna.median_seconds) == ("anna", "invoice", 1, 1, 42.0)
    assert (anna.audited, anna.faultless, anna.fields, anna.wrong_fields) == (1, 1, 2, 0)
    assert (ben.person, ben.decided, ben.corrected, ben.median_seconds) == ("ben", 1, 0, 30.0)
    assert (ben.audited, ben.faultless, ben.fields, ben.wrong_fields) == (2, 1, 4, 1)
    assert (ben.seeded, ben.caught, anna.seeded) == (1, 0, 0)


def taken(storage: Storage, person: Actor) -> list[Claim]:
    found = []
    while claim := storage.work.take_next(person, Queue(), NOON, 600):
        found.append(claim)
    return found


def release(storage: Storage) -> list[tuple[int, int, int | None]]:
    """Case, version and what it corrects, of what one run delivers."""
    run = storage.outbox.open_run("files", NOON)
    if run is None:
        return []
    storage.outbox.finish_run("files", run.number, {}, MACHINE, NOON)
    return [(version.case, version.n, version.corrects) for version in run.versions]
