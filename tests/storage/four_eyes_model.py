"""What four eyes mean, in plain Python without a database: the rules, written again from the invariants, that storage is held against."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

LONGEST_CLAIM = timedelta(hours=1)
MOST_ATTEMPTS = 3
AUTHOR, APPROVER, QA = "author", "approver", "qa"
MACHINE, POLICY = "the machine", "the policy"
MACHINES_VALUE = "1190.00"


@dataclass
class Claim:
    person: str
    token: int
    until: datetime

    def binds(self, now: datetime) -> bool:
        return now < self.until <= now + LONGEST_CLAIM


@dataclass
class Case:
    """One case, as people could keep it on a card."""

    scans: list[str]
    state: str = "captured"
    two_keyers: bool = False
    machine_keys: bool = False
    versions: list[tuple[str, str | None]] = field(default_factory=list)
    approvals: dict[int, str] = field(default_factory=dict)
    hands: dict[str, str] = field(default_factory=dict)
    keyings: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    lookers: set[str] = field(default_factory=set)
    delivered: list[int] = field(default_factory=list)
    drafts: dict[str, str] = field(default_factory=dict)
    claim: Claim | None = None
    fence: int = 0
    attempts: int = 0
    drawn: set[int] = field(default_factory=set)
    audited: dict[int, tuple[str, bool]] = field(default_factory=dict)
    referrers: set[str] = field(default_factory=set)
    planted_by: str | None = None
    leased_until: datetime | None = None

    @property
    def n(self) -> int:
        return len(self.versions)

    def hand(self, person: str) -> str | None:
        return self.hands.get(person)

    # Who may take it, and whose decision counts.

    def may_work(self, person: str) -> bool:
        """Whether there is something in this case that this person could decide."""
        if self.state in {"quarantined", "held", "rescan_requested"}:
            return True
        if self.state == "in_review":
            return self.hand(person) is None or (not self.two_keyers and self.hand(person) == APPROVER)
        return self.state in {"in_second_key", "in_adjudication", "reopened"} and self.hand(person) is None

    def is_offered(self, person: str, now: datetime) -> bool:
        """Whether it is given to this person as their next: not what they referred themselves, nor what anybody holds."""
        theirs = self.state == "in_adjudication" and person in self.referrers
        return self.may_work(person) and not theirs and not (self.claim and self.claim.binds(now))

    def may_take(self, person: str, now: datetime) -> bool:
        if self.claim and self.claim.person == person:
            return True
        return self.may_work(person) and not (self.claim and self.claim.binds(now))

    def take(self, person: str, until: datetime) -> int:
        if self.claim and self.claim.person == person:
            self.claim.until = until
            return self.claim.token
        self.fence += 1
        self.claim = Claim(person, self.fence, until)
        return self.fence

    def counts(self, person: str, token: int | None, now: datetime) -> bool:
        """Whether a decision of this person, with this token, is not overtaken by somebody else's hold."""
        another = self.claim is not None and self.claim.person != person
        if token is not None:
            return token == self.fence and not another
        return not (another and self.claim is not None and self.claim.binds(now))

    def go(self, to: str) -> None:
        """A copy with a planted error ends with the first decision about it."""
        self.state = "rejected" if self.planted_by else to

    def settle(self, person: str) -> None:
        self.fence += 1
        self.claim = None
        self.drafts.pop(person, None)

    # What a person may decide.

    def one_decides(self) -> bool:
        return not self.two_keyers or self.state == "reopened"

    def may_save(self, person: str, seen: int) -> bool:
        stage = self.state in {"in_review", "in_adjudication", "reopened"} and self.one_decides()
        return stage and person != self.planted_by and seen == self.n and self.hand(person) in {None, AUTHOR}

    def save(self, person: str, value: str) -> None:
        if self.state == "reopened":
            self.two_keyers = False
        self.hands[person] = AUTHOR
        self.versions.append((person, value))
        self.go("in_review")

    def may_approve(self, person: str, seen: int) -> bool:
        stage = self.state in {"in_review", "in_adjudication"} and self.one_decides()
        return stage and person != self.planted_by and seen == self.n and self.hand(person) in {None, APPROVER}

    def approve(self, person: str) -> None:
        self.hands[person] = APPROVER
        if not self.planted_by:
            self.approvals[self.n] = person
        self.go("approved")

    def may_refer(self, person: str, seen: int) -> bool:
        return self.state == "in_review" and not self.two_keyers and person != self.planted_by and seen == self.n

    def may_key(self, person: str, seen: int) -> bool:
        waits = (self.state == "in_review" and self.two_keyers) or self.state == "in_second_key"
        return waits and seen == self.n and self.hand(person) is None

    def key(self, person: str, value: str) -> None:
        if self.state == "in_review" and not self.machine_keys:
            self.hands[person] = AUTHOR
            self.keyings[self.n, 1] = (person, value)
            self.state = "in_second_key"
            return
        first, typed = self.first_keying()
        self.keyings[self.n, 2] = (person, value)
        if value != typed:
            self.hands[person] = AUTHOR
            self.state = "in_adjudication"
            return
        if first != MACHINE:
            self.versions.append((first, typed))
        self.approve(person)

    def first_keying(self) -> tuple[str, str]:
        return (MACHINE, MACHINES_VALUE) if self.machine_keys else self.keyings[self.n, 1]

    def may_rule(self, person: str, seen: int) -> bool:
        disputed = self.state == "in_adjudication" and (self.n, 2) in self.keyings
        return disputed and seen == self.n and self.hand(person) is None and person in self.lookers

    def rule(self, person: str, slot: int | None, own: str) -> None:
        readings = {1: self.first_keying(), 2: self.keyings[self.n, 2]}
        if slot is None:
            self.two_keyers = False
            self.save(person, own)
            return
        author, value = readings[slot]
        if author != MACHINE:
            self.versions.append((author, value))
        self.approve(person)

    def may_close(self, person: str, to: str) -> bool:
        put_aside = {"in_review", "in_second_key", "in_adjudication", "held", "quarantined", "reopened"}
        return person != self.planted_by and self.state in (put_aside | {"rescan_requested"} if to == "rejected" else put_aside)

    # What an auditor finds.

    def may_audit(self, person: str, n: int) -> bool:
        waits = self.state in {"approved", "released"} and n == self.n and n in self.drawn - set(self.audited)
        return waits and self.hand(person) in {None, QA}

    def audit(self, person: str, *, wrong: bool) -> None:
        self.hands[person] = QA
        self.audited[self.n] = (person, wrong)
        if wrong:
            self.state = "reopened"


