"""The capture flow: every document of a batch is read, understood, entered and routed. One run a batch, one task a document."""

import os
import time
from collections.abc import Iterator

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, as_completed
from prefect.logging import get_run_logger
from prefect.task_runners import ThreadPoolTaskRunner

from flows.installation import now
from flows.maker import MAKER, Maker, open_maker
from models.case import Reason, Task
from models.errors import DocumentError, ReadingInterrupted, WrongState
from pipeline.make import make
from pipeline.route import route
from pipeline.settings import settings_from
from pipeline.understand import Stopwatch

WORKERS = settings_from(os.environ).workers
WAIT_SECONDS = 0.5


@flow(name="capture", task_runner=ThreadPoolTaskRunner(max_workers=WORKERS + 1))  # type: ignore[arg-type] # invariant in the kind of future
def capture(batch_id: int | None = None) -> dict[str, float]:
    """Captures what waits in one batch (None: in all of them). Returns what each step cost in seconds, over all processes."""
    whole = Stopwatch()
    with whole.step("flow"), open_maker() as maker:
        for done in _one_by_one(maker, batch_id):
            done.result(raise_on_failure=False)
    return maker.seconds | whole.seconds


@task(name="capture-document", task_run_name="case-{leased.case_id}", cache_policy=NO_CACHE, persist_result=False)
def capture_document(leased: Task, maker: Maker) -> None:
    """One document, from its original to its place in a queue. Whatever goes wrong, a person finds it there."""
    cases = maker.storage.cases
    try:
        understanding = maker.understand(leased)
        proposal = understanding.proposal
        document_type, unagreed = maker.routed_by(proposal.classification.doc_type)
        entry = make(proposal)
        fields, routed = route(
            entry, proposal, document_type, (*unagreed, *maker.installation.against_master_data(leased.case_id, entry, document_type))
        )
        cases.enter(leased.case_id, proposal, fields, routed, MAKER, now())
    except DocumentError as problem:
        cases.quarantine(leased.case_id, Reason(problem.code, None, str(problem)), MAKER, now())
    except ReadingInterrupted:
        get_run_logger().info("case %s: interrupted; it is read again", leased.case_id)
    except WrongState:
        get_run_logger().info("case %s: another process was faster", leased.case_id)
    except Exception as fault:  # noqa: BLE001 - the edge of one document: logged, and held for a person
        get_run_logger().exception("case %s", leased.case_id)
        text = f"Foureyes itself failed on this document ({type(fault).__name__}); the original is safe, the log says more."
        cases.quarantine(leased.case_id, Reason("internal_error", None, text), MAKER, now())
    finally:
        maker.done_with(leased)


def _one_by_one(maker: Maker, batch_id: int | None) -> Iterator[PrefectFuture[None]]:
    """Keeps a small window of documents under way, so that a large batch costs no memory and leases stay short."""
    running: set[PrefectFuture[None]] = set()
    while True:
        for leased in maker.lease(2 * WORKERS - len(running), batch_id):
            running.add(capture_document.submit(leased, maker))
        if not running:
            if not maker.waiting(batch_id):
                return
            time.sleep(WAIT_SECONDS)  # another process reads what is left, or its lease is about to run out
            continue
        done = next(as_completed(list(running)))
        running.remove(done)
        yield done
