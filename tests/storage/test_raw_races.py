"""Two sessions of plain SQL at once: the second sees what the first is about to commit, or is refused."""

import threading
import time
from collections.abc import Callable
from contextlib import closing

import pytest
from places import Place
from raw_sql import REFUSALS, raw_sql
from storage_samples import in_review

HAND = "INSERT INTO hand (case_id, actor, kind, role, since) VALUES (1, '{0}', 'person', '{1}', '')"
APPROVE = "INSERT INTO approval (case_id, n, approver, approved_at) VALUES (1, 1, '{0}', '')"
VERSION = "INSERT INTO version (case_id, n, based_on, author, made_at) VALUES (1, 2, 1, 'anna', '')"
VALUE = "INSERT INTO field_value (case_id, n, name, position, value, accepted, outcome) VALUES (1, 1, 'late', 9, 'x', 1, 'proposed')"
EVENT = """
    INSERT INTO audit_event SELECT max(seq) + 1, NULL, '', 'person', '{0}', 'forged', '{{}}', '{0}', '{1}' FROM audit_event
"""
PROPOSAL = "INSERT INTO proposal (kind, person, role, proposed_by, proposed_at) VALUES ('{0}', 'cleo', 'checker', 'amy', '')"
VERDICT = "INSERT INTO verdict (proposal_id, proposed_by, decided_by, approved, decided_at) VALUES ({0}, 'amy', 'bob', {1}, '')"
FOUNDING = "INSERT INTO founding (founding_id, one, other, at) VALUES (1, 'amy', 'bob', '')"
PREPARED = [HAND.format("anna", "author"), HAND.format("ben", "approver"), HAND.format("carl", "approver")]

FOUNDED = [FOUNDING, PROPOSAL.format("grant"), PROPOSAL.format("revoke")]

# What both find, what the first does, and what the second then tries.
RACES = {
    "two approvals": ([], APPROVE.format("ben"), APPROVE.format("carl")),
    "a new version and the approval of the old one": ([], VERSION, APPROVE.format("ben")),
    "an approval and a value slipped in": ([], APPROVE.format("ben"), VALUE),
    "one person as author and as approver": ([], HAND.format("dora", "author"), HAND.format("dora", "approver")),
    "two founders' installations": ([], FOUNDING, FOUNDING.replace("amy", "eve")),
    "two verdicts": (FOUNDED, VERDICT.format(1, 0), VERDICT.format(1, 1)),
    "a role taken back while it is used": ([*FOUNDED, VERDICT.format(1, 1)], VERDICT.format(2, 1), HAND.format("cleo", "approver")),
}


def prepare(place: Place, *found: str) -> None:
    storage = place.open()
    assert in_review(storage) == 1
    storage.close()
    with closing(raw_sql(place)) as raw:
        raw.execute(*PREPARED, *found)


def in_a_thread(act: Callable[[], None]) -> tuple[threading.Thread, list[BaseException]]:
    faults: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except BaseException as fault:  # noqa: BLE001 - judged in the main thread
            faults.append(fault)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, faults


@pytest.mark.parametrize("race", RACES)
def test_of_two_sessions_at_once_one_is_refused(place: Place, race: str) -> None:
    found, first, second = RACES[race]
    prepare(place, *found)

    def come_second() -> None:
        with closing(raw_sql(place)) as raw:
            raw.execute(second)

    with closing(raw_sql(place)) as ahead:
        ahead.execute("BEGIN IMMEDIATE" if ahead.dialect == "sqlite" else "BEGIN", first)
        thread, faults = in_a_thread(come_second)
        time.sleep(0.1)
        assert thread.is_alive()
        ahead.execute("COMMIT")
    thread.join(timeout=20)
    assert [isinstance(fault, REFUSALS) for fault in faults] == [True], faults


def test_of_two_next_audit_events_the_chain_takes_one_after_the_other(place: Place) -> None:
    prepare(place)

    def come_second() -> None:
        with closing(raw_sql(place)) as raw:
            raw.execute(EVENT.format("mallory", "f" * 64))

    with closing(raw_sql(place)) as ahead:
        ahead.execute("BEGIN IMMEDIATE" if ahead.dialect == "sqlite" else "BEGIN", EVENT.format("eve", "e" * 64))
        thread, _ = in_a_thread(come_second)
        time.sleep(0.1)
        ahead.execute("COMMIT")
        thread.join(timeout=20)
        numbers = [n for (n,) in ahead.rows("SELECT seq FROM audit_event ORDER BY seq")]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("isolation", ["REPEATABLE READ", "SERIALIZABLE"])
@pytest.mark.parametrize("race", ["a new version and the approval of the old one", "a role taken back while it is used"])
def test_who_looked_before_does_not_write_by_an_old_view(postgresql_place: Place, race: str, isolation: str) -> None:
    found, first, second = RACES[race]
    prepare(postgresql_place, *found)
    with closing(raw_sql(postgresql_place)) as ahead, closing(raw_sql(postgresql_place)) as behind:
        behind.execute(f"BEGIN ISOLATION LEVEL {isolation}", "SELECT * FROM version")
        ahead.execute(first)
        with pytest.raises(REFUSALS):
            behind.execute(second)
