"""Whatever a consumer forgets, refuses or is killed over: each approved version reaches it under one key, corrections in order."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from places import sqlite_in
from reopening import approved_anew
from storage_samples import ANNA, MACHINE, NOON, approved

from models.errors import ConsumerUnavailable
from models.release import Failure, ReleasedEntry, Verdict
from pipeline.release import release, release_to_all
from storage.open import Storage
from storage.release import due

IN_MEMORY = next((folder for folder in ("/dev/shm",) if Path(folder).is_dir()), None)  # noqa: S108 - syncing costs nothing there
ANSWERS = ("taken", "lost", "later", "refused", "untried")


class Killed(Exception):
    """The process ends between the delivery and its record."""


@dataclass
class Forgetful:
    """A consumer that honours keys. It answers as `answers` say in turn, a lost answer being one of an entry it did take."""

    name: str = "ledger"
    doc_types: tuple[str, ...] = ()
    answers: list[str] = field(default_factory=list)
    mood: str = "up"
    kept: dict[str, ReleasedEntry] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)

    def deliver(self, run: int, entries: Sequence[ReleasedEntry]) -> Mapping[int, Failure]:  # noqa: ARG002 - the protocol
        if self.mood == "down":
            raise ConsumerUnavailable("the ledger is down")
        answers = {entry.idempotency_key: (entry, self._answer(entry)) for entry in entries}
        if self.mood == "killed":
            raise Killed
        self.acknowledged |= {key for key, (_, answer) in answers.items() if answer == "taken"}
        self.refused |= {key for key, (_, answer) in answers.items() if answer == "refused"}
        verdicts = {"lost": Verdict.LATER, "later": Verdict.LATER, "refused": Verdict.REFUSED, "untried": Verdict.UNTRIED}
        return {entry.case: Failure(verdicts[answer], answer) for entry, answer in answers.values() if answer != "taken"}

    def _answer(self, entry: ReleasedEntry) -> str:
        key = entry.idempotency_key
        answer = self.answers.pop() if self.answers else "taken"
        if answer == "untried":
            return answer
        if answer == "refused" and key in self.kept:  # a consumer never refuses what it has
            answer = "taken"
        self.sent.append(key)
        assert key == f"{self.name}/{entry.case}/{entry.version}"
        assert entry.corrects is None or entry.corrects in self.acknowledged, "a correction before what it corrects"
        assert key not in self.kept or self.kept[key].fields == entry.fields, "one key, two contents"
        if answer in ("taken", "lost"):
            self.kept.setdefault(key, entry)
        return answer


@dataclass
class Office:
    storage: Storage
    ledger: Forgetful = field(default_factory=Forgetful)
    at: datetime = NOON
    cases: list[int] = field(default_factory=list)
    number: Iterator[int] = field(default_factory=count)

    def act(self, action: str, answers: list[str]) -> None:
        if action == "approve":
            self.cases.append(approved(self.storage, f"document {next(self.number)}"))
        elif action == "correct" and self.cases:
            case_id = self.cases[next(self.number) % len(self.cases)]
            if len(self.storage.cases.versions(case_id)) < 4:
                approved_anew(self.storage, case_id)
        elif action in ("release", "down", "killed"):
            self.ledger.mood, self.ledger.answers = action, list(answers)
            self.release()
        else:
            self.at += timedelta(hours=1)

    def release(self) -> None:
        try:
            release_to_all(self.storage.cases, self.storage.outbox, [self.ledger], MACHINE, self.at)
        except Killed:
            return

    def wind_up(self) -> None:
        """The consumer behaves from now on, and a person asks for what nobody else would."""
        self.ledger.mood, self.ledger.answers = "up", []
        for _ in range(8):
            self.at += timedelta(days=1)
            for letter in self.storage.outbox.dead_letters():
                self.storage.outbox.ask_again(letter.case, ANNA, self.at)
            self.release()


@contextmanager
def office(empty_home: Path) -> Iterator[Office]:
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) as folder:
        storage = sqlite_in(Path(shutil.copytree(empty_home, Path(folder) / "home"))).open()
        yield Office(storage)
        storage.close()


ACTIONS = st.sampled_from(["approve", "correct", "release", "release", "release", "killed", "down", "wait"])
STEPS = st.lists(st.tuples(ACTIONS, st.lists(st.sampled_from(ANSWERS), max_size=4)), min_size=4, max_size=14)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_every_approved_version_arrives_under_one_key_and_corrections_in_order(
    empty_home: Path, steps: list[tuple[str, list[str]]]
) -> None:
    with office(empty_home) as scene:
        for action, answers in (("approve", []), *steps):
            scene.act(action, answers)
        scene.wind_up()
        ledger = scene.ledger
        newest = {f"ledger/{case}/{len(scene.storage.cases.versions(case))}" for case in scene.cases}
        assert newest <= ledger.kept.keys() == ledger.acknowledged
        assert set(ledger.sent) - ledger.kept.keys() <= ledger.refused
        assert in_order(ledger)
        assert {f"ledger/{one.case}/{one.n}" for one in scene.storage.outbox.released("ledger")} == newest
        assert (scene.storage.outbox.open_run("ledger", scene.at), scene.storage.outbox.dead_letters()) == (None, [])
        scene.storage.audit.verify()


def in_order(ledger: Forgetful) -> bool:
    """Of each case, the versions as they first arrived."""
    arrived = [(entry.case, entry.version) for entry in ledger.kept.values()]
    return all(first[1] < second[1] for index, first in enumerate(arrived) for second in arrived[index + 1 :] if first[0] == second[0])


def test_a_run_killed_after_its_delivery_is_sent_again_under_the_same_keys(storage: Storage) -> None:
    ledger = Forgetful(mood="killed")
    approved(storage, "a"), approved(storage, "b")
    with pytest.raises(Killed):
        release(storage.cases, storage.outbox, ledger, MACHINE, NOON)
    ledger.mood = "up"
    release(storage.cases, storage.outbox, ledger, MACHINE, NOON)
    assert ledger.sent == ["ledger/1/1", "ledger/2/1"] * 2
    assert len(ledger.kept) == 2


def test_many_entries_leave_in_runs_of_a_size_that_others_can_wait_for(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due, "RUN_SIZE", 2)
    for name in "abcde":
        approved(storage, name)
    ledger = Forgetful(answers=["refused"])
    assert release(storage.cases, storage.outbox, ledger, MACHINE, NOON).taken.total() == 4
    assert (len(ledger.kept), len(ledger.sent)) == (4, 5)
    approved(storage, "f"), approved(storage, "g"), approved(storage, "h")
    ledger.answers = ["untried", "taken"]
    assert release(storage.cases, storage.outbox, ledger, MACHINE, NOON).taken.total() == 1
    assert len(ledger.kept) == 5


def test_a_consumer_that_is_down_keeps_no_other_from_its_entries(storage: Storage) -> None:
    case_id = approved(storage)
    down, up = Forgetful("down", mood="down"), Forgetful("ledger")
    deliveries = release_to_all(storage.cases, storage.outbox, [down, up], MACHINE, NOON)
    assert [(delivery.unavailable, delivery.taken.total()) for delivery in deliveries] == [("the ledger is down", 0), (None, 1)]
    assert [version.case for version in storage.outbox.released("ledger")] == [case_id]
    assert storage.outbox.dead_letters() == []
