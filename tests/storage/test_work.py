"""Who gets which case: in order, one person at a time, by a lease whose token is good until another takes the case."""

import threading
from dataclasses import replace
from datetime import datetime

import pytest
from storage_samples import (
    ANNA,
    BEN,
    CLEO,
    CORRECTED,
    DOUBT,
    FIELDS,
    MACHINE,
    NOON,
    PROPOSAL,
    TO_A_PERSON,
    approved,
    captured,
    corrected,
    in_review,
    later,
    quarantined,
)

from models.audit import Actor, ActorKind
from models.case import CaseState
from models.change_proposal import ChangeKind
from models.errors import AlreadyClaimed, AuthorCannotApprove, ClaimLost, NoSuchCase, NotAllowed, StaleVersion, WrongState
from models.extraction import Classification
from models.role import Role
from models.work import Queue
from storage.desk.claims import LONGEST, settle
from storage.open import Storage

ANY = Queue()
MINUTES = 600


def waiting(storage: Storage, content: str, priority: int = 0, due_hours: float = 24, doc_type: str = "invoice") -> int:
    case_id = captured(storage, content)
    proposal = replace(PROPOSAL, classification=Classification(doc_type, 0.97))
    storage.cases.enter(case_id, proposal, FIELDS, replace(TO_A_PERSON, priority=priority, due_hours=due_hours), MACHINE, NOON)
    return case_id


def put(storage: Storage, sql: str, **values: object) -> None:
    with storage.database.write("test") as connection:
        connection.execute(sql, values)


def taken_in_order(storage: Storage, person: Actor = BEN, wanted: Queue = ANY) -> list[int]:
    taken = []
    while claim := storage.work.take_next(person, wanted, NOON, MINUTES):
        taken.append(claim.case_id)
    return taken


def test_the_highest_priority_comes_first_then_the_earliest_due_then_the_oldest(storage: Storage) -> None:
    oldest = waiting(storage, "oldest")
    second = waiting(storage, "second")
    due_soon = waiting(storage, "due soon", due_hours=1)
    urgent = waiting(storage, "urgent", priority=5, due_hours=99)
    assert taken_in_order(storage) == [urgent, due_soon, oldest, second]


def test_nobody_is_given_a_case_of_which_they_made_a_part(storage: Storage) -> None:
    case_id = corrected(storage)
    assert storage.work.take_next(ANNA, ANY, NOON, MINUTES) is None
    with pytest.raises(AuthorCannotApprove):
        storage.work.take(case_id, ANNA, NOON, MINUTES)
    claim = storage.work.take_next(BEN, ANY, NOON, MINUTES)
    assert claim is not None
    assert (claim.case_id, claim.person, claim.state) == (case_id, BEN, CaseState.IN_REVIEW)


def test_what_has_to_be_keyed_blind_goes_only_to_those_without_a_part(storage: Storage) -> None:
    case_id = in_review(storage)
    put(storage, "UPDATE capture_case SET mode = 'double_key' WHERE case_id = :case_id", case_id=case_id)
    put(storage, "INSERT INTO hand VALUES (:case_id, 'ben', 'person', 'approver', :at)", case_id=case_id, at="2026-11-02")
    for state in (CaseState.IN_REVIEW, CaseState.IN_SECOND_KEY, CaseState.IN_ADJUDICATION):
        put(storage, "UPDATE capture_case SET state = :state WHERE case_id = :case_id", case_id=case_id, state=state)
        assert storage.work.take_next(BEN, ANY, NOON, MINUTES) is None
        claim = storage.work.take_next(CLEO, ANY, NOON, MINUTES)
        assert claim is not None
        storage.work.give_back(case_id, CLEO, claim.token)


def test_whoever_referred_a_case_is_not_given_it_back_as_the_next(storage: Storage) -> None:
    case_id = in_review(storage)
    storage.cases.refer(case_id, 1, DOUBT, BEN, NOON)
    assert storage.work.take_next(BEN, ANY, NOON, MINUTES) is None
    claim = storage.work.take_next(CLEO, ANY, NOON, MINUTES)
    assert claim is not None
    assert (claim.case_id, claim.state) == (case_id, CaseState.IN_ADJUDICATION)


