"""Puts a case aside until something is cleared up, and lets it go on."""

from datetime import datetime

from models.case import CaseState, Reason
from models.role import Person
from pipeline.permissions import Verb, check_can
from pipeline.ports import CaseStore, Holding


def hold(cases: CaseStore, holding: Holding, case_id: int, person: Person, why: str, at: datetime) -> None:
    """Raises CheckRefused where this person cannot hold it."""
    check_can(person, Verb.HOLD, cases.case(case_id))
    holding.hold(case_id, Reason("held", None, why), person.actor, at)


def go_on(cases: CaseStore, holding: Holding, case_id: int, person: Person, why: str, at: datetime) -> CaseState:
    """Where the case is now; it is nobody's duplicate any more unless it changes. Raises CheckRefused where this person cannot say so."""
    check_can(person, Verb.RESUME, cases.case(case_id))
    return holding.go_on(case_id, Reason("let_go", None, f"{person.name} let it go on: {why}"), person.actor, at)
