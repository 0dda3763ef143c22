"""Holds a case while a person works on it at the command line, so that nobody else decides about it meanwhile."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from flows.installation import now
from models.audit import Actor
from models.errors import ClaimLost
from models.work import Claim
from storage.open import Storage

# Of a command that was killed the case is free after this; while it runs the hold is renewed.
LEASE_SECONDS = 120.0
RENEW_SECONDS = 30.0


@contextmanager
def holding(storage: Storage, case_id: int, reviewer: Actor) -> Iterator[int]:
    """The token for the decision; raises CheckRefused where somebody else has the case or this person can do nothing in it."""
    claim = storage.work.take(case_id, reviewer, now(), LEASE_SECONDS)
    over = threading.Event()
    beat = threading.Thread(target=_renew, args=(storage, claim, over), name="claim-heartbeat", daemon=True)
    beat.start()
    try:
        yield claim.token
    finally:
        over.set()
        beat.join()
        storage.work.give_back(case_id, reviewer, claim.token)


def _renew(storage: Storage, claim: Claim, over: threading.Event) -> None:
    # Of a hold that is lost the decision tells, or it was the decision that ended it.
    with suppress(ClaimLost):
        while not over.wait(RENEW_SECONDS):
            storage.work.heartbeat(claim.case_id, claim.person, claim.token, now(), LEASE_SECONDS)
    storage.close()
