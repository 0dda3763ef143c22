"""Erasing a case: one person asks, another decides, then the store forgets what the document said and the document itself."""

from datetime import datetime

from models.change_proposal import ChangeProposal
from models.role import Person
from pipeline.intake import original_key, page_key, reading_key
from pipeline.permissions import Verb, check_can
from pipeline.ports import Changes, Erasures, ObjectStore


def propose_erasure(erasures: Erasures, changes: Changes, proposer: Person, case_id: int, why: str, at: datetime) -> ChangeProposal:
    """Asks another administrator to erase a case; raises WrongState while people still need it."""
    check_can(proposer, Verb.PROPOSE_ERASURE)
    erasures.check_can_be_erased(case_id)
    return changes.propose_erasure(case_id, proposer.actor, why, at)


def carry_out(erasures: Erasures, objects: ObjectStore, at: datetime) -> list[int]:
    """Erases the cases of which two people decided it; raises WrongState in the end where one is needed again meanwhile.

    Again is harmless: what an interrupted erasure left goes now, and a document of an erased case that came in once more.
    """
    erased, postponed = erasures.carry_out(at)
    for sha256 in erasures.documents():
        pages = page_key(sha256, 1).rpartition("/")[0]
        for key in (original_key(sha256), *list(objects.keys(f"{pages}/")), reading_key(sha256)):
            objects.delete(key)
    if postponed:
        raise postponed[0]
    return erased
