"""What the audit log alone says of a case, fact by fact, and where the tables say something else.

An event moves its case to `to`; it makes version `n` by `author`, and approves it, by its actor where nobody else is named.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from models.case import CaseState
from storage.sql.database import Row

Facts = dict[tuple[str, str], str]
"""By what they are about and its name: ("version", "2") is "person:anna"."""
MAKES_A_VERSION = frozenset({"entered", "corrected", "type_decided"})
"""Actions whose actor is the author of version `n`; others name an `author`."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What the log and the tables say about one thing, where they differ; `case_id` is None where it is the whole installation's."""

    case_id: int | None
    what: str
    in_log: str
    in_tables: str

    def __str__(self) -> str:
        whose = f"case {self.case_id}: " if self.case_id is not None else ""
        return f"{whose}{self.what} {self.in_log or 'none'} by the log, {self.in_tables or 'none'} in the tables"


def facts_of(events: Iterable[Row]) -> Facts:
    """What the events of one case come to, or those of no case: what the installation is."""
    facts: Facts = {}
    for event in events:
        details = json.loads(event["details"])
        facts.update(_custody(event, details))
        facts.update(_entry(event, details))
        facts.update(_keying(event, details))
        facts.update(_quality(event, details))
        facts.update(_decisions(event, details))
    return facts


def differences(case_id: int | None, log: Facts, tables: Facts) -> list[Difference]:
    """Each fact that the two do not share."""
    return [
        Difference(case_id, " ".join(fact).strip(), log.get(fact, ""), tables.get(fact, ""))
        for fact in sorted(log.keys() | tables.keys())
        if log.get(fact) != tables.get(fact)
    ]


Told = Iterator[tuple[tuple[str, str], str]]
Details = Mapping[str, Any]


def _custody(event: Row, details: Details) -> Told:
    if "to" in details:
        yield ("state", ""), details["to"]
    if event["action"] == "batch_opened":
        yield ("batch", str(details["batch"])), _actor(event)
    if "receipt" in details:
        yield ("receipt", str(details["receipt"])), details["sha256"]
    if event["action"] == "rescanned" or (event["action"] == "received" and details.get("to") == CaseState.CAPTURED):
        yield ("scan", str(details.get("k", 1))), details["sha256"]


def _entry(event: Row, details: Details) -> Told:
    n = str(details.get("n"))
    if event["action"] in MAKES_A_VERSION or "author" in details:
        author = details.get("author", _actor(event))
        yield ("version", n), author
        yield ("hand", author.partition(":")[2]), "author"
    if details.get("to") == CaseState.APPROVED:
        yield ("approval", n), _actor(event) if event["kind"] == "person" else f"policy:{details.get('policy')}"
    if event["kind"] == "person" and (details.get("to") == CaseState.APPROVED or event["action"] == "approved"):
        yield ("hand", event["actor"]), "approver"
    if event["action"] == "released":
        yield ("delivery", f"{details['consumer']} {n}"), str(details["run"])


def _keying(event: Row, details: Details) -> Told:
    # What was keyed or ruled on is the version before the one that came of it.
    n = details.get("n", 0) - ("author" in details)
    if event["action"] in {"keyed", "keyed_alike"}:
        yield ("keying", f"{n} {details['slot']}"), event["actor"]
        if event["action"] == "keyed":
            yield ("hand", event["actor"]), "author"
    if event["action"] == "adjudicated":
        yield ("adjudication", str(n)), event["actor"]


def _quality(event: Row, details: Details) -> Told:
    if event["action"] == "audited" or "errors" in details:
        wrong = len(details["errors"].split(",")) if "errors" in details else 0
        yield ("qa_result", str(details["n"])), f"{wrong} wrong by {event['actor']}"
        yield ("hand", event["actor"]), "qa"
    if event["action"] == "planted":
        yield ("seed", str(details["copy"])), f"{details['of']} {details['field']}"
    if "caught" in details:
        yield ("seed_result", ""), f"{details['caught']} by {event['actor']}"


def _decisions(event: Row, details: Details) -> Told:
    if event["action"] == "founded":
        yield ("founding", ""), f"{details['one']} and {details['other']}"
    if event["action"] == "proposed":
        about = (str(details.get(name, "")) for name in ("policy", "person", "role"))
        yield ("proposal", str(details["proposal"])), " ".join((details["kind"], *about, "by", event["actor"]))
    if event["action"] in {"put_in_force", "refused"}:
        yield ("verdict", str(details["proposal"])), f"{event['action']} by {event['actor']}"
    if event["action"] == "erased":
        yield ("erasure", ""), str(details["proposal"])
    if event["action"] in {"learned", "went_back"}:
        yield ("learned", str(details["n"])), f"{details['kind']} {details['name']} {details['sha256']}"


def _actor(event: Row) -> str:
    return f"{event['kind']}:{event['actor']}"
