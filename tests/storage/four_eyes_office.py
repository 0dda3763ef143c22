"""How a random step is done to storage and to the model, and what has to be true of both afterwards."""

from collections.abc import Callable
from contextlib import suppress
from random import Random

from four_eyes_model import MACHINE as THE_MACHINE
from four_eyes_model import POLICY as THE_POLICY
from four_eyes_model import Case, Office
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant
from places import Place
from storage_samples import FIELDS, NOON, POLICY, TO_A_PERSON

from models.audit import Actor, ActorKind
from models.case import CaseState, FieldValue, Outcome, Route
from models.document_type import Mode
from models.errors import CheckRefused
from storage.open import Storage
from storage.sql import failpoints

PEOPLE = ("anna", "ben", "cleo", "dora")
SECONDS = 60.0
MOST_CASES = 12
ROUTES = {
    "check": TO_A_PERSON,
    "double": Route(Mode.DOUBLE_KEY, TO_A_PERSON.reasons, POLICY, ("grand_total",)),
    "machine": Route(Mode.DOUBLE_KEY, TO_A_PERSON.reasons, POLICY, ("grand_total",), machine_keys=True),
    "straight": Route(Mode.STRAIGHT_THROUGH, (), POLICY),
}
people = st.sampled_from(PEOPLE)
values = st.sampled_from(["1190.00", "1191.00", "1911.00"])
holds = st.sampled_from(["without", "without", "with the token", "with the token", "with an old token"])
picks = st.integers(0, 2**30).map(lambda drawn: Random(drawn).randrange(2**30))  # noqa: S311 - evenly: drawn ones are mostly small
seen = st.sampled_from([0, 0, 0, 0, 0, 0, -1, 1])
"""How far off the newest version is from what the person saw."""


class Killed(BaseException):
    """The process died here."""


class SharedOffice(RuleBasedStateMachine):
    """One office; `place` is where its storage is, and a new `Storage` on it is a process that starts anew."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.storage: Storage = place.open()
        self.office = Office()
        self.now = NOON
        self.tokens: dict[tuple[str, int], int] = {}
        self.focus: int | None = None
        self.next_dies: str | None = None
        self.dies: str | None = None
        self.dropped: set[str] = set()
        self.seen_approved: set[tuple[int, int]] = set()
        failpoints.reach = self.reach

    def reach(self, name: str) -> None:
        if self.dies is not None and name.endswith(self.dies):
            self.dies = None
            raise Killed(name)

    def teardown(self) -> None:
        self.dies = None
        self.everything_is_as_the_model_has_it()
        self.storage.close()

    # How a step is done.

    def done(self, act: Callable[[], object], *, allowed: bool) -> bool:
        """Whether storage did it, which it must where the model allows it and only there. A process that dies before its commit did
        nothing; one that dies after it did it, and whoever asks again does no harm.
        """
        self.dies, self.next_dies = self.next_dies, None
        try:
            act()
            self.dies = None
        except CheckRefused:
            self.dies = None
            assert not allowed, "refused, though nothing speaks against it"
            return False
        except Killed as point:
            assert allowed, "got as far as a commit, though it is against the rules"
            self.storage.close()
            self.storage = self.place.open()
            if "before" in str(point):
                return False
            with suppress(CheckRefused):
                act()
            return True
        assert allowed, "done, though it is against the rules"
        return True

    def somebody(self, pick: int, fits: Callable[[Case, str], bool]) -> tuple[int, Case, str]:
        """A case and a person: mostly of those the rules allow, sometimes any, for what is refused has to be tried as well."""
        cases = {self.focus: self.office.cases[self.focus]} if self.focus else self.office.cases
        everybody = [(number, case, person) for number, case in sorted(cases.items()) for person in PEOPLE]
        fitting = [one for one in everybody if fits(one[1], one[2])] if pick % 8 else []
        some = fitting or everybody
        return some[pick // 8 % len(some)]

    def token(self, hold: str, person: str, number: int) -> int | None:
        if hold == "without":
            return None
        return self.tokens.get((person, number), 0) - (1 if hold == "with an old token" else 0)

    # What always holds.

    @invariant()
    def states_agree(self) -> None:
        listed = {one.case_id: str(one.state) for one in self.storage.cases.queue(tuple(CaseState))}
        assert listed == {number: case.state for number, case in self.office.cases.items()}

    @invariant()
    def every_drop_is_in_one_case(self) -> None:
        scans = [scan for case in self.office.cases.values() for scan in case.scans]
        assert sorted(scans) == sorted(self.dropped)

    @invariant()
    def what_was_approved_is_drawn_as_the_policy_in_force_says(self) -> None:
        with self.storage.database.read() as connection:
            drawn = {(row["case_id"], row["n"]) for row in connection.execute("SELECT case_id, n FROM qa_sample").fetchall()}
        for number, case in self.office.cases.items():
            case.drawn = {n for drawn_number, n in drawn if drawn_number == number}
            approved = {(number, n) for n in case.approvals}
            assert not case.planted_by or not case.drawn
            assert not self.office.in_force or case.planted_by or approved - self.seen_approved <= drawn
            self.seen_approved |= approved

    def everything_is_as_the_model_has_it(self) -> None:
        for number, case in self.office.cases.items():
            versions = self.storage.cases.versions(number)
            assert [(author(one.author), total(one.fields)) for one in versions] == case.versions
            kept = self.storage.cases.case(number)
            assert (author(kept.approver) if kept.approver else None) == case.approvals.get(case.n)
            for person in PEOPLE:
                draft = self.storage.work.draft(number, who(person))
                assert (draft.body if draft else None) == case.drafts.get(person)
        newest = [(number, max(case.delivered)) for number, case in sorted(self.office.cases.items()) if case.delivered]
        assert sorted((one.case, one.n) for one in self.storage.outbox.released("files")) == newest
        assert self.storage.audit.replay()[1] == []
        assert self.storage.audit.values().differences == []
        self.nobody_was_on_both_sides()

    def nobody_was_on_both_sides(self) -> None:
        with self.storage.database.read() as connection:
            both = connection.execute(
                """
                SELECT approval.case_id FROM approval JOIN version ON version.case_id = approval.case_id
                AND version.author = approval.approver
                """
            ).fetchall()
            unapproved = connection.execute(
                """
                SELECT release.case_id FROM release LEFT JOIN approval ON approval.case_id = release.case_id AND approval.n = release.n
                WHERE approval.n IS NULL
                """
            ).fetchall()
        assert (both, unapproved) == ([], [])


def who(person: str) -> Actor:
    return Actor(ActorKind.PERSON, person)


def author(actor: Actor) -> str:
    if actor.kind is ActorKind.POLICY:
        return THE_POLICY
    return actor.name if actor.kind is ActorKind.PERSON else THE_MACHINE


def typed(value: str) -> tuple[FieldValue, ...]:
    return (FieldValue("grand_total", value, None, None, Outcome.CORRECTED, accepted=True), FIELDS[1])


def total(fields: tuple[FieldValue, ...]) -> str | None:
    return next(field.value for field in fields if field.name == "grand_total")
