"""What the processes of the race and crash tests do; each runs in an interpreter of its own."""

import hashlib
import itertools
import sys
import time
from collections.abc import Callable
from multiprocessing.synchronize import Barrier

from places import Place, place_from
from storage_samples import ANNA, BEN, CLEO, CORRECTED, FIELDS, MACHINE, NOON, PROPOSAL, STATION, TO_A_PERSON, drop

from models.errors import CheckRefused
from storage.open import Storage

# A lock may be unfair: without a breath, whoever has it first does everything, and there is no race.
BREATH_SECONDS = 0.01
GATE: list[Barrier] = []


def meet_at(gate: Barrier) -> None:
    """Called once in each process of a race."""
    GATE.append(gate)


def opened(place: Place) -> Storage:
    """Open, and off all together."""
    storage = place.open()
    for gate in GATE:
        gate.wait(timeout=60)
    return storage


def lease_all(place: Place, _: int) -> list[int]:
    storage = opened(place)
    leased: list[int] = []
    while tasks := storage.ledger.lease(3, 3600, NOON):
        leased += [task.case_id for task in tasks]
        time.sleep(BREATH_SECONDS)
    return leased


def enter_all(place: Place, _: int) -> list[int]:
    storage = opened(place)
    return _succeeded(storage, lambda case_id: storage.cases.enter(case_id, PROPOSAL, FIELDS, TO_A_PERSON, MACHINE, NOON))


def approve_all(place: Place, number: int) -> list[int]:
    storage = opened(place)
    return _succeeded(storage, lambda case_id: storage.cases.approve(case_id, 1, (BEN, CLEO)[number], NOON))


def approve_or_correct_all(place: Place, number: int) -> list[int]:
    storage = opened(place)
    if number == 0:
        return _succeeded(storage, lambda case_id: storage.cases.approve(case_id, 1, BEN, NOON))
    return _succeeded(storage, lambda case_id: storage.cases.save_version(case_id, 1, CORRECTED, (), ANNA, NOON))


def drop_all(place: Place, number: int) -> list[int]:
    storage = opened(place)
    return [storage.ledger.receive(1, drop(f"{index}", f"{number}-{index}.pdf"), STATION, NOON).receipt_id for index in range(15)]


def open_a_run(place: Place, _: int) -> list[int]:
    run = opened(place).outbox.open_run("files", NOON)
    assert run is not None
    return [run.number, *(version.case for version in run.versions)]


def _succeeded(storage: Storage, act: Callable[[int], object]) -> list[int]:
    done = []
    for summary in storage.cases.batch(1):
        time.sleep(BREATH_SECONDS)
        try:
            act(summary.case_id)
        except CheckRefused:
            continue
        done.append(summary.case_id)
    return done


def work_until_killed(place: Place, life: int) -> None:
    """Takes drops and sees each through to its approval, and says so only when it is done."""
    storage = opened(place)
    for index in itertools.count():
        content = f"{life}/{index}".encode()
        dropped = drop(content.decode(), f"{life}-{index}.pdf")
        storage.objects.put(f"originals/{hashlib.sha256(content).hexdigest()}", content)
        receipt = storage.ledger.receive(1, dropped, STATION, NOON)
        print("receipt", receipt.receipt_id, dropped.content_sha256, flush=True)  # noqa: T201 - the acknowledgement
        storage.cases.enter(receipt.case_id, PROPOSAL, FIELDS, TO_A_PERSON, MACHINE, NOON)
        n = storage.cases.save_version(receipt.case_id, 1, CORRECTED, (), ANNA, NOON)
        storage.cases.approve(receipt.case_id, n, BEN, NOON)
        print("approved", receipt.case_id, dropped.content_sha256, flush=True)  # noqa: T201 - the acknowledgement


if __name__ == "__main__":
    work_until_killed(place_from(sys.argv[1], sys.argv[2]), int(sys.argv[3]))
