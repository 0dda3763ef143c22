"""What stands on one line of a table, and in which columns."""

from dataclasses import dataclass

from extractors.tables.columns import Phrase, is_value
from models.page import Box


@dataclass(frozen=True, slots=True)
class Piece:
    """A phrase and the columns it stands in, first and last."""

    phrase: Phrase
    first: int
    last: int

    @property
    def is_value(self) -> bool:
        return is_value(self.phrase.text)


@dataclass(frozen=True, slots=True)
class TableLine:
    """The pieces of one line of a table from left to right."""

    pieces: tuple[Piece, ...]
    box: Box

    @property
    def columns(self) -> frozenset[int]:
        return frozenset(column for piece in self.pieces for column in range(piece.first, piece.last + 1))

    @property
    def values(self) -> frozenset[int]:
        return frozenset(piece.first for piece in self.pieces if piece.is_value)

    @property
    def goes_on(self) -> bool:
        """Whether the text of the first column reads like the rest of something."""
        return self.pieces[0].first == 0 and self.pieces[0].phrase.text[0].islower()
