"""Decides what becomes of a sample: somebody without a part in the entry audits it, and an error reopens the case."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from models.audit import Actor, AuditEvent
from models.case import CaseState, FieldValue, Reason, Route
from models.document_type import Mode
from models.errors import InvalidValue, StaleVersion, WrongState
from models.quality import ErrorCode, Sample, Tally
from storage.audit import audit_chain
from storage.case import entries
from storage.case.case_states import Change, change_state, state_of
from storage.desk import claims, waiting
from storage.qa import seeds
from storage.qa.tallies import tallies_of
from storage.sql.database import Connection, Database
from storage.sql.texts import storable_or_none
from storage.sql.timestamps import from_text, to_text
from storage.staff.people import person_of

DONE = frozenset({CaseState.APPROVED, CaseState.RELEASED})
WORDS = {
    ErrorCode.WRONG_VALUE: "QA read another value than was approved",
    ErrorCode.LEFT_OUT: "QA found a value that was left out",
    ErrorCode.NOT_ON_DOCUMENT: "QA did not find this on the document",
}
"""Without the value QA read: whoever corrects reads it on the page again."""

Details = dict[str, str | int]


class SqlQuality:
    """The Quality port over SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def next_sample(self, auditor: Actor, at: datetime, seconds: float) -> Sample | None:
        """The oldest sample not looked at yet, of an entry this person had no part in, held for them; None where there is none."""
        with self._database.write("next_sample") as connection:
            person = person_of(connection, auditor.name)
            moment = {"person": auditor.name, "at": to_text(at), "horizon": to_text(at + claims.LONGEST)}
            theirs = (row for row in connection.execute(WAITING, moment).fetchall() if person.works_on(row["doc_type"]))
            row = next(theirs, None)
            if row is None:
                return None
            claim = claims.hold(connection, row["case_id"], auditor, at, seconds)
            return Sample(row["case_id"], row["n"], row["rate"], from_text(row["drawn_at"]), claim)

    def audit(
        self, case_id: int, n: int, findings: Mapping[str, str | None], auditor: Actor, at: datetime, token: int | None = None
    ) -> CaseState:
        """The auditor's verdict on version `n`: by field what is right (None: not on the document) where something else was approved.

        Without findings that is all. With any, the case is reopened: a person corrects it, another approves, and each consumer gets a
        correction. Said again, as after a lost answer, it is harmless. Raises WrongState where the version was not drawn or somebody else
        audited it, AuthorCannotApprove, InvalidValue.
        """
        with self._database.write("audit") as connection:
            if _said_before(connection, case_id, n, set(findings), auditor):
                return state_of(connection, case_id)
            fields = _audited_fields(connection, case_id, n)
            errors = {name: _error(fields, name, right) for name, right in findings.items()}
            claims.settle(connection, case_id, auditor, token, at)
            entries.lend_hand(connection, case_id, auditor, entries.QA, at)
            _note(connection, case_id, n, len(fields), findings, errors, auditor, at)
            if not errors:
                details: Details = {"n": n, "fields": len(fields)}
                audit_chain.append(connection, AuditEvent(auditor, "audited", at, case_id, details))
                return state_of(connection, case_id)
            told = ",".join(f"{name}:{code}" for name, code in errors.items())
            _reopen(
                connection,
                case_id,
                [Reason("qa_error", name, WORDS[code]) for name, code in errors.items()],
                auditor,
                at,
                {"n": n, "errors": told},
            )
            return CaseState.REOPENED

    def reopen(self, case_id: int, n: int, names: Sequence[str], why: str, person: Actor, at: datetime) -> None:
        """Has fields corrected that somebody complained of, drawn or not; it counts in nobody's score."""
        with self._database.write("reopen") as connection:
            fields = _approved_fields(connection, case_id, n)
            if not names or set(names) - set(fields):
                raise InvalidValue(f"Name at least one field to look at, of these: {', '.join(fields)}.")
            claims.settle(connection, case_id, person, None, at)
            reasons = [Reason("complaint", name, why) for name in names]
            _reopen(connection, case_id, reasons, person, at, {"n": n, "fields": ",".join(names), "reason": "complaint"})

    def plant(
        self, copy_of: int, field: str, right_value: str | None, fields: Sequence[FieldValue], route: Route, by: Actor, at: datetime
    ) -> int:
        """The number of a copy of an approved case, entered with these fields, of which `field` is known to be wrong, for people to check.

        Whatever is decided about it, it never leaves; raises WrongState where the case is not approved or would be keyed blind.
        """
        with self._database.write("plant") as connection:
            _approved_fields(connection, copy_of, entries.newest_n(connection, copy_of))
            if route.mode is Mode.DOUBLE_KEY:
                raise WrongState(f"Case {copy_of} is keyed blind, which shows nobody a value to miss. Take one that was checked.")
            machine = entries.versions_of(connection, copy_of, 1)[0].author
            case_id = seeds.begin(connection, copy_of, field, right_value, by, at)
            waiting.schedule(connection, case_id, route, at)
            sealed = entries.add_version(connection, case_id, 1, machine, fields, at)
            entries.add_reasons(connection, case_id, 1, route.reasons)
            told: Details = {"n": 1, "fields": len(fields), "reasons": len(route.reasons), "policy": route.policy_hash}
            change_state(connection, case_id, Change(CaseState.IN_REVIEW, machine, "entered", at, told | sealed))
        return case_id

    def tallies(self) -> list[Tally]:
        """Each person's work by type, by name."""
        with self._database.read() as connection:
            return tallies_of(connection)


