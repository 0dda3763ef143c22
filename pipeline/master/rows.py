"""Reads the rows of a declared table from a CSV file or a database, and refuses one that is not as declared, naming the line."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from stdnum.iso7064 import mod_97_10

from extractors.values.notation import UNKNOWN_NOTATION
from extractors.values.registry import VALUE_READERS
from models.document_type import ValueKind
from models.errors import BadMasterData, MasterDataUnavailable
from models.master_data import MasterColumn, MasterRecord, MasterTable
from pipeline.master.match import SEVERAL
from pipeline.spelling import compact

_ACCOUNT = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
DELIMITERS = ",;\t|"
Rows = Iterator[tuple[str, Mapping[str, str]]]
"""Each row by its headers, with words for where it stands."""

# Kinds that are compared by value or paid to: what cannot be understood there must not be compared at all.
UNDERSTOOD = frozenset({ValueKind.IBAN, ValueKind.MONEY, ValueKind.DATE, ValueKind.CURRENCY, ValueKind.PERCENT, ValueKind.INTEGER})


def records_from_csv(table: MasterTable, path: Path) -> tuple[MasterRecord, ...]:
    """Raises MasterDataUnavailable where the file cannot be read, BadMasterData where it is not as declared."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.DictReader(file, delimiter=_delimiter(path))
            lines.fieldnames = header = [name.strip() for name in lines.fieldnames or ()]
            _check_header(table, f"{path}, line 1", header)
            return _records(table, _csv_rows(lines, path))
    except OSError as error:
        raise MasterDataUnavailable(f"{path} cannot be read ({error.strerror}). Put the table of {table.name} there.") from error
    except UnicodeDecodeError as error:
        raise BadMasterData(f"{path} is not UTF-8. Save it as UTF-8 and try again.") from error
    except csv.Error as error:
        raise BadMasterData(f"{path}: {error}. Correct the file and try again.") from error


def records_from_rows(table: MasterTable, rows: Sequence[Mapping[str, str]]) -> tuple[MasterRecord, ...]:
    """What a query answered; raises BadMasterData naming the row, counted from 1."""
    for row in rows[:1]:
        _check_header(table, f"The query of {table.name}", list(row))
    return _records(table, ((f"{table.name}, row {number} of the query", row) for number, row in enumerate(rows, start=1)))


def _delimiter(path: Path) -> str:
    with path.open(encoding="utf-8-sig") as file:
        header = file.readline()
    return max(DELIMITERS, key=header.count)


def _check_header(table: MasterTable, place: str, header: Sequence[str]) -> None:
    for name, column in table.present.items():
        wanted = column.header or name
        if header.count(wanted) != 1:
            raise BadMasterData(f"{place}: there is not one column '{wanted}' but {header.count(wanted)}. Correct it or the declaration.")


def _csv_rows(lines: "csv.DictReader[str]", path: Path) -> Rows:
    for row in lines:
        place = f"{path}, line {lines.line_num}"
        if None in row or None in row.values():
            raise BadMasterData(f"{place} has more or fewer cells than the header. Correct the line and try again.")
        if any(row.values()):
            yield place, row


def _records(table: MasterTable, rows: Rows) -> tuple[MasterRecord, ...]:
    places: dict[str, str] = {}
    records = []
    for place, row in rows:
        record = _record(table, place, row)
        if record.key in places:
            raise BadMasterData(f"{place}: {table.key} '{record.key}' stands at {places[record.key]} already. Keep one of the two.")
        places[record.key] = place
        records.append(record)
    return tuple(records)


def _record(table: MasterTable, place: str, row: Mapping[str, str]) -> MasterRecord:
    values = {name: _value(name, column, place, row) for name, column in table.present.items()}
    if not values[table.key]:
        raise BadMasterData(f"{place}: {table.key} is empty. Every row needs its own.")
    return MasterRecord(values[table.key], values)


def _value(name: str, column: MasterColumn, place: str, row: Mapping[str, str]) -> str:
    text = row[column.header or name].strip()
    if column.kind is ValueKind.VAT_ID:
        return compact(text)
    if not text or column.kind not in UNDERSTOOD:
        return " ".join(text.split())
    reader = VALUE_READERS[column.kind]
    understood = _accounts(text) if column.kind is ValueKind.IBAN else reader.parse(text, UNKNOWN_NOTATION)
    if understood is None:
        raise BadMasterData(f"{place}: {name} is '{text}'; expected {reader.expected}. Correct it and try again.")
    return understood


def _accounts(text: str) -> str | None:
    """Each of the accounts in its compact form, None where one has check digits that do not agree.

    By the check digits alone: with each country's own form 50,000 rows take 4 s longer, while every document waits.
    """
    accounts = [compact(part) for part in text.split(SEVERAL)]
    return SEVERAL.join(accounts) if all(_ACCOUNT.fullmatch(one) and mod_97_10.is_valid(one[4:] + one[:4]) for one in accounts) else None
