"""foureyes thresholds: sets from a target what passes with nobody looking, and shows what proves it."""

import os

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from flows.cli.policy import propose_changed_policies
from flows.cli.who import as_reviewer, person
from flows.installation import Installation, now, open_installation
from models.errors import BadSetting
from models.learned import LearnedKind
from models.role import Person
from pipeline.learned import Learned, load_learned
from pipeline.permissions import Verb, check_can
from pipeline.settings import settings_from
from pipeline.thresholds import shares, thresholds_of

OTHER_TARGETS = (0.005, 0.01, 0.02, 0.03, 0.05)


@click.command()
@click.option("--max-error", type=click.FloatRange(0, 1, min_open=True, max_open=True), help="Share of wrong values among those that pass.")
@click.option("--type", "doc_type", help="Only this document type.")
@click.option("--dry-run", is_flag=True, help="Show what it comes to, and set nothing.")
@as_reviewer
def thresholds(max_error: float | None, doc_type: str | None, dry_run: bool, name: str) -> None:
    """Set from which confidence a value passes: at most MAX-ERROR of what passes may be wrong, with 95 % certainty.

    Without --max-error, show what is in force. Where too few values held out from training prove the target, a person looks at the
    field, and it is said how many more audited values, all right, it would take. What is set is proposed as a change of the policies;
    nothing passes by it until another person approves.
    """
    installation = open_installation(settings_from(os.environ))
    learned = load_learned(installation.learned)
    if doc_type is not None and doc_type not in learned.document_types:
        raise BadSetting(f"There is no document type '{doc_type}'. Choose one of: {', '.join(learned.document_types)}.")
    chosen = [doc_type] if doc_type else sorted(learned.document_types)
    console = Console()
    for one in chosen:
        _show(console, learned, one, max_error or learned.document_types[one].policy.max_error)
    if max_error is not None and not dry_run:
        _set(installation, chosen, max_error, installation.storage.people.person(person(name).name))


def _set(installation: Installation, chosen: list[str], max_error: float, proposer: Person) -> None:
    check_can(proposer, Verb.PROPOSE_POLICY)
    report = f"at most {max_error:.2%} wrong"
    targets = {(LearnedKind.TARGET, one): f"{max_error}".encode() for one in chosen}
    installation.storage.learned.put_all(targets, proposer.actor, now(), report)
    propose_changed_policies(installation, chosen, proposer, report)


def _show(console: Console, learned: Learned, doc_type: str, max_error: float) -> None:
    declared = learned.document_types[doc_type]
    weights = learned.weights.get(doc_type)
    held_out = weights.held_out if weights and weights.training.real else ()
    names = [spec.name for spec in declared.fields]
    table = Table(box=SIMPLE_HEAD, header_style="bold", title=f"{declared.title}: at most {max_error:.1%} wrong", title_justify="left")
    for column in ("field", "passes from", "held out", "would pass", "proof"):
        table.add_column(column, justify="left" if column in ("field", "proof") else "right")
    for one in thresholds_of(held_out, names, max_error):
        if one.confidence is None:
            table.add_row(
                declared.field(one.field).label, "never", str(one.values), "-", f"{one.missing} more audited values would prove it"
            )
        else:
            whose = "the type's values" if one.pooled else "its own values"
            proof = f"{one.wrong} of {one.count} wrong among {whose}, at most {one.bound:.2%}"
            table.add_row(declared.field(one.field).label, f"{one.confidence:.3f}", str(one.values), str(one.passing), proof)
    console.print(table)
    if held_out:
        could = ", ".join(f"{share:.0%} at {target:.1%}" for target, share in shares(held_out, names, OTHER_TARGETS).items())
        console.print(f"Straight through of the values found: {could}\n")
    else:
        console.print("No value of a real document was held out: confirm some, then foureyes train.\n")