# A version is audited while it is the newest: an error in an older one was corrected already.
WAITING = f"""
    SELECT qa_sample.*, capture_case.doc_type FROM qa_sample JOIN capture_case ON capture_case.case_id = qa_sample.case_id
    WHERE capture_case.state IN ('approved', 'released')
    AND NOT EXISTS (SELECT 1 FROM qa_result WHERE qa_result.case_id = qa_sample.case_id AND qa_result.n = qa_sample.n)
    AND NOT EXISTS (SELECT 1 FROM version WHERE version.case_id = qa_sample.case_id AND version.n > qa_sample.n)
    AND NOT EXISTS (SELECT 1 FROM hand WHERE hand.case_id = qa_sample.case_id AND hand.actor = :person AND hand.role <> 'qa')
    AND NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.case_id = qa_sample.case_id)
    AND {waiting.FREE} ORDER BY qa_sample.drawn_at, qa_sample.case_id
"""  # noqa: S608 - constants


def _audited_fields(connection: Connection, case_id: int, n: int) -> dict[str, FieldValue]:
    """The fields of a version that was drawn and not audited yet."""
    fields = _approved_fields(connection, case_id, n)
    key = {"case_id": case_id, "n": n}
    if connection.execute("SELECT 1 FROM qa_sample WHERE case_id = :case_id AND n = :n", key).fetchone() is None:
        raise WrongState(f"Case {case_id} was not drawn. Take the next of the sample: foureyes quality next")
    if connection.execute("SELECT 1 FROM qa_result WHERE case_id = :case_id AND n = :n", key).fetchone() is not None:
        raise WrongState(f"Case {case_id} was audited already. Take the next of the sample: foureyes quality next")
    return fields


def _approved_fields(connection: Connection, case_id: int, n: int) -> dict[str, FieldValue]:
    """The fields of the newest version, which is approved; raises StaleVersion, WrongState."""
    state = state_of(connection, case_id)
    newest = entries.newest_n(connection, case_id)
    if n != newest:
        raise StaleVersion(n, newest)
    if state not in DONE:
        raise WrongState(f"Case {case_id} is {state.replace('_', ' ')}; only approved entries are looked at again.")
    if connection.execute("SELECT 1 FROM erasure WHERE case_id = :case_id", {"case_id": case_id}).fetchone():
        raise WrongState(f"Case {case_id} was erased; nothing is left to look at.")
    return {field.name: field for field in entries.versions_of(connection, case_id, n)[0].fields}


def _said_before(connection: Connection, case_id: int, n: int, names: set[str], auditor: Actor) -> bool:
    """Whether this auditor found these fields wrong before; another finding by then is no repetition."""
    key = {"case_id": case_id, "n": n}
    row = connection.execute("SELECT person FROM qa_result WHERE case_id = :case_id AND n = :n", key).fetchone()
    found = connection.execute("SELECT name FROM qa_error WHERE case_id = :case_id AND n = :n", key).fetchall()
    return row is not None and row["person"] == auditor.name and {one["name"] for one in found} == names


def _error(fields: Mapping[str, FieldValue], name: str, right: str | None) -> ErrorCode:
    if name not in fields:
        raise InvalidValue(f"The entry has no field {name}; it has {', '.join(fields)}.")
    entered = fields[name].value
    if right == entered:
        raise InvalidValue(f"That is what was approved as {name}. Name only what is wrong.")
    if right is None:
        return ErrorCode.NOT_ON_DOCUMENT
    return ErrorCode.LEFT_OUT if entered is None else ErrorCode.WRONG_VALUE


def _note(
    connection: Connection,
    case_id: int,
    n: int,
    fields: int,
    findings: Mapping[str, str | None],
    errors: Mapping[str, ErrorCode],
    auditor: Actor,
    at: datetime,
) -> None:
    result = {"case_id": case_id, "n": n, "person": auditor.name, "fields": fields, "wrong": len(errors), "at": to_text(at)}
    connection.execute(
        """
        INSERT INTO qa_result (case_id, n, person, fields, wrong_fields, audited_at)
        VALUES (:case_id, :n, :person, :fields, :wrong, :at)
        """,
        result,
    )
    connection.executemany(
        "INSERT INTO qa_error (case_id, n, name, code, right_value) VALUES (:case_id, :n, :name, :code, :right)",
        [
            {"case_id": case_id, "n": n, "name": name, "code": str(code), "right": storable_or_none(findings[name])}
            for name, code in errors.items()
        ],
    )
    connection.execute(
        """
        INSERT INTO audited_hand (case_id, n, person, wrong_fields, audited_at)
        SELECT case_id, CAST(:n AS INTEGER), actor, CAST(:wrong AS INTEGER), CAST(:at AS TEXT) FROM hand
        WHERE case_id = :case_id AND kind = 'person' AND role <> 'qa'
        """,
        result,
    )


def _reopen(connection: Connection, case_id: int, reasons: Sequence[Reason], person: Actor, at: datetime, details: Details) -> None:
    entries.add_reasons(connection, case_id, entries.newest_n(connection, case_id), reasons)
    # A wrong value may be with its consumers: nothing is more urgent.
    connection.execute("UPDATE capture_case SET due_at = :at WHERE case_id = :case_id", {"at": to_text(at), "case_id": case_id})
    change_state(connection, case_id, Change(CaseState.REOPENED, person, "reopened", at, details))
