"""A better scan goes through a watched folder: asked for there, dropped there, and joins its case."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows import watch
from flows.hot_folder import HotFolder
from flows.installation import Installation, now, open_installation
from models.audit import Actor, ActorKind
from models.case import CaseState, Drop, Reason, RescanCode
from pipeline.intake import rescan_name

TILL, OTHER = Actor(ActorKind.STATION, "till"), Actor(ActorKind.STATION, "mail-room")
ANN = Actor(ActorKind.PERSON, "ann")
SCAN = b"%PDF-1.4 a better scan"


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    monkeypatch.setenv("FOUREYES_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(watch, "start_capture", lambda *_: None)  # what is read of it is no matter here
    monkeypatch.setattr(watch, "ASK_SECONDS", 0.0)
    return open_installation()


@pytest.fixture
def station(installation: Installation, tmp_path: Path) -> Iterator[Path]:
    """The watched folder of the till."""
    folder = tmp_path / "till"
    folder.mkdir()
    stop = threading.Event()
    watcher = threading.Thread(target=watch.watch_folder, args=(installation, HotFolder(folder, 0.2, 5), TILL, stop, lambda _: None))
    watcher.start()
    yield folder
    stop.set()
    watcher.join()


def asked_again(installation: Installation, station: Actor, content: str) -> int:
    storage = installation.storage
    batch = storage.ledger.open_batch("test", station, now())
    case_id = storage.ledger.receive(batch, Drop(f"{content}.pdf", content * 64, 1, "application/pdf"), station, now()).case_id
    storage.cases.quarantine(case_id, Reason("damaged_file", None, "cut off"), ANN, now())
    storage.cases.close(case_id, CaseState.RESCAN_REQUESTED, Reason(RescanCode.CUT_OFF, None, "the foot is missing"), ANN, now())
    return case_id


def wait(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_station_is_asked_for_its_own_scans_and_a_new_one_joins_its_case(installation: Installation, station: Path) -> None:
    case_id = asked_again(installation, TILL, "a")
    asked_again(installation, OTHER, "b")
    told = station / "rescans.json"
    wait(lambda: told.exists() and len(json.loads(told.read_text("utf-8"))) > 0)
    assert [one["case"] for one in json.loads(told.read_text("utf-8"))] == [case_id]

    (station / rescan_name(case_id, "a.pdf")).write_bytes(SCAN)
    receipt = station / f"rescan-{case_id}.pdf.receipt.json"
    wait(receipt.exists)
    assert json.loads(receipt.read_text("utf-8"))["case"] == case_id
    assert installation.storage.cases.case(case_id).summary.state is CaseState.CAPTURED
    wait(lambda: json.loads(told.read_text("utf-8")) == [])
