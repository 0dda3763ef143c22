"""The machine in the maker's seat: leases captured cases and has each document understood in a bounded child process."""

import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path

import msgspec

from flows.installation import Installation, now, open_installation
from flows.remembering import remember_approved
from models.audit import Actor, ActorKind
from models.case import Reason, Task
from models.document_type import DocumentType
from pipeline.bounded import BoundedPool
from pipeline.case_keys import key_rules
from pipeline.document_types import policy_body, policy_hash
from pipeline.intake import original_key, page_key, reading_key
from pipeline.learned import load_learned
from pipeline.policies import effective
from pipeline.ports import ObjectStore
from pipeline.understand import Stopwatch, Understanding, load_machine, understand_file
from storage.open import Storage

MAKER = Actor(ActorKind.MACHINE, f"foureyes-{version('foureyes')}")
# A lease is short and renewed while its process lives, so that what a killed process left is taken up again at once.
LEASE_SECONDS = 15.0
RENEW_SECONDS = 4.0


@dataclass(frozen=True, slots=True)
class Maker:
    """One process's hold on an installation and a pool of children that read.

    `under_way` are the cases it has leased; `seconds` adds up what each step cost, over all documents.
    """

    installation: Installation
    pool: BoundedPool
    learned: Path
    under_way: set[int] = field(default_factory=set)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def storage(self) -> Storage:
        return self.installation.storage

    @property
    def document_types(self) -> Mapping[str, DocumentType]:
        """The types with the thresholds in force, by which it is routed."""
        return load_learned(self.learned).document_types

    def routed_by(self, doc_type: str | None) -> tuple[DocumentType | None, tuple[Reason, ...]]:
        """The type under the policy that two people put in force, and what keeps it from going straight through."""
        document_type = self.document_types.get(doc_type or "")
        return (None, ()) if document_type is None else effective(document_type, self.storage.changes.policies_in_force())

    def lease(self, limit: int, batch_id: int | None) -> list[Task]:
        """Up to `limit` captured cases that nobody else is reading."""
        leased = self.storage.ledger.lease(limit, LEASE_SECONDS, now(), batch_id) if limit > 0 else []
        self.under_way.update(task.case_id for task in leased)
        return leased

    def waiting(self, batch_id: int | None) -> int:
        """How many cases are captured and not yet entered, whoever has leased them."""
        return self.storage.ledger.waiting(batch_id)

    def count(self, seconds: Mapping[str, float]) -> None:
        """Adds the cost of some steps."""
        for step, cost in seconds.items():
            self.seconds[step] = self.seconds.get(step, 0.0) + cost

    def done_with(self, leased: Task) -> None:
        """The case has left the captured state; its lease needs no more renewing."""
        self.under_way.discard(leased.case_id)

    def understand(self, leased: Task) -> Understanding:
        """Reads one original in a child; keeps the words and the page images. Raises DocumentError for what cannot be read."""
        objects, settings = self.storage.objects, self.installation.settings
        watch = Stopwatch()
        with tempfile.TemporaryDirectory(dir=settings.scratch_path) as folder:
            scratch = Path(folder)
            original = scratch / "original"
            with watch.step("storage"):
                objects.fetch(original_key(leased.content_sha256), original)
            understanding = self.pool.submit(
                understand_file, original, settings.reader, settings.languages, settings.limits, scratch, self.learned
            ).result()
            with watch.step("storage"):
                for page in understanding.reading.pages:
                    _keep_first(objects, page_key(leased.content_sha256, page.number), scratch / f"page-{page.number:04d}.jpg")
                words = scratch / "reading.json"
                words.write_bytes(msgspec.json.encode(understanding.reading))
                _keep_first(objects, reading_key(leased.content_sha256), words)
        self.count(understanding.seconds)
        self.count(watch.seconds)
        return understanding


@contextmanager
def open_maker() -> Iterator[Maker]:
    """A maker on the installation the environment names; its children end with it. Raises SetupError where it could not read."""
    installation = open_installation()
    settings = installation.settings
    remember_approved(installation, MAKER)
    # What every child would lack, and what a declaration gets wrong, is found out here, before a document pays for it.
    _ = installation.master_data
    learned = installation.storage.learned.folder(settings.home)
    load_machine(settings.reader, settings.languages, settings.limits, learned)
    settings.scratch_path.mkdir(parents=True, exist_ok=True)
    start = partial(load_machine, settings.reader, settings.languages, settings.limits, learned)
    with BoundedPool(settings.workers, settings.document_seconds, settings.document_megabytes, initializer=start) as pool:
        maker = Maker(installation, pool, learned)
        for document_type in maker.document_types.values():
            installation.storage.cases.record_policy(policy_hash(document_type), document_type.name, policy_body(document_type), now())
        installation.storage.cases.declare_keys({name: key_rules(one) for name, one in maker.document_types.items()})
        with _heartbeat(maker):
            yield maker


@contextmanager
def _heartbeat(maker: Maker) -> Iterator[None]:
    over = threading.Event()

    def beat() -> None:
        while not over.wait(RENEW_SECONDS):
            maker.storage.ledger.renew(sorted(maker.under_way), LEASE_SECONDS, now())

    thread = threading.Thread(target=beat, name="lease-heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _keep_first(objects: ObjectStore, key: str, path: Path) -> None:
    """What an earlier, interrupted reading left stands: originals and what people saw of them never change."""
    if not objects.exists(key):
        objects.put_file(key, path)
