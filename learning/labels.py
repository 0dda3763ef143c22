"""Reads what is known to stand on documents: one JSON line each in a folder's labels.jsonl."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from models.errors import BadSetting

ISSUER_FIELDS = ("company", "seller_name", "supplier_name", "bank_name", "plan_name")


@dataclass(frozen=True, slots=True)
class Label:
    """One labelled document. A field of None is blank on the page; a field left out was not labelled.

    `handwriting` says whether it is filled in by hand ('full', 'partial'), None where nobody noted it.
    """

    file: str
    set: str = ""
    doc_type: str | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    fields_norm: dict[str, Any] = field(default_factory=dict)
    handwriting: str | None = None

    def scalars(self) -> Iterator[tuple[str, str | None, str | None]]:
        """Name, label and normalised label of every field that holds one value."""
        for name, value in self.fields.items():
            if not isinstance(value, list | dict):
                norm = self.fields_norm.get(name)
                yield name, None if value is None else str(value), None if norm is None else str(norm)

    @property
    def issuer(self) -> str:
        """Who made the document, folded; the file where nobody is named."""
        name = next((str(self.fields[key]) for key in ISSUER_FIELDS if self.fields.get(key)), self.file)
        return "".join(filter(str.isalnum, name.casefold()))

    @property
    def half(self) -> int:
        """0 or 1, the same for all documents of an issuer: what is fitted on one half is measured on the other."""
        return hashlib.sha256(self.issuer.encode()).digest()[-1] % 2


def read_labels(folder: Path) -> list[Label]:
    """The labels of a folder; raises BadSetting where there are none."""
    path = folder / "labels.jsonl"
    try:
        return [msgspec.convert(msgspec.json.decode(line), Label) for line in path.read_bytes().splitlines() if line.strip()]
    except (OSError, msgspec.DecodeError, msgspec.ValidationError) as error:
        raise BadSetting(f"{path} cannot be read: {error}. Name a folder of labelled documents.") from error
