"""Turns what is known about a chosen value into its confidence: the share of such values that proved right, counted, never guessed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from statistics import mean

import msgspec

from extractors.values.notation import UNKNOWN_NOTATION
from extractors.values.registry import VALUE_READERS
from models.document_type import DocumentType, FieldSpec, ValueKind
from models.errors import BadSetting
from models.extraction import ProposedField
from models.page import Reading, Word
from pipeline.extract import Choice, Extracted
from pipeline.validate import CHECKED_KINDS

WEIGHTS = Path(__file__).resolve().parent.parent / "models" / "weights" / "confidence"
MIN_COUNT = 8
"""A kind of value with fewer counted says too little: no confidence."""
PRIOR_COUNT = 24
"""How many values of a finer bin weigh as much as the coarser ones; from 8 to 48 it hardly mattered on issuers not counted."""
ALTERNATIVES = 4
SCORE_BANDS = (0.5, 0.65, 0.8, 0.9)
LEGIBILITY_BANDS = (0.7, 0.9)
CLEAR_LEAD = 0.2
GUESSED = "order"
"""The proof of a date whose order of day and month only the rest of the document tells."""
DIFFER = "differ"
"""The proof of a value that the two eyes read differently."""
BOTH = "+both"
"""Behind the proof of a value that both eyes read."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a chosen value, in coarse words: everything a confidence may depend on."""

    field: str
    kind: str
    technique: str
    source: str
    legibility: str
    proof: str
    score: str
    lead: str

    def bins(self) -> Iterator[str]:
        """The names of the bins this value counts in, finest first."""
        shape = f"{self.kind}|{self.source}|{self.proof}"
        yield f"{self.field}|{shape}|{self.technique}|{self.score}|{self.lead}|{self.legibility}"
        yield f"{self.field}|{shape}|{self.score}|{self.lead}|{self.legibility}"
        yield f"{shape}|{self.score}|{self.lead}|{self.legibility}"
        yield f"{shape}|{self.score}|{self.legibility}"
        yield f"{shape}|{self.score}"
        # What was guessed is not to be believed on the strength of what was not.
        yield shape if self.proof in (GUESSED, DIFFER) else f"{self.kind}|{self.source}"


@dataclass(frozen=True, slots=True)
class ConfidenceModel:
    """Per bin how many values there were and how many of them were right, where the counts come from, and the types they speak for."""

    bins: Mapping[str, tuple[int, int]]
    types: tuple[str, ...] = ()
    provenance: Mapping[str, str | int | float] = field(default_factory=dict)

    def confidence(self, signs: Signs) -> float | None:
        """The probability that a value with these signs is right; None where too few of its kind were counted.

        From the coarsest bin to the finest each share is mixed with the one before. Nested bins count the same values again,
        so that the result never exceeds what the best of them says by its own count.
        """
        share: float | None = None
        ceiling = 0.0
        for name in reversed(tuple(signs.bins())):
            count, right = self.bins.get(name, (0, 0))
            if share is None:
                if count < MIN_COUNT:
                    return None
                share = (right + 1) / (count + 2)
            else:
                share = (right + PRIOR_COUNT * share) / (count + PRIOR_COUNT)
            if count >= MIN_COUNT:
                ceiling = max(ceiling, (right + 1) / (count + 2))
        return None if share is None else min(share, ceiling)


NOTHING_COUNTED = ConfidenceModel({})


def calibrate(
    extracted: Sequence[Extracted], reading: Reading, document_type: DocumentType, model: ConfidenceModel
) -> tuple[ProposedField, ...]:
    """The proposed fields of a document, each with its confidence, its evidence and what else it could be."""
    return tuple(_proposed(one, document_type.field(one.field), reading, model) for one in extracted)


@cache
def load_confidence_models(folder: Path = WEIGHTS) -> Mapping[str, ConfidenceModel]:
    """The counted weights for each document type. A type nobody counted has none, and a person looks at all its values.

    What was counted on real documents and what on generated ones are files of their own: neither speaks for the other's types.
    """
    by_type: dict[str, ConfidenceModel] = {}
    for path in sorted(folder.glob("*.json")):
        model = load_confidence_model(path)
        if twice := by_type.keys() & set(model.types):
            raise BadSetting(f"{path.name}: {', '.join(sorted(twice))} stands in another file of {folder} too. Leave it in one of them.")
        by_type |= dict.fromkeys(model.types, model)
    return by_type


