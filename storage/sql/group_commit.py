"""Threads of one process that write at the same time share one commit: a commit waits for the disk, and they need not wait in turn.

Each runs alone, in the order they came, in a savepoint of its own; who is last in line commits for all, and nobody is told that
something is saved before that.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from models.errors import StorageUnavailable
from storage.sql.connection import Connection

# Whoever is first in a group waits for the last: so many, and so long, that others and other processes get their turn soon.
MOST_MEMBERS = 50
LONGEST_SECONDS = 0.03


@dataclass(slots=True)
class Group:
    """A transaction that several share."""

    connection: Connection
    commit: Callable[[], None]
    rollback: Callable[[], None]
    members: int = 0
    begun: float = field(default_factory=time.monotonic)
    done: threading.Event = field(default_factory=threading.Event)
    fault: BaseException | None = None

    @property
    def takes_more(self) -> bool:
        return self.fault is None and self.members < MOST_MEMBERS and time.monotonic() - self.begun < LONGEST_SECONDS

    @contextmanager
    def membership(self) -> Iterator[Connection]:
        """What fails undoes this member's part, and nobody else's."""
        self.members += 1
        self.connection.execute("SAVEPOINT member")
        try:
            yield self.connection
        except BaseException:
            self._undo_member()
            raise

    def end(self) -> None:
        try:
            if self.fault is None:
                self.commit()
        except BaseException as fault:  # noqa: BLE001 - told to every member
            self.fault = fault
        if self.fault is not None:
            self.rollback()
        self.done.set()

    def _undo_member(self) -> None:
        try:
            self.connection.execute("ROLLBACK TO SAVEPOINT member")
        except Exception as fault:  # noqa: BLE001 - the transaction is gone, by a full disk or a lost server, and with it every part
            self.fault = fault


class GroupCommit:
    """The writing threads of this process. `begin` opens a transaction that no other process writes beside."""

    def __init__(self, begin: Callable[[], Group], place: str) -> None:
        self._begin = begin
        self._place = place
        self._line = Line()
        self._group: Group | None = None

    @contextmanager
    def member(self) -> Iterator[Connection]:
        """Committed when it ends without an exception; raises StorageUnavailable where the commit failed."""
        self._wait_for_turn()
        try:
            group = self._group = self._group or self._begin()
        except BaseException:
            self._line.leave()
            raise
        try:
            with group.membership() as connection:
                yield connection
        finally:
            self._leave(group)
        group.done.wait()
        if group.fault is not None:
            raise StorageUnavailable(
                f"The database {self._place} could not commit ({group.fault}); look whether it was saved, then try again."
            ) from group.fault

    @contextmanager
    def pause(self) -> Iterator[bool]:
        """Whether nobody writes; then nobody does in the block."""
        alone = self._line.come_if_free()
        try:
            yield alone
        finally:
            if alone:
                self._line.leave()

    def _wait_for_turn(self) -> None:
        try:
            self._line.come()
        except TurnInVain:
            if self._group is not None:
                self._leave(self._group)
            else:
                self._line.leave()
            raise

    def _leave(self, group: Group) -> None:
        if group.takes_more and self._line.hand_on():
            return
        self._group = None
        group.end()
        self._line.leave()


class TurnInVain(KeyboardInterrupt):
    """Interrupted when the turn had come already."""


class Line:
    """Threads in the order they came; the turn goes from one to the next."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False

    def come(self) -> None:
        if self.come_if_free():
            return
        turn = threading.Event()
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            self._waiting.append(turn)
        try:
            turn.wait()
        except KeyboardInterrupt as interrupt:
            with self._guard:
                if turn not in self._waiting:
                    raise TurnInVain from interrupt
                self._waiting.remove(turn)
            raise

    def come_if_free(self) -> bool:
        with self._guard:
            free = not self._taken
            self._taken = True
            return free

    def hand_on(self) -> bool:
        """False where nobody waits: the turn stays where it is."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
                return True
            return False

    def leave(self) -> None:
        with self._guard, suppress(IndexError):
            self._taken = False
            self._waiting.popleft().set()
            self._taken = True
