"""What belongs together is found, and what came twice is held, once."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from places import Place
from storage_samples import ANNA, BEN, CLEO, MACHINE, NOON, POLICY, PROPOSAL, captured, later

from models.case import Case, CaseState, FieldValue, Outcome, Reason, Route
from models.case_key import SAME_BUSINESS, KeyRule
from models.document_type import Mode
from models.errors import AlreadyClaimed, WrongState
from models.keying import KeyedValue
from storage.open import Storage

RULES = (KeyRule("order", ("order_reference",)), KeyRule(f"{SAME_BUSINESS}invoice", ("invoice_number", "grand_total")))
LET_GO = Reason("let_go", None, "a second delivery")


def fields(number: str = "RE-1", total: str = "100.00", order: str | None = None) -> tuple[FieldValue, ...]:
    values = {"invoice_number": number, "grand_total": total, "order_reference": order}
    return tuple(FieldValue(name, value, None, None, Outcome.PROPOSED, accepted=False) for name, value in values.items())


def entered(
    storage: Storage, content: str, values: Sequence[FieldValue], mode: Mode = Mode.CHECK, rules: tuple[KeyRule, ...] = RULES
) -> Case:
    case_id = captured(storage, content)
    keyed = ("invoice_number", "grand_total") if mode is Mode.DOUBLE_KEY else ()
    storage.cases.enter(case_id, PROPOSAL, values, Route(mode, (), POLICY, keyed, key_rules=rules), MACHINE, NOON)
    return storage.cases.case(case_id)


def state(storage: Storage, case: Case) -> CaseState:
    return storage.cases.case(case.case_id).summary.state


def codes(storage: Storage, case: Case) -> set[str]:
    return {reason.code for reason in storage.cases.case(case.case_id).summary.reasons}


@pytest.fixture
def first(storage: Storage) -> Case:
    return entered(storage, "first", fields())


@pytest.fixture
def second(storage: Storage, first: Case) -> Case:
    del first
    return entered(storage, "second", fields("re 1"))


def test_the_same_business_is_held_and_names_the_other_case(storage: Storage, first: Case, second: Case) -> None:
    assert (first.summary.state, second.summary.state) == (CaseState.IN_REVIEW, CaseState.HELD)
    (reason,) = (reason for reason in second.summary.reasons if reason.code == "duplicate")
    assert f"case {first.case_id}" in reason.text
    assert "invoice number" in reason.text
    assert storage.cases.audit_trail(second.case_id)[-1].details["duplicate_of"] == first.case_id


@pytest.mark.parametrize("values", [fields("RE-2"), fields(total="100.01"), fields(number="")])
def test_other_business_is_not_held(storage: Storage, first: Case, values: tuple[FieldValue, ...]) -> None:
    del first
    assert entered(storage, "second", values).summary.state is CaseState.IN_REVIEW


def test_what_would_have_gone_straight_through_is_held_and_approved_by_nobody(storage: Storage, first: Case) -> None:
    del first
    second = entered(storage, "second", fields(), Mode.STRAIGHT_THROUGH)
    assert second.summary.state is CaseState.HELD
    assert second.approver is None
    assert second.mode is Mode.CHECK


def test_a_rejected_case_makes_no_duplicate(storage: Storage, first: Case) -> None:
    storage.cases.close(first.case_id, CaseState.REJECTED, Reason("rejected", None, "not ours"), ANNA, NOON)
    assert entered(storage, "second", fields()).summary.state is CaseState.IN_REVIEW


def test_a_held_case_goes_on_to_review_and_is_not_held_for_that_again(storage: Storage, second: Case) -> None:
    storage.holding.go_on(second.case_id, LET_GO, CLEO, later(1))
    assert state(storage, second) is CaseState.IN_REVIEW
    storage.cases.save_version(second.case_id, 1, fields("RE-1", order="PO-9"), (), ANNA, later(2))
    assert state(storage, second) is CaseState.IN_REVIEW
    storage.cases.approve(second.case_id, 2, BEN, later(3))
    assert state(storage, second) is CaseState.APPROVED


def test_whoever_was_first_is_not_held_for_the_one_that_came_after(storage: Storage, first: Case, second: Case) -> None:
    storage.cases.save_version(first.case_id, 1, fields(order="PO-9"), (), ANNA, later(1))
    assert (state(storage, first), state(storage, second)) == (CaseState.IN_REVIEW, CaseState.HELD)


def test_a_held_case_may_be_rejected(storage: Storage, second: Case) -> None:
    storage.cases.close(second.case_id, CaseState.REJECTED, Reason("rejected", None, "sent twice"), ANNA, later(1))
    assert state(storage, second) is CaseState.REJECTED


def test_a_correction_that_makes_it_a_duplicate_is_held(storage: Storage, first: Case) -> None:
    del first
    second = entered(storage, "second", fields("RE-7"))
    storage.cases.save_version(second.case_id, 1, fields("RE-1"), (), ANNA, later(1))
    assert state(storage, second) is CaseState.HELD
    assert "duplicate" in codes(storage, second)
    storage.holding.go_on(second.case_id, LET_GO, CLEO, later(2))
    storage.cases.approve(second.case_id, 2, BEN, later(3))
    assert state(storage, second) is CaseState.APPROVED


def test_two_keyers_who_make_it_a_duplicate_do_not_approve_it(storage: Storage, first: Case) -> None:
    del first
    second = entered(storage, "second", fields("RE-7"), Mode.DOUBLE_KEY)
    keyed = {
        "invoice_number": KeyedValue("RE-1"),
        "grand_total": KeyedValue("100.00"),
    }
    storage.keying.key(second.case_id, 1, keyed, ANNA, later(1))
    assert storage.keying.key(second.case_id, 1, keyed, BEN, later(2)) is CaseState.HELD
    assert storage.cases.case(second.case_id).approver is None
    storage.holding.go_on(second.case_id, LET_GO, CLEO, later(3))
    storage.cases.approve(second.case_id, 2, CLEO, later(4))
    assert state(storage, second) is CaseState.APPROVED


def test_a_person_holds_a_case_and_it_goes_on_where_it_was(storage: Storage) -> None:
    case = entered(storage, "one", fields(), Mode.DOUBLE_KEY)
    keyed = {name: KeyedValue("1.00") for name in ("invoice_number", "grand_total")}
    storage.keying.key(case.case_id, 1, keyed, ANNA, NOON)
    storage.holding.hold(case.case_id, Reason("held", None, "the seller was asked"), BEN, later(1))
    assert state(storage, case) is CaseState.HELD
    assert storage.holding.go_on(case.case_id, LET_GO, CLEO, later(2)) is CaseState.IN_SECOND_KEY


def test_what_is_not_held_does_not_go_on_and_what_is_approved_is_not_held(storage: Storage, first: Case) -> None:
    with pytest.raises(WrongState):
        storage.holding.go_on(first.case_id, LET_GO, CLEO, NOON)
    storage.cases.approve(first.case_id, 1, BEN, NOON)
    with pytest.raises(WrongState):
        storage.holding.hold(first.case_id, Reason("held", None, "wait"), BEN, NOON)


def test_nobody_holds_a_case_that_somebody_else_is_at_work_on(storage: Storage, first: Case) -> None:
    storage.work.take(first.case_id, ANNA, NOON, 60)
    with pytest.raises(AlreadyClaimed):
        storage.holding.hold(first.case_id, Reason("held", None, "wait"), BEN, later(1))


def test_the_log_alone_rebuilds_a_case_that_was_held_and_went_on(storage: Storage, second: Case) -> None:
    storage.holding.go_on(second.case_id, LET_GO, CLEO, later(1))
    storage.cases.approve(second.case_id, 1, BEN, later(2))
    assert storage.audit.replay()[1] == []


def test_documents_that_share_a_key_are_found_whatever_their_type(storage: Storage) -> None:
    order = entered(storage, "order", fields("PO-9", "5.00"), rules=(KeyRule("order", ("invoice_number",)),))
    invoice = entered(storage, "invoice", fields(order="po 9"))
    entered(storage, "other", fields("RE-3", order="PO-10"))
    (record,) = storage.cases.related(invoice.case_id)
    assert (record.rule.kind, [case.case_id for case in record.cases]) == ("order", [order.case_id])
    assert [case.case_id for case in storage.cases.related(order.case_id)[0].cases] == [invoice.case_id]


def test_what_two_people_still_key_shows_beside_no_other_case(storage: Storage) -> None:
    keyed = entered(storage, "keyed", fields(order="PO-9"), Mode.DOUBLE_KEY)
    other = entered(storage, "other", fields(order="PO-9"))
    assert not storage.cases.related(other.case_id)
    assert other.summary.state is CaseState.HELD
    told = [*(reason.text for reason in other.summary.reasons), str(storage.cases.audit_trail(other.case_id)[-1].details)]
    assert not any(f"case {keyed.case_id}" in text or f"'duplicate_of': {keyed.case_id}" in text for text in told)
    values = {name: KeyedValue(value) for name, value in (("invoice_number", "RE-1"), ("grand_total", "100.00"))}
    storage.keying.key(keyed.case_id, 1, values, ANNA, later(1))
    storage.keying.key(keyed.case_id, 1, values, BEN, later(2))
    assert state(storage, keyed) is CaseState.APPROVED
    assert storage.cases.related(other.case_id)


def test_a_corrected_key_is_followed(storage: Storage) -> None:
    one, other = entered(storage, "one", fields(order="PO-9")), entered(storage, "other", fields("RE-2", order="P0-9"))
    assert not storage.cases.related(one.case_id)
    storage.cases.save_version(other.case_id, 1, fields("RE-2", order="PO-9"), (), ANNA, later(1))
    assert storage.cases.related(one.case_id)


def test_what_is_asked_for_on_one_order_is_added_up_but_for_the_rejected(storage: Storage) -> None:
    one, other, rejected = (entered(storage, number, fields(number, f"{number}.00", "PO-9")) for number in "123")
    storage.cases.close(rejected.case_id, CaseState.REJECTED, Reason("rejected", None, "not ours"), ANNA, NOON)
    assert storage.cases.amounts_under(RULES[0], "po9", "grand_total", one.case_id) == ["2.00"]
    storage.cases.save_version(other.case_id, 1, fields("2", "9.00", "PO-9"), (), ANNA, later(1))
    assert storage.cases.amounts_under(RULES[0], "po9", "grand_total", one.case_id) == ["9.00"]


def test_what_was_entered_before_its_type_had_keys_gets_them_and_is_not_held(storage: Storage) -> None:
    one, same = (entered(storage, name, fields(order="PO-9"), rules=()) for name in ("one", "same"))
    for _ in range(2):
        storage.cases.declare_keys({"invoice": RULES, "receipt": ()})
    assert [case.case_id for case in storage.cases.related(one.case_id)[0].cases] == [same.case_id]
    assert state(storage, one) is state(storage, same) is CaseState.IN_REVIEW
    assert entered(storage, "third", fields()).summary.state is CaseState.HELD
    storage.cases.save_version(same.case_id, 1, fields(order="PO-10"), (), ANNA, later(1))
    assert state(storage, same) is CaseState.IN_REVIEW


def test_of_two_that_come_at_once_exactly_one_is_held(place: Place) -> None:
    pairs = 6
    opened = place.open()
    case_ids = [[captured(opened, f"{pair} {twin}") for twin in range(2)] for pair in range(pairs)]
    opened.close()
    at_once = Barrier(2)

    def enter_all(twin: int) -> None:
        mine = place.open()
        for pair in range(pairs):
            at_once.wait(30)
            route = Route(Mode.CHECK, (), POLICY, key_rules=RULES)
            mine.cases.enter(case_ids[pair][twin], PROPOSAL, fields(f"RE-{pair}"), route, MACHINE, NOON)
        mine.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(enter_all, range(2)))
    opened = place.open()
    states = [sorted(opened.cases.case(case_id).summary.state for case_id in pair) for pair in case_ids]
    opened.close()
    assert states == [["held", "in_review"]] * pairs
