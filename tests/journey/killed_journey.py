"""A whole journey through storage, to be killed anywhere and begun again: each step looks first whether it is done, as people do.

As a program it reads one command a line, each an installation, the order its drops come in, an hour and the failpoints to live
through, and lives it in a forked child, so that the libraries are loaded once.
"""

# ruff: noqa: T201 - it speaks to the test that started it

import hashlib
import json
import os
import signal
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from argon2 import PasswordHasher
from killed_life import (
    AMY,
    ANNA,
    BEGINNING,
    BEN,
    BOB,
    CLEO,
    DORA,
    MACHINE,
    MADE,
    PASSWORD,
    POLICY,
    PROPOSAL,
    QUINN,
    ROUTES,
    SECONDS,
    STATION,
    TO_A_PERSON,
    Life,
    drop,
    say,
)
from killed_people import KINDS, WITH_PEOPLE, again, approve
from places import Place, place_from

from models.case import CaseState, Reason
from models.case_key import KeyRule
from models.change_proposal import ChangeKind
from models.learned import LearnedKind
from models.release import Failure, ReleasedEntry, Verdict
from models.role import Role
from pipeline.release import release
from storage.audit.anchors import Anchors
from storage.objects.objects_disk import DiskObjects
from storage.release.consumers.one_by_one import deliver_each
from storage.sql import failpoints
from storage.staff.sign_ins import SqlSignIns


def live(place: Place, hour: int, order: int) -> None:
    """From wherever the life before ended, to the end."""
    storage = place.open()
    life = Life(storage, place, BEGINNING + timedelta(hours=hour))
    begin(life)
    receive(life, order)
    while read(life) or people_work(life):
        pass
    give_out(life)
    finish(life)
    storage.close()


