"""Two people found an installation, one administrator gives what another proposes, and the tables see to it."""

from datetime import datetime

import pytest
from storage_samples import NOON, captured, later

from models.audit import Actor, ActorKind
from models.change_proposal import ChangeKind
from models.errors import NoSuchProposal, NotAllowed, OwnProposal, WrongState
from models.role import Role
from storage.open import Storage
from storage.sql.database import Refused
from storage.sql.timestamps import to_text

ANNA, BEN, CLEO, DORA = (Actor(ActorKind.PERSON, name) for name in ("anna", "ben", "cleo", "dora"))
BODY = '{"doc_type":"invoice","policy":{}}'


@pytest.fixture
def founded(storage: Storage) -> Storage:
    storage.people.found("anna", "ben", ANNA, NOON)
    return storage


def grant(storage: Storage, person: str, role: Role, proposer: Actor = ANNA, decider: Actor = BEN, at: datetime = NOON) -> None:
    proposal = storage.changes.propose_role(ChangeKind.GRANT, person, role, proposer, "", at)
    storage.changes.decide(proposal.proposal_id, decider, at, approved=True)


def put_in_force(storage: Storage, policy_hash: str, at: datetime, doc_type: str = "invoice") -> None:
    proposal = storage.changes.propose_policy(policy_hash, doc_type, BODY, ANNA, "", at)
    storage.changes.decide(proposal.proposal_id, BEN, at, approved=True)


def actions(storage: Storage) -> list[str]:
    with storage.database.read() as connection:
        return [row["action"] for row in connection.execute("SELECT action FROM audit_event ORDER BY seq")]


def test_in_trial_everybody_has_every_role_and_once_founded_a_stranger_has_none(storage: Storage) -> None:
    assert storage.people.person("zoe").in_trial
    assert storage.people.person("zoe").roles == frozenset(Role)
    storage.people.found("anna", "ben", ANNA, NOON)
    assert storage.people.is_founded()
    assert storage.people.person("zoe").roles == frozenset()
    assert not storage.people.person("zoe").in_trial
    assert [(one.name, set(one.roles)) for one in storage.people.people()] == [
        ("anna", {Role.ADMINISTRATOR}),
        ("ben", {Role.ADMINISTRATOR}),
    ]
    assert actions(storage) == ["founded"]


def test_an_installation_is_founded_once_by_two(storage: Storage) -> None:
    with pytest.raises(NotAllowed):
        storage.people.found("anna", "anna", ANNA, NOON)
    storage.people.found("anna", "ben", ANNA, NOON)
    with pytest.raises(WrongState):
        storage.people.found("cleo", "dora", CLEO, NOON)


def test_a_role_is_in_force_once_another_administrator_agrees(founded: Storage) -> None:
    proposal = founded.changes.propose_role(ChangeKind.GRANT, "cleo", Role.CHECKER, ANNA, "new in the team", NOON)
    assert founded.changes.waiting() == [proposal]
    assert founded.people.person("cleo").roles == frozenset()
    founded.changes.decide(proposal.proposal_id, BEN, NOON, approved=True)
    assert founded.people.person("cleo").roles == {Role.CHECKER}
    assert founded.changes.waiting() == []
    assert actions(founded) == ["founded", "proposed", "put_in_force"]
    founded.audit.verify()


def test_a_role_is_taken_and_given_again_by_two(founded: Storage) -> None:
    for kind, held in ((ChangeKind.GRANT, {Role.QA}), (ChangeKind.REVOKE, set()), (ChangeKind.GRANT, {Role.QA})):
        proposal = founded.changes.propose_role(kind, "cleo", Role.QA, ANNA, "", NOON)
        founded.changes.decide(proposal.proposal_id, BEN, NOON, approved=True)
        assert founded.people.person("cleo").roles == held


