"""What every page works with: the stores, the document types in use, and the templates."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Protocol

from fastapi import Depends, Request, Response
from fastapi.templating import Jinja2Templates

from models.case import Case
from models.document_type import DocumentType
from models.role import Person
from pipeline.document_types import document_types_in_use
from pipeline.master.data import MasterData
from pipeline.ports import CaseStore, Changes, Holding, Keying, LearnedStore, Ledger, ObjectStore, Outbox, People, Quality, SignIns, Work
from workbench.attempts import Attempts
from workbench.navigation import ways_of


class Stores(Protocol):
    """The part of storage that pages need."""

    @property
    def ledger(self) -> Ledger: ...
    @property
    def cases(self) -> CaseStore: ...
    @property
    def objects(self) -> ObjectStore: ...
    @property
    def learned(self) -> LearnedStore: ...
    @property
    def keying(self) -> Keying: ...
    @property
    def work(self) -> Work: ...
    @property
    def holding(self) -> Holding: ...
    @property
    def quality(self) -> Quality: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def people(self) -> People: ...
    @property
    def changes(self) -> Changes: ...
    @property
    def sign_ins(self) -> SignIns: ...


def present_moment() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Desk:
    """One workbench's hold on the installation under `home`; `reviewer_default` is who acts in a trial where nobody said who they are."""

    storage: Stores
    home: Path
    reviewer_default: str | None
    templates: Jinja2Templates
    now: Callable[[], datetime] = present_moment
    attempts: Attempts = field(default_factory=Attempts)
    master_data: MasterData | None = None

    @property
    def learned(self) -> Path:
        """The folder of what was learned and is in use; it changes while the workbench runs."""
        return self.storage.learned.folder(self.home)

    @property
    def document_types(self) -> Mapping[str, DocumentType]:
        return document_types_in_use(self.learned)

    @property
    def looks_up(self) -> bool:
        """Whether there is a table to offer values from while somebody types."""
        return self.master_data is not None and bool(self.master_data.tables)

    def type_of(self, case: Case) -> DocumentType | None:
        return self.document_types.get(case.summary.doc_type or "")

    def page(self, request: Request, template: str, person: Person | None = None, status: int = 200, **values: object) -> Response:
        """One HTML page as this person gets it; every value is escaped by the template."""
        always = {"person": person, "ways": ways_of(person), "trial": not self.storage.sign_ins.required(), "lookup": self.looks_up}
        return self.templates.TemplateResponse(request, template, always | values, status_code=status)


def desk_of(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


TheDesk = Annotated[Desk, Depends(desk_of)]
