"""Opens one installation: its settings, its storage, its document types. Built once at each entry point."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from models.case import Case, FieldValue, Reason
from models.document_type import DocumentType
from models.errors import WrongState
from models.release import Consumer
from pipeline.document_types import document_types_in_use
from pipeline.master.data import MasterData, load_master_data
from pipeline.master.reasons import earlier_amounts, master_reasons
from pipeline.settings import Settings, settings_from
from storage.open import Storage, open_storage
from storage.release.consumers.configuration import consumers_from


@dataclass(frozen=True)
class Installation:
    """Everything a command or a flow works with; what was learned is looked up when first asked for."""

    settings: Settings
    storage: Storage

    @cached_property
    def learned(self) -> Path:
        """The folder of what was learned here and is in use."""
        return self.storage.learned.folder(self.settings.home)

    @cached_property
    def document_types(self) -> Mapping[str, DocumentType]:
        """Those that ship and those taught here, with the policy they declare."""
        return document_types_in_use(self.learned)

    def declared_type(self, case: Case) -> DocumentType:
        """The type of a case's document; raises WrongState where nobody said it, or it is not in use any more."""
        doc_type = case.summary.doc_type
        if doc_type is None:
            raise WrongState(
                f"Nobody said what the document of case {case.case_id} is; say it first: foureyes check {case.case_id} --as NAME"
            )
        if doc_type not in self.document_types:
            raise WrongState(f"The document type {doc_type} is not declared here any more; declare it again.")
        return self.document_types[doc_type]

    @cached_property
    def consumers(self) -> tuple[Consumer, ...]:
        """The systems that take released entries."""
        settings = self.settings
        return consumers_from(settings.consumers_path, settings.home, os.environ, self.document_types)

    @cached_property
    def master_data(self) -> MasterData:
        """The tables of other systems that documents are compared with; raises BadMasterData for one that would compare nothing."""
        from storage.master_tables import ask_database  # noqa: PLC0415 - SQLAlchemy takes 0.6 s, which no plain command should wait

        return load_master_data(self.settings.master_data_path, ask_database, self.document_types)

    def against_master_data(self, case_id: int, entry: Sequence[FieldValue], document_type: DocumentType | None) -> tuple[Reason, ...]:
        """What the tables of other systems have against an entry now."""
        if document_type is None:
            return ()
        values = {field.name: field.value for field in entry}
        earlier = earlier_amounts(self.storage.cases, case_id, values, document_type, self.master_data)
        return master_reasons(values, document_type, self.master_data, earlier)


def open_installation(settings: Settings | None = None) -> Installation:
    """The installation the environment names; its folder is made where it is missing."""
    settings = settings or settings_from(os.environ)
    return Installation(settings, open_storage(settings.database, settings.objects_path, settings.s3, settings.quality_key))


def now() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)
