"""The audit log alone rebuilds what the tables hold, and whatever was slipped into the tables shows."""

import pytest
from places import Place
from raw_sql import tamper
from storage_samples import (
    ANNA,
    BEN,
    FIELDS,
    MACHINE,
    NOON,
    PROPOSAL,
    STRAIGHT_THROUGH,
    TO_A_PERSON,
    approved,
    captured,
    corrected,
    drop,
    in_review,
    policy_in_force,
    quarantined,
)

from models.case import CaseState, Reason
from models.errors import AuditBroken
from storage.audit_log import check_agrees
from storage.open import Storage
from storage.replay import CaseTold


def every_kind_of_life(storage: Storage) -> None:
    policy_in_force(storage)
    straight = captured(storage, "straight")
    storage.cases.enter(straight, PROPOSAL, FIELDS, STRAIGHT_THROUGH, MACHINE, NOON)
    storage.cases.close(corrected(storage, "rejected"), CaseState.REJECTED, Reason("no_invoice", None, "an advertisement"), BEN, NOON)
    approved(storage, "released")
    for consumer in ("files", "webhook"):
        opened = storage.outbox.open_run(consumer, NOON)
        assert opened
        storage.outbox.finish_run(consumer, opened.number, {}, MACHINE, NOON)
    twice = corrected(storage, "retyped")
    storage.cases.retype(twice, 2, PROPOSAL, FIELDS, TO_A_PERSON, ANNA, NOON)
    storage.ledger.receive(storage.ledger.open_batch("again", ANNA, NOON), drop("retyped"), ANNA, NOON)
    storage.outbox.open_run("unfinished", NOON)
    for make in (approved, in_review, quarantined, captured):
        make(storage, make.__name__)


def test_the_log_of_every_kind_of_life_rebuilds_the_tables(storage: Storage) -> None:
    every_kind_of_life(storage)
    head, differences = storage.audit.replay()
    assert differences == []
    assert head == storage.audit.verify()


def test_an_empty_installation_agrees_with_its_empty_log(storage: Storage) -> None:
    assert storage.audit.replay()[1] == []


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE capture_case SET state = 'released' WHERE case_id = 2", "state rejected by the log, released in the tables"),
        ("INSERT INTO approval (case_id, n, approver, approved_at) VALUES (2, 2, 'ben', '')", "approvals none by the log, 2 by person:ben"),
        ("DELETE FROM approval WHERE case_id = 3", "approvals 1 by person:ben by the log, none in the tables"),
        ("UPDATE approval SET approver = 'cleo' WHERE case_id = 3", "1 by person:ben by the log, 1 by person:cleo in the tables"),
        ("UPDATE version SET author = 'anna' WHERE case_id = 3", "versions 1 by machine:reader by the log"),
        ("INSERT INTO version (case_id, n, based_on, author, made_at) VALUES (3, 2, 1, 'reader', '')", "2 by machine:reader in the tables"),
        (
            "DELETE FROM delivery WHERE consumer = 'webhook' AND case_id = 3",
            "deliveries files 1, webhook 1 by the log, files 1 in",
        ),
        ("DELETE FROM receipt WHERE case_id = 3", "receipts 3 by the log, none in the tables"),
        ("DELETE FROM capture_case WHERE case_id = 3", "state released by the log, none in the tables"),
    ],
)
def test_what_was_slipped_into_the_tables_is_named(storage: Storage, place: Place, statement: str, what: str) -> None:
    every_kind_of_life(storage)
    storage.close()
    tamper(place, "INSERT INTO hand (case_id, actor, kind, role, since) VALUES (3, 'anna', 'person', 'author', '')", statement)
    assert storage.audit.verify()
    differences = storage.audit.replay()[1]
    assert what in "; ".join(map(str, differences))
    with pytest.raises(AuditBroken, match="behind the audit log"):
        check_agrees(differences)


def test_every_part_of_a_case_is_compared() -> None:
    assert set(CaseTold.__slots__) == {"state", "versions", "approvals", "deliveries", "receipts", "erased"}