def test_a_queue_holds_only_what_is_wanted(storage: Storage) -> None:
    invoice, receipt = waiting(storage, "invoice"), waiting(storage, "receipt", doc_type="receipt")
    damaged = quarantined(storage, "damaged")
    assert taken_in_order(storage, BEN, Queue(doc_types=("receipt",))) == [receipt]
    assert taken_in_order(storage, BEN, Queue(batch_id=1)) == [invoice]
    assert taken_in_order(storage, BEN, Queue(states=(CaseState.IN_SECOND_KEY,))) == []
    assert taken_in_order(storage, BEN, Queue(states=(CaseState.QUARANTINED,))) == [damaged]


def test_skills_narrow_what_somebody_is_given_but_what_no_type_is_known_of_is_everybodys(storage: Storage) -> None:
    waiting(storage, "invoice")
    receipt = waiting(storage, "receipt", doc_type="receipt")
    unknown = captured(storage, "unknown")
    storage.cases.enter(unknown, replace(PROPOSAL, classification=Classification(None, None)), FIELDS, TO_A_PERSON, MACHINE, NOON)
    storage.people.set_skills("ben", ["receipt"], ANNA, NOON)
    assert storage.work.take_next(BEN, Queue(doc_types=("invoice",)), NOON, MINUTES) is None
    assert taken_in_order(storage) == [receipt, unknown]


def test_once_roles_bind_only_those_who_hold_one_are_given_work(storage: Storage) -> None:
    checked, keyed = waiting(storage, "checked"), waiting(storage, "keyed")
    put(storage, "UPDATE capture_case SET mode = 'double_key' WHERE case_id = :case_id", case_id=keyed)
    storage.people.found("dora", "emil", ANNA, NOON)
    dora, emil = (Actor(ActorKind.PERSON, name) for name in ("dora", "emil"))
    for name, role in (("ben", Role.KEYER), ("cleo", Role.CHECKER)):
        proposal = storage.changes.propose_role(ChangeKind.GRANT, name, role, dora, "", NOON)
        storage.changes.decide(proposal.proposal_id, emil, NOON, approved=True)
    assert taken_in_order(storage, ANNA) == taken_in_order(storage, dora) == []
    assert taken_in_order(storage, BEN) == [keyed]
    assert taken_in_order(storage, CLEO) == [checked]
    with pytest.raises(NotAllowed):
        storage.work.take(keyed, dora, NOON, MINUTES)


def test_only_one_person_has_a_case_and_the_other_is_told_who(storage: Storage) -> None:
    case_id = in_review(storage)
    claim = storage.work.take(case_id, BEN, NOON, MINUTES)
    with pytest.raises(AlreadyClaimed, match="ben") as refused:
        storage.work.take(case_id, CLEO, later(1), MINUTES)
    assert (refused.value.person, refused.value.until) == ("ben", claim.until) == ("ben", later(MINUTES))
    assert storage.work.take_next(CLEO, ANY, NOON, MINUTES) is None


def test_taking_ones_own_again_renews_it_under_the_same_token(storage: Storage) -> None:
    case_id = in_review(storage)
    first = storage.work.take(case_id, BEN, NOON, MINUTES)
    again = storage.work.take(case_id, BEN, later(60), MINUTES)
    assert (again.token, again.until) == (first.token, later(60 + MINUTES))


def test_a_heartbeat_holds_a_case_until_another_took_it(storage: Storage) -> None:
    claim = storage.work.take(in_review(storage), BEN, NOON, MINUTES)
    storage.work.heartbeat(claim.case_id, BEN, claim.token, later(MINUTES - 1), MINUTES)
    assert storage.work.take_next(CLEO, ANY, later(MINUTES + 1), MINUTES) is None
    run_out = later(3 * MINUTES)
    assert storage.work.heartbeat(claim.case_id, BEN, claim.token, run_out, 1).token == claim.token
    taken = storage.work.take_next(CLEO, ANY, later(4 * MINUTES), MINUTES)
    assert taken is not None
    assert (taken.case_id, taken.token) == (claim.case_id, claim.token + 1)
    with pytest.raises(ClaimLost):
        storage.work.heartbeat(claim.case_id, BEN, claim.token, later(4 * MINUTES), MINUTES)


