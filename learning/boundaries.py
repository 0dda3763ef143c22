"""python -m learning.boundaries: trains the model of where another document begins, and says how right it is on documents held out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import click
import msgspec
import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from extractors.boundaries.finder import in_a_packet
from extractors.boundaries.trees import SHIPPED, BoundaryModel, Tree
from extractors.classifiers.registry import load_classifiers
from learning.kept_readings import kept_readings
from learning.labels import read_labels
from learning.packets import SETS, Pair, Part, assemble, in_packets, parts_of, within
from models.errors import BadSetting
from pipeline.classify import page_opinion
from pipeline.separate import SUSPECTED

FOLDS = 4
# More of a sign that speaks for (1) or against (-1) a boundary never says the contrary, however few documents show it.
DIRECTIONS = {
    **dict.fromkeys(("follows", "later", "before_goes_on", "shared_numbers", "items_go_on"), -1),
    **dict.fromkeys(("breaks", "first_again", "counted_out", "no_shared_number", "items_anew", "beginning_words", "before_is_short"), 1),
    **dict.fromkeys(("other_shape", "other_pixels", "other_letters", "other_form", "typed", "other_type"), 1),
}


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that decides the weights, besides the documents."""

    packets: int = 2000
    measured_packets: int = 250
    trees: int = 150
    depth: int = 3
    learning_rate: float = 0.08
    least_in_leaf: int = 20
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Hits:
    """Boundaries found, missed, and seen where none is."""

    found: int = 0
    missed: int = 0
    false: int = 0

    def __add__(self, other: "Hits") -> "Hits":
        return Hits(self.found + other.found, self.missed + other.missed, self.false + other.false)

    @property
    def precision(self) -> float:
        return self.found / max(self.found + self.false, 1)

    @property
    def recall(self) -> float:
        return self.found / max(self.found + self.missed, 1)

    @property
    def f1(self) -> float:
        return 2 * self.found / max(2 * self.found + self.missed + self.false, 1)

    def __str__(self) -> str:
        return f"precision {self.precision:.3f} recall {self.recall:.3f} F1 {self.f1:.3f}"


@dataclass(frozen=True, slots=True)
class HeldOut:
    """How models fared on documents they were not trained on: packets assembled of them, and those with several pages, each as a file.

    `alarms` are the files of one document in which another was suspected.
    """

    packets: Hits
    files: int
    alarms: tuple[str, ...]


def train(parts: Sequence[Part], recipe: Recipe = Recipe()) -> BoundaryModel:
    """Boosted trees over the pairs of assembled packets; the same documents and recipe give the same model."""
    pairs = [pair for packet in assemble(parts, recipe.packets, recipe.seed) for pair in packet]
    if len({pair.begins for pair in pairs}) < 2:  # noqa: PLR2004 - yes and no
        raise BadSetting("To learn where documents begin takes several documents, some of several pages. Name a folder that has them.")
    signs = tuple(pairs[0].signs)
    forest = HistGradientBoostingClassifier(
        max_iter=recipe.trees,
        max_depth=recipe.depth,
        learning_rate=recipe.learning_rate,
        min_samples_leaf=recipe.least_in_leaf,
        l2_regularization=1.0,
        monotonic_cst=[DIRECTIONS.get(sign, 0) for sign in signs],
        early_stopping=False,
        random_state=recipe.seed,
    ).fit(np.array([list(pair.signs.values()) for pair in pairs]), np.array([pair.begins for pair in pairs]))
    return BoundaryModel(signs, float(forest._baseline_prediction[0, 0]), tuple(_tree(one[0].nodes) for one in forest._predictors))  # noqa: SLF001 - there is no public way to its trees


def held_out(parts: Sequence[Part], recipe: Recipe = Recipe()) -> HeldOut:
    """Each document is judged by a model trained on the other folds."""
    shuffled = sorted(parts, key=lambda part: part.file)
    Random(recipe.seed).shuffle(shuffled)  # noqa: S311 - seeded on purpose, nothing here is secret
    hits, files, alarms = Hits(), 0, []
    for fold in range(FOLDS):
        measured = shuffled[fold::FOLDS]
        model = train([part for number, part in enumerate(shuffled) if number % FOLDS != fold], recipe)
        for packet in assemble(measured, recipe.measured_packets, recipe.seed + fold + 1):
            hits += hits_of(model, packet)
        several = [part for part in measured if len(part.pages) > 1]
        files += len(several)
        alarms += [part.file for part in several if max(judged(model, within(part))) >= SUSPECTED]
    return HeldOut(hits, files, tuple(alarms))


def judged(model: BoundaryModel, pairs: Iterable[Pair]) -> list[float]:
    """The confidence of each pair of one file, as production gives it."""
    alone = [model.probability(pair.signs) for pair in pairs]
    together = in_a_packet(alone)
    return [together * one for one in alone]


def hits_of(model: BoundaryModel, packet: Sequence[Pair]) -> Hits:
    """What a person is told of a packet against what is so."""
    told = [(share >= SUSPECTED, pair.begins) for share, pair in zip(judged(model, packet), packet, strict=True)]
    return Hits(told.count((True, True)), told.count((False, True)), told.count((True, False)))


def _tree(nodes: np.ndarray) -> Tree:
    return Tree(
        sign=tuple(-1 if leaf else int(sign) for leaf, sign in zip(nodes["is_leaf"], nodes["feature_idx"], strict=True)),
        threshold=tuple(round(float(one), 6) for one in nodes["num_threshold"]),
        left=tuple(map(int, nodes["left"])),
        right=tuple(map(int, nodes["right"])),
        value=tuple(round(float(one), 6) for one in nodes["value"]),
    )


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--readings", type=click.Path(file_okay=False, path_type=Path), help="Where readings are kept between two runs.")
@click.option("--weights", type=click.Path(path_type=Path), default=SHIPPED, show_default=True, help="Where the weights go.")
def main(folder: Path, readings: Path | None, weights: Path) -> None:
    """Learn from the labelled documents in FOLDER where another document begins; those of its packets are left out.

    Signs are also what the type classifier says of pages: when that was trained anew, so must this be.
    """
    labels = read_labels(folder)
    kept_back = in_packets(labels)
    chosen = [label for label in labels if label.set in SETS and label.file not in kept_back]
    parts = parts_of(kept_readings(folder, chosen, readings), page_opinion(load_classifiers()))
    recipe = Recipe()
    measured = held_out(parts, recipe)
    provenance = {
        "source": f"packets assembled from {len(parts)} labelled documents ({', '.join(SETS)})",
        "held_out": f"{measured.packets} on packets of documents held out",
        "false_alarms": f"{len(measured.alarms)} of {measured.files} documents of several pages held out",
    }
    model = replace(train(parts, recipe), provenance=provenance)
    weights.parent.mkdir(parents=True, exist_ok=True)
    weights.write_bytes(msgspec.json.encode(model) + b"\n")
    for line in provenance.values():
        click.echo(line)
    for alarm in measured.alarms:
        click.echo(f"  {alarm}")


if __name__ == "__main__":
    main()
