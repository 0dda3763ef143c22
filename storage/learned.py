"""What an installation learned: which bytes are in use, how to go back from them, and the folder the machine works from."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol

from models.audit import Actor, ActorKind, AuditEvent
from models.errors import StorageUnavailable, WrongState
from models.learned import LearnedItem, LearnedKind
from storage.audit import audit_chain
from storage.learned_folder import folder_of
from storage.sql.database import Connection, Database, Row
from storage.sql.texts import storable
from storage.sql.timestamps import from_text, to_text

NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")
"""A name becomes the name of a file."""
SHIPPED = ""


class Objects(Protocol):
    """Write-once bytes under keys."""

    def put(self, key: str, content: bytes) -> None: ...
    def get(self, key: str) -> bytes: ...


class SqlLearned:
    """The LearnedStore port over SQL and an object store."""

    def __init__(self, database: Database, objects: Objects) -> None:
        self._database = database
        self._objects = objects
        self._laid_out: tuple[list[LearnedItem], Path] | None = None

    def put(self, kind: LearnedKind, name: str, content: bytes, actor: Actor, at: datetime, report: str = "") -> LearnedItem:
        """Puts something in use; what is in use already stays as it was put."""
        return self.put_all({(kind, name): content}, actor, at, report)[0]

    def put_all(
        self, contents: Mapping[tuple[LearnedKind, str], bytes], actor: Actor, at: datetime, report: str = ""
    ) -> tuple[LearnedItem, ...]:
        """Puts in use together what only works together."""
        named = {key: hashlib.sha256(content).hexdigest() for key, content in contents.items()}
        for (key, content), sha256 in zip(contents.items(), named.values(), strict=True):
            _check_name(key[1])
            self._objects.put(object_key(sha256), content)
        with self._database.write("put_learned") as connection:
            return tuple(_put(connection, kind, name, sha256, actor, at, report) for (kind, name), sha256 in named.items())

    def back(self, kind: LearnedKind, name: str, actor: Actor, at: datetime) -> LearnedItem:
        """Puts in use again what was before, in the end what ships; raises WrongState where that is in use."""
        with self._database.write("go_back") as connection:
            present = _present(connection, kind, name)
            if present is None or present.sha256 == SHIPPED:
                raise WrongState(f"Nothing was learned for '{name}': what ships is in use, and there is nothing before it to go back to.")
            earlier = _numbered(connection, present.before)
            sha256, before = (earlier.sha256, earlier.before) if earlier else (SHIPPED, None)
            return _append(
                connection,
                LearnedItem(_next_n(connection), kind, name, sha256, at, actor, earlier.report if earlier else "", before),
                "went_back",
            )

    def in_use(self) -> list[LearnedItem]:
        """The newest of each kind and name, without those for which what ships is in use again."""
        with self._database.read() as connection:
            rows = connection.execute(
                """
                SELECT * FROM learned WHERE n IN (SELECT max(n) FROM learned GROUP BY kind, name) AND sha256 <> ''
                ORDER BY kind, name
                """
            ).fetchall()
        return _items(rows)

    def history(self, kind: LearnedKind, name: str) -> list[LearnedItem]:
        """All that was ever in use under a name, oldest first."""
        key = {"kind": str(kind), "name": name}
        with self._database.read() as connection:
            rows = connection.execute("SELECT * FROM learned WHERE kind = :kind AND name = :name ORDER BY n", key).fetchall()
        return _items(rows)

    def content(self, item: LearnedItem) -> bytes:
        """The bytes of an item; raises StorageUnavailable where they are not those that were put."""
        content = self._objects.get(object_key(item.sha256))
        if hashlib.sha256(content).hexdigest() != item.sha256:
            raise StorageUnavailable(
                f"Object '{object_key(item.sha256)}' is damaged: its bytes are not those put in use. Restore it from a backup, "
                f"or go back: foureyes rollback."
            )
        return content

    def folder(self, home: Path) -> Path:
        """What is in use as files that never change, below `home`; raises StorageUnavailable for damaged ones.

        A process that has looked through a folder does not do so again: every page of the workbench asks for it.
        """
        items = self.in_use()
        if self._laid_out is None or self._laid_out[0] != items or not self._laid_out[1].is_dir():
            self._laid_out = items, folder_of(items, self.content, home)
        return self._laid_out[1]


def object_key(sha256: str) -> str:
    """Where the object store keeps learned bytes."""
    return f"learned/{sha256}"


def _check_name(name: str) -> None:
    if not NAME.fullmatch(name):
        raise StorageUnavailable(f"'{name[:80]}' cannot be learned under that name. Use up to 100 letters, digits and _.- in it.")


def _put(connection: Connection, kind: LearnedKind, name: str, sha256: str, actor: Actor, at: datetime, report: str) -> LearnedItem:
    present = _present(connection, kind, name)
    if present and present.sha256 == sha256:
        return present
    before = present.n if present and present.sha256 != SHIPPED else None
    return _append(connection, LearnedItem(_next_n(connection), kind, name, sha256, at, actor, storable(report), before), "learned")


def _append(connection: Connection, item: LearnedItem, action: str) -> LearnedItem:
    connection.execute(
        """
        INSERT INTO learned (n, kind, name, sha256, before, put_at, actor_kind, actor, report)
        VALUES (:n, :kind, :name, :sha256, :before, :at, :actor_kind, :actor, :report)
        """,
        {
            "n": item.n,
            "kind": str(item.kind),
            "name": item.name,
            "sha256": item.sha256,
            "before": item.before,
            "at": to_text(item.at),
            "actor_kind": str(item.actor.kind),
            "actor": item.actor.name,
            "report": item.report,
        },
    )
    details: dict[str, str | int] = {"n": item.n, "kind": str(item.kind), "name": item.name, "sha256": item.sha256}
    audit_chain.append(connection, AuditEvent(item.actor, action, item.at, None, details))
    return item


def _present(connection: Connection, kind: LearnedKind, name: str) -> LearnedItem | None:
    key = {"kind": str(kind), "name": name}
    row = connection.execute("SELECT max(n) AS n FROM learned WHERE kind = :kind AND name = :name", key).fetchone()
    return _numbered(connection, row["n"])


def _numbered(connection: Connection, n: int | None) -> LearnedItem | None:
    items = _items(connection.execute("SELECT * FROM learned WHERE n = :n", {"n": n}).fetchall())
    return items[0] if items else None


def _next_n(connection: Connection) -> int:
    return int(connection.execute("SELECT coalesce(max(n), 0) + 1 AS n FROM learned").fetchone()["n"])


def _items(rows: Iterable[Row]) -> list[LearnedItem]:
    return [
        LearnedItem(
            n=row["n"],
            kind=LearnedKind(row["kind"]),
            name=row["name"],
            sha256=row["sha256"],
            at=from_text(row["put_at"]),
            actor=Actor(ActorKind(row["actor_kind"]), row["actor"]),
            report=row["report"],
            before=row["before"],
        )
        for row in rows
    ]
