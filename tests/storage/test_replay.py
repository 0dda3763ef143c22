"""The audit log alone rebuilds what the tables hold, and whatever was slipped into the tables shows."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from places import Place
from raw_sql import tamper
from storage_samples import (
    ANNA,
    BEN,
    CLEO,
    DORA,
    EMIL,
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

from models.case import CaseState, Reason, RescanCode
from models.change_proposal import ChangeKind
from models.document_type import Mode
from models.errors import AuditBroken
from models.keying import KeyedValue, Ruling
from models.learned import LearnedKind
from models.role import Role
from storage.audit.audit_log import check_agrees
from storage.audit.replay_tables import FACTS
from storage.migrations.trust_core.guards import APPEND_ONLY
from storage.open import Storage


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


def every_kind_of_keying(storage: Storage) -> None:
    right = {"grand_total": KeyedValue("1191.00"), "iban": KeyedValue("DE1")}
    wrong = right | {"grand_total": KeyedValue("1119.00")}
    own = Ruling(None, KeyedValue("1911.00"))
    kinds = [(right, right, None), (right, wrong, Ruling(1)), (right, wrong, Ruling(2)), (right, wrong, own)]
    for number, (first, second, ruling) in enumerate(kinds):
        for machine_keys in (False, True):
            case_id = captured(storage, f"keyed {number} {machine_keys}")
            route = replace(TO_A_PERSON, mode=Mode.DOUBLE_KEY, key_fields=("grand_total", "iban"), machine_keys=machine_keys)
            as_read = [replace(field, value=first[field.name].value) for field in FIELDS]
            storage.cases.enter(case_id, PROPOSAL, as_read, route, MACHINE, NOON)
            if not machine_keys:
                storage.keying.key(case_id, 1, first, ANNA, NOON)
            storage.keying.key(case_id, 1, second, BEN, NOON)
            if ruling:
                storage.keying.look(case_id, CLEO, NOON)
                storage.keying.adjudicate(case_id, 1, {"grand_total": ruling}, CLEO, NOON)


def every_kind_of_decision(storage: Storage) -> None:
    storage.learned.put(LearnedKind.MEMORY, "invoice", b"layouts", DORA, NOON)
    storage.learned.put(LearnedKind.MEMORY, "invoice", b"more", DORA, NOON)
    storage.learned.back(LearnedKind.MEMORY, "invoice", DORA, NOON)
    storage.people.found("dora", "emil", DORA, NOON)
    for role, agreed in ((Role.QA, True), (Role.CHECKER, False)):
        proposal = storage.changes.propose_role(ChangeKind.GRANT, "fritz", role, DORA, "", NOON)
        storage.changes.decide(proposal.proposal_id, EMIL, NOON, approved=agreed)
    storage.changes.propose_role(ChangeKind.REVOKE, "fritz", Role.QA, EMIL, "", NOON)


def rescanned(storage: Storage) -> None:
    case_id = in_review(storage, "blurred")
    storage.cases.close(case_id, CaseState.RESCAN_REQUESTED, Reason(RescanCode.UNREADABLE, None, "blurred"), BEN, NOON)
    batch = storage.ledger.open_batch("again", ANNA, NOON)
    storage.ledger.receive(batch, drop("sharp"), ANNA, NOON, rescan_of=case_id)
    storage.cases.enter(case_id, PROPOSAL, FIELDS, TO_A_PERSON, MACHINE, NOON)


@pytest.mark.parametrize("live", [every_kind_of_life, every_kind_of_keying, every_kind_of_decision, rescanned])
def test_the_log_alone_rebuilds_the_tables(storage: Storage, live: Callable[[Storage], None]) -> None:
    live(storage)
    assert storage.audit.replay()[1] == []
    assert storage.audit.values().differences == []


def test_an_empty_installation_agrees_with_its_empty_log(storage: Storage) -> None:
    assert storage.audit.replay()[1] == []


ATTACKS = [
    {
        "UPDATE capture_case SET state = 'released' WHERE case_id = 2": "case 2: state rejected by the log, released in the tables",
        "INSERT INTO approval (case_id, n, approver, approved_at) VALUES (2, 2, 'ben', '')": "approval 2 none by the log, person:ben",
        "DELETE FROM approval WHERE case_id = 3": "approval 1 person:ben by the log, none in the tables",
        "UPDATE version SET author = 'anna' WHERE case_id = 2 AND n = 1": "version 1 machine:reader by the log, person:anna in",
        "DELETE FROM delivery WHERE consumer = 'webhook' AND case_id = 3": "delivery webhook 1 1 by the log, none in the tables",
        "UPDATE receipt SET sha256 = 'other' WHERE case_id = 3": "other in the tables",
        "UPDATE scan SET k = 2 WHERE case_id = 3": "scan 2 none by the log",
        "UPDATE hand SET role = 'approver' WHERE case_id = 2 AND actor = 'anna'": "hand anna author by the log, approver in the tables",
        "UPDATE verdict SET approved = 0": "verdict 1 put_in_force by emil by the log, refused by emil in the tables",
        "UPDATE proposal SET proposed_by = 'anna'": "by dora by the log, policy",
        "INSERT INTO founding (founding_id, one, other, at) VALUES (1, 'anna', 'ben', '')": "founding none by the log, anna and ben in",
        "UPDATE batch SET opened_by = 'person:anna' WHERE batch_id = 1": "batch 1 station:scanner-1 by the log, person:anna in",
        "DELETE FROM capture_case WHERE case_id = 8": "case 8: state captured by the log, none in the tables",
    },
    {
        "UPDATE approval SET approver = 'cleo' WHERE case_id = 3": "approval 1 person:ben by the log, person:cleo in the tables",
        "INSERT INTO version (case_id, n, based_on, author, made_at) VALUES (3, 2, 1, 'reader', '')": "version 2 none by the log",
        "DELETE FROM receipt WHERE case_id = 2": "by the log, none in the tables",
        "DELETE FROM capture_case WHERE case_id = 2": "case 2: state rejected by the log, none in the tables",
        "DELETE FROM hand WHERE case_id = 3 AND actor = 'ben'": "hand ben approver by the log, none in the tables",
        "INSERT INTO proposal (kind, person, role, proposed_by, proposed_at) VALUES ('grant', 'anna', 'qa', 'ben', '')": (
            "none by the log, grant  anna qa by ben in the tables"
        ),
    },
]


@pytest.mark.parametrize("attacks", ATTACKS, ids=["some", "others"])
def test_what_was_slipped_into_the_tables_is_named(storage: Storage, place: Place, attacks: dict[str, str]) -> None:
    every_kind_of_life(storage)
    storage.close()
    tamper(place, *attacks)
    assert storage.audit.verify()
    found = storage.audit.replay()[1]
    for said in attacks.values():
        assert any(said in str(one) for one in found), said
    with pytest.raises(AuditBroken, match="behind the audit log"):
        check_agrees(found)


def test_a_table_that_holds_a_decision_is_compared() -> None:
    """Whoever adds an append-only table decides whether the log has to tell of it."""
    of_no_decision = {"audit_event", "audit_anchor", "release", "delivery_failure", "qa_sample", "audited_hand", "handling"}
    untold = of_no_decision | {"rescan_request"}
    assert set(APPEND_ONLY) - untold <= set(FACTS)
