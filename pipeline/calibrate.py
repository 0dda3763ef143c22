"""Turns what is known about a chosen value into its confidence: the probability that it is right, fitted on documents nobody trained on."""

from collections.abc import Mapping, Sequence
from math import log

from extractors.judge.under import words_under
from extractors.values.notation import UNKNOWN_NOTATION
from extractors.values.registry import VALUE_READERS
from models.confidence import Calibrator
from models.document_type import DocumentType, FieldSpec, ValueKind
from models.extraction import ProposedField
from models.page import Reading, Word
from pipeline.extract import Choice, Extracted
from pipeline.validate import CHECKED_KINDS

ALTERNATIVES = 4
FURTHEST = 8.0


def calibrate(
    extracted: Sequence[Extracted], reading: Reading, document_type: DocumentType, calibrator: Calibrator
) -> tuple[ProposedField, ...]:
    """The proposed fields of a document, each with its confidence, its evidence and what else it could be."""
    return tuple(_proposed(one, document_type.field(one.field), reading, calibrator) for one in extracted)


def _proposed(extracted: Extracted, spec: FieldSpec, reading: Reading, calibrator: Calibrator) -> ProposedField:
    signs = signs_of(extracted, spec, reading)
    if extracted.chosen is None or signs is None:
        return ProposedField(extracted.field, None, None, None, extracted.candidates[:ALTERNATIVES])
    chosen = extracted.chosen.candidate
    alternatives = extracted.candidates[1 : 1 + ALTERNATIVES]
    words = words_under(chosen, reading.page(chosen.evidence.page))
    agree = bool(words) and all(word.agreed for word in words)
    confidence = calibrator.confidence(signs)
    return ProposedField(extracted.field, chosen.value, confidence, chosen.evidence, alternatives, _other_reading(words), agree)


def signs_of(extracted: Extracted, spec: FieldSpec, reading: Reading) -> Mapping[str, float] | None:
    """What a confidence depends on, in numbers near 1; None where nothing was found.

    The score, without what is owed to a remembered layout, and what bears it out or speaks against it from elsewhere. More signs (the
    lead over the next value, its length, its kind, how sure the reader was) made confidences no truer on issuers held out.
    """
    chosen = extracted.chosen
    if chosen is None:
        return None
    words = words_under(chosen.candidate, reading.page(chosen.candidate.evidence.page))
    return {"log_odds": _log_odds(chosen.score) - chosen.remembered, **_seen(words), **_proof(chosen, spec)}


def _seen(words: Sequence[Word]) -> dict[str, float]:
    """Whether both eyes read the words alike, or one of them otherwise; neither where one eye looked."""
    looks = [word.agreed for word in words if word.agreed is not None]
    return {"agreed": float(bool(looks) and all(looks)), "differs": float(bool(looks) and not all(looks))}


def _proof(chosen: Choice, spec: FieldSpec) -> dict[str, float]:
    """What besides the reading itself bears the value out, or what about it was a guess."""
    checked = spec.kind in CHECKED_KINDS and VALUE_READERS[spec.kind].parse(chosen.value, UNKNOWN_NOTATION) == chosen.value
    guessed = spec.kind is ValueKind.DATE and _could_be_two_days(chosen.candidate.evidence.text)
    return {"adds_up": float(chosen.adds_up), "checked": float(checked), "guessed": float(guessed)}


def _other_reading(words: Sequence[Word]) -> str | None:
    if all(word.agreed is not False for word in words):
        return None
    return " ".join(word.sightings[-1].text if word.agreed is False else word.text for word in words).strip()


def _could_be_two_days(printed: str) -> bool:
    """Whether only the rest of the document tells which number is the day and which the month."""
    return len({found.value for found in VALUE_READERS[ValueKind.DATE].find(printed.split(), UNKNOWN_NOTATION)}) > 1


def _log_odds(score: float) -> float:
    return max(-FURTHEST, min(FURTHEST, log(max(score, 1e-6) / max(1 - score, 1e-6))))
