"""Several processes at once: each piece of work is done by one of them, once."""

import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
import storage_crowd
from places import Place
from storage_samples import BEN, FIELDS, MACHINE, NOON, PROPOSAL, STATION, TO_A_PERSON, drop

from models.case import CaseState
from storage.open import Storage

CASES = 20
Run = Callable[[Callable[[Place, int], list[int]], Place], list[list[int]]]


@pytest.fixture(scope="module")
def two_processes() -> Iterator[Run]:
    context = multiprocessing.get_context("spawn")
    with context.Pool(2, storage_crowd.meet_at, (context.Barrier(2),)) as pool:
        yield lambda work, place: pool.starmap(work, [(place, 0), (place, 1)], chunksize=1)


@pytest.fixture
def cases(storage: Storage) -> list[int]:
    batch = storage.ledger.open_batch("mail room", STATION, NOON)
    return [storage.ledger.receive(batch, drop(f"{index}"), STATION, NOON).case_id for index in range(CASES)]


@pytest.fixture
def reviewed(storage: Storage, cases: list[int]) -> list[int]:
    for case_id in cases:
        storage.cases.enter(case_id, PROPOSAL, FIELDS, TO_A_PERSON, MACHINE, NOON)
    return cases


def test_each_case_is_leased_by_one_process(storage: Storage, place: Place, cases: list[int], two_processes: Run) -> None:
    first, second = two_processes(storage_crowd.lease_all, place)
    assert sorted(first + second) == cases
    storage.cases.verify_audit()


def test_each_case_is_entered_by_one_process(storage: Storage, place: Place, cases: list[int], two_processes: Run) -> None:
    first, second = two_processes(storage_crowd.enter_all, place)
    assert sorted(first + second) == cases
    assert {len(storage.cases.versions(case_id)) for case_id in cases} == {1}
    assert {len(storage.cases.audit_trail(case_id)) for case_id in cases} == {2}


def test_each_case_is_approved_by_one_person(storage: Storage, place: Place, reviewed: list[int], two_processes: Run) -> None:
    first, second = two_processes(storage_crowd.approve_all, place)
    assert sorted(first + second) == reviewed
    assert {case_id for case_id in reviewed if storage.cases.case(case_id).approver == BEN} == set(first)
    storage.cases.verify_audit()


def test_a_version_is_approved_or_corrected_but_not_both(storage: Storage, place: Place, reviewed: list[int], two_processes: Run) -> None:
    approved, corrected = two_processes(storage_crowd.approve_or_correct_all, place)
    assert sorted(approved + corrected) == reviewed
    counts = storage.ledger.counts()
    assert (counts[CaseState.APPROVED], counts[CaseState.IN_REVIEW]) == (len(approved), len(corrected))


def test_the_same_bytes_from_two_stations_are_one_document(storage: Storage, place: Place, two_processes: Run) -> None:
    storage.ledger.open_batch("mail room", STATION, NOON)
    first, second = two_processes(storage_crowd.drop_all, place)
    assert len(set(first + second)) == 30
    assert sum(storage.ledger.counts().values()) == 15
    with storage.database.read() as connection:
        duplicates = Counter(row["duplicate"] for row in connection.execute("SELECT duplicate FROM receipt"))
    assert duplicates == {0: 15, 1: 15}


def test_two_releasers_get_the_same_run(storage: Storage, place: Place, reviewed: list[int], two_processes: Run) -> None:
    for case_id in reviewed:
        storage.cases.approve(case_id, 1, BEN, NOON)
    first, second = two_processes(storage_crowd.open_a_run, place)
    assert first == second == [1, *reviewed]