def begin(life: Life) -> None:
    storage, at = life.storage, life.at
    if not storage.people.is_founded():
        storage.people.found("amy", "bob", AMY, at)
    for role, person in ((Role.QA, QUINN), *((Role.SENIOR_CHECKER, person) for person in (ANNA, BEN, CLEO, DORA))):
        if role not in storage.people.person(person.name).roles:
            agreed(life, lambda name=person.name, role=role: storage.changes.propose_role(ChangeKind.GRANT, name, role, AMY, "", at))
    if not storage.people.person("anna").skills:
        storage.people.set_skills("anna", ["invoice"], AMY, at)
    if not storage.changes.policies_in_force():
        storage.cases.record_policy(POLICY, "invoice", "{}", at)
        agreed(life, lambda: storage.changes.propose_policy(POLICY, "invoice", "{}", AMY, "", at))
    sign_ins = SqlSignIns(storage.database, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    token = sign_ins.sign_in("anna", PASSWORD, at)
    if token is None:
        sign_ins.set_password("anna", PASSWORD, AMY, at)
        token = sign_ins.sign_in("anna", PASSWORD, at)
    assert token
    assert sign_ins.person_of(token, at + timedelta(minutes=5)) == "anna"
    sign_ins.sign_out(token, at)


def agreed(life: Life, propose: Callable[[], object]) -> None:
    """One proposes unless it is proposed already, another agrees."""
    if not life.storage.changes.waiting():
        propose()
    for waiting in life.storage.changes.waiting():
        life.storage.changes.decide(waiting.proposal_id, BOB, life.at, approved=True)


def receive(life: Life, order: int) -> None:
    """Each station sends what it has no receipt for, in an order that differs from installation to installation."""
    batch = life.batch() or life.storage.ledger.open_batch("mail room", STATION, life.at)
    there = {summary.filename for summary in life.storage.cases.batch(batch)}
    for kind in sorted(KINDS, key=lambda kind: hashlib.sha256(f"{order} {kind}".encode()).digest()):
        if f"{kind}.pdf" not in there and "" not in there:  # what was erased lost its name
            drop(life, kind, kind)


def read(life: Life) -> bool:
    """The machine reads what was captured; whether there was anything."""
    ledger, cases = life.storage.ledger, life.storage.cases
    tasks = ledger.lease(50, SECONDS, life.at)
    ledger.renew([task.case_id for task in tasks], SECONDS, life.at)
    for task in tasks:
        summary = cases.case(task.case_id).summary
        kind = summary.filename.removesuffix(".pdf")
        if kind == "damaged" and not any(reason.code == "damaged_file" for reason in summary.reasons):
            cases.quarantine(task.case_id, Reason("damaged_file", None, "cut off"), MACHINE, life.at)
        else:
            cases.enter(task.case_id, PROPOSAL, MADE, ROUTES.get(kind, TO_A_PERSON), MACHINE, life.at)
    return bool(tasks)


def people_work(life: Life) -> bool:
    """The next step of each case that waits for people; whether there was any."""
    waiting = life.storage.cases.queue([*WITH_PEOPLE])
    for summary in waiting:
        kind = summary.filename.removesuffix(".pdf")
        step = WITH_PEOPLE[summary.state]
        (step or KINDS[kind])(life, summary.case_id)
        say("step", summary.case_id, kind, summary.state)
    return bool(waiting)


class Books:
    """A consumer that keeps each key it is sent, with what it was sent; it refuses one kind of document until asked again."""

    name = "books"
    doc_types: tuple[str, ...] = ()

    def __init__(self, life: Life) -> None:
        self.path = life.place.home / "books"
        self._life = life

    def deliver(self, _: int, entries: Sequence[ReleasedEntry]) -> Mapping[int, Failure]:
        return deliver_each(entries, self._book)

    def _book(self, entry: ReleasedEntry) -> Failure | None:
        if entry.file == "refused.pdf" and not self._life.done(entry.case, "asked_again"):
            return Failure(Verdict.REFUSED, "not today")
        values = {name: field.value for name, field in entry.fields.items()}
        with self.path.open("a") as file:
            file.write(json.dumps([entry.idempotency_key, entry.case, entry.version, values, entry.corrects]) + "\n")
        return None


def give_out(life: Life) -> None:
    """Everything leaves; one case is opened again and left corrected, one is refused at first, one is erased afterwards."""
    storage, at = life.storage, life.at
    books = Books(life)
    release(storage.cases, storage.outbox, books, MACHINE, at)
    if storage.outbox.dead_letters():
        storage.outbox.ask_again(storage.outbox.dead_letters()[0].case, ANNA, at)
        release(storage.cases, storage.outbox, books, MACHINE, at)
    for summary in storage.cases.queue([CaseState.RELEASED]):
        if summary.filename == "reopened.pdf" and life.newest(summary.case_id) == 2:
            reopen(life, summary.case_id)
        if summary.filename == "erased.pdf":
            agreed(life, lambda case_id=summary.case_id: storage.changes.propose_erasure(case_id, AMY, "asked", at))
    say("erased", *storage.erasures.carry_out(at))
    for summary in storage.cases.queue([CaseState.REOPENED]):
        again(life, summary.case_id)
    for summary in storage.cases.queue([CaseState.IN_REVIEW]):
        approve(life, summary.case_id, DORA)
    release(storage.cases, storage.outbox, books, MACHINE, at)
    for outgoing in storage.outbox.released("books"):
        say("released", outgoing.case, outgoing.n)


def reopen(life: Life, case_id: int) -> None:
    """QA audits what was drawn, which under this policy is everything, and finds one error."""
    quality = life.storage.quality
    while sample := quality.next_sample(QUINN, life.at, SECONDS):
        findings = {"total": "121.00"} if sample.case_id == case_id else {}
        quality.audit(sample.case_id, sample.n, findings, QUINN, life.at, sample.claim.token)


def plant(life: Life) -> None:
    """A known error in a copy of one case, which somebody passes."""
    storage, wrong = life.storage, [replace(MADE[0], value="911.00")]
    if not any(event["action"] == "planted" for event in storage.audit.events()):
        released = storage.cases.queue([CaseState.RELEASED])
        checked = next(summary.case_id for summary in released if summary.filename == "checked.pdf")
        storage.quality.plant(checked, "total", "119.00", wrong, TO_A_PERSON, QUINN, life.at)
    for summary in storage.cases.queue([CaseState.IN_REVIEW]):
        approve(life, summary.case_id, DORA)


def finish(life: Life) -> None:
    storage, at = life.storage, life.at
    plant(life)
    storage.cases.declare_keys({"invoice": [KeyRule("order", ("total",))]})
    if not storage.learned.in_use():
        storage.learned.put(LearnedKind.WEIGHTS, "invoice", b"new", MACHINE, at)
    if len(storage.learned.history(LearnedKind.WEIGHTS, "invoice")) == 1:
        storage.learned.back(LearnedKind.WEIGHTS, "invoice", AMY, at)
    Anchors(storage.database, DiskObjects(life.place.home / "anchors"), "anchors").keep(storage.audit.head(), at)
    say("anchored")


def die_at_whatever_is_not(spared: Collection[str]) -> Callable[[str], None]:
    """In place of failpoints.reach: killed where a failpoint is reached that is not spared."""

    def reach(name: str) -> None:
        if name not in spared:
            print("died", name, flush=True)
            os.kill(os.getpid(), signal.SIGKILL)

    return reach


def live_in_a_child(home: str, database: str, order: int, hour: int, spared: list[str] | None) -> int:
    """The status the child ended with; with nothing spared or not, it lives in peace."""
    child = os.fork()
    if child == 0:
        try:
            if spared is not None:
                failpoints.reach = die_at_whatever_is_not(spared)
            live(place_from(home, database), hour, order)
        except BaseException:  # noqa: BLE001 - the end of the child, whatever it was
            sys.excepthook(*sys.exc_info())
            sys.stderr.flush()
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    for line in sys.stdin:
        print("ended", live_in_a_child(*json.loads(line)), flush=True)
