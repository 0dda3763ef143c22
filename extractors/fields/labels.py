"""Finds label words on the lines of a document: spaCy phrases over folded words, a letter misread by the OCR tolerated."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import spacy
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from extractors.fields.captions import reads_like_caption
from extractors.fields.lines import Line, Segment
from extractors.values.months import fold
from models.document_type import DocumentType
from models.page import Word

MIN_LETTERS_TO_TOLERATE = 5
MIN_LETTERS_RUN_TOGETHER = 9
LOOKALIKE = ""
OTHER_WORD = "_"
NUMBER_SIGN = "#"
NUMBER_WORDS = ("no", "number", "num", "nr", NUMBER_SIGN)


@dataclass(frozen=True, slots=True)
class Label:
    """Label words [start, end) of a line that announce `field` ('' for a lookalike); `rank` is the anchor's place in its list."""

    field: str
    rank: int
    start: int
    end: int
    exact: bool


class LabelFinder:
    """The label words of one document type, ready to be matched."""

    def __init__(self, phrases: tuple[tuple[str, int, str], ...]) -> None:
        self._vocab = spacy.blank("xx").vocab
        self._matcher = PhraseMatcher(self._vocab)
        self._meaning: dict[str, tuple[str, int]] = {}
        for field, rank, phrase in phrases:
            key = f"{field}/{rank}/{phrase}"
            self._meaning[key] = (field, rank)
            self._matcher.add(key, [Doc(self._vocab, words=words) for words in _spellings(_tokens(phrase))])
        self._known = frozenset(token for _, _, phrase in phrases for words in _spellings(_tokens(phrase)) for token in words)
        tolerated = (token for token in sorted(self._known) if len(token) >= MIN_LETTERS_TO_TOLERATE)
        self._alike = {pattern: token for token in tolerated for pattern in one_letter_open(token)}

    def labels(self, line: Line) -> list[Label]:
        """All labels of a line, from left to right, longer ones instead of those inside them."""
        words = line.words
        owners, tokens = _tokens_of(words)
        if not tokens:
            return []
        read = [self._as_known(token, words[owner]) for owner, token in zip(owners, tokens, strict=True)]
        found = []
        # spaCy keeps every word it ever saw: those of no label are all the same one.
        words_of_labels = [token if token in self._known else OTHER_WORD for token in read]
        for key, start, end in self._matcher(Doc(self._vocab, words=words_of_labels)):
            field, rank = self._meaning[self._vocab.strings[key]]
            exact = read[start:end] == tokens[start:end]
            found.append(Label(field, rank, owners[start], owners[end - 1] + 1, exact))
        return sorted(_outermost(found), key=lambda label: (label.start, label.rank))

    def covers(self, segment: Segment) -> bool:
        """Whether a segment is nothing but label words."""
        line = Line(segment.page, (segment,), segment.box)
        return any(label.start == 0 and label.end == len(segment.words) for label in self.labels(line))

    def is_caption(self, segment: Segment) -> bool:
        """Whether a segment reads like a label, be it one of the type's or one that any form may have."""
        return reads_like_caption(_tokens(segment.text), self._known) or self.covers(segment)

    def begins_like_caption(self, segment: Segment) -> bool:
        """Whether two words of a longer segment read like a label, as where a scan ran label and value together."""
        return len(segment.words) > 2 and reads_like_caption(_tokens(" ".join(segment.texts[:2])), self._known)  # noqa: PLR2004 - more than the two

    def _as_known(self, token: str, word: Word) -> str:
        """The label word that a word read by OCR differs from in one letter; text layers are taken as they are."""
        if token in self._known or word.confidence is None or len(token) < MIN_LETTERS_TO_TOLERATE:
            return token
        return next((self._alike[pattern] for pattern in one_letter_open(token) if pattern in self._alike), token)


def label_finder(document_type: DocumentType) -> LabelFinder:
    """The finder of a document type; built once for each set of labels."""
    return _finder(tuple(_phrases(document_type)))


@lru_cache(maxsize=64)
def _finder(phrases: tuple[tuple[str, int, str], ...]) -> LabelFinder:
    return LabelFinder(phrases)


def one_letter_open(token: str) -> Iterator[str]:
    """The word with any letter, or a place between two, left open: two words share one where a letter is replaced, added or dropped."""
    for index in range(len(token) + 1):
        yield f"{token[:index]}?{token[index:]}"
        if index < len(token):
            yield f"{token[:index]}?{token[index + 1 :]}"


def _phrases(document_type: DocumentType) -> Iterator[tuple[str, int, str]]:
    for spec in document_type.fields:
        yield from ((spec.name, rank, phrase) for rank, phrase in enumerate(spec.anchors))
        yield from ((LOOKALIKE, 0, phrase) for phrase in spec.lookalikes)


def _spellings(tokens: list[str]) -> list[list[str]]:
    """A phrase with each way to write its word for 'number', and run together as OCR reads tight print."""
    if len(tokens) < 2:  # noqa: PLR2004 - a phrase
        return [tokens]
    last, whole = tokens[-1], "".join(tokens)
    spelled = [[*tokens[:-1], other] for other in (NUMBER_WORDS if last in NUMBER_WORDS else (last,))]
    return [*spelled, [whole]] if len(whole) >= MIN_LETTERS_RUN_TOGETHER else spelled


def _tokens(text: str) -> list[str]:
    """Folded words of letters and digits, and the number sign alone; punctuation inside a word is dropped, a slash separates."""
    bare = ("".join(filter(str.isalnum, fold(part))) or part.strip(".:") for part in text.replace("/", " ").split())
    return [token for token in bare if token == NUMBER_SIGN or token.isalnum()]


def _tokens_of(words: tuple[Word, ...]) -> tuple[list[int], list[str]]:
    pairs = [(index, token) for index, word in enumerate(words) for token in _tokens(word.text)]
    return [index for index, _ in pairs], [token for _, token in pairs]


def _outermost(labels: list[Label]) -> Iterator[Label]:
    for label in labels:
        length = label.end - label.start
        if not any(other.start <= label.start and label.end <= other.end and other.end - other.start > length for other in labels):
            yield label
