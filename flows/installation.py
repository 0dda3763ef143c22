"""Opens one installation: its settings, its storage, its document types. Built once at each entry point."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from models.document_type import DocumentType
from pipeline.document_types import load_document_types
from pipeline.settings import Settings, settings_from
from storage.open import Storage, open_storage


@dataclass(frozen=True)
class Installation:
    """Everything a command or a flow works with; document types are read when first asked for."""

    settings: Settings
    storage: Storage

    @cached_property
    def document_types(self) -> Mapping[str, DocumentType]:
        return load_document_types()


def open_installation(settings: Settings | None = None) -> Installation:
    """The installation the environment names; its folder is made where it is missing."""
    settings = settings or settings_from(os.environ)
    return Installation(settings, open_storage(settings.database_path, settings.objects_path, settings.s3))


def now() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)
