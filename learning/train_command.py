"""foureyes train: learns from what people confirmed, and puts in use only what is better than before."""

import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import click

from extractors.judge.weights import TypeWeights, nothing_learned, to_bytes
from learning.confirmed import examples_of, learned_until
from learning.promotion import Comparison, compared, retrained
from models.audit import Actor, ActorKind
from models.case import ConfirmedEntry
from models.document_type import DocumentType
from models.learned import LearnedKind
from pipeline.document_types import document_types_in_use
from pipeline.learned import load_learned
from pipeline.settings import settings_from
from storage.open import Storage, open_storage

TRAINER = Actor(ActorKind.MACHINE, "train")
LEAST = 20
"""Documents that the weights in use do not know: with fewer, what is held out of them proves nothing."""
MOST = 500
"""Documents of a type, the newest: a receipt takes 1.5 MB and 0.15 s of a core, a contract of several pages 4 MB and 1.7 s."""


@click.command()
@click.option("--type", "doc_type", help="Only this document type.")
@click.option("--dry-run", is_flag=True, help="Compare and report, and put nothing in use.")
def train(doc_type: str | None, dry_run: bool) -> None:  # noqa: FBT001 - a flag
    """Learn from the values that people confirmed or corrected.

    New weights are measured beside those in use on documents that neither learned from, and put in use only where they are better.
    """
    settings = settings_from(os.environ)
    storage = open_storage(settings.database, settings.objects_path, settings.s3, settings.quality_key)
    folder = storage.learned.folder(settings.home)
    learned = load_learned(folder)
    declared = {name: _with_target(one, learned.document_types[name]) for name, one in document_types_in_use(folder).items()}
    if doc_type is not None and doc_type not in declared:
        raise click.BadParameter(f"there is no type '{doc_type}'. Choose one of: {', '.join(declared)}.", param_hint="--type")
    entries = _by_type(storage, declared)
    if not entries and doc_type is None:
        click.echo("Nobody has confirmed or corrected a value yet: there is nothing to learn from.")
    for name in [doc_type] if doc_type else sorted(entries):
        present = learned.weights.get(name, nothing_learned(name))
        click.echo(f"{name}: {learn(storage, declared[name], entries.get(name, ()), present, dry_run=dry_run)}")


def learn(
    storage: Storage, document_type: DocumentType, entries: Sequence[ConfirmedEntry], present: TypeWeights, *, dry_run: bool = False
) -> str:
    """What came of learning one type, for people; new weights are in use afterwards where that says so."""
    until = learned_until(storage.learned, document_type.name)
    entries = sorted(entries, key=lambda entry: entry.approved_at)[-MOST:]
    known = [entry for entry in entries if until is not None and entry.approved_at <= until]
    fresh = [entry for entry in entries if until is None or entry.approved_at > until]
    if len(fresh) < LEAST:
        since = "" if until is None else " since the weights in use were trained"
        return f"{len(fresh)} of {LEAST} documents confirmed{since}: {LEAST - len(fresh)} are missing. Nothing was changed."
    examples = examples_of(storage, [*known, *fresh], document_type)
    comparison = compared(examples[: len(known)], examples[len(known) :], document_type, present)
    if comparison is None:
        return f"All {len(fresh)} documents confirmed are of one issuer: that would prove nothing of others. Nothing was changed."
    report = _report(comparison, len(examples), document_type)
    if not comparison.is_better:
        return f"{report} The weights in use are kept."
    if dry_run:
        return f"{report} They are better and would be put in use."
    content = to_bytes(retrained(examples, present))
    storage.learned.put(LearnedKind.WEIGHTS, document_type.name, content, TRAINER, datetime.now(UTC), report)
    return (
        f"{report} They are better: trained on all documents and put in use. To undo: foureyes rollback {document_type.name}. "
        f"What they prove changes the policy; two people put that in force: foureyes policy propose {document_type.name}"
    )


def _with_target(declared: DocumentType, in_force: DocumentType) -> DocumentType:
    """A type without the thresholds in force, which are those of the weights in use, and with the target that an operator set."""
    return replace(declared, policy=replace(declared.policy, max_error=in_force.policy.max_error))


def _by_type(storage: Storage, declared: Mapping[str, DocumentType]) -> dict[str, list[ConfirmedEntry]]:
    entries: dict[str, list[ConfirmedEntry]] = defaultdict(list)
    for entry in storage.cases.confirmed():
        if entry.doc_type in declared:
            entries[entry.doc_type].append(entry)
    return entries


def _report(comparison: Comparison, documents: int, document_type: DocumentType) -> str:
    target = f"{document_type.policy.max_error:.1%}"
    return (
        f"{documents} documents confirmed, {comparison.documents} of them held out; target: at most {target} of what passes wrong. "
        f"In use: {comparison.present}. New: {comparison.new}."
    )
