"""What people do with each kind of document in a journey that may be killed; each step looks first whether it is done."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from killed_life import ANNA, BEN, CLEO, DORA, DOUBT, PROPOSAL, SECONDS, TO_A_PERSON, TYPED, WHY, Life, drop, say

from models.audit import Actor
from models.case import CaseState
from models.keying import KeyedValue, Ruling
from models.work import Queue


def approve(life: Life, case_id: int, person: Actor = BEN) -> None:
    n = life.newest(case_id)
    life.storage.cases.approve(case_id, n, person, life.at, life.token(case_id, person))
    say("approved", case_id, n)


def check(life: Life, case_id: int) -> None:
    """As the workbench does it: take what is next, keep it, type, decide."""
    work = life.storage.work
    work.give_back(case_id, CLEO, life.token(case_id, CLEO))
    claim = work.take_next(BEN, Queue((CaseState.IN_REVIEW,)), life.at, SECONDS)
    if claim is not None and claim.case_id != case_id:
        work.give_back(claim.case_id, BEN, claim.token)
    work.heartbeat(case_id, BEN, life.token(case_id, BEN), life.at, SECONDS)
    work.save_draft(case_id, BEN, 1, "typed", life.at)
    say("draft", case_id)
    approve(life, case_id)


def correct(life: Life, case_id: int) -> None:
    if life.newest(case_id) == 1:
        life.storage.cases.save_version(case_id, 1, TYPED, (DOUBT,), ANNA, life.at, life.token(case_id, ANNA))
        say("version", case_id, 2)
    else:
        approve(life, case_id, BEN if life.newest(case_id) == 2 else DORA)


def hand_over(life: Life, case_id: int) -> None:
    token = life.token(case_id, CLEO)
    claim = life.storage.work.hand_over(case_id, CLEO, token, BEN, life.at, SECONDS)
    life.storage.cases.approve(case_id, 1, BEN, life.at, claim.token)
    say("approved", case_id, 1)


def key(life: Life, case_id: int) -> None:
    value = KeyedValue("119.00")
    life.storage.keying.key(case_id, 1, {"total": value}, ANNA, life.at, life.token(case_id, ANNA))


def key_again(life: Life, case_id: int) -> None:
    alike = life.storage.cases.case(case_id).summary.filename == "alike.pdf"
    values = {"total": KeyedValue("119.00" if alike else "911.00")}
    life.storage.keying.key(case_id, 1, values, BEN, life.at, life.token(case_id, BEN))


def rule(life: Life, case_id: int) -> None:
    """Disputes are ruled on, what was referred is approved."""
    filename = life.storage.cases.case(case_id).summary.filename
    if filename == "referred.pdf":
        approve(life, case_id, CLEO)
        return
    life.storage.keying.look(case_id, CLEO, life.at)
    ruling = Ruling(None, KeyedValue("191.00")) if filename == "own.pdf" else Ruling(1)
    life.storage.keying.adjudicate(case_id, 1, {"total": ruling}, CLEO, life.at, life.token(case_id, CLEO))


def keyed(life: Life, case_id: int) -> None:
    """First keyed; a ruling with a value of its own comes back to be approved by somebody without a part in it."""
    if life.newest(case_id) == 1:
        key(life, case_id)
    else:
        approve(life, case_id, DORA)


def refer(life: Life, case_id: int) -> None:
    life.storage.cases.refer(case_id, 1, WHY, ANNA, life.at, life.token(case_id, ANNA))


def retype(life: Life, case_id: int) -> None:
    if life.newest(case_id) == 1:
        life.storage.cases.retype(case_id, 1, PROPOSAL, TYPED, TO_A_PERSON, ANNA, life.at, life.token(case_id, ANNA))
    else:
        approve(life, case_id)


def hold(life: Life, case_id: int) -> None:
    if life.done(case_id, "held"):
        approve(life, case_id)
    else:
        life.storage.holding.hold(case_id, WHY, ANNA, life.at)


def scan_again(life: Life, case_id: int) -> None:
    if life.done(case_id, "rescan_requested"):
        approve(life, case_id)
    else:
        life.storage.cases.close(case_id, CaseState.RESCAN_REQUESTED, WHY, ANNA, life.at, life.token(case_id, ANNA))


def reject(life: Life, case_id: int) -> None:
    life.storage.cases.close(case_id, CaseState.REJECTED, WHY, ANNA, life.at, life.token(case_id, ANNA))


def again(life: Life, case_id: int) -> None:
    """By somebody without a part in it so far."""
    fields = [replace(TYPED[0], value="121.00")]
    life.storage.cases.save_version(case_id, 2, fields, (DOUBT,), CLEO, life.at, life.token(case_id, CLEO))


KINDS: Mapping[str, Callable[[Life, int], None]] = {
    "straight": check,
    "checked": check,
    "corrected": correct,
    "handed_over": hand_over,
    "alike": keyed,
    "unlike": keyed,
    "own": keyed,
    "referred": refer,
    "retyped": retype,
    "held": hold,
    "scanned_again": scan_again,
    "damaged": check,
    "rejected": reject,
    "reopened": correct,
    "refused": check,
    "erased": check,
}
"""A document of each kind, and what people do with it in review."""

WITH_PEOPLE: Mapping[CaseState, Callable[[Life, int], None] | None] = {
    CaseState.IN_REVIEW: None,
    CaseState.IN_SECOND_KEY: key_again,
    CaseState.IN_ADJUDICATION: rule,
    CaseState.HELD: lambda life, case_id: say("goes on", life.storage.holding.go_on(case_id, WHY, ANNA, life.at)),
    CaseState.RESCAN_REQUESTED: lambda life, case_id: say("rescanned", drop(life, "scanned_again", "a better scan", case_id)),
    CaseState.QUARANTINED: lambda life, case_id: life.storage.cases.read_again(case_id, ANNA, life.at),
    CaseState.REOPENED: again,
}
