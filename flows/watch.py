"""The long-lived watcher of a scanning station's folder: custody at once, reading in the background."""

import math
import os
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path

from flows.hot_folder import HotFolder
from flows.installation import Installation, now
from models.audit import Actor
from pipeline.intake import take

POLL_SECONDS = 0.5
ASK_SECONDS = 5.0
DEPLOYMENT = "capture/capture"


def watch_folder(installation: Installation, folder: HotFolder, station: Actor, stop: threading.Event, say: Callable[[str], None]) -> None:
    """Runs until `stop` is set. What a killed watcher left in the ledger is read first; what it left in the folder is taken again."""
    closed: queue.SimpleQueue[int | None] = queue.SimpleQueue()
    reader = threading.Thread(target=_read_batches, args=(installation, closed, say), name="capture")
    reader.start()
    if installation.storage.ledger.waiting():
        say("Reading what an earlier run left.")
        closed.put(-1)
    asked_at = -math.inf
    try:
        while not stop.wait(POLL_SECONDS):
            if time.monotonic() - asked_at >= ASK_SECONDS:
                folder.ask([one for one in installation.storage.cases.rescans() if one.station == str(station)])
                asked_at = time.monotonic()
            files = folder.closed_batch(time.monotonic())
            if files:
                batch_id = _take(installation, folder, files, station)
                say(f"batch {batch_id}: {len(files)} files received")
                closed.put(batch_id)
    finally:
        closed.put(None)
        reader.join()


def _take(installation: Installation, folder: HotFolder, files: list[Path], station: Actor) -> int:
    storage, scratch = installation.storage, installation.settings.scratch_path
    scratch.mkdir(parents=True, exist_ok=True)
    batch_id = storage.ledger.open_batch(f"folder:{folder.folder}", station, now())
    for path in files:
        receipt = take(path, batch_id, station, storage.ledger, storage.cases, storage.objects, scratch)
        folder.acknowledge(path, receipt)
    return batch_id


def _read_batches(installation: Installation, closed: "queue.SimpleQueue[int | None]", say: Callable[[str], None]) -> None:
    while (batch_id := closed.get()) is not None:
        whole = None if batch_id < 0 else batch_id
        if not installation.storage.ledger.waiting(whole):
            continue
        start_capture(installation, whole)
        say(f"batch {batch_id}: read" if whole else "earlier files: read")


def start_capture(installation: Installation, batch_id: int | None) -> None:
    """A run of the capture deployment where a Prefect server is configured, else the flow here and now."""
    from flows.prefect_settings import prepare_prefect  # noqa: PLC0415 - before Prefect is imported

    prepare_prefect(installation.settings)
    if os.environ.get("PREFECT_API_URL"):
        from prefect.deployments import run_deployment  # noqa: PLC0415 - Prefect takes seconds to import

        run_deployment(DEPLOYMENT, parameters={"batch_id": batch_id}, timeout=0, idempotency_key=f"batch-{batch_id}")
        return
    from flows.capture import capture  # noqa: PLC0415 - as above

    capture(batch_id)
