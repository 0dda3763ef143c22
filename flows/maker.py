"""The machine in the maker's seat: leases captured cases and has each document understood in a bounded child process."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

import msgspec

from flows.installation import Installation, now, open_installation
from models.audit import Actor, ActorKind
from models.case import Task
from models.document_type import DocumentType
from pipeline.bounded import BoundedPool
from pipeline.intake import original_key, page_key, reading_key
from pipeline.understand import Understanding, understand_file, warm_up
from storage.open import Storage

MAKER = Actor(ActorKind.MACHINE, f"foureyes-{version('foureyes')}")
# A lease outlives the longest a document may take, waiting for its turn included.
LEASE_FACTOR = 4


@dataclass(frozen=True, slots=True)
class Maker:
    """One process's hold on an installation and a pool of children that read."""

    installation: Installation
    pool: BoundedPool

    @property
    def storage(self) -> Storage:
        return self.installation.storage

    @property
    def document_types(self) -> Mapping[str, DocumentType]:
        return self.installation.document_types

    def lease(self, limit: int, batch_id: int | None) -> list[Task]:
        """Up to `limit` captured cases that nobody else is reading."""
        seconds = LEASE_FACTOR * self.installation.settings.document_seconds
        return self.storage.ledger.lease(limit, seconds, now(), batch_id) if limit > 0 else []

    def understand(self, leased: Task) -> Understanding:
        """Reads one original in a child; keeps the words and the page images. Raises DocumentError for what cannot be read."""
        objects = self.storage.objects
        with tempfile.TemporaryDirectory(dir=self.installation.settings.scratch_path) as folder:
            scratch = Path(folder)
            original = scratch / "original"
            objects.fetch(original_key(leased.content_sha256), original)
            understanding: Understanding = self.pool.submit(understand_file, original, leased.media_type, scratch).result()
            for page in understanding.reading.pages:
                objects.put_file(page_key(leased.content_sha256, page.number), scratch / f"page-{page.number:04d}.jpg")
        objects.put(reading_key(leased.content_sha256), msgspec.json.encode(understanding.reading))
        return understanding


@contextmanager
def open_maker() -> Iterator[Maker]:
    """A maker on the installation the environment names; its children end with it."""
    installation = open_installation()
    settings = installation.settings
    settings.scratch_path.mkdir(parents=True, exist_ok=True)
    start = partial(warm_up, settings.languages, settings.max_pages, settings.max_page_pixels)
    with BoundedPool(settings.workers, settings.document_seconds, settings.document_megabytes, initializer=start) as pool:
        yield Maker(installation, pool)
