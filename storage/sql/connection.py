"""What a transaction hands out: SQL the same for every database, and rows by the names of their columns."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

NOTHING: Mapping[str, object] = {}


class Row(Protocol):
    """A row by the names of its columns; `dict(row)` makes it a dictionary."""

    def __getitem__(self, name: str, /) -> Any: ...  # noqa: ANN401 - what a column holds
    def keys(self) -> Iterable[str]: ...


class Rows(Protocol):
    """What a statement answers: rows, or how many it changed."""

    @property
    def rowcount(self) -> int: ...
    def fetchone(self) -> Any: ...  # noqa: ANN401 - a Row or None; aggregates always have one
    def fetchall(self) -> list[Any]: ...
    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """Standard SQL with `:name` for values, the same for every database."""

    def execute(self, sql: str, values: Mapping[str, object] = ..., /) -> Rows: ...
    def executemany(self, sql: str, many: Iterable[Mapping[str, object]], /) -> Rows: ...
