"""Whatever people do with cases of the same business, the store holds those that a plain model holds, and none else."""

from dataclasses import dataclass
from itertools import count

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from places import sqlite_in
from storage_samples import ANNA, BEN, CLEO, MACHINE, NOON, POLICY, PROPOSAL, captured

from models.case import CaseState, FieldValue, Outcome, Reason, Route
from models.case_key import SAME_BUSINESS, KeyRule
from models.document_type import Mode
from storage.open import Storage

RULES = (KeyRule(f"{SAME_BUSINESS}invoice", ("invoice_number",)),)
REASON = Reason("why", None, "for a reason")
RUNS = count(1)
STEPS = st.lists(
    st.tuples(st.sampled_from(["enter", "correct", "go_on", "reject"]), st.integers(0, 3), st.sampled_from(["A", "B"])), max_size=12
)


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Storage:
    return sqlite_in(tmp_path_factory.mktemp("model")).open()


@dataclass
class Modelled:
    """A case as the model has it: `cleared` once nobody else had its number, or a person let it go on."""

    case_id: int
    number: str
    state: CaseState = CaseState.IN_REVIEW
    cleared: bool = False
    n: int = 1


def fields(number: str) -> tuple[FieldValue, ...]:
    return (FieldValue("invoice_number", number, None, None, Outcome.PROPOSED, accepted=False),)


def place(case: Modelled, others: list[Modelled]) -> None:
    """Where the model puts a case whose number may be new to it."""
    twin = any(one is not case and one.number == case.number and one.state is not CaseState.REJECTED for one in others)
    case.cleared = case.cleared or not twin
    case.state = CaseState.IN_REVIEW if case.cleared else CaseState.HELD


def take_step(storage: Storage, cases: dict[int, Modelled], step: str, slot: int, number: str, run: int) -> None:
    case = cases.get(slot)
    if step == "enter" and case is None:
        case_id = captured(storage, f"{run} {slot}")
        case = cases[slot] = Modelled(case_id, number)
        storage.cases.enter(case_id, PROPOSAL, fields(f"{run}{number}"), Route(Mode.CHECK, (), POLICY, key_rules=RULES), MACHINE, NOON)
        place(case, list(cases.values()))
    elif step == "correct" and case is not None and case.state is CaseState.IN_REVIEW:
        storage.cases.save_version(case.case_id, case.n, fields(f"{run}{number}"), (), ANNA, NOON)
        case.n += 1
        case.cleared = case.cleared and case.number == number
        case.number = number
        place(case, list(cases.values()))
    elif step == "go_on" and case is not None and case.state is CaseState.HELD:
        storage.holding.go_on(case.case_id, REASON, CLEO, NOON)
        case.cleared, case.state = True, CaseState.IN_REVIEW
    elif step == "reject" and case is not None and case.state is not CaseState.REJECTED:
        storage.cases.close(case.case_id, CaseState.REJECTED, REASON, BEN, NOON)
        case.state = CaseState.REJECTED


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
@example([("enter", 0, "A"), ("enter", 1, "A"), ("correct", 0, "A"), ("go_on", 1, "A"), ("correct", 1, "A")])
def test_the_store_holds_what_the_model_holds(storage: Storage, steps: list[tuple[str, int, str]]) -> None:
    run, cases = next(RUNS), dict[int, Modelled]()
    for step, slot, number in steps:
        take_step(storage, cases, step, slot, number, run)
        assert {case.case_id: storage.cases.case(case.case_id).summary.state for case in cases.values()} == {
            case.case_id: case.state for case in cases.values()
        }
