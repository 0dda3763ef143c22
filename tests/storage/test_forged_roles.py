"""Plain SQL that would make somebody more than two other people made them; what takes two is never done by one."""

# ruff: noqa: S608 - the attacker writes the SQL here

import pytest
from raw_sql import REFUSALS, RawSql
from storage_samples import POLICY, captured, in_review

from storage.open import Storage

AT = "2026-11-02T12:00:00.000000+00:00"


@pytest.fixture
def founded(storage: Storage, raw: RawSql) -> int:
    """Amy and Bob began the installation; the number of a case somebody has to look at."""
    case_id = in_review(storage)
    raw.execute(f"INSERT INTO founding (founding_id, one, other, at) VALUES (1, 'amy', 'bob', '{AT}')")
    return case_id


def refused(raw: RawSql, statement: str) -> None:
    before = raw.everything()
    with pytest.raises(REFUSALS):
        raw.execute(statement)
    assert raw.everything() == before


def grant(by: str, person: str, role: str, kind: str = "grant") -> str:
    return f"INSERT INTO proposal (kind, person, role, proposed_by, proposed_at) VALUES ('{kind}', '{person}', '{role}', '{by}', '{AT}')"


def verdict(by: str, proposed_by: str, proposal: int = 1, approved: int = 1) -> str:
    return f"""
        INSERT INTO verdict (proposal_id, proposed_by, decided_by, approved, decided_at)
        VALUES ({proposal}, '{proposed_by}', '{by}', {approved}, '{AT}')
    """


def hand(case_id: int, person: str, role: str) -> str:
    return f"INSERT INTO hand (case_id, actor, kind, role, since) VALUES ({case_id}, '{person}', 'person', '{role}', '{AT}')"


def roles(raw: RawSql) -> set[tuple[str, str]]:
    return {(person, role) for person, role in raw.rows("SELECT person, role FROM role_in_force")}


def test_a_role_two_administrators_gave_is_had(raw: RawSql, founded: int) -> None:
    raw.execute(grant("amy", "cleo", "checker"), verdict("bob", "amy"), hand(founded, "cleo", "approver"))
    assert roles(raw) == {("amy", "administrator"), ("bob", "administrator"), ("cleo", "checker")}


@pytest.mark.parametrize("role", ["author", "approver", "qa"])
def test_nobody_takes_part_without_a_role(raw: RawSql, founded: int, role: str) -> None:
    refused(raw, hand(founded, "eve", role))


def test_a_role_proposed_and_not_decided_is_none(raw: RawSql, founded: int) -> None:
    raw.execute(grant("amy", "eve", "checker"))
    refused(raw, hand(founded, "eve", "approver"))


def test_a_role_refused_and_a_role_taken_back_are_none(raw: RawSql, founded: int) -> None:
    raw.execute(grant("amy", "eve", "checker"), verdict("bob", "amy", 1, 0))
    refused(raw, hand(founded, "eve", "approver"))
    raw.execute(
        grant("amy", "eve", "checker"), verdict("bob", "amy", 2), grant("amy", "eve", "checker", "revoke"), verdict("bob", "amy", 3)
    )
    refused(raw, hand(founded, "eve", "approver"))


@pytest.mark.usefixtures("founded")
def test_only_administrators_propose_and_decide(raw: RawSql) -> None:
    refused(raw, grant("eve", "eve", "checker"))
    raw.execute(grant("amy", "eve", "checker"))
    refused(raw, verdict("eve", "amy"))
    refused(raw, verdict("dora", "amy"))


@pytest.mark.usefixtures("founded")
def test_nobody_decides_on_what_they_proposed_or_on_themselves(raw: RawSql) -> None:
    raw.execute(grant("amy", "eve", "checker"), grant("amy", "bob", "checker"))
    refused(raw, verdict("amy", "amy"))
    refused(raw, verdict("amy", "bob"))
    refused(raw, verdict("bob", "amy", 2))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE verdict SET approved = 1",
        "UPDATE verdict SET decided_by = 'amy'",
        "DELETE FROM verdict",
        "UPDATE proposal SET person = 'eve'",
        "UPDATE proposal SET role = 'administrator'",
        "DELETE FROM proposal",
        "UPDATE founding SET one = 'eve'",
        "DELETE FROM founding",
        f"INSERT INTO founding (founding_id, one, other, at) VALUES (2, 'eve', 'ghost', '{AT}')",
    ],
)
@pytest.mark.usefixtures("founded")
def test_what_two_people_decided_is_not_rewritten(raw: RawSql, change: str) -> None:
    raw.execute(grant("amy", "cleo", "checker"), verdict("bob", "amy", 1, 0))
    refused(raw, change)


def test_a_policy_that_one_person_put_in_force_approves_nothing(raw: RawSql, founded: int) -> None:
    raw.execute(f"INSERT INTO policy (policy_hash, doc_type, body, recorded_at) VALUES ('{'a' * 64}', 'invoice', '{{}}', '{AT}')")
    raw.execute(f"INSERT INTO proposal (kind, policy_hash, proposed_by, proposed_at) VALUES ('policy', '{'a' * 64}', 'amy', '{AT}')")
    refused(raw, verdict("amy", "amy"))
    for policy in ("a" * 64, POLICY):
        refused(raw, f"INSERT INTO approval (case_id, n, policy_hash, approved_at) VALUES ({founded}, 1, '{policy}', '{AT}')")


def test_an_erasure_takes_two_people(raw: RawSql, founded: int) -> None:
    raw.execute(
        f"INSERT INTO proposal (kind, case_id, why, proposed_by, proposed_at) VALUES ('erasure', {founded}, 'asked', 'amy', '{AT}')"
    )
    erase = f"INSERT INTO erasure (case_id, proposal_id, erased_at) VALUES ({founded}, 1, '{AT}')"
    refused(raw, erase)
    refused(raw, verdict("amy", "amy"))
    refused(raw, "UPDATE field_value SET value = NULL, printed = ''")
    raw.execute(verdict("bob", "amy"), erase)
    refused(raw, "UPDATE field_value SET value = 'another'")
    refused(raw, "DELETE FROM erasure")


def test_a_seeded_case_reaches_nobody(storage: Storage, raw: RawSql) -> None:
    captured(storage)
    raw.execute(
        f"INSERT INTO capture_case (sha256, state, changed_at, seeded) SELECT sha256, 'captured', '{AT}', 1 FROM document",
        "INSERT INTO hand (case_id, actor, kind, role, since) VALUES (2, 'reader', 'machine', 'author', '')",
        hand(2, "ben", "approver"),
        "INSERT INTO version (case_id, n, author, made_at) VALUES (2, 1, 'reader', '')",
        "INSERT INTO release_run (consumer, run, opened_at) VALUES ('files', 1, '')",
    )
    refused(raw, "INSERT INTO approval (case_id, n, approver, approved_at) VALUES (2, 1, 'ben', '')")
    refused(raw, "UPDATE capture_case SET state = 'approved' WHERE case_id = 2")
    refused(raw, "UPDATE capture_case SET state = 'released' WHERE case_id = 2")
    refused(raw, "UPDATE capture_case SET seeded = 0 WHERE case_id = 2")
    refused(raw, "INSERT INTO release (case_id, n, consumer, run) VALUES (2, 1, 'files', 1)")
