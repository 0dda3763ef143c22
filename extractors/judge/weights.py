"""Keeps what was learned about one document type in one file of plain arrays, and names it by its bytes."""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from extractors.judge.context import NOTHING_LEARNED, ContextModel
from extractors.judge.judge import Judge
from extractors.judge.trees import trees_from
from models.confidence import Calibrator, HeldOutValue, Training
from models.errors import MissingWeights

SUFFIX = ".weights"
Arrays = Mapping[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class TypeWeights:
    """The judge of one document type, its calibrator, and the held out values that thresholds are set from."""

    doc_type: str
    judge: Judge
    calibrator: Calibrator
    held_out: tuple[HeldOutValue, ...]
    training: Training


def nothing_learned(doc_type: str) -> TypeWeights:
    """The weights of a type of which there are none."""
    return TypeWeights(doc_type, Judge(NOTHING_LEARNED, None), Calibrator(), (), Training())


@dataclass(frozen=True, slots=True)
class _Header:
    doc_type: str
    fields: tuple[str, ...]
    vocabulary: tuple[str, ...]
    examples: int
    calibrator: Calibrator
    held_out: tuple[HeldOutValue, ...]
    training: Training
    has_trees: bool = field(default=False)


def to_bytes(weights: TypeWeights) -> bytes:
    """The file's content; the same weights give the same bytes."""
    context, trees = weights.judge.context, weights.judge.trees
    vocabulary = tuple(sorted(context.vocabulary, key=context.vocabulary.__getitem__))
    header = _Header(
        weights.doc_type,
        context.fields,
        vocabulary,
        context.examples,
        weights.calibrator,
        weights.held_out,
        weights.training,
        trees is not None,
    )
    arrays: dict[str, NDArray[np.generic]] = {
        "header": np.frombuffer(msgspec.json.encode(header), np.uint8),
        "context_weights": context.weights.astype(np.float16),
        "context_bias": context.bias,
        **(trees.arrays() if trees else {}),
    }
    return _packed(arrays)


def from_bytes(content: bytes) -> TypeWeights:
    """Raises MissingWeights for what is no such file, or a damaged one."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        header = msgspec.json.decode(arrays["header"].tobytes(), type=_Header)
        context = ContextModel(
            {token: column for column, token in enumerate(header.vocabulary)},
            header.fields,
            arrays["context_weights"].astype(np.float32),
            arrays["context_bias"].astype(np.float32),
            header.examples,
        )
        judge = Judge(context, trees_from(arrays) if header.has_trees else None)
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile, msgspec.DecodeError) as error:
        raise MissingWeights(f"These are no usable weights ({error}). Go back to the ones before: foureyes rollback.") from error
    return TypeWeights(header.doc_type, judge, header.calibrator, header.held_out, header.training)


def load_weights(folder: Path) -> Mapping[str, TypeWeights]:
    """All weights of a folder, by document type; a folder that is not there holds none."""
    found = (from_bytes(path.read_bytes()) for path in sorted(folder.glob(f"*{SUFFIX}")))
    return {weights.doc_type: weights for weights in found}


def name_of(content: bytes) -> str:
    """The sha256 that weights are pinned by."""
    return hashlib.sha256(content).hexdigest()


def _packed(arrays: Arrays) -> bytes:
    """Like numpy's compressed archive, without the time of day in it."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            part = io.BytesIO()
            np.save(part, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), part.getvalue(), zipfile.ZIP_DEFLATED)
    return whole.getvalue()