def test_a_case_given_back_goes_to_the_next_person(storage: Storage) -> None:
    claim = storage.work.take(in_review(storage), BEN, NOON, MINUTES)
    storage.work.give_back(claim.case_id, CLEO, claim.token)
    storage.work.give_back(claim.case_id, BEN, claim.token + 1)
    assert [held.case_id for held in storage.work.claims(BEN)] == [claim.case_id]
    storage.work.give_back(claim.case_id, BEN, claim.token)
    assert storage.work.claims(BEN) == []
    taken = storage.work.take(claim.case_id, CLEO, NOON, MINUTES)
    assert taken.token == claim.token + 1


def test_a_hand_over_moves_the_claim_and_is_in_the_audit_log(storage: Storage) -> None:
    claim = storage.work.take(in_review(storage), BEN, NOON, MINUTES)
    handed = storage.work.hand_over(claim.case_id, BEN, claim.token, CLEO, later(1), MINUTES)
    assert (handed.person, handed.token, handed.until) == (CLEO, claim.token + 1, later(1 + MINUTES))
    assert (storage.work.claims(BEN), storage.work.claims(CLEO)) == ([], [handed])
    event = storage.cases.audit_trail(claim.case_id)[-1]
    assert (event.actor, event.action, event.details["person"]) == (BEN, "handed_over", "cleo")
    with pytest.raises(ClaimLost):
        storage.work.hand_over(claim.case_id, BEN, claim.token, CLEO, later(2), MINUTES)


def test_nothing_is_handed_to_somebody_who_could_not_decide_it(storage: Storage) -> None:
    claim = storage.work.take(corrected(storage), BEN, NOON, MINUTES)
    with pytest.raises(AuthorCannotApprove):
        storage.work.hand_over(claim.case_id, BEN, claim.token, ANNA, NOON, MINUTES)
    assert storage.work.claims(BEN) == [claim]


def test_there_is_nothing_to_take_where_nothing_waits(storage: Storage) -> None:
    with pytest.raises(NoSuchCase):
        storage.work.take(4711, BEN, NOON, MINUTES)
    with pytest.raises(WrongState):
        storage.work.take(approved(storage), CLEO, NOON, MINUTES)


def test_the_work_of_somebody_who_never_came_back_goes_to_the_next(storage: Storage) -> None:
    case_id = in_review(storage)
    storage.work.take_next(BEN, ANY, NOON, MINUTES)
    assert storage.work.take_next(CLEO, ANY, later(MINUTES - 1), MINUTES) is None
    claim = storage.work.take_next(CLEO, ANY, later(MINUTES), MINUTES)
    assert claim is not None
    assert claim.case_id == case_id


def test_a_clock_that_jumps_ahead_never_leaves_two_who_can_commit(storage: Storage) -> None:
    case_id = in_review(storage)
    lost = storage.work.take(case_id, BEN, NOON, MINUTES)
    jumped = storage.work.take(case_id, CLEO, later(2 * MINUTES), MINUTES)
    with pytest.raises(AlreadyClaimed):  # the clock is back where it was
        storage.work.take(case_id, BEN, later(1), MINUTES)
    assert not settles(storage, case_id, BEN, lost.token, later(1))
    assert settles(storage, case_id, CLEO, jumped.token, later(2))


def test_a_clock_that_jumped_far_ahead_does_not_hold_a_case_for_as_long(storage: Storage) -> None:
    case_id = in_review(storage)
    storage.work.take(case_id, BEN, later(365 * 86400), 36000)
    assert storage.work.claims(BEN)[0].until == later(365 * 86400) + LONGEST
    assert storage.work.take_next(CLEO, ANY, NOON, MINUTES) is not None


