"""Who the people are: the two who founded the installation, the roles in force, and on which document types each works."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from models.audit import Actor, AuditEvent
from models.errors import NotAllowed, WrongState
from models.role import Person, Role
from storage.audit import audit_chain
from storage.sql.database import Connection, Database
from storage.sql.timestamps import to_text


class SqlPeople:
    """The People port over SQL. Until two people found the installation it is in trial; once founded it stays so."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def found(self, one: str, other: str, by: Actor, at: datetime) -> None:
        """Makes these two the first administrators; from now on roles bind, and what was put in force in trial ends."""
        if one == other:
            raise NotAllowed("Two people found an installation. Name two.")
        with self._database.write("found") as connection:
            if _is_founded(connection):
                raise WrongState("The installation is founded already. Its administrators give roles: foureyes people.")
            connection.execute(
                "INSERT INTO founding (founding_id, one, other, at) VALUES (1, :one, :other, :at)",
                {"one": one, "other": other, "at": to_text(at)},
            )
            audit_chain.append(connection, AuditEvent(by, "founded", at, None, {"one": one, "other": other}))

    def is_founded(self) -> bool:
        with self._database.read() as connection:
            return _is_founded(connection)

    def person(self, name: str) -> Person:
        """Somebody by name, with the roles in force: in trial everybody has every role, later a stranger has none."""
        with self._database.read() as connection:
            return person_of(connection, name)

    def people(self) -> list[Person]:
        """Everybody with a role, by name."""
        roles: dict[str, set[Role]] = defaultdict(set)
        skills: dict[str, set[str]] = defaultdict(set)
        with self._database.read() as connection:
            for row in connection.execute("SELECT person, role FROM role_in_force"):
                roles[row["person"]].add(Role(row["role"]))
            for row in connection.execute("SELECT person, doc_type FROM skill"):
                skills[row["person"]].add(row["doc_type"])
        return [Person(name, frozenset(roles[name]), frozenset(skills[name])) for name in sorted(roles)]

    def set_skills(self, person: str, doc_types: Collection[str], by: Actor, at: datetime) -> None:
        """The document types somebody works on; none means all."""
        chosen = sorted(set(doc_types))
        with self._database.write("set_skills") as connection:
            connection.execute("DELETE FROM skill WHERE person = :person", {"person": person})
            connection.executemany(
                "INSERT INTO skill (person, doc_type) VALUES (:person, :doc_type)",
                [{"person": person, "doc_type": doc_type} for doc_type in chosen],
            )
            details: dict[str, str | int] = {"person": person, "types": ",".join(chosen)}
            audit_chain.append(connection, AuditEvent(by, "skills_set", at, None, details))


def person_of(connection: Connection, name: str) -> Person:
    """As SqlPeople.person, within a transaction."""
    rows = connection.execute("SELECT doc_type FROM skill WHERE person = :person", {"person": name}).fetchall()
    skills = frozenset(row["doc_type"] for row in rows)
    if not _is_founded(connection):
        return Person(name, frozenset(Role), skills, in_trial=True)
    roles = connection.execute("SELECT role FROM role_in_force WHERE person = :person", {"person": name}).fetchall()
    return Person(name, frozenset(Role(row["role"]) for row in roles), skills)


def _is_founded(connection: Connection) -> bool:
    return connection.execute("SELECT 1 FROM founding").fetchone() is not None
