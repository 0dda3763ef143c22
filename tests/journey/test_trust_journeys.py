"""Whole journeys through the trust core, by the commands people type: keyed twice, ruled on, scanned again, audited and corrected."""

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import pytest
import yaml
from click.testing import CliRunner, Result
from rich.console import Console

from flows.cli import capture, foureyes, retry
from flows.installation import Installation, now, open_installation
from flows.prefect_settings import prepare_prefect
from models.audit import Actor, ActorKind
from models.case import Case, CaseState, Reason
from models.learned import LearnedKind
from pipeline.check import doubtful
from pipeline.intake import rescan_name
from storage.open import Storage

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "sample_docs"
POLICIES: Mapping[str, Mapping[str, object]] = {
    "purchase_order": {"mode": "double_key", "critical": ["order_number", "order_total"], "type_threshold": 0.5},
    # So loose that what the machine makes of a plain document passes, and every one is audited.
    "invoice": {"mode": "straight_through", "max_error": 0.5, "type_threshold": 0.5, "audit": 1.0},
}
ORDER, ADVICE, INVOICE = "drop-04.pdf", "drop-30.pdf", "drop-01.pdf"
BETTER_ADVICE = "drop-06.pdf"

pytestmark = pytest.mark.timeout(400)


def run(*arguments: object, keys: str = "", code: int = 0) -> str:
    done: Result = CliRunner().invoke(foureyes, [str(one) for one in arguments], input=keys, catch_exceptions=False, env={"COLUMNS": "200"})
    assert done.exit_code == code, done.output
    return done.output


def read_what_waits(installation: Installation, batch_id: int | None, _console: Console) -> dict[str, float]:
    """The capture flow, document by document, without Prefect's engine, which costs more than three documents."""
    prepare_prefect(installation.settings)
    from flows.capture import capture_document  # noqa: PLC0415 - Prefect is set up first
    from flows.maker import open_maker  # noqa: PLC0415 - as above

    with open_maker() as maker:
        while tasks := maker.lease(8, batch_id):
            for task in tasks:
                capture_document.fn(task, maker)
        return maker.seconds


def cut_off(installation: Installation, batch_id: int | None, _console: Console) -> dict[str, float]:
    """The same where each document takes too long."""
    for task in installation.storage.ledger.lease(8, 60, now(), batch_id):
        reason = Reason("time_limit", None, "it took too long")
        installation.storage.cases.quarantine(task.case_id, reason, Actor(ActorKind.MACHINE, "reader"), now())
    return {}


