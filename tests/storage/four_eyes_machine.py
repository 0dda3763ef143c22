"""Everybody at once, at random: each step is done to storage and to the model, and both must agree, refusals included."""

from collections.abc import Callable
from datetime import timedelta

from four_eyes_model import Case
from four_eyes_office import ROUTES, SECONDS, people, picks, values, who
from four_eyes_people import PeopleAtWork
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule
from storage_samples import FIELDS, MACHINE, NOON, POLICY, PROPOSAL, STATION, drop

from models.case import Reason


class FourEyes(PeopleAtWork):
    """The people, the machine that reads, the policy, the releases, and what nobody plans for."""

    # The machine.

    @initialize(kinds=st.lists(st.sampled_from(sorted(ROUTES)), min_size=1, max_size=4))
    def begin(self, kinds: list[str]) -> None:
        self.batch = self.storage.ledger.open_batch("test", STATION, self.now)
        for content, kind in enumerate(kinds):
            self.drop(content, None)
            self.read(kind, "entered")

    @rule(content=st.integers(0, 7), pick=st.none() | picks)
    def drop(self, content: int, pick: int | None) -> None:
        name = f"document {content}"
        chosen = self.somebody(pick, lambda case, _: case.state == "rescan_requested") if pick and self.office.cases else None
        rescan_of = chosen[0] if chosen else None

        def act() -> None:
            receipt = self.storage.ledger.receive(self.batch, drop(name), STATION, self.now, rescan_of)
            self.received = receipt.case_id

        if not self.done(act, allowed=True):
            return
        self.dropped.add(name)
        known = self.office.case_of(name)
        if known is not None:
            assert self.received == known
        elif chosen and chosen[1].state == "rescan_requested":
            assert self.received == chosen[0]
            chosen[1].scans.append(name)
            chosen[1].state, chosen[1].attempts, chosen[1].leased_until = "captured", 0, None
        else:
            assert self.received not in self.office.cases
            self.office.cases[self.received] = Case([name])

    @rule(kind=st.sampled_from(sorted(ROUTES)), outcome=st.sampled_from(["entered", "entered", "entered", "unreadable", "crashed"]))
    def read(self, kind: str, outcome: str) -> None:
        tasks = self.storage.ledger.lease(1, SECONDS, self.now)
        number = self.office.lease(self.now, SECONDS)
        assert [task.case_id for task in tasks] == ([] if number is None else [number])
        if number is None or outcome == "crashed":
            return
        if outcome == "unreadable":
            reason = Reason("damaged_file", None, "cut off")
            if self.done(lambda: self.storage.cases.quarantine(number, reason, MACHINE, self.now), allowed=True):
                self.office.cases[number].state, self.office.cases[number].leased_until = "quarantined", None
        elif self.done(lambda: self.storage.cases.enter(number, PROPOSAL, FIELDS, ROUTES[kind], MACHINE, self.now), allowed=True):
            self.office.enter(number, kind)

    # Policy and release.

    @rule(person=people)
    def propose_the_policy(self, person: str) -> None:
        def act() -> None:
            self.proposal = self.storage.changes.propose_policy(POLICY, "invoice", "{}", who(person), "", self.now)

        if self.done(act, allowed=True):
            self.office.proposers.setdefault(self.proposal.proposal_id, person)

    @precondition(lambda self: self.office.proposers)
    @rule(person=people, approved=st.booleans())
    def decide_about_the_policy(self, person: str, approved: bool) -> None:  # noqa: FBT001 - drawn
        number, proposer = next(iter(self.office.proposers.items()))
        if self.done(lambda: self.storage.changes.decide(number, who(person), self.now, approved=approved), allowed=person != proposer):
            del self.office.proposers[number]
            self.office.in_force = self.office.in_force or approved

    @rule(acknowledged=st.booleans())
    def release(self, acknowledged: bool) -> None:  # noqa: FBT001 - drawn
        run = self.storage.outbox.open_run("files", self.now)
        self.office.run = self.office.run or self.office.due() or None
        assert sorted((one.case, one.n) for one in run.versions) == self.office.run if run else self.office.run is None
        if run is None:
            return
        if acknowledged and self.done(lambda: self.storage.outbox.finish_run("files", run.number, {}, MACHINE, self.now), allowed=True):
            self.office.acknowledge()

    @rule(picked=st.lists(picks, min_size=1, max_size=4), value=values, slot=st.sampled_from([1, 2, None]))
    def get_on(self, picked: list[int], value: str, slot: int | None) -> None:
        """What waits is done as it should be, so that cases get far."""
        for pick in picked:
            waiting = [number for number, case in sorted(self.office.cases.items()) if case.state in NEXT]
            if waiting:
                self.focus = waiting[pick // 16 % len(waiting)]
                NEXT[self.office.cases[self.focus].state](self, pick | 1, value, slot)
                self.focus = None

    # What nobody plans for.

    @rule(point=st.sampled_from([".before_commit", ".after_commit"]))
    def the_next_to_commit_is_killed(self, point: str) -> None:
        self.next_dies = point

    @rule(minutes=st.integers(-120, 120))
    def the_clock_jumps(self, minutes: int) -> None:
        self.now = max(NOON, self.now + timedelta(minutes=minutes))


def get_reviewed(office: FourEyes, pick: int, value: str, _: int | None) -> None:
    office.key(pick, 0, value, "without")
    if pick % 3:
        office.approve(pick, 0, "without")
    else:
        office.save(pick, 0, value, "without")


def get_ruled(office: FourEyes, pick: int, value: str, slot: int | None) -> None:
    office.look(pick)
    office.adjudicate(pick, 0, slot, value, "without")
    office.approve(pick, 0, "without")


def get_corrected(office: FourEyes, pick: int, value: str, _: int | None) -> None:
    office.save(pick, 0, value, "without")
    office.approve(pick, 0, "without")
    office.release(acknowledged=True)


NEXT: dict[str, Callable[[FourEyes, int, str, int | None], None]] = {
    "captured": lambda office, pick, _, __: office.read(sorted(ROUTES)[pick % len(ROUTES)], "entered"),
    "in_review": get_reviewed,
    "in_second_key": lambda office, pick, value, _: office.key(pick, 0, value, "without"),
    "in_adjudication": get_ruled,
    "approved": lambda office, pick, _, __: office.release(acknowledged=pick % 4 > 0),
    "released": lambda office, pick, _, __: office.audit(pick, 0, pick % 2 == 0, "without"),
    "reopened": get_corrected,
}
