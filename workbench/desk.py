"""What every page works with: the stores, the document types and the templates, given once at the start."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Protocol

from fastapi import Depends, Request, Response
from fastapi.templating import Jinja2Templates

from models.document_type import DocumentType
from pipeline.ports import CaseStore, Ledger, ObjectStore


class Stores(Protocol):
    """The part of storage that pages need."""

    @property
    def ledger(self) -> Ledger: ...
    @property
    def cases(self) -> CaseStore: ...
    @property
    def objects(self) -> ObjectStore: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """One workbench's hold on an installation; `reviewer_default` is who acts where nobody said who they are."""

    storage: Stores
    document_types: Mapping[str, DocumentType]
    reviewer_default: str | None
    templates: Jinja2Templates

    def page(self, request: Request, template: str, status: int = 200, **values: object) -> Response:
        """One HTML page; every value is escaped by the template."""
        return self.templates.TemplateResponse(request, template, values, status_code=status)


def desk_of(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


TheDesk = Annotated[Desk, Depends(desk_of)]
