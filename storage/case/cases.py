"""Decides what a case allows: entering, correcting, approving, closing. Each is one transaction, its audit event included."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from models.audit import Actor, AuditEvent, AuditHead
from models.case import (
    NOT_IN_FORCE,
    Case,
    CaseState,
    CaseSummary,
    ConfirmedEntry,
    FieldValue,
    Reason,
    RelatedCases,
    RescanCode,
    RescanRequest,
    Route,
    Version,
)
from models.case_key import KeyRule
from models.change_proposal import PolicyInForce
from models.document_type import Mode
from models.errors import WrongState
from models.extraction import Candidate, LineItem, Proposal
from models.role import Person
from storage.audit import audit_chain
from storage.audit.audit_log import SqlAuditLog
from storage.case import case_keys, case_views, confirmed, entries, holding, line_items, related, rescans
from storage.case.case_states import Change, change_state, check_can_become, state_of
from storage.case.standing import APPROVED_FROM, CORRECTED_FROM, REFERRED_FROM, standing_of
from storage.desk import claims, waiting
from storage.qa import seeds
from storage.qa.sampling import Sampler
from storage.sql.database import Connection, Database
from storage.staff import policies
from storage.staff.people import person_of

CLOSED = frozenset({CaseState.REJECTED, CaseState.RESCAN_REQUESTED})


class SqlCaseStore:
    """The CaseStore port over SQL."""

    def __init__(self, database: Database, sampler: Sampler) -> None:
        self._database = database
        self._sampler = sampler

    def enter(self, case_id: int, proposal: Proposal, fields: Sequence[FieldValue], route: Route, maker: Actor, at: datetime) -> None:
        """The machine's version and where it goes; raises WrongState where another process was faster.

        It is version 1, or the next after a better scan. Nothing goes straight through unless two people put the policy in force.
        """
        doc_type = proposal.classification.doc_type
        with self._database.write("enter") as connection:
            _check_is_captured(connection, case_id)
            if route.policy_hash:
                policies.note_use(connection, route.policy_hash, doc_type, at)
            straight = route.straight_through and not route.reasons
            if straight and not policies.is_in_force(connection, route.policy_hash, doc_type):
                straight, route = False, replace(route, reasons=(NOT_IN_FORCE,))
            n = entries.newest_n(connection, case_id) + 1
            _describe(connection, case_id, proposal)
            case_keys.declare(connection, case_id, route.key_rules, {field.name: field.value for field in fields})
            twin = case_keys.found_twin(connection, case_id)
            if twin is not None:
                straight, route = False, replace(route, reasons=(twin.reason(), *route.reasons))
            _note_route(connection, case_id, route)
            waiting.schedule(connection, case_id, route, at)
            sealed = entries.add_version(connection, case_id, n, maker, fields, at)
            entries.add_reasons(connection, case_id, n, route.reasons)
            entries.add_alternatives(connection, case_id, proposal.fields)
            line_items.replace_line_items(connection, case_id, proposal.line_items)
            if straight:
                policies.approve(connection, case_id, n, route.policy_hash, at)
                self._sampler.draw(connection, case_id, n, at)
            to = CaseState.APPROVED if straight else CaseState.IN_REVIEW
            details: dict[str, str | int] = {"n": n, "fields": len(fields), "reasons": len(route.reasons), "policy": route.policy_hash}
            change = Change(to, maker, "entered", at, details | sealed)
            if twin is None:
                change_state(connection, case_id, change)
            else:
                holding.hold_back(connection, case_id, change, twin)

    def quarantine(self, case_id: int, reason: Reason, actor: Actor, at: datetime) -> None:
        with self._database.write("quarantine") as connection:
            change_state(connection, case_id, Change(CaseState.QUARANTINED, actor, "quarantined", at, {"reason": reason.code}))
            entries.add_reasons(connection, case_id, None, [reason])

    def save_version(
        self,
        case_id: int,
        based_on: int,
        fields: Sequence[FieldValue],
        reasons: Sequence[Reason],
        author: Actor,
        at: datetime,
        token: int | None = None,
        key_fields: Sequence[str] = (),
    ) -> int:
        """The number of the new version; its author never approves this entry. `reasons` say why the next person must look.

        With `key_fields` two others key these blind, for what was corrected needs it.
        """
        with self._database.write("save_version") as connection:
            standing = standing_of(connection, case_id, based_on)
            standing.check_decided_by_one(CORRECTED_FROM)
            claims.settle(connection, case_id, author, token, at)
            if standing.state is CaseState.REOPENED:
                connection.execute("UPDATE capture_case SET mode = 'check' WHERE case_id = :case_id", {"case_id": case_id})
            if key_fields:
                _note_route(connection, case_id, Route(Mode.DOUBLE_KEY, (), "", tuple(key_fields)))
            n = based_on + 1
            changed = _changed(entries.versions_of(connection, case_id, based_on), fields)
            sealed = entries.add_version(connection, case_id, n, author, fields, at)
            entries.add_reasons(connection, case_id, n, reasons)
            details: dict[str, str | int] = {"n": n, "changed": ",".join(changed), "reasons": len(reasons)}
            change = Change(CaseState.IN_REVIEW, author, "corrected", at, details | sealed)
            if not holding.hold_duplicate(connection, case_id, n, change):
                change_state(connection, case_id, change)
        return n

    def retype(
        self,
        case_id: int,
        based_on: int,
        proposal: Proposal,
        fields: Sequence[FieldValue],
        route: Route,
        author: Actor,
        at: datetime,
        token: int | None = None,
    ) -> int:
        """A new version under the type a person decided on; whoever decided it is its author and never approves this entry."""
        with self._database.write("retype") as connection:
            standing_of(connection, case_id, based_on).check_decided(REFERRED_FROM)
            claims.settle(connection, case_id, author, token, at)
            n = based_on + 1
            _describe(connection, case_id, proposal)
            case_keys.declare(connection, case_id, route.key_rules, {field.name: field.value for field in fields})
            sealed = entries.add_version(connection, case_id, n, author, fields, at)
            _note_route(connection, case_id, route)
            waiting.schedule(connection, case_id, route, at)
            entries.add_reasons(connection, case_id, n, route.reasons)
            entries.add_alternatives(connection, case_id, proposal.fields)
            line_items.replace_line_items(connection, case_id, proposal.line_items)
            details: dict[str, str | int] = {"n": n, "type": proposal.classification.doc_type or "", "reasons": len(route.reasons)}
            change = Change(CaseState.IN_REVIEW, author, "type_decided", at, details | sealed)
            if not holding.hold_duplicate(connection, case_id, n, change):
                change_state(connection, case_id, change)
        return n

    def approve(self, case_id: int, n: int, approver: Actor, at: datetime, token: int | None = None) -> None:
        """By a person who made no part of the entry, of the version that person saw. Said again, as after a lost answer, it is harmless."""
        with self._database.write("approve") as connection:
            standing = standing_of(connection, case_id, n)
            if standing.approver == approver.name:
                return
            standing.check_decided_by_one(APPROVED_FROM)
            claims.settle(connection, case_id, approver, token, at)
            entries.lend_hand(connection, case_id, approver, entries.APPROVER, at)
            entries.add_approval(connection, case_id, n, approver, at)
            self._sampler.draw(connection, case_id, n, at)
            change_state(connection, case_id, Change(CaseState.APPROVED, approver, "approved", at, {"n": n}))

    def refer(self, case_id: int, n: int, reason: Reason, actor: Actor, at: datetime, token: int | None = None) -> None:
        """Passes a case in review on to a senior checker, who decides it as one checks."""
        with self._database.write("refer") as connection:
            standing_of(connection, case_id, n).check_decided_by_one(REFERRED_FROM)
            claims.settle(connection, case_id, actor, token, at)
            entries.add_reasons(connection, case_id, n, [reason])
            change_state(connection, case_id, Change(CaseState.IN_ADJUDICATION, actor, "referred", at, {"n": n, "reason": reason.code}))

    def read_again(self, case_id: int, actor: Actor, at: datetime) -> None:
        """A quarantined case goes back to be read, as after a limit was raised."""
        with self._database.write("read_again") as connection:
            if state_of(connection, case_id) is not CaseState.QUARANTINED:
                raise WrongState(f"Case {case_id} is not in quarantine; only from there is a document read again.")
            connection.execute("UPDATE capture_case SET attempts = 0 WHERE case_id = :case_id", {"case_id": case_id})
            change_state(connection, case_id, Change(CaseState.CAPTURED, actor, "read_again", at, {}))

    def close(self, case_id: int, state: CaseState, reason: Reason, actor: Actor, at: datetime, token: int | None = None) -> None:
        """Ends a case as rejected, or asks the station for a better scan, which joins it."""
        if state not in CLOSED:
            raise WrongState(f"A case is not closed as {state}; close it as rejected or rescan_requested.")
        if state is CaseState.RESCAN_REQUESTED and reason.code not in set(RescanCode):
            raise WrongState(f"'{reason.code}' is no reason to scan again. Use one of {', '.join(RescanCode)}.")
        with self._database.write("close") as connection:
            check_can_become(connection, case_id, state)
            claims.settle(connection, case_id, actor, token, at)
            ended = change_state(connection, case_id, Change(state, actor, str(state), at, {"reason": reason.code}))
            entries.add_reasons(connection, case_id, entries.newest_n(connection, case_id) or None, [reason])
            if ended is CaseState.RESCAN_REQUESTED:
                rescans.ask(connection, case_id, reason, actor, at)

    def rescans(self) -> list[RescanRequest]:
        """The better scans asked for and not yet here, oldest first."""
        with self._database.read() as connection:
            return rescans.waiting(connection)

    def related(self, case_id: int) -> tuple[RelatedCases, ...]:
        """By each key of the case the other documents of the same order, claim or applicant, and of the same business."""
        with self._database.read() as connection:
            state_of(connection, case_id)
            return related.related(connection, case_id)

    def amounts_under(self, rule: KeyRule, value: str, field: str, but: int) -> list[str]:
        """What other cases with this key, of those not rejected, say in a field."""
        with self._database.read() as connection:
            return related.amounts_under(connection, rule, value, field, but)

    def declare_keys(self, by_type: Mapping[str, Sequence[KeyRule]]) -> None:
        """Keys for what was entered before its type declared any, a few cases a transaction."""
        doc_types = [doc_type for doc_type, rules in by_type.items() if rules]
        while late := self._without_keys(doc_types):
            with self._database.write("declare_keys") as connection:
                for case_id, doc_type in late.items():
                    case_keys.declare_late(connection, case_id, by_type[doc_type])

    def _without_keys(self, doc_types: Sequence[str]) -> dict[int, str]:
        """Looked for without keeping others from writing: at most starts there is none."""
        with self._database.read() as connection:
            return case_keys.without_keys(connection, doc_types) if doc_types else {}

    def record_policy(self, policy_hash: str, doc_type: str, body: str, at: datetime) -> None:
        """Keeps what a policy's hash stands for; once is enough, again is harmless."""
        with self._database.write("record_policy") as connection:
            policies.record(connection, policy_hash, doc_type, body, at)

    def person(self, name: str) -> Person:
        """Somebody by name, with the roles in force."""
        with self._database.read() as connection:
            return person_of(connection, name)

    def policies_in_force(self) -> Mapping[str, PolicyInForce]:
        """What two people agreed on, by document type."""
        with self._database.read() as connection:
            return policies.in_force(connection)

    def case(self, case_id: int) -> Case:
        with self._database.read() as connection:
            return case_views.case_view(connection, case_id)

    def queue(self, states: Sequence[CaseState]) -> list[CaseSummary]:
        with self._database.read() as connection:
            return case_views.summaries_in(connection, states)

    def batch(self, batch_id: int) -> list[CaseSummary]:
        with self._database.read() as connection:
            return case_views.summaries_of_batch(connection, batch_id)

    def versions(self, case_id: int) -> list[Version]:
        with self._database.read() as connection:
            state_of(connection, case_id)
            return entries.versions_of(connection, case_id)

    def alternatives(self, case_id: int) -> dict[str, tuple[Candidate, ...]]:
        """What else the machine found, by field, in the order it was proposed."""
        with self._database.read() as connection:
            state_of(connection, case_id)
            found = entries.alternatives_of(connection, case_id)
        by_field: dict[str, list[Candidate]] = defaultdict(list)
        for candidate in found:
            by_field[candidate.field].append(candidate)
        return {name: tuple(candidates) for name, candidates in by_field.items()}

    def line_items(self, case_id: int) -> tuple[LineItem, ...]:
        """The rows of things bought as the machine read them."""
        with self._database.read() as connection:
            state_of(connection, case_id)
            return line_items.line_items_of(connection, case_id)

    def confirmed(self, after: datetime | None = None) -> Iterator[ConfirmedEntry]:
        """What people stand by of each entry that a person approved, in that order; without those of which nobody looked at a field."""
        with self._database.read() as connection:
            case_ids = confirmed.people_approved(connection, after)
        for case_id in case_ids:
            with self._database.read() as connection:
                entry = confirmed.confirmed_entry(connection, case_id)
            if entry.values:
                yield entry

    def audit_trail(self, case_id: int) -> list[AuditEvent]:
        with self._database.read() as connection:
            state_of(connection, case_id)
            return [*seeds.arrival(connection, case_id), *audit_chain.events_of(connection, case_id)]

    def verify_audit(self, anchor: AuditHead | None = None) -> AuditHead:
        """The head of the unbroken chain, to be kept elsewhere as the next anchor; raises AuditBroken."""
        return SqlAuditLog(self._database).verify([anchor] if anchor else [])