def load_confidence_model(path: Path) -> ConfidenceModel:
    """The counted weights of one file; raises BadSetting where it is missing or damaged."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=ConfidenceModel)
    except (OSError, msgspec.DecodeError) as error:
        remedy = "Count it again with 'python -m learning.calibrate_confidence', or reinstall."
        raise BadSetting(f"{path.name} cannot be read: {error}. {remedy}") from error


def signs_of(extracted: Extracted, spec: FieldSpec, reading: Reading) -> Signs | None:
    """The signs of a field's chosen value; None where nothing was found."""
    chosen = extracted.chosen
    if chosen is None:
        return None
    second = extracted.choices[1].score if len(extracted.choices) > 1 else 0.0
    sureness = _word_confidence(chosen, reading)
    return Signs(
        field=spec.name,
        kind=spec.kind.value,
        technique="+".join(name.rpartition(".")[0] for name in chosen.techniques),
        source="text" if sureness is None else "ocr",
        legibility="printed" if sureness is None else _band(sureness, LEGIBILITY_BANDS),
        proof=_seen_proof(chosen, spec, reading),
        score=_band(chosen.score, SCORE_BANDS),
        lead="clear" if chosen.score - second >= CLEAR_LEAD else "close",
    )


def _proposed(extracted: Extracted, spec: FieldSpec, reading: Reading, model: ConfidenceModel) -> ProposedField:
    signs = signs_of(extracted, spec, reading)
    if extracted.chosen is None or signs is None:
        return ProposedField(extracted.field, None, None, None)
    chosen = extracted.chosen.candidate
    alternatives = extracted.candidates[1 : 1 + ALTERNATIVES]
    other = _other_reading(extracted.chosen, reading)
    return ProposedField(extracted.field, chosen.value, model.confidence(signs), chosen.evidence, alternatives, other)


def _seen_proof(chosen: Choice, spec: FieldSpec, reading: Reading) -> str:
    proof, looks = _proof(chosen, spec), [word.agreed for word in _words_under(chosen, reading) if word.agreed is not None]
    if not looks:
        return proof
    return DIFFER if not all(looks) else proof if proof == GUESSED else f"{proof}{BOTH}"


def _other_reading(chosen: Choice, reading: Reading) -> str | None:
    words = _words_under(chosen, reading)
    if all(word.agreed is not False for word in words):
        return None
    return " ".join(word.sightings[-1].text if word.agreed is False else word.text for word in words).strip()


def _proof(chosen: Choice, spec: FieldSpec) -> str:
    """What besides the reading itself bears the value out, or what about it was a guess."""
    if spec.kind is ValueKind.DATE and _could_be_two_days(chosen.candidate.evidence.text):
        return GUESSED
    if spec.kind in CHECKED_KINDS and VALUE_READERS[spec.kind].parse(chosen.value, UNKNOWN_NOTATION) == chosen.value:
        return "checksum"
    if chosen.adds_up:
        return "sum"
    return "agreement" if len(chosen.techniques) > 1 else "alone"


def _could_be_two_days(printed: str) -> bool:
    """Whether only the rest of the document tells which number is the day and which the month."""
    return len({found.value for found in VALUE_READERS[ValueKind.DATE].find(printed.split(), UNKNOWN_NOTATION)}) > 1


def _word_confidence(chosen: Choice, reading: Reading) -> float | None:
    """How sure the reader was of the words under the evidence; None for a text layer."""
    sure = [word.confidence for word in _words_under(chosen, reading) if word.confidence is not None]
    return mean(sure) if sure else None


def _words_under(chosen: Choice, reading: Reading) -> list[Word]:
    box = chosen.candidate.evidence.box
    beside = (word for word in reading.page(chosen.candidate.evidence.page).words if word.box.y0 <= box.y1 and word.box.y1 >= box.y0)
    return [word for word in beside if _is_under(word, chosen)]


def _is_under(word: Word, chosen: Choice) -> bool:
    box, (x, y) = chosen.candidate.evidence.box, word.box.center
    covers = box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1
    # A word that was printed together with its label is wider than the evidence.
    return covers or (word.box.x0 <= box.center[0] <= word.box.x1 and word.box.y0 <= box.center[1] <= word.box.y1)


def _band(value: float, limits: Sequence[float]) -> str:
    """The name of the band a value lies in, by the limit it reaches."""
    reached = [limit for limit in limits if value >= limit]
    return f">={reached[-1]}" if reached else f"<{limits[0]}"
