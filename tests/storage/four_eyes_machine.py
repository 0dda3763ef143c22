"""Everybody at once, at random: each step is done to storage and to the model, and both must agree, refusals included."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from random import Random

from four_eyes_model import MACHINE as THE_MACHINE
from four_eyes_model import POLICY as THE_POLICY
from four_eyes_model import Case, Office
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from places import Place
from storage_samples import FIELDS, MACHINE, NOON, POLICY, PROPOSAL, STATION, TO_A_PERSON, drop

from models.audit import Actor, ActorKind
from models.case import CaseState, FieldValue, Outcome, Reason, RescanCode, Route
from models.document_type import Mode
from models.errors import CheckRefused
from models.keying import KeyedValue, Ruling
from models.work import Queue
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


class FourEyes(RuleBasedStateMachine):
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

    # People at work.

    @rule(pick=picks)
    def take(self, pick: int) -> None:
        number, case, person = self.somebody(pick, lambda case, person: case.may_take(person, self.now))
        if self.done(
            lambda: self._took(number, person, self.storage.work.take(number, who(person), self.now, SECONDS).token),
            allowed=case.may_take(person, self.now),
        ):
            self._took(number, person, case.take(person, self.now + timedelta(seconds=SECONDS)))

    def _took(self, number: int, person: str, token: int) -> None:
        self.tokens[person, number] = token

    @rule(person=people)
    def take_next(self, person: str) -> None:
        claim = self.storage.work.take_next(who(person), Queue(), self.now, SECONDS)
        fits = {
            number
            for number, case in self.office.cases.items()
            if case.state in {"in_review", "in_second_key", "in_adjudication", "reopened"} and case.is_offered(person, self.now)
        }
        if claim is None:
            assert not fits
            return
        assert claim.case_id in fits
        case = self.office.cases[claim.case_id]
        case.fence += 1
        case.claim = None
        case.fence -= 1
        assert claim.token == case.take(person, self.now + timedelta(seconds=SECONDS))
        self._took(claim.case_id, person, claim.token)

    @rule(pick=picks)
    def give_back(self, pick: int) -> None:
        number, case, person = self.somebody(pick, lambda case, person: case.claim is not None and case.claim.person == person)
        token = self.tokens.get((person, number), 0)
        if self.done(lambda: self.storage.work.give_back(number, who(person), token), allowed=True) and case.claim:
            case.claim = None if (case.claim.person, case.claim.token) == (person, token) else case.claim

    @rule(pick=picks, text=st.sampled_from(["one", "two"]))
    def save_draft(self, pick: int, text: str) -> None:
        number, case, person = self.somebody(pick, lambda case, person: case.may_work(person))
        if self.done(lambda: self.storage.work.save_draft(number, who(person), case.n, text, self.now), allowed=True):
            case.drafts[person] = text

    @rule(pick=picks, off=seen, value=values, hold=holds)
    def save(self, pick: int, off: int, value: str, hold: str) -> None:
        number, case, person = self.somebody(pick, lambda case, person: case.may_save(person, case.n))
        saw, token = case.n + off, self.token(hold, person, number)
        allowed = case.may_save(person, saw) and case.counts(person, token, self.now)
        fields = typed(value)
        if self.done(lambda: self.storage.cases.save_version(number, saw, fields, (), who(person), self.now, token), allowed=allowed):
            case.save(person, value)
            case.settle(person)

    @rule(pick=picks, off=seen, hold=holds)
    def approve(self, pick: int, off: int, hold: str) -> None:
        number, case, person = self.somebody(pick, lambda case, person: case.may_approve(person, case.n))
        saw, token = case.n + off, self.token(hold, person, number)
        again = case.approvals.get(saw) == person
        allowed = again or (case.may_approve(person, saw) and case.counts(person, token, self.now))
        if self.done(lambda: self.storage.cases.approve(number, saw, who(person), self.now, token), allowed=allowed) and not again:
            case.approve(person)
            case.settle(person)

    @rule(pick=picks, off=seen, hold=holds)
    def refer(self, pick: int, off: int, hold: str) -> None:
        number, case, person = self.somebody(pick, lambda case, person: case.may_refer(person, case.n))
        saw, token = case.n + off, self.token(hold, person, number)
        allowed = case.may_refer(person, saw) and case.counts(person, token, self.now)
        why = Reason("referred", None, "unsure")
        if self.done(lambda: self.storage.cases.refer(number, saw, why, who(person), self.now, token), allowed=allowed):
            case.referrers.add(person)
            case.go("in_adjudication")
            case.settle(person)

    @rule(pick=picks, off=seen, value=values, hold=holds)
    def key(self, pick: int, off: int, value: str, hold: str) -> None:
        number, case, person = self.somebody(pick, lambda case, person: case.may_key(person, case.n))
        saw, token = case.n + off, self.token(hold, person, number)
        allowed = case.may_key(person, saw) and case.counts(person, token, self.now)
        keyed = {"grand_total": KeyedValue(value)}
        if self.done(lambda: self.storage.keying.key(number, saw, keyed, who(person), self.now, token), allowed=allowed):
            case.key(person, value)
            case.settle(person)

    @rule(pick=picks)
    def look(self, pick: int) -> None:
        number, case, person = self.somebody(pick, lambda case, _: case.state == "in_adjudication")
        if self.done(lambda: self.storage.keying.look(number, who(person), self.now), allowed=True):
            case.lookers.add(person)

    @rule(pick=picks, off=seen, slot=st.sampled_from([1, 2, None]), own=values, hold=holds)
    def adjudicate(self, pick: int, off: int, slot: int | None, own: str, hold: str) -> None:
        number, case, person = self.somebody(pick, lambda case, person: case.may_rule(person, case.n))
        saw, token = case.n + off, self.token(hold, person, number)
        allowed = case.may_rule(person, saw) and case.counts(person, token, self.now)
        ruling = {"grand_total": Ruling(slot, KeyedValue(own))}
        if self.done(lambda: self.storage.keying.adjudicate(number, saw, ruling, who(person), self.now, token), allowed=allowed):
            case.rule(person, slot, own)
            case.settle(person)

    @rule(pick=picks, to=st.sampled_from(["rejected", "rescan_requested"]), hold=holds)
    def close(self, pick: int, to: str, hold: str) -> None:
        number, case, person = self.somebody(pick, lambda case, person: case.may_close(person, to))
        token = self.token(hold, person, number)
        allowed = case.may_close(person, to) and case.counts(person, token, self.now)
        why = Reason(RescanCode.OTHER, None, "why not")
        if self.done(lambda: self.storage.cases.close(number, CaseState(to), why, who(person), self.now, token), allowed=allowed):
            case.go(to)
            case.settle(person)

    # What an auditor looks at, and errors planted to see who notices.

    @rule(person=people)
    def next_sample(self, person: str) -> None:
        self.what_was_approved_is_drawn_as_the_policy_in_force_says()
        sample = self.storage.quality.next_sample(who(person), self.now, SECONDS)
        fits = {
            number
            for number, case in self.office.cases.items()
            if case.may_audit(person, case.n) and not (case.claim and case.claim.binds(self.now))
        }
        if sample is None:
            assert not fits
            return
        assert sample.case_id in fits
        case = self.office.cases[sample.case_id]
        case.claim = None
        assert sample.claim.token == case.take(person, self.now + timedelta(seconds=SECONDS))
        self._took(sample.case_id, person, sample.claim.token)

    @rule(pick=picks, off=seen, wrong=st.booleans(), hold=holds)
    def audit(self, pick: int, off: int, wrong: bool, hold: str) -> None:  # noqa: FBT001 - drawn
        self.what_was_approved_is_drawn_as_the_policy_in_force_says()
        number, case, person = self.somebody(pick, lambda case, person: case.may_audit(person, case.n))
        saw, token = case.n + off, self.token(hold, person, number)
        again = case.audited.get(saw) == (person, wrong)
        allowed = again or (case.may_audit(person, saw) and case.counts(person, token, self.now))
        findings = {"grand_total": "7.77"} if wrong else {}
        if (
            self.done(lambda: self.storage.quality.audit(number, saw, findings, who(person), self.now, token), allowed=allowed)
            and not again
        ):
            case.audit(person, wrong=wrong)
            case.settle(person)

    @rule(pick=picks)
    def plant(self, pick: int) -> None:
        number, case, person = self.somebody(pick, lambda case, _: case.state in {"approved", "released"})
        wrong = typed("6.66")
        act = partial(self.storage.quality.plant, number, "grand_total", "1190.00", wrong, TO_A_PERSON, who(person), self.now)
        if len(self.office.cases) < MOST_CASES and self.done(act, allowed=case.state in {"approved", "released"}):
            # Asked for twice, as after a death, it is planted twice: more of them do no harm.
            for planted in {one.case_id for one in self.storage.cases.queue(tuple(CaseState))} - set(self.office.cases):
                self.office.cases[planted] = Case([], "in_review", versions=[(THE_MACHINE, "6.66")], planted_by=person)

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
        self.office.received += [f"files/{one.case}/{one.n}" for one in run.versions]
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
