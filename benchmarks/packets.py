"""How well the shipped weights find where the documents of a packet begin, and how often they see another document in a file of one.

python benchmarks/packets.py FOLDER [--readings DIR]
Measured on labelled packets, and on the documents they were assembled from, none of which the weights have seen.
"""

import argparse
from pathlib import Path

from extractors.boundaries.trees import load_boundary_model
from extractors.classifiers.registry import load_classifiers
from learning.boundaries import Hits
from learning.kept_readings import kept_readings
from learning.labels import Label, read_labels
from learning.packets import in_packets
from models.page import Reading
from pipeline.classify import page_opinion
from pipeline.separate import SURE, Separation, separate

MODEL, OPINION = load_boundary_model(), page_opinion(load_classifiers())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="folder with labels.jsonl")
    parser.add_argument("--readings", type=Path, help="where readings are kept between two runs")
    asked = parser.parse_args()
    labels = read_labels(asked.folder)
    packets = list(kept_readings(asked.folder, [label for label in labels if label.set == "packets"], asked.readings))
    for title, real in (("assembled", False), ("real", True)):
        print_packets(title, [(label, reading) for label, reading in packets if is_real(label) is real])
    held_back = in_packets(labels)
    print_files(list(kept_readings(asked.folder, [label for label in labels if label.file in held_back], asked.readings)))
    for name, value in MODEL.provenance.items():
        print(f"as trained: {name}: {value}")


def print_packets(title: str, packets: list[tuple[Label, Reading]]) -> None:
    told = [(label, separate(reading.pages, MODEL, OPINION)) for label, reading in packets]
    every = sum((hits_of(label, separation, 0.0) for label, separation in told), Hits())
    sure = sum((hits_of(label, separation, SURE) for label, separation in told), Hits())
    print(f"{title}: {len(packets)} packets, {every.found + every.missed} boundaries: {every}; of the sure ones alone: {sure}")
    for label, separation in told:
        if (hits := hits_of(label, separation, 0.0)).missed or hits.false:
            said = " ".join(f"{boundary.page}:{boundary.confidence:.2f}" for boundary in separation.boundaries)
            print(f"  {label.file}: begins at {sorted(beginnings(label))}, said {said or 'nothing'}")


def print_files(documents: list[tuple[Label, Reading]]) -> None:
    several = [(label, separate(reading.pages, MODEL, OPINION)) for label, reading in documents if len(reading.pages) > 1]
    alarms = [label.file for label, separation in several if separation.boundaries]
    print(f"files of one document and several pages: {len(several)}, false alarms {len(alarms)} {' '.join(alarms)}")


def hits_of(label: Label, separation: Separation, least: float) -> Hits:
    begins = beginnings(label)
    said = {boundary.page for boundary in separation.boundaries if boundary.confidence >= least}
    return Hits(len(said & begins), len(begins - said), len(said - begins))


def is_real(label: Label) -> bool:
    """One that nobody assembled of known files."""
    return not in_packets([label])


def beginnings(label: Label) -> set[int]:
    """The pages at which all documents but the first begin."""
    return {part["pages"][0] for part in label.fields["documents"][1:]}


if __name__ == "__main__":
    main()
