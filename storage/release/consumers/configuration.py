"""Reads consumers.yaml: which consumers there are. Without that file, entries leave as files under the installation's folder."""

from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated

import msgspec
import yaml

from models.document_type import DocumentType
from models.errors import BadSetting
from models.release import Consumer
from storage.release.consumers.command import Command
from storage.release.consumers.declared import Declared, Surroundings
from storage.release.consumers.files import Files
from storage.release.consumers.sql_table import SqlTable
from storage.release.consumers.webhook import Webhook

Kind = Files | Webhook | SqlTable | Command
"""The registry: a kind is chosen by its tag."""
DEFAULT: tuple[Kind, ...] = (Files(name="files"),)
Declarations = Annotated[tuple[Kind, ...], msgspec.Meta(min_length=1)]


def consumers_from(path: Path, home: Path, environment: Mapping[str, str], types: Mapping[str, DocumentType]) -> tuple[Consumer, ...]:
    """The consumers of one installation, ready to take entries; raises BadSetting naming the place in the file."""
    declared = declared_in(path)
    for one in declared:
        _refuse_unknown(path, one, "document type", one.doc_types, types)
        wanted = [types[name] for name in one.doc_types or types]
        _refuse_unknown(path, one, "field", one.fields, {spec.name for type_ in wanted for spec in type_.fields})
    surroundings = Surroundings(home, environment)
    return tuple(one.consumer(surroundings) for one in declared)


def declared_in(path: Path) -> tuple[Kind, ...]:
    """What the file declares, every key of it known and every name used once."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return DEFAULT
    except OSError as error:
        raise BadSetting(f"{path}: {error.strerror}. Let Foureyes read it.") from error
    try:
        declared = msgspec.convert(yaml.safe_load(content), Declarations)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise BadSetting(f"{path.name}: {error}. Correct the file.") from error
    _refuse_twice(path, "name", [one.name for one in declared])
    _refuse_twice(path, "folder", [one.folder for one in declared if isinstance(one, Files)])
    return declared


def _refuse_unknown(path: Path, declared: Declared, what: str, named: Collection[str], known: Collection[str]) -> None:
    """A typing error must not keep an entry, or a value of it, from its consumer."""
    if unknown := set(named) - set(known):
        there = ", ".join(sorted(known))
        raise BadSetting(f"{path.name}: {declared.name}: there is no {what} '{min(unknown)}'. There are: {there}.")


def _refuse_twice(path: Path, what: str, values: list[str]) -> None:
    for value, count in Counter(values).items():
        if count > 1:
            raise BadSetting(f"{path.name}: {count} consumers have the {what} '{value}'. Give each one of its own.")
