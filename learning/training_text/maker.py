"""Which documents the classifier learns from: every type, every language, clean and harmed, each from one seed."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random

from learning.training_text.grammar import Block, Grammar, Layout, expand, load_grammars
from learning.training_text.noise import join, misread, speckle

UNKNOWN_SHARE = 0.4
CAPITALS_SHARE = 0.04
WHOLE_SHARE = 0.8
TOP_LOST_SHARE = 0.3
JOINED_SHARE = 0.12
CLEAN_SHARE = 0.35
SPECKLED_SHARE = 0.25
FEWEST_KEPT = 12


@dataclass(frozen=True, slots=True)
class MadeDocument:
    """The words of a made document in reading order; `doc_type` None means none of ours, `aspect` is height over width."""

    doc_type: str | None
    layout: str
    words: tuple[str, ...]
    aspect: float


def make_documents(count: int, seed: int) -> Iterator[MadeDocument]:
    """`count` documents; the same seed gives the same documents. Types of ours are equally frequent, the rest is unknown."""
    random = Random(seed)  # noqa: S311 - seeded on purpose, nothing here is secret
    grammars = load_grammars()
    ours = [grammar for grammar in grammars if grammar.type]
    others = [(grammar, layout) for grammar in grammars if not grammar.type for layout in grammar.documents]
    for _ in range(count):
        if random.random() < UNKNOWN_SHARE:
            grammar, layout = random.choices(others, [layout.weight for _, layout in others])[0]
        else:
            grammar = random.choice(ours)
            layout = random.choices(grammar.documents, [one.weight for one in grammar.documents])[0]
        yield _make(grammar, layout, random)


def fingerprint(documents: Iterable[MadeDocument]) -> str:
    """The sha256 of documents: what weights were trained on."""
    digest = hashlib.sha256()
    for document in documents:
        digest.update(f"{document.doc_type}\t{document.aspect:.4f}\t{' '.join(document.words)}\n".encode())
    return digest.hexdigest()


def _make(grammar: Grammar, layout: Layout, random: Random) -> MadeDocument:
    blocks = [_lines(block, grammar, random) for block in layout.blocks]
    lines = [line for block in _exchanged(blocks, layout.shuffle, random) for line in block]
    words = " ".join(_in_case(line, random) for line in lines).split()
    words = _harmed(_cut(words, random, small=layout.small), random, small=layout.small)
    return MadeDocument(grammar.type, layout.name, tuple(words), round(random.uniform(*layout.aspect), 3))


def _lines(block: Block | str, grammar: Grammar, random: Random) -> list[str]:
    if isinstance(block, str):
        return [expand(block, grammar.symbols, random)]
    if random.random() > block.keep:
        return []
    if block.repeat:
        chosen = random.choices(block.lines, k=random.randint(*block.repeat))
    elif block.pick:
        count = min(random.randint(*block.pick), len(block.lines))
        chosen = [block.lines[place] for place in sorted(random.sample(range(len(block.lines)), count))]
    else:
        chosen = list(block.lines)
    return [expand(line, grammar.symbols, random) for line in chosen]


def _exchanged(blocks: list[list[str]], chance: float, random: Random) -> list[list[str]]:
    order = list(blocks)
    if len(order) > 1 and random.random() < chance:
        first, second = random.sample(range(len(order)), 2)
        order[first], order[second] = order[second], order[first]
    return order


def _in_case(line: str, random: Random) -> str:
    return line.upper() if random.random() < CAPITALS_SHARE else line


def _cut(words: list[str], random: Random, *, small: bool) -> list[str]:
    if small or random.random() < WHOLE_SHARE:
        return words
    keep = max(FEWEST_KEPT, round(len(words) * random.uniform(0.4, 0.95)))
    start = random.randint(0, max(0, len(words) - keep)) if random.random() < TOP_LOST_SHARE else 0
    return words[start : start + keep]


def _harmed(words: list[str], random: Random, *, small: bool) -> list[str]:
    if random.random() < JOINED_SHARE:
        words = join(words, random.uniform(0.1, 0.5), random)
    if random.random() < CLEAN_SHARE:
        return words
    if random.random() < SPECKLED_SHARE:
        words = speckle(words, random.uniform(0.05, 1.5 if small else 0.3), random)
    return misread(words, random.uniform(0.02, 0.7 if small else 0.35), random)