def test_what_is_refused_never_comes_into_force(founded: Storage) -> None:
    proposal = founded.changes.propose_role(ChangeKind.GRANT, "cleo", Role.CHECKER, ANNA, "", NOON)
    founded.changes.decide(proposal.proposal_id, BEN, NOON, approved=False)
    assert founded.people.person("cleo").roles == frozenset()
    with pytest.raises(NoSuchProposal):
        founded.changes.decide(proposal.proposal_id, BEN, NOON, approved=True)


def test_nobody_decides_about_what_they_proposed_or_what_is_about_them(founded: Storage) -> None:
    grant(founded, "cleo", Role.ADMINISTRATOR)
    own = founded.changes.propose_role(ChangeKind.GRANT, "dora", Role.QA, ANNA, "", NOON)
    with pytest.raises(OwnProposal):
        founded.changes.decide(own.proposal_id, ANNA, NOON, approved=True)
    about = founded.changes.propose_role(ChangeKind.REVOKE, "ben", Role.ADMINISTRATOR, ANNA, "", NOON)
    with pytest.raises(OwnProposal):
        founded.changes.decide(about.proposal_id, BEN, NOON, approved=False)
    founded.changes.decide(about.proposal_id, CLEO, NOON, approved=True)
    assert founded.people.person("ben").roles == frozenset()


def test_the_last_two_administrators_stay(founded: Storage) -> None:
    grant(founded, "cleo", Role.ADMINISTRATOR)
    resigned = founded.changes.propose_role(ChangeKind.REVOKE, "anna", Role.ADMINISTRATOR, ANNA, "", NOON)
    founded.changes.decide(resigned.proposal_id, BEN, NOON, approved=True)
    another = founded.changes.propose_role(ChangeKind.REVOKE, "ben", Role.ADMINISTRATOR, BEN, "", NOON)
    with pytest.raises(Refused, match="two administrators"):
        founded.changes.decide(another.proposal_id, CLEO, NOON, approved=True)
    assert [one.name for one in founded.people.people()] == ["ben", "cleo"]


def test_only_administrators_propose_and_decide_once_founded(founded: Storage) -> None:
    grant(founded, "cleo", Role.SENIOR_CHECKER)
    with pytest.raises(Refused):
        founded.changes.propose_role(ChangeKind.GRANT, "dora", Role.QA, CLEO, "", NOON)
    proposal = founded.changes.propose_role(ChangeKind.GRANT, "dora", Role.QA, ANNA, "", NOON)
    with pytest.raises(Refused):
        founded.changes.decide(proposal.proposal_id, CLEO, NOON, approved=True)


def test_no_role_is_given_in_trial(storage: Storage) -> None:
    with pytest.raises(Refused):
        storage.changes.propose_role(ChangeKind.GRANT, "cleo", Role.ADMINISTRATOR, ANNA, "", NOON)


@pytest.mark.parametrize(
    ("first", "then"),
    [(Role.CHECKER, Role.ADMINISTRATOR), (Role.ADMINISTRATOR, Role.CHECKER), (Role.AUDITOR, Role.QA), (Role.ADMINISTRATOR, Role.AUDITOR)],
)
def test_who_administers_or_audits_holds_no_other_role(founded: Storage, first: Role, then: Role) -> None:
    grant(founded, "cleo", first)
    with pytest.raises(Refused):
        grant(founded, "cleo", then)
    assert founded.people.person("cleo").roles == {first}


