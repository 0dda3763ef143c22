"""What people do in a random office: take, type, decide, key, rule, audit, plant."""

from datetime import timedelta
from functools import partial

from four_eyes_model import MACHINE as THE_MACHINE
from four_eyes_model import Case
from four_eyes_office import MOST_CASES, SECONDS, SharedOffice, holds, people, picks, seen, typed, values, who
from hypothesis import strategies as st
from hypothesis.stateful import rule
from storage_samples import TO_A_PERSON

from models.case import CaseState, Reason, RescanCode
from models.keying import KeyedValue, Ruling
from models.work import Queue


class PeopleAtWork(SharedOffice):
    """Each step mostly by somebody the rules allow it to."""

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
        case.claim = None
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
