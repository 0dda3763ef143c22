"""Makes examples of the entries people stand by: what a person confirmed or corrected is learned from, and nothing else."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from learning.examples import Example, Lexicon
from learning.labels import Label
from models.case import ConfirmedEntry
from models.document_type import DocumentType, ValueKind
from models.learned import LearnedKind
from models.page import Reading
from pipeline.intake import reading_key
from pipeline.ports import LearnedStore
from storage.open import Storage

KEPT_AS_NUMBERS = frozenset({ValueKind.DATE, ValueKind.MONEY, ValueKind.PERCENT, ValueKind.INTEGER})


def examples_of(storage: Storage, entries: Sequence[ConfirmedEntry], document_type: DocumentType) -> list[Example]:
    """One example an entry, from the words that were read of it when it came in."""
    lexicon = Lexicon()
    return [_example(storage, entry, document_type, lexicon) for entry in entries]


def learned_until(store: LearnedStore, doc_type: str) -> datetime | None:
    """When the weights in use were first put in use: they know nothing approved later. None where those that ship are in use."""
    history = store.history(LearnedKind.WEIGHTS, doc_type)
    if not history or not history[-1].sha256:
        return None
    return min(item.at for item in history if item.sha256 == history[-1].sha256)


def _example(storage: Storage, entry: ConfirmedEntry, document_type: DocumentType, lexicon: Lexicon) -> Example:
    reading = msgspec.json.decode(storage.objects.get(reading_key(entry.content_sha256)), type=Reading)
    return Example.of(_label(storage, entry, document_type), reading, document_type, lexicon)


def _label(storage: Storage, entry: ConfirmedEntry, document_type: DocumentType) -> Label:
    """What nobody looked at is not learned from; it only tells whose document it is, so that one issuer's stay together."""
    kinds = {spec.name: spec.kind for spec in document_type.fields}
    fields = {name: value for name, value in entry.values.items() if name in kinds}
    normalised = {name: value for name, value in fields.items() if value and kinds[name] in KEPT_AS_NUMBERS}
    version = storage.cases.case(entry.case_id).version
    entered = {field.name: field.value for field in version.fields} if version else {}
    issuer = Label(entry.content_sha256, fields=entered).issuer
    return Label(issuer, "confirmed", document_type.name, fields, normalised)
