"""Brings what is remembered of layouts up to date with what people have approved, before the next documents are read."""

from collections import defaultdict
from dataclasses import replace

import msgspec

from flows.installation import Installation, now
from models.audit import Actor
from models.case import ConfirmedEntry
from models.learned import LearnedKind
from models.memory import Memory
from models.page import Reading
from pipeline.intake import reading_key
from pipeline.learned import load_learned
from pipeline.remember import remember

WORTH_NOTING = 50
"""So many approvals that taught nothing new are looked through again at most."""


def remember_approved(installation: Installation, actor: Actor) -> None:
    """Learns the layouts of all entries approved since the last time; from then on the installation's folder of the learned is another."""
    known = load_learned(installation.storage.learned.folder(installation.settings.home)).memory
    since = min((memory.up_to for memory in known.values() if memory.up_to), default=None)
    by_type: dict[str, list[ConfirmedEntry]] = defaultdict(list)
    for entry in installation.storage.cases.confirmed(since):
        by_type[entry.doc_type].append(entry)
    changed: dict[tuple[LearnedKind, str], bytes] = {}
    for doc_type, entries in by_type.items():
        before = known.get(doc_type, Memory())
        after = _taught(before, [entry for entry in entries if before.up_to is None or entry.approved_at > before.up_to], installation)
        if after.layouts != before.layouts or len(entries) > WORTH_NOTING:
            changed[LearnedKind.MEMORY, doc_type] = msgspec.json.encode(after)
    if changed:
        installation.storage.learned.put_all(changed, actor, now(), "layouts of approved entries")


def _taught(memory: Memory, entries: list[ConfirmedEntry], installation: Installation) -> Memory:
    objects = installation.storage.objects
    for entry in entries:
        document_type = installation.document_types.get(entry.doc_type)
        if document_type is not None:
            reading = msgspec.json.decode(objects.get(reading_key(entry.content_sha256)), type=Reading)
            memory = remember(memory, entry.case_id, reading, document_type, entry.values)
        memory = replace(memory, up_to=entry.approved_at)
    return memory
