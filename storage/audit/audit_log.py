"""The whole audit log: read in pages, so that verifying a long one neither fills the memory nor holds writers back."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from models.audit import AuditEvent, AuditHead
from models.errors import AuditBroken
from storage.audit import audit_chain
from storage.audit.replay import Difference, differences, facts_of
from storage.audit.replay_tables import facts_in_tables, facts_of_installation
from storage.audit.value_check import ValueCheck, check_values
from storage.case.case_states import state_of
from storage.sql.database import Connection, Database, Row

PAGE_EVENTS = 5_000
PAGE_CASES = 500
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

    def anchored(self) -> int:
        """The newest event that was anchored anywhere, 0 where none was."""
        with self._database.read() as connection:
            return int(connection.execute("SELECT coalesce(max(seq), 0) AS seq FROM audit_anchor").fetchone()["seq"])

    def verify(self, anchors: Iterable[AuditHead] = ()) -> AuditHead:
        """The head of the unbroken chain, to be kept elsewhere as the next anchor; raises AuditBroken."""
        return audit_chain.verify(self.events(), anchors)

    def replay(self, anchors: Iterable[AuditHead] = ()) -> tuple[AuditHead, list[Difference]]:
        """As `verify`, and where the tables say something else than the log alone does, case by case."""
        head = self.verify(anchors)
        found: list[Difference] = []
        with self._database.read() as connection:
            events = connection.execute(f"{EVENTS} WHERE case_id IS NULL ORDER BY seq").fetchall()
            found += differences(None, facts_of(events), facts_of_installation(connection))
        for first, last in self._pages_of_cases():
            with self._database.read() as connection:
                told = _by_case(connection, first, last)
                kept = facts_in_tables(connection, first, last)
            for case_id in sorted(told.keys() | kept.keys()):
                found += differences(case_id, facts_of(told.get(case_id, [])), kept.get(case_id, {}))
        return head, found

    def values(self) -> ValueCheck:
        """Whether the values in the tables are those the log tells of; the log itself is verified apart."""
        found = ValueCheck()
        for first, last in self._pages_of_cases():
            with self._database.read() as connection:
                check_values(connection, first, last, found)
        return found

    def _pages_of_cases(self) -> Iterator[tuple[int, int]]:
        """From and to, so that a page of cases is compared as of one moment, and no page holds writers back for long."""
        with self._database.read() as connection:
            newest = connection.execute(NEWEST_CASE).fetchone()["newest"]
        for first in range(1, newest + 1, PAGE_CASES):
            yield first, first + PAGE_CASES - 1


EVENTS = "SELECT case_id, kind, actor, action, details FROM audit_event"
NEWEST_CASE = """
    SELECT coalesce(max(newest), 0) AS newest FROM (
        SELECT max(case_id) AS newest FROM capture_case UNION ALL SELECT max(case_id) FROM audit_event) AS both_of_them
"""


def _by_case(connection: Connection, first: int, last: int) -> dict[int, list[Row]]:
    by_case: dict[int, list[Row]] = defaultdict(list)
    query = f"{EVENTS} WHERE case_id BETWEEN :first AND :last ORDER BY seq"
    for event in connection.execute(query, {"first": first, "last": last}).fetchall():
        by_case[event["case_id"]].append(event)
    return by_case


def check_agrees(found: Sequence[Difference]) -> None:
    """Raises AuditBroken naming what was changed behind the log's back."""
    if found:
        shown = "; ".join(map(str, found[:SHOWN_DIFFERENCES]))
        more = f"; and {len(found) - SHOWN_DIFFERENCES} more" if len(found) > SHOWN_DIFFERENCES else ""
        raise AuditBroken(f"The tables were changed behind the audit log: {shown}{more}. Compare with the last good backup.")


def _page(connection: Connection, after: int) -> list[Row]:
    key = {"after": after, "limit": PAGE_EVENTS}
    return connection.execute("SELECT * FROM audit_event WHERE seq > :after ORDER BY seq LIMIT :limit", key).fetchall()