@pytest.fixture(scope="module")
def captured_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Three documents, read under policies that two people put in force."""
    home = tmp_path_factory.mktemp("trust") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FOUREYES_HOME", str(home))
        patch.setenv("FOUREYES_WORKERS", "1")
        patch.setattr(capture, "run_capture", read_what_waits)
        storage = open_installation().storage
        for name, policy in POLICIES.items():
            declared = yaml.safe_load((ROOT / "models" / "document_types" / f"{name}.yaml").read_text("utf-8"))
            content = yaml.safe_dump(declared | {"policy": policy}).encode()
            storage.learned.put(LearnedKind.TYPE, name, content, Actor(ActorKind.PERSON, "olga"), now())
        for name in POLICIES:
            digits = run("policy", "propose", name, "--as", "olga").split("policy approve ")[1].split()[0]
            run("policy", "approve", digits, "--as", "pete")
        run("capture", *(SAMPLES / "documents" / name for name in (ORDER, ADVICE, INVOICE)))
        storage.close()
        yield home


@pytest.fixture
def home(captured_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = Path(shutil.copytree(captured_home, tmp_path / "home"))
    monkeypatch.setenv("FOUREYES_HOME", str(home))
    monkeypatch.setenv("FOUREYES_WORKERS", "1")
    monkeypatch.setattr(retry, "run_capture", read_what_waits)
    return home


@pytest.fixture
def storage(home: Path) -> Iterator[Storage]:
    assert home.is_dir()
    opened = open_installation().storage
    yield opened
    assert opened.audit.replay()[1] == []
    assert opened.audit.values().differences == []
    opened.close()


def case_of(storage: Storage, filename: str) -> Case:
    found = [one.case_id for one in storage.cases.queue(tuple(CaseState)) if one.filename == filename]
    assert len(found) == 1
    return storage.cases.case(found[0])


def values(case: Case) -> dict[str, str | None]:
    return {field.name: field.value for field in case.version.fields} if case.version else {}


def printed(filename: str) -> dict[str, str]:
    """What a person reads on the page."""
    lines = map(json.loads, (SAMPLES / "labels.jsonl").read_text("utf-8").splitlines())
    fields: dict[str, str] = next(one["fields"] for one in lines if one["file"].endswith(filename))
    return fields


def keyed(storage: Storage, case: Case, typed: Mapping[str, str]) -> str:
    """The keys of somebody who types these values, or says that the document has none."""
    names = storage.keying.task(case.case_id).fields
    return "".join(f"\n{typed[name]}\n" if name in typed else "m" for name in names)


def confirming(case: Case) -> str:
    """The keys of a checker who finds all of it right."""
    found = values(case)
    return "".join("\n" if found[name] is not None else "m" for name in doubtful(case))


def released(home: Path, case: Case) -> list[dict[str, object]]:
    files = sorted((home / "released").glob("*.jsonl"))
    entries = [msgspec.json.decode(line) for file in files for line in file.read_bytes().splitlines()]
    return [entry for entry in entries if entry["case"] == case.case_id]


def test_two_who_key_the_same_send_an_entry_on_its_way(storage: Storage, home: Path) -> None:
    case, page = case_of(storage, ORDER), printed(ORDER)
    assert "keys it too" in run("key", case.case_id, "--as", "ann", keys=keyed(storage, case, page))
    assert "approved" in run("key", case.case_id, "--as", "bob", keys=keyed(storage, case, page))
    run("release")
    (entry,) = released(home, case)
    assert entry["approved_by"] == "person:bob"
    assert storage.cases.case(case.case_id).hands == {"ann": "author", "bob": "approver"}
    assert values(storage.cases.case(case.case_id))["order_number"] == page["order_number"]


def test_two_who_key_unlike_are_ruled_on_by_a_third(storage: Storage, home: Path) -> None:
    case, page = case_of(storage, ORDER), printed(ORDER)
    run("key", case.case_id, "--as", "ann", keys=keyed(storage, case, page))
    unlike = run("key", case.case_id, "--as", "bob", keys=keyed(storage, case, page | {"order_number": "4530491"}))
    assert "third person" in unlike
    ruled = run("adjudicate", case.case_id, "--as", "cleo", keys="p1")
    assert "4530491" in ruled
    assert page["order_number"] in ruled
    run("release")
    (entry,) = released(home, case)
    assert entry["approved_by"] == "person:cleo"
    assert values(storage.cases.case(case.case_id))["order_number"] == page["order_number"]


def test_a_better_scan_joins_its_case_is_read_again_after_a_fault_and_released(
    storage: Storage, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = case_of(storage, ADVICE)
    run("check", case.case_id, "--as", "ann", keys="rcut_off\nthe foot of the page is missing\n")
    name = rescan_name(case.case_id, ADVICE)
    assert name in run("rescans")
    monkeypatch.setattr(capture, "run_capture", cut_off)
    run("capture", shutil.copy(SAMPLES / "documents" / BETTER_ADVICE, tmp_path / name), code=4)
    assert "quarantine" in run("queue")
    run("retry", case.case_id, "--as", "ann")
    again = storage.cases.case(case.case_id)
    assert again.summary.state is CaseState.IN_REVIEW
    assert again.version is not None
    assert (again.version.n, again.content_sha256 == case.content_sha256) == (2, False)
    assert values(again) != values(case)
    assert "approved" in run("check", case.case_id, "--as", "bob", keys=confirming(again))
    run("release")
    (entry,) = released(home, case)
    assert entry["approved_by"] == "person:bob"
    assert "scan 2 in use" in run("show", case.case_id)


def test_an_error_found_by_qa_in_what_went_straight_through_is_corrected_where_it_went(storage: Storage, home: Path) -> None:
    case = case_of(storage, INVOICE)
    assert case.approver is not None
    assert (case.summary.state, case.approver.kind) == (CaseState.APPROVED, ActorKind.POLICY)
    run("release")
    assert f"case {case.case_id}" in run("quality", "next", "--as", "quinn")
    assert "reopened" in run("quality", "audit", case.case_id, "invoice_number=RE9373", "--as", "quinn")
    run("release")
    assert len(released(home, case)) == 1

    correcting = "".join("eRE9373\n" if name == "invoice_number" else "\n" for name in doubtful(storage.cases.case(case.case_id)))
    assert "second person" in run("check", case.case_id, "--as", "ann", keys=correcting)
    assert "approved" in run("check", case.case_id, "--as", "bob", keys=confirming(storage.cases.case(case.case_id)))
    run("release")
    sent, correction = released(home, case)
    assert str(sent["approved_by"]).startswith("policy:")
    assert (sent["corrects"], correction["corrects"]) == (None, sent["idempotency_key"])
    assert correction["approved_by"] == "person:bob"
    assert correction["idempotency_key"] != sent["idempotency_key"]
    assert storage.cases.case(case.case_id).hands == {"quinn": "qa", "ann": "author", "bob": "approver"}
    assert values(storage.cases.case(case.case_id))["invoice_number"] == "RE9373"