def settles(storage: Storage, case_id: int, person: Actor, token: int | None, at: datetime) -> bool:
    try:
        with storage.database.write("test") as connection:
            settle(connection, case_id, person, token, at)
    except (ClaimLost, AlreadyClaimed):
        return False
    return True


def test_whoever_held_a_case_last_commits_even_when_the_lease_has_run_out(storage: Storage) -> None:
    case_id = in_review(storage)
    claim = storage.work.take(case_id, BEN, NOON, MINUTES)
    assert settles(storage, case_id, BEN, claim.token, later(5 * MINUTES))
    assert storage.work.claims(BEN) == []


def test_a_token_is_its_holders_and_dies_with_the_first_decision(storage: Storage) -> None:
    case_id = in_review(storage)
    claim = storage.work.take(case_id, BEN, NOON, MINUTES)
    assert not settles(storage, case_id, CLEO, claim.token, NOON)
    assert not settles(storage, case_id, BEN, claim.token - 1, NOON)
    assert settles(storage, case_id, BEN, claim.token, NOON)
    assert not settles(storage, case_id, BEN, claim.token, NOON)


def test_without_a_token_nobody_else_may_hold_the_case(storage: Storage) -> None:
    case_id = in_review(storage)
    claim = storage.work.take(case_id, BEN, NOON, MINUTES)
    assert not settles(storage, case_id, CLEO, None, later(1))
    assert settles(storage, case_id, CLEO, None, later(MINUTES))
    assert not settles(storage, case_id, BEN, claim.token, later(MINUTES))


def test_a_draft_outlives_the_lease_and_goes_with_the_persons_own_decision(storage: Storage) -> None:
    case_id = in_review(storage)
    storage.work.take(case_id, BEN, NOON, MINUTES)
    storage.work.save_draft(case_id, BEN, 1, '{"grand_total": "12"}', NOON)
    claim = storage.work.take(case_id, CLEO, later(MINUTES), MINUTES)
    storage.work.save_draft(case_id, BEN, 1, '{"grand_total": "1200"}', later(MINUTES))
    storage.work.save_draft(case_id, CLEO, 1, "hers", later(MINUTES))
    assert settles(storage, case_id, CLEO, claim.token, later(MINUTES))
    kept = storage.work.draft(case_id, BEN)
    assert kept is not None
    assert (kept.n, kept.body, kept.saved_at) == (1, '{"grand_total": "1200"}', later(MINUTES))
    assert storage.work.draft(case_id, CLEO) is None


def test_twenty_people_at_once_never_get_the_same_case(storage: Storage) -> None:
    offered = {in_review(storage, f"{k}") for k in range(30)}
    taken: list[int] = []
    gate = threading.Barrier(20)

    def work(number: int) -> None:
        person = Actor(ActorKind.PERSON, f"person {number}")
        gate.wait()
        for _ in range(2):
            claim = storage.work.take_next(person, ANY, NOON, MINUTES)
            if claim:
                taken.append(claim.case_id)
        storage.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(offered)
    assert set(taken) == offered


def test_a_correction_makes_the_version_others_saw_stale_by_number(storage: Storage) -> None:
    case_id = in_review(storage)
    storage.cases.save_version(case_id, 1, CORRECTED, (), ANNA, NOON)
    with pytest.raises(StaleVersion) as refused:
        storage.cases.approve(case_id, 1, BEN, NOON)
    assert (refused.value.seen, refused.value.newest) == (1, 2)


def test_everybody_sees_who_holds_what_now(storage: Storage) -> None:
    first, second = waiting(storage, "one"), waiting(storage, "two")
    storage.work.take(first, BEN, NOON, MINUTES)
    token = storage.work.take(second, CLEO, NOON, MINUTES).token
    storage.work.heartbeat(second, CLEO, token, later(300), MINUTES)
    assert {case_id: claim.person for case_id, claim in storage.work.held(NOON).items()} == {first: BEN, second: CLEO}
    assert {case_id: claim.person for case_id, claim in storage.work.held(later(700)).items()} == {second: CLEO}
