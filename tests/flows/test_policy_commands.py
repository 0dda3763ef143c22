"""foureyes policy and foureyes people: what one person proposes, another puts in force."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from flows.cli.people import people
from flows.cli.policy import policy
from flows.installation import open_installation
from flows.maker import Maker
from models.errors import CheckRefused, NoSuchProposal, NotAllowed, NotFounded, OwnProposal, WrongState
from pipeline.bounded import BoundedPool


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FOUREYES_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def run(command: click.Command, *arguments: str) -> str:
    done = CliRunner().invoke(command, arguments, catch_exceptions=False, env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def proposed_hash(output: str) -> str:
    return output.split("policy approve ")[1].split(maxsplit=1)[0]


def test_a_policy_is_proposed_compared_and_put_in_force_by_another() -> None:
    assert "not proposed: foureyes policy propose receipt" in run(policy)
    digits = proposed_hash(run(policy, "propose", "receipt", "--as", "Ann"))
    assert "waits, proposed by ann" in run(policy)
    assert '+ policy.mode: "straight_through"' in run(policy, "diff", "receipt")
    with pytest.raises(OwnProposal):
        run(policy, "approve", digits, "--as", " ANN ")
    assert "receipt: in force" in run(policy, "approve", digits, "--as", "ben")
    assert "is in force as it is" in run(policy, "diff", "receipt")
    assert f"receipt {digits} ann, ben" in run(policy)
    assert f"{digits} proposed by ann, approved by ben" in run(policy, "history", "receipt")
    with pytest.raises(WrongState, match="in force already"):
        run(policy, "propose", "receipt", "--as", "ann")
    with pytest.raises(NoSuchProposal):
        run(policy, "approve", digits, "--as", "cleo")


def test_a_refused_policy_is_not_in_force_and_can_be_proposed_again() -> None:
    digits = proposed_hash(run(policy, "propose", "receipt", "--as", "ann"))
    run(policy, "refuse", digits, "--as", "ben")
    assert open_installation().storage.changes.policies_in_force() == {}
    assert proposed_hash(run(policy, "propose", "receipt", "--as", "ann")) == digits


def test_roles_bind_once_two_people_founded_the_installation() -> None:
    assert "In trial" in run(people)
    with pytest.raises(NotFounded, match="people found"):
        run(people, "propose", "eve", "administrator", "--as", "ann")
    run(people, "found", "Ann", "Ben", "--as", "ann")
    assert "In trial" not in run(people)
    with pytest.raises(NotAllowed):
        run(people, "propose", "eve", "checker", "--as", "eve")
    with pytest.raises(NotAllowed):
        run(policy, "propose", "receipt", "--as", "eve")
    assert "approve 1" in run(people, "propose", "cleo", "checker", "--why", "new", "--as", "ann")
    assert "1 cleo to be checker, proposed by ann new" in run(people)
    for who in ("ann", "cleo"):
        with pytest.raises(CheckRefused):
            run(people, "approve", "1", "--as", who)
    assert "cleo to be checker" in run(people, "approve", "1", "--as", "ben")
    run(people, "skills", "cleo", "receipt", "--as", "ann")
    assert "cleo checker receipt" in run(people)
    run(people, "revoke", "cleo", "checker", "--as", "ben")
    run(people, "refuse", "2", "--as", "ann")
    run(people, "revoke", "cleo", "checker", "--as", "ben")
    run(people, "approve", "3", "--as", "ann")
    assert "cleo" not in run(people)


def test_only_an_administrator_sets_skills_and_only_of_types_there_are() -> None:
    run(people, "found", "ann", "ben", "--as", "ann")
    with pytest.raises(NotAllowed):
        run(people, "skills", "cleo", "receipt", "--as", "cleo")
    done = CliRunner().invoke(people, ["skills", "cleo", "nonsense", "--as", "ann"])
    assert "no document type 'nonsense'" in str(done.exception)


def test_documents_are_routed_by_what_two_people_put_in_force() -> None:
    installation = open_installation()
    maker = Maker(installation, BoundedPool(1, 1.0, 64, dict), installation.learned)  # never started
    assert [reason.code for reason in maker.routed_by("receipt")[1]] == ["policy_not_in_force"]
    run(policy, "approve", proposed_hash(run(policy, "propose", "receipt", "--as", "ann")), "--as", "ben")
    assert maker.routed_by("receipt") == (maker.document_types["receipt"], ())
    assert maker.routed_by(None) == (None, ())