def _check_is_captured(connection: Connection, case_id: int) -> None:
    present = state_of(connection, case_id)
    if present is not CaseState.CAPTURED:
        raise WrongState(f"Case {case_id} is {present.replace('_', ' ')} already: another process was faster. There is nothing to do.")


def _note_route(connection: Connection, case_id: int, route: Route) -> None:
    double = route.mode is Mode.DOUBLE_KEY and route.key_fields
    connection.execute(
        "UPDATE capture_case SET mode = :mode, key_fields = :fields, machine_keys = :machine WHERE case_id = :case_id",
        {
            "case_id": case_id,
            "mode": str(Mode.DOUBLE_KEY if double else Mode.STRAIGHT_THROUGH if route.straight_through else Mode.CHECK),
            "fields": ",".join(route.key_fields) if double else "",
            "machine": int(bool(double and route.machine_keys)),
        },
    )


def _describe(connection: Connection, case_id: int, proposal: Proposal) -> None:
    connection.execute(
        """
        UPDATE capture_case SET doc_type = :doc_type, type_confidence = :type_confidence, page_count = :page_count
        WHERE case_id = :case_id
        """,
        {
            "case_id": case_id,
            "doc_type": proposal.classification.doc_type,
            "type_confidence": proposal.classification.confidence,
            "page_count": proposal.page_count,
        },
    )


def _changed(before: Sequence[Version], fields: Sequence[FieldValue]) -> list[str]:
    """Names of the fields whose value differs from the version before; values never reach the audit log."""
    old = {field.name: field.value for version in before for field in version.fields}
    return [field.name for field in fields if old.get(field.name) != field.value]
