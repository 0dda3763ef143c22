"""The commands by which people key blind, rule, refer and ask for better scans."""

import hashlib
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from flows.cli import foureyes, holding
from flows.installation import now, open_installation
from models.audit import Actor, ActorKind
from models.case import CaseState, Drop, FieldValue, Outcome, Reason, Route
from models.document_type import Mode
from models.errors import AlreadyClaimed, AuthorCannotApprove, WrongState
from models.extraction import Classification, Evidence, Proposal
from models.page import Box
from pipeline.intake import page_key
from storage.open import Storage, open_storage
from workbench.typed import read_typed

STATION = Actor(ActorKind.STATION, "scanner-1")
MACHINE = Actor(ActorKind.MACHINE, "reader")
ANNA, CLEO = Actor(ActorKind.PERSON, "anna"), Actor(ActorKind.PERSON, "cleo")
EVIDENCE = Evidence(1, Box(0.1, 0.1, 0.2, 0.2), "77.10", "anchors.v1")
MADE = {"company": "Corner Shop", "date": "2026-11-02", "total": "77.10"}
KEY_FIELDS = ("date", "total")
DOUBTS = (Reason("readings_differ", "total", "total: the two readings differ; the other is '77.40'"),)


@pytest.fixture(scope="module")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrated once; each test starts from a copy."""
    home = tmp_path_factory.mktemp("migrated")
    open_storage(home / "foureyes.db", home / "objects").close()
    return home


@pytest.fixture
def storage(empty_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Storage:
    monkeypatch.setenv("FOUREYES_HOME", str(shutil.copytree(empty_home, tmp_path / "home")))
    return open_installation().storage


def made(storage: Storage, mode: Mode, doubts: tuple[Reason, ...] = DOUBTS) -> int:
    """A receipt that the machine read, for people in this mode."""
    sha256 = hashlib.sha256(mode.encode()).hexdigest()
    batch = storage.ledger.open_batch("test", STATION, now())
    case_id = storage.ledger.receive(batch, Drop("till.pdf", sha256, 9, "application/pdf"), STATION, now()).case_id
    storage.objects.put(page_key(sha256, 1), b"a picture")
    fields = tuple(FieldValue(name, value, 0.9, EVIDENCE, Outcome.PROPOSED, accepted=False) for name, value in MADE.items())
    proposal = Proposal(Classification("receipt", 0.99), (), (), page_count=1)
    keyed = KEY_FIELDS if mode is Mode.DOUBLE_KEY else ()
    storage.cases.enter(case_id, proposal, fields, Route(mode, doubts, "f" * 64, keyed), MACHINE, now())
    return case_id


def run(*arguments: object, keys: str = "") -> Result:
    return CliRunner().invoke(foureyes, [str(one) for one in arguments], input=keys, env={"COLUMNS": "200"})


def typed(date: str, total: str) -> str:
    """Enter before each value, as a keyer presses it."""
    return f"\n{date}\n\n{total}\n"


def state(storage: Storage, case_id: int) -> CaseState:
    return storage.cases.case(case_id).summary.state


def outcome(storage: Storage, case_id: int, name: str) -> Outcome:
    version = storage.cases.case(case_id).version
    assert version
    return next(field.outcome for field in version.fields if field.name == name)


def differing(storage: Storage) -> int:
    case_id = made(storage, Mode.DOUBLE_KEY)
    run("key", case_id, "--as", "anna", keys=typed("2026-11-02", "77.40"))
    run("key", case_id, "--as", "ben", keys=typed("2 November 2026", "77.10"))
    assert state(storage, case_id) is CaseState.IN_ADJUDICATION
    return case_id


def test_two_who_key_the_same_approve(storage: Storage) -> None:
    case_id = made(storage, Mode.DOUBLE_KEY)
    first = run("key", case_id, "--as", "Anna", keys=typed("2 November 2026", "77.40"))
    assert "Somebody else keys it too" in first.output, first.output
    assert isinstance(run("key", case_id, "--as", "anna", keys=typed("2026-11-02", "77.40")).exception, AuthorCannotApprove)
    second = run("key", case_id, "--as", "ben", keys=typed("2026-11-02", "77.40"))
    assert "approved" in second.output, second.output
    version = storage.cases.case(case_id).version
    assert version
    assert {field.name: field.value for field in version.fields} == MADE | {"total": "77.40"}
    assert version.author == ANNA


def test_a_keyer_is_shown_the_same_whatever_was_read_or_typed_before(storage: Storage) -> None:
    case_id = made(storage, Mode.DOUBLE_KEY)
    shown = []
    for name in ("anna", "ben"):
        asked = run("key", case_id, "--as", name, keys=typed("2026-11-02", "77.40")).output
        shown.append([line for line in asked.splitlines() if "until you leave" not in line][:-1])
        assert "77.10" not in asked
    assert shown[0] == shown[1]
    assert any("The day of the purchase." in line for line in shown[0])


@pytest.mark.parametrize("keyed_by", [0, 1])
def test_no_command_shows_a_value_while_somebody_still_has_to_key(storage: Storage, keyed_by: int) -> None:
    case_id = made(storage, Mode.DOUBLE_KEY)
    for name in ("anna", "ben")[:keyed_by]:
        run("key", case_id, "--as", name, keys=typed("2026-11-01", "77.40"))
    shown = run("show", case_id, "--history").output + run("queue").output
    assert "blind" in shown
    for value in ("77.10", "77.40", "Corner Shop", "2026-11-01", "2026-11-02 ·"):
        assert value not in shown
    assert ("keyed by anna" in shown) == (keyed_by == 1)
    assert "to a keyer" in shown
    assert f"foureyes key {case_id}" in shown


def test_what_cannot_be_kept_is_asked_for_again(storage: Storage) -> None:
    case_id = made(storage, Mode.DOUBLE_KEY)
    asked = run("key", case_id, "--as", "anna", keys="\nsoon\n2026-11-02\nx" + "i")
    assert "expected a date" in asked.output, asked.output
    assert "approved" in run("key", case_id, "--as", "ben", keys="\n2026-11-02\ni").output
    assert outcome(storage, case_id, "total") is Outcome.ILLEGIBLE


def test_nothing_typed_means_that_the_document_has_none(storage: Storage) -> None:
    case_id = made(storage, Mode.DOUBLE_KEY)
    run("key", case_id, "--as", "anna", keys=typed("", "77.10"))
    assert "approved" in run("key", case_id, "--as", "ben", keys=f"m{typed('', '77.10')[2:]}").output
    assert outcome(storage, case_id, "date") is Outcome.MISSING


def test_what_was_typed_is_kept_for_who_typed_it_and_for_nobody_else(storage: Storage) -> None:
    case_id = made(storage, Mode.DOUBLE_KEY)
    run("key", case_id, "--as", "anna", keys="\n2026-11-05\nq")
    draft = storage.work.draft(case_id, ANNA)
    assert draft is not None
    in_workbench = read_typed(msgspec.json.decode(draft.body, type=list[tuple[str, str]]))
    assert (in_workbench.version, in_workbench.texts) == (1, {"date": "2026-11-05"})
    other = run("key", case_id, "--as", "ben", keys="q").output
    assert "2026-11-05" not in other
    again = run("key", case_id, "--as", "anna", keys="\n\n\n77.10\n").output
    assert "you typed 2026-11-05 before" in again
    assert storage.work.draft(case_id, ANNA) is None
    run("key", case_id, "--as", "ben", keys=typed("2026-11-05", "77.10"))
    assert state(storage, case_id) is CaseState.APPROVED


def test_a_correction_typed_and_left_is_offered_again(storage: Storage) -> None:
    case_id = made(storage, Mode.CHECK, (Reason("low_confidence", "date", "date: only 80 % sure"), *DOUBTS))
    assert "kept for you" in run("check", case_id, "--as", "anna", keys="e2026-11-05\nq").output
    assert state(storage, case_id) is CaseState.IN_REVIEW
    assert "second person" in run("check", case_id, "--as", "anna", keys="e\n\n").output  # Enter takes what was typed before
    version = storage.cases.case(case_id).version
    assert version
    assert {field.name: field.value for field in version.fields} == MADE | {"date": "2026-11-05"}


def test_whoever_leaves_gives_the_case_back(storage: Storage) -> None:
    case_id = made(storage, Mode.DOUBLE_KEY)
    assert "Left as it was" in run("key", case_id, "--as", "anna", keys="\n2026-11-02\nq").output
    assert storage.work.claims(ANNA) == []
    storage.work.take(case_id, CLEO, now(), 60)
    assert isinstance(run("key", case_id, "--as", "anna", keys=typed("2026-11-02", "1.00")).exception, AlreadyClaimed)
    assert state(storage, case_id) is CaseState.IN_REVIEW


def test_a_third_person_looks_at_the_page_and_takes_a_reading(storage: Storage) -> None:
    case_id = differing(storage)
    assert "foureyes adjudicate" in run("queue").output
    assert isinstance(run("check", case_id, "--as", "cleo").exception, WrongState)
    assert "Left as it was" in run("adjudicate", case_id, "--as", "cleo", keys="2").output  # not before the page was opened
    assert isinstance(run("adjudicate", case_id, "--as", "ben", keys="p2").exception, AuthorCannotApprove)
    ruled = run("adjudicate", case_id, "--as", "cleo", keys="p2")
    assert "approved" in ruled.output, ruled.output
    assert "1 page images" in ruled.output
    case = storage.cases.case(case_id)
    assert case.hands == {"anna": "author", "ben": "author", "cleo": "approver"}
    assert "77.10" in run("show", case_id).output
    assert list((open_installation().settings.scratch_path).iterdir()) == []


@pytest.mark.parametrize(("command", "waiting"), [("key", lambda storage: made(storage, Mode.DOUBLE_KEY)), ("adjudicate", differing)])
def test_of_a_type_that_is_not_declared_any_more_nobody_keys_or_rules(
    storage: Storage, monkeypatch: pytest.MonkeyPatch, command: str, waiting: Callable[[Storage], int]
) -> None:
    case_id = waiting(storage)
    monkeypatch.setattr("flows.installation.document_types_in_use", lambda _: {})
    refused = run(command, case_id, "--as", "cleo", keys="p2")
    assert isinstance(refused.exception, WrongState)
    assert "declare it again" in str(refused.exception)


def test_what_a_third_person_types_another_approves(storage: Storage) -> None:
    case_id = differing(storage)
    assert "somebody else approves" in run("adjudicate", case_id, "--as", "cleo", keys="pe71.70\n").output
    assert isinstance(run("check", case_id, "--as", "cleo", keys="\n").exception, AuthorCannotApprove)
    assert "approved" in run("check", case_id, "--as", "dora", keys="\n").output


def test_a_keyed_case_put_aside_keeps_its_values(storage: Storage) -> None:
    case_id = made(storage, Mode.DOUBLE_KEY)
    run("hold", case_id, "--why", "is it ours?", "--as", "anna")
    assert state(storage, case_id) is CaseState.HELD
    shown = run("check", case_id, "--as", "ben", keys="q").output + run("show", case_id).output + run("queue").output
    assert "77.40" not in shown
    assert "77.10" not in shown


def test_a_case_to_be_keyed_is_not_checked_and_the_command_is_named(storage: Storage) -> None:
    refused = run("check", made(storage, Mode.DOUBLE_KEY), "--as", "anna").exception
    assert isinstance(refused, WrongState)
    assert "foureyes key" in str(refused)


def test_a_checker_says_that_a_value_is_illegible_and_a_second_person_agrees(storage: Storage) -> None:
    case_id = made(storage, Mode.CHECK)
    assert "second person" in run("check", case_id, "--as", "anna", keys="i").output
    assert "approved" in run("check", case_id, "--as", "ben", keys="i").output
    assert outcome(storage, case_id, "total") is Outcome.ILLEGIBLE


@pytest.mark.parametrize(("arguments", "keys"), [(("refer", "1", "--why", "two totals"), ""), (("check", "1"), "stwo totals\n")])
def test_a_case_referred_is_decided_by_a_senior(storage: Storage, arguments: tuple[str, ...], keys: str) -> None:
    case_id = made(storage, Mode.CHECK)
    referred = run(*arguments, "--as", "anna", keys=keys)
    assert "senior" in referred.output, referred.output
    assert state(storage, case_id) is CaseState.IN_ADJUDICATION
    assert "two totals" in run("show", case_id).output
    assert "approved" in run("check", case_id, "--as", "cleo", keys="\n").output


def test_a_rescan_is_listed_with_the_name_for_the_new_file(storage: Storage) -> None:
    assert "No better scan" in run("rescans").output
    case_id = made(storage, Mode.CHECK)
    run("check", case_id, "--as", "anna", keys="runreadable\npage 1 is blurred\n")
    listed = run("rescans").output
    for words in (f"rescan-{case_id}.pdf", "scanner-1", "unreadable", "page 1 is blurred", "by anna"):
        assert words in listed
    assert "rejected" in run("check", case_id, "--as", "ben", keys="xnever came\n").output


def test_only_what_is_in_quarantine_is_read_again(storage: Storage) -> None:
    case_id = made(storage, Mode.CHECK)
    assert isinstance(run("retry", case_id, "--as", "anna").exception, WrongState)
    assert state(storage, case_id) is CaseState.IN_REVIEW


def test_a_case_stays_held_however_long_somebody_types(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    case_id = made(storage, Mode.CHECK)
    monkeypatch.setattr(holding, "LEASE_SECONDS", 1.0)
    monkeypatch.setattr(holding, "RENEW_SECONDS", 0.1)
    with holding.holding(storage, case_id, ANNA):
        taken = storage.work.claims(ANNA)[0].until
        while now() <= taken:
            time.sleep(0.1)
        with pytest.raises(AlreadyClaimed):
            storage.work.take(case_id, CLEO, now(), 60)
    assert storage.work.take(case_id, CLEO, now(), 60).person == CLEO
