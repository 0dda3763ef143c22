"""Labelled documents as the judge learns from them: every candidate, its surroundings, and whether it is the right value."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from extractors.fields.lines import layout_of
from extractors.judge.features import facts
from extractors.judge.pool import Row, gather
from extractors.judge.surroundings import Surroundings
from learning.labels import Label
from learning.scoring import same
from models.document_type import DocumentType
from models.page import Reading
from pipeline.predictions import as_printed

NOT_LABELLED = -1
Flags = NDArray[np.int8]
Places = NDArray[np.int32]


class Lexicon:
    """Numbers the tokens of all examples of one type, so that they are compared as numbers."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._kept: dict[tuple[str, ...], Places] = {}

    def places(self, tokens: tuple[str, ...]) -> Places:
        """The numbers of some tokens, each once."""
        if tokens not in self._kept:
            numbers = {self._places.setdefault(token, len(self._places)) for token in tokens}
            self._kept[tokens] = np.array(sorted(numbers), np.int32)
        return self._kept[tokens]

    @property
    def names(self) -> tuple[str, ...]:
        """The tokens in the order of their numbers."""
        return tuple(self._places)


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled document: its rows, the numbers of the tokens around each, and whether each is the right value.

    `right` is 1, 0 or NOT_LABELLED for each row; `labelled` are the indices of the others by field. A `stand_in` is trained on and
    never measured on.
    """

    label: Label
    reading: Reading
    document_type: DocumentType
    rows: tuple[Row, ...]
    lexicon: Lexicon
    tokens: tuple[Places, ...]
    facts: NDArray[np.float32]
    right: Flags
    labelled: Mapping[str, tuple[int, ...]]
    stand_in: bool = False

    @classmethod
    def of(cls, label: Label, reading: Reading, document_type: DocumentType, lexicon: Lexicon, *, stand_in: bool = False) -> Self:
        """The example of a label and what was read; all examples of a type share a lexicon."""
        rows = gather(reading, document_type, anywhere=True)
        surroundings = Surroundings(layout_of(reading))
        tokens = tuple(lexicon.places(surroundings.tokens(row.candidate)) for row in rows)
        right = _right(label, rows)
        labelled: dict[str, list[int]] = defaultdict(list)
        for index, row in enumerate(rows):
            if right[index] != NOT_LABELLED:
                labelled[row.field].append(index)
        by_field = {field: tuple(some) for field, some in labelled.items()}
        return cls(label, reading, document_type, rows, lexicon, tokens, facts(rows, reading, document_type), right, by_field, stand_in)


def folds_of(examples: Sequence[Example], count: int) -> list[int]:
    """The fold of each example: all documents of an issuer in one, and the folds of about the same size."""
    by_issuer: dict[str, int] = defaultdict(int)
    for example in examples:
        by_issuer[example.label.issuer] += 1
    sizes = [0] * count
    home: dict[str, int] = {}
    for issuer in sorted(by_issuer, key=lambda name: (-by_issuer[name], name)):
        home[issuer] = sizes.index(min(sizes))
        sizes[home[issuer]] += by_issuer[issuer]
    return [home[example.label.issuer] for example in examples]


def split(examples: Sequence[Example], folds: Sequence[int], fold: int) -> tuple[list[Example], list[Example]]:
    """The examples outside a fold and those in it."""
    inside = [example for example, home in zip(examples, folds, strict=True) if home == fold]
    return [example for example, home in zip(examples, folds, strict=True) if home != fold], inside


def _right(label: Label, rows: Iterable[Row]) -> Flags:
    """Strictly right values; where none of a field's candidates is, those right by letters and digits."""
    wanted = {name: (value, norm) for name, value, norm in label.scalars()}
    strict: dict[str, set[int]] = defaultdict(set)
    loose: dict[str, set[int]] = defaultdict(set)
    listed = list(rows)
    right = np.full(len(listed), NOT_LABELLED, np.int8)
    for index, row in enumerate(listed):
        if row.field not in wanted:
            continue
        right[index] = 0
        value, norm = wanted[row.field]
        if value not in (None, ""):
            exactly, nearly = same(row.field, str(value), norm, as_printed(row.value, row.candidate.evidence) or "")
            (strict if exactly else loose if nearly else defaultdict(set))[row.field].add(index)
    for field in wanted:
        right[sorted(strict[field] or loose[field])] = 1
    return right
