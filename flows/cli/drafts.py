"""Keeps what a person typed at the command line, as the workbench keeps it: nothing is lost, and what is begun here is finished there."""

from collections.abc import Mapping

import msgspec

from flows.installation import now
from models.audit import Actor
from models.case import Outcome
from pipeline.check import Stand
from storage.open import Storage

VALUE, OUTCOME, VERSION = "value.", "outcome.", "version"


def keep_typed(storage: Storage, case_id: int, person: Actor, n: int, said: Mapping[str, Stand]) -> None:
    """As the form of a case names it: 'value.x' or 'outcome.x' for a field x, and the version it was typed over."""
    pairs = [(VERSION, str(n))]
    for name, one in said.items():
        pairs.append((f"{OUTCOME}{name}", str(one)) if isinstance(one, Outcome) else (f"{VALUE}{name}", one or ""))
    storage.work.save_draft(case_id, person, n, msgspec.json.encode(pairs).decode(), now())


def typed_before(storage: Storage, case_id: int, person: Actor) -> dict[str, str]:
    """The texts this person typed and did not send, by field."""
    draft = storage.work.draft(case_id, person)
    pairs = msgspec.json.decode(draft.body, type=list[tuple[str, str]]) if draft else []
    return {key.removeprefix(VALUE): text for key, text in pairs if key.startswith(VALUE) and text}
