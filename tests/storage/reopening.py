"""A case that QA opened again: another version by another author, approved by somebody else."""

from storage_samples import ANNA, CLEO, CORRECTED, NOON

from models.audit import Actor, ActorKind
from models.case import CaseState
from storage.case.case_states import Change, change_state
from storage.open import Storage

QA = Actor(ActorKind.PERSON, "quinn")


def reopened(storage: Storage, case_id: int) -> None:
    with storage.database.write("reopen") as connection:
        change_state(connection, case_id, Change(CaseState.REOPENED, QA, "reopened", NOON, {}))
        change_state(connection, case_id, Change(CaseState.IN_REVIEW, QA, "in_review_again", NOON, {}))


def approved_anew(storage: Storage, case_id: int) -> int:
    """The number of the version that stands now."""
    reopened(storage, case_id)
    based_on = len(storage.cases.versions(case_id))
    n = storage.cases.save_version(case_id, based_on, CORRECTED, (), ANNA, NOON)
    storage.cases.approve(case_id, n, CLEO, NOON)
    return n
