"""How a grammar file is written and how one line of it expands."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TypeVar

import msgspec
import yaml

from learning.training_text.values import VALUES
from models.errors import BadSetting

FOLDER = Path(__file__).resolve().parent
SHARED = "shared.yaml"
NAME = re.compile(r"\{(\w+)\}")
Parsed = TypeVar("Parsed")
INNERMOST = re.compile(r"\[([^\[\]]*)\]")


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that stand together: all of them, `pick` (from, to) of them, or `repeat` (from, to) draws with replacement."""

    lines: tuple[str, ...]
    keep: float = 1.0
    pick: tuple[int, int] | None = None
    repeat: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of document: its blocks in order; `shuffle` is the chance that two blocks change places, `aspect` height over width."""

    name: str
    blocks: tuple[Block | str, ...]
    weight: float = 1.0
    aspect: tuple[float, float] = (1.2, 1.45)
    shuffle: float = 0.1
    small: bool = False


@dataclass(frozen=True, slots=True)
class Grammar:
    """One file: the type of all its documents (None: none of ours), its own symbols, its layouts."""

    type: str | None
    documents: tuple[Layout, ...]
    symbols: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shared:
    symbols: Mapping[str, tuple[str, ...]]


def load_grammars(folder: Path = FOLDER) -> tuple[Grammar, ...]:
    """All grammars of a folder, each with the shared symbols; raises BadSetting naming the file."""
    shared = _load(folder / SHARED, Shared).symbols
    files = sorted(path for path in folder.glob("*.yaml") if path.name != SHARED)
    return tuple(_with_symbols(_load(path, Grammar), shared, path) for path in files)


def _load(path: Path, kind: type[Parsed]) -> Parsed:
    try:
        return msgspec.convert(yaml.safe_load(path.read_text("utf-8")), kind)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise BadSetting(f"{path.name}: {error}. Correct the file and train again.") from error


def _with_symbols(grammar: Grammar, shared: Mapping[str, tuple[str, ...]], path: Path) -> Grammar:
    symbols = {**shared, **grammar.symbols}
    lines = [line for options in symbols.values() for line in options]
    lines += [
        line for layout in grammar.documents for block in layout.blocks for line in ([block] if isinstance(block, str) else block.lines)
    ]
    unknown = {name for line in lines for name in NAME.findall(line)} - symbols.keys() - VALUES.keys()
    if unknown:
        raise BadSetting(f"{path.name}: nothing says what {sorted(unknown)} stands for. Add it to 'symbols' and train again.")
    return Grammar(grammar.type, grammar.documents, symbols)


def expand(line: str, symbols: Mapping[str, tuple[str, ...]], random: Random) -> str:
    """One line with every choice made and every symbol replaced."""

    def replace(found: re.Match[str]) -> str:
        name = found[1]
        if name in symbols:
            return expand(random.choice(symbols[name]), symbols, random)
        return VALUES[name](random)

    while choice := INNERMOST.search(line):
        line = line[: choice.start()] + random.choice(choice[1].split("|")) + line[choice.end() :]
    return NAME.sub(replace, line)
