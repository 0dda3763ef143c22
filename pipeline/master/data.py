"""Decides which tables of master data there are, and keeps each at hand until its source changes."""

import os
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import msgspec
import yaml

from models.document_type import DocumentType
from models.errors import BadMasterData, MasterDataUnavailable
from models.master_data import MasterTable
from pipeline.document_types import refuse_unknown_keys
from pipeline.master.match import FOUND_BY_NAME, IDENTIFYING, IndexedTable
from pipeline.master.rows import records_from_csv, records_from_rows
from pipeline.ports import TableReader

Stamp = tuple[float, ...]


class MasterData:
    """The declared tables; each is read when first asked for, and again when its file has changed or its rows have grown old."""

    def __init__(self, tables: Mapping[str, MasterTable], folder: Path, ask: TableReader) -> None:
        self.tables = tables
        self._folder = folder
        self._ask = ask
        self._held: dict[str, tuple[Stamp, IndexedTable]] = {}
        self._turn = threading.Lock()

    def table(self, name: str) -> IndexedTable:
        """As its source has it now; raises MasterDataUnavailable or BadMasterData, never answering with what it was before."""
        declared = self.tables.get(name)
        if declared is None:
            raise BadMasterData(f"No table '{name}' is declared; there are: {', '.join(sorted(self.tables)) or 'none'}.")
        with self._turn:
            stamp = self._stamp(declared)
            held = self._held.get(name)
            if held is None or held[0] != stamp:
                held = self._held[name] = (stamp, self._load(declared))
            return held[1]

    def suggest(self, table: str, column: str, typed: str, limit: int = 8) -> tuple[str, ...]:
        """Values of a column for what somebody has typed so far, the likeliest first."""
        indexed = self.table(table)
        if column not in indexed.table.present:
            raise BadMasterData(f"Table '{table}' has no column '{column}'; it has: {', '.join(indexed.table.present)}.")
        return tuple(dict.fromkeys(record.values[column] for record in indexed.suggest(column, typed, limit)))

    def suggest_for(self, document_type: DocumentType, field: str, typed: str, limit: int = 8) -> tuple[str, ...]:
        """The same for a field of a document, from the first table it is compared with; nothing where there is none."""
        for name, columns in document_type.master.items():
            table = self.tables.get(name)
            if table is not None and columns.get(field) in table.present:
                return self.suggest(name, columns[field], typed, limit)
        return ()

    def _load(self, table: MasterTable) -> IndexedTable:
        if table.query is None:
            return IndexedTable(table, records_from_csv(table, self._folder / table.source))
        return IndexedTable(table, records_from_rows(table, self._ask(self._url(table.source), table.query)))

    def _stamp(self, table: MasterTable) -> Stamp:
        if table.query is not None:
            return (time.monotonic() // table.refresh_seconds,)
        try:
            status = (self._folder / table.source).stat()
        except OSError as error:
            raise MasterDataUnavailable(f"{self._folder / table.source} cannot be read ({error.strerror}). Put it there.") from error
        return status.st_mtime_ns, status.st_size

    def _url(self, source: str) -> str:
        """With passwords from the environment; a relative path of a SQLite file counts from the declaration."""
        url = os.path.expandvars(source)
        if "$" in url:
            raise BadMasterData(f"The source '{source}' names a variable that is not set. Set it and try again.")
        scheme, _, path = url.partition(":///")
        return f"{scheme}:///{self._folder / path}" if scheme == "sqlite" else url


def load_master_data(path: Path, ask: TableReader, document_types: Mapping[str, DocumentType]) -> MasterData:
    """The tables declared in one YAML file, none where it does not exist; raises BadMasterData for one that would compare nothing."""
    if not path.exists():
        return MasterData({}, path.parent, ask)
    try:
        declared = yaml.safe_load(path.read_text("utf-8")) or {}
        tables = {name: _table(name, body) for name, body in msgspec.convert(declared, dict[str, dict[str, object]]).items()}
    except (yaml.YAMLError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise BadMasterData(f"{path}: {error}. Correct the file and try again.") from error
    for table in tables.values():
        _refuse_unfit(table, path, document_types)
    return MasterData(tables, path.parent, ask)


def _table(name: str, body: Mapping[str, object]) -> MasterTable:
    table = msgspec.convert({**body, "name": name}, MasterTable, strict=False)
    refuse_unknown_keys(body, msgspec.to_builtins(table), f"table '{name}'")
    return table


def _refuse_unfit(table: MasterTable, path: Path, document_types: Mapping[str, DocumentType]) -> None:
    """A misspelt name would switch a comparison off without a word."""
    if table.key not in table.present:
        raise BadMasterData(f"{path}: the key of '{table.name}' is '{table.key}', which is none of its columns. Declare it.")
    users = [one for one in document_types.values() if table.name in one.master]
    if not users:
        raise BadMasterData(f"{path}: no document type has '{table.name}' in its master section. Correct the name, or take the table out.")
    for user in users:
        _refuse_unfit_for(user, table, path)


def _refuse_unfit_for(user: DocumentType, table: MasterTable, path: Path) -> None:
    compared = user.master[table.name]
    for field, column in compared.items():
        if column not in table.columns:
            raise BadMasterData(
                f"{path}: '{table.name}' declares no column '{column}', with which {user.name} compares {field}. "
                f"Declare it; where the table has no such thing, write '{column}:' with nothing behind it."
            )
    columns = [table.present[name] for name in compared.values() if name in table.present]
    by_number = any(column.kind in IDENTIFYING for column in columns)
    by_name = table.holds in FOUND_BY_NAME and any(column.fuzzy for column in columns)
    if not by_number and not by_name:
        raise BadMasterData(f"{path}: {user.name} has nothing to find a row of '{table.name}' by. Declare a number, or a fuzzy name.")
