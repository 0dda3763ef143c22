"""The whole audit log: read in pages, so that verifying a long one neither fills the memory nor holds writers back."""

from collections.abc import Iterable, Iterator

from models.audit import AuditEvent, AuditHead
from models.errors import AuditBroken
from storage import audit_chain, replay
from storage.case_states import state_of
from storage.database import Connection, Database, Row
from storage.value_check import ValueCheck, check_values

PAGE_EVENTS = 5_000
PAGE_CASES = 500
EVERYTHING = 2**31 - 1
SHOWN_DIFFERENCES = 10
BEFORE_ALL = -(2**31)
"""Below every number an event could be given, one forged included."""


class SqlAuditLog:
    """The audit log over SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def events(self, after: int = BEFORE_ALL) -> Iterator[Row]:
        """Every event in order; what is appended meanwhile comes too."""
        while True:
            with self._database.read() as connection:
                page = _page(connection, after)
            if not page:
                return
            yield from page
            after = page[-1]["seq"]

    def trail(self, case_id: int) -> list[AuditEvent]:
        """All that happened to one case, oldest first; raises NoSuchCase."""
        with self._database.read() as connection:
            state_of(connection, case_id)
            return audit_chain.events_of(connection, case_id)

    def head(self) -> AuditHead:
        with self._database.read() as connection:
            return audit_chain.newest(connection)

    def verify(self, anchors: Iterable[AuditHead] = ()) -> AuditHead:
        """The head of the unbroken chain, to be kept elsewhere as the next anchor; raises AuditBroken."""
        return audit_chain.verify(self.events(), anchors)

    def replay(self, anchors: Iterable[AuditHead] = ()) -> tuple[AuditHead, list[replay.Difference]]:
        """As `verify`, and where the tables say something else than the log does."""
        told = replay.Replay()
        head = told.follow(audit_chain.checked(self.events(), anchors), audit_chain.BEGINNING)
        with self._database.read() as connection:
            # What was appended since, and the tables, as of one moment.
            head = told.follow(audit_chain.checked(_page(connection, head.seq, EVERYTHING), after=head), head)
            return head, replay.differences(told.cases, replay.from_tables(connection))

    def values(self) -> ValueCheck:
        """Whether the values in the tables are those the log tells of; the log itself is verified apart."""
        found = ValueCheck()
        first = 1
        with self._database.read() as connection:
            last = connection.execute("SELECT coalesce(max(case_id), 0) AS last FROM capture_case").fetchone()["last"]
        while first <= last:
            with self._database.read() as connection:
                check_values(connection, first, first + PAGE_CASES - 1, found)
            first += PAGE_CASES
        return found


def check_agrees(differences: list[replay.Difference]) -> None:
    """Raises AuditBroken naming what was changed behind the log's back."""
    if differences:
        shown = "; ".join(map(str, differences[:SHOWN_DIFFERENCES]))
        more = f"; and {len(differences) - SHOWN_DIFFERENCES} more" if len(differences) > SHOWN_DIFFERENCES else ""
        raise AuditBroken(f"The tables were changed behind the audit log: {shown}{more}. Compare with the last good backup.")


def _page(connection: Connection, after: int, limit: int = PAGE_EVENTS) -> list[Row]:
    key = {"after": after, "limit": limit}
    return connection.execute("SELECT * FROM audit_event WHERE seq > :after ORDER BY seq LIMIT :limit", key).fetchall()
