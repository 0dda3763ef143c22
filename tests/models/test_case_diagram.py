"""The drawn life of a case is the one the code enforces."""

from pathlib import Path

from models.case import TRANSITIONS, CaseState
from models.case_diagram import case_diagram

ROOT = Path(__file__).resolve().parents[2]


def test_the_diagram_in_the_docs_is_up_to_date() -> None:
    assert (ROOT / "docs" / "case-states.md").read_text("utf-8").strip() == case_diagram()


def test_every_state_has_its_line_in_the_table_and_can_be_reached() -> None:
    assert set(TRANSITIONS) == set(CaseState)
    reached = {CaseState.CAPTURED}.union(*TRANSITIONS.values())
    assert reached == set(CaseState)