@dataclass
class Office:
    """All cases, and what consumers were sent."""

    cases: dict[int, Case] = field(default_factory=dict)
    in_force: bool = False
    proposers: dict[int, str] = field(default_factory=dict)
    run: list[tuple[int, int]] | None = None

    def case_of(self, content: str) -> int | None:
        return next((number for number, case in self.cases.items() if content in case.scans), None)

    def readable(self, now: datetime) -> Iterator[int]:
        """Captured cases nobody is reading, oldest first."""
        for number, case in sorted(self.cases.items()):
            if case.state == "captured" and (case.leased_until is None or case.leased_until <= now):
                yield number

    def lease(self, now: datetime, seconds: float) -> int | None:
        """The next case to read; those whose reading failed too often go to quarantine first."""
        for number in list(self.readable(now)):
            if self.cases[number].attempts >= MOST_ATTEMPTS:
                self.cases[number].state = "quarantined"
        number = next(self.readable(now), None)
        if number is not None:
            self.cases[number].attempts += 1
            self.cases[number].leased_until = now + timedelta(seconds=seconds)
        return number

    def enter(self, number: int, kind: str) -> None:
        case = self.cases[number]
        case.versions.append((MACHINE, MACHINES_VALUE))
        case.two_keyers, case.machine_keys = kind in {"double", "machine"}, kind == "machine"
        case.leased_until = None
        case.state = "in_review"
        if kind == "straight" and self.in_force:
            case.approvals[case.n] = POLICY
            case.state = "approved"

    def due(self) -> list[tuple[int, int]]:
        return [
            (number, case.n)
            for number, case in sorted(self.cases.items())
            if case.state in {"approved", "released"} and case.n in case.approvals and case.n not in case.delivered
        ]

    def acknowledge(self) -> None:
        for number, n in self.run or ():
            case = self.cases[number]
            case.delivered.append(n)
            if case.state == "approved" and n == case.n:
                case.state = "released"
        self.run = None