def test_a_policy_is_in_force_once_another_person_agrees_and_until_the_next_one_is(storage: Storage) -> None:
    proposal = storage.changes.propose_policy("a" * 64, "invoice", BODY, ANNA, "", NOON)
    assert storage.changes.policies_in_force() == {}
    with pytest.raises(OwnProposal):
        storage.changes.decide(proposal.proposal_id, ANNA, NOON, approved=True)
    storage.changes.decide(proposal.proposal_id, BEN, NOON, approved=True)
    in_force = storage.changes.policies_in_force()["invoice"]
    assert (in_force.policy_hash, in_force.body, in_force.proposed_by, in_force.decided_by) == ("a" * 64, BODY, "anna", "ben")
    put_in_force(storage, "b" * 64, later(1))
    put_in_force(storage, "c" * 64, later(1), "receipt")
    assert {one.policy_hash for one in storage.changes.policies_in_force().values()} == {"b" * 64, "c" * 64}
    put_in_force(storage, "a" * 64, later(2))
    assert storage.changes.policies_in_force()["invoice"].policy_hash == "a" * 64
    history = [(one.policy_hash[0], one.since) for one in storage.changes.policy_history("invoice")]
    assert history == [("a", NOON), ("b", later(1)), ("a", later(2))]


def test_what_was_put_in_force_in_trial_ends_with_the_founding(storage: Storage) -> None:
    put_in_force(storage, "a" * 64, NOON)
    storage.people.found("anna", "ben", ANNA, later(1))
    assert storage.changes.policies_in_force() == {}
    put_in_force(storage, "a" * 64, later(2))
    assert set(storage.changes.policies_in_force()) == {"invoice"}


def test_what_waits_already_is_not_proposed_twice(storage: Storage) -> None:
    first = storage.changes.propose_policy("a" * 64, "invoice", BODY, ANNA, "", NOON)
    assert storage.changes.propose_policy("a" * 64, "invoice", BODY, BEN, "", later(1)) == first
    assert actions(storage) == ["proposed"]


def test_an_erasure_is_proposed_like_everything_that_takes_two(storage: Storage) -> None:
    case_id = captured(storage)
    proposal = storage.changes.propose_erasure(case_id, ANNA, "asked for by the claimant", NOON)
    assert storage.changes.decide(proposal.proposal_id, BEN, NOON, approved=True).case_id == case_id


def test_skills_are_set_by_name_and_none_means_all(founded: Storage) -> None:
    grant(founded, "cleo", Role.CHECKER)
    founded.people.set_skills("cleo", ["receipt", "invoice", "receipt"], ANNA, NOON)
    assert founded.people.person("cleo").skills == {"invoice", "receipt"}
    assert not founded.people.person("cleo").works_on("loan_application")
    founded.people.set_skills("cleo", [], ANNA, NOON)
    assert founded.people.person("cleo").works_on("loan_application")


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE founding SET one = 'eve'",
        "DELETE FROM founding",
        "INSERT INTO founding (founding_id, one, other, at) VALUES (2, 'eve', 'mallory', :at)",
        "INSERT INTO verdict (proposal_id, proposed_by, decided_by, approved, decided_at) VALUES (1, 'anna', 'anna', 1, :at)",
        "INSERT INTO verdict (proposal_id, proposed_by, decided_by, approved, decided_at) VALUES (1, 'eve', 'anna', 1, :at)",
        "INSERT INTO verdict (proposal_id, proposed_by, decided_by, approved, decided_at) VALUES (1, 'anna', 'eve', 1, :at)",
        "INSERT INTO verdict (proposal_id, proposed_by, decided_by, approved, decided_at) VALUES (1, 'anna', ' ben', 1, :at)",
        "UPDATE proposal SET person = 'eve'",
        "DELETE FROM proposal",
        "INSERT INTO proposal (kind, person, role, proposed_by, proposed_at) VALUES ('grant', 'eve', 'checker', 'eve', :at)",
        "INSERT INTO proposal (kind, person, role, proposed_by, proposed_at) VALUES ('grant', 'eve', 'emperor', 'anna', :at)",
    ],
)
def test_the_tables_refuse_what_the_code_would(founded: Storage, attack: str) -> None:
    founded.changes.propose_role(ChangeKind.GRANT, "cleo", Role.CHECKER, ANNA, "", NOON)
    with pytest.raises(Refused), founded.database.write("attack") as connection:
        connection.execute(attack, {"at": to_text(NOON)} if ":at" in attack else {})
    assert {one.name for one in founded.people.people()} == {"anna", "ben"}
