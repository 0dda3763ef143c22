"""Fifty people at once against one database: each takes a case, opens it, keeps a draft, decides; how many decisions a second, how late.

    uv run python benchmarks/reviewers.py [--database postgresql://...] [--people 50] [--processes 1] [--cases 1000] [--pace 110]

Without a database SQLite in a new folder. All of them together are to make --pace decisions a second; with 0 nobody ever pauses, which
tells how many the core can bear, and makes everybody wait for forty-nine others. One in five corrects a value, which a second person
then has to approve. `twice` counts versions that two people were given.
"""

import argparse
import hashlib
import multiprocessing
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from typing import TypeVar

from models.audit import Actor, ActorKind
from models.case import Case, CaseState, Drop, FieldValue, Outcome, Reason, Route
from models.document_type import Mode
from models.extraction import Classification, Evidence, Proposal, ProposedField
from models.page import Box
from models.work import Queue
from storage.open import Storage, open_storage

STATION = Actor(ActorKind.STATION, "bench")
MACHINE = Actor(ActorKind.MACHINE, "bench")
DOUBT = Reason("low_confidence", "total", "total: only 80 % sure")
EVIDENCE = Evidence(1, Box(0.1, 0.1, 0.2, 0.2), "119,00", "bench.total/anchors.v1")
FIELDS = tuple(FieldValue(f"field_{n}", f"{n}.00", 0.8, EVIDENCE, Outcome.PROPOSED, accepted=n % 4 > 0) for n in range(12))
PROPOSAL = Proposal(Classification("invoice", 0.97), tuple(ProposedField(one.name, one.value, 0.8, EVIDENCE) for one in FIELDS), (), 1)
LEASE_SECONDS = 300.0
CORRECTING = 5
Result = TypeVar("Result")


@dataclass
class Told:
    """What the people of one process did: seconds by what they waited for, and which versions they were given."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {"take": [], "open": [], "draft": [], "decide": []})
    given: Counter[tuple[int, int]] = field(default_factory=Counter)
    begun: float = 0.0
    ended: float = 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", help="a PostgreSQL URL of an empty database")
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--pace", type=float, default=110.0, help="decisions a second of all together; 0: as fast as they can")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        database = arguments.database or home / "foureyes.db"
        begun = time.perf_counter()
        fill(open_storage(database, home / "objects"), arguments.cases)
        print(f"{arguments.cases} cases captured and entered in {time.perf_counter() - begun:.1f} s")
        share = arguments.people // arguments.processes
        with multiprocessing.get_context("spawn").Pool(arguments.processes) as pool:
            jobs = [(database, home / "objects", number, share, arguments.pace / arguments.people) for number in range(arguments.processes)]
            told = pool.starmap(work, jobs, chunksize=1)
        open_storage(database, home / "objects").cases.verify_audit()
    show(told)


def fill(storage: Storage, cases: int) -> None:
    batch = storage.ledger.open_batch("bench", STATION, now())
    route = Route(Mode.CHECK, (DOUBT,), "f" * 64)

    def enter(number: int) -> None:
        drop = Drop(f"{number}.pdf", hashlib.sha256(f"{number}".encode()).hexdigest(), 1, "application/pdf")
        receipt = storage.ledger.receive(batch, drop, STATION, now())
        storage.cases.enter(receipt.case_id, PROPOSAL, FIELDS, route, MACHINE, now())

    at_once(20, lambda worker: [enter(number) for number in range(worker, cases, 20)], storage)


def work(database: Path | str, objects: Path, number: int, people: int, pace: float) -> Told:
    """The people of one process, until nothing waits any more."""
    storage = open_storage(database, objects)
    told = Told(begun=time.time())
    at_once(people, lambda person: review(storage, Actor(ActorKind.PERSON, f"person-{number}-{person}"), pace, told), storage)
    return replace(told, ended=time.time())


def at_once(count: int, act: Callable[[int], object], storage: Storage) -> None:
    """Each in a thread; the first fault is raised."""
    faults: list[BaseException] = []

    def run(number: int) -> None:
        try:
            act(number)
        except BaseException as fault:  # noqa: BLE001 - told in the main thread
            faults.append(fault)
        finally:
            storage.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]


def review(storage: Storage, person: Actor, pace: float, told: Told) -> None:
    due = time.perf_counter() + (hash(person.name) % 100 / 100 / pace if pace else 0.0)
    while True:
        time.sleep(max(0.0, due - time.perf_counter()))
        due += 1 / pace if pace else 0.0
        claim = timed(told, "take", lambda: storage.work.take_next(person, Queue((CaseState.IN_REVIEW,)), now(), LEASE_SECONDS))
        if claim is None:
            return
        case_id = claim.case_id
        case = timed(told, "open", lambda: storage.cases.case(case_id))  # noqa: B023 - called at once
        n = case.version.n if case.version else 0
        told.given[case_id, n] += 1
        timed(told, "draft", lambda: storage.work.save_draft(case_id, person, n, '{"field_0": "1.00"}', now()))  # noqa: B023
        timed(told, "decide", lambda: decide(storage, case, n, person, claim.token))  # noqa: B023


def decide(storage: Storage, case: Case, n: int, person: Actor, token: int) -> None:
    if n == 1 and case.case_id % CORRECTING == 0:
        corrected = [replace(one, value="7.00", outcome=Outcome.CORRECTED, accepted=True) for one in FIELDS]
        storage.cases.save_version(case.case_id, n, corrected, (DOUBT,), person, now(), token)
    else:
        storage.cases.approve(case.case_id, n, person, now(), token)


def timed(told: Told, what: str, act: Callable[[], Result]) -> Result:
    begun = time.perf_counter()
    result = act()
    told.seconds[what].append(time.perf_counter() - begun)
    return result


def show(told: list[Told]) -> None:
    seconds = max(one.ended for one in told) - min(one.begun for one in told)
    decisions = sum(len(one.seconds["decide"]) for one in told)
    given = sum((one.given for one in told), Counter())
    print(f"{decisions} decisions in {seconds:.1f} s: {decisions / seconds:.0f} a second; twice: {sum(k > 1 for k in given.values())}")
    print(f"{'milliseconds':14s} {'p50':>8s} {'p95':>8s} {'p99':>8s} {'max':>8s}")
    for what in ("take", "open", "draft", "decide"):
        every = [second * 1000 for one in told for second in one.seconds[what]]
        cuts = quantiles(every, n=100)
        print(f"{what:14s} {cuts[49]:8.1f} {cuts[94]:8.1f} {cuts[98]:8.1f} {max(every):8.1f}")


def now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    main()
