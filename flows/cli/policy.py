"""foureyes policy: which policies are in force, which wait, and how two people change that."""

from collections.abc import Sequence

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from flows.cli.who import as_reviewer, person
from flows.installation import Installation, now, open_installation
from models.change_proposal import ChangeKind, ChangeProposal
from models.document_type import DocumentType
from models.errors import BadSetting, NoSuchProposal
from models.role import Person
from pipeline.document_types import policy_body, policy_hash
from pipeline.learned import load_learned
from pipeline.policies import differences, propose_changed, propose_policy
from pipeline.two_people import decide_change

SHOWN = 12
"""So many digits of a hash tell policies apart; commands take as many as are needed."""
NONE = "[dim]none[/]"


@click.group(invoke_without_command=True)
@click.pass_context
def policy(context: click.Context) -> None:
    """List the policies in force and those that wait for a second person.

    Nothing goes straight through by a policy that two people did not put in force: one proposes it, another approves.
    """
    if context.invoked_subcommand is None:
        _list(open_installation())


@policy.command()
@click.argument("doc_types", metavar="TYPE...", nargs=-1, required=True)
@click.option("--why", default="", help="One line, kept with the proposal.")
@as_reviewer
def propose(doc_types: tuple[str, ...], why: str, name: str) -> None:
    """Propose the policy of TYPE, as it is declared and learned now."""
    installation = open_installation()
    proposer = installation.storage.people.person(person(name).name)
    for document_type in [_type(installation, one) for one in doc_types]:
        click.echo(how_to_approve(propose_policy(installation.storage.changes, proposer, document_type, why, now())))


@policy.command()
@click.argument("policy_hashes", metavar="HASH...", nargs=-1, required=True)
@as_reviewer
def approve(policy_hashes: tuple[str, ...], name: str) -> None:
    """Put the proposed policy HASH in force; never by who proposed it."""
    for one in policy_hashes:
        _decide(one, name, approved=True)


@policy.command()
@click.argument("policy_hashes", metavar="HASH...", nargs=-1, required=True)
@as_reviewer
def refuse(policy_hashes: tuple[str, ...], name: str) -> None:
    """Refuse the proposed policy HASH; the one in force stays."""
    for one in policy_hashes:
        _decide(one, name, approved=False)


@policy.command()
@click.argument("doc_type", metavar="TYPE")
def diff(doc_type: str) -> None:
    """Show what the policy of TYPE says now and the one in force does not."""
    installation = open_installation()
    declared = _type(installation, doc_type)
    agreed = installation.storage.changes.policies_in_force().get(doc_type)
    found = list(differences(agreed.body if agreed else None, policy_body(declared)))
    for one in found:
        if one.before is not None:
            click.secho(f"- {one.name}: {one.before}", fg="red")
        if one.after is not None:
            click.secho(f"+ {one.name}: {one.after}", fg="green")
    if not found:
        click.echo(f"The policy of {doc_type} is in force as it is.")


@policy.command()
@click.argument("doc_type", metavar="TYPE")
def history(doc_type: str) -> None:
    """List every policy two people ever put in force for TYPE, oldest first."""
    for one in open_installation().storage.changes.policy_history(doc_type):
        click.echo(
            f"{one.since:%Y-%m-%d %H:%M} UTC  {one.policy_hash[:SHOWN]}  proposed by {one.proposed_by}, approved by {one.decided_by}"
        )


def propose_changed_policies(installation: Installation, doc_types: Sequence[str], proposer: Person, why: str) -> None:
    """After something was learned or set that policies rest on: what changed with it waits for another person."""
    storage = installation.storage
    types = load_learned(storage.learned.folder(installation.settings.home)).document_types
    for proposal in propose_changed(storage.changes, proposer, [types[one] for one in doc_types], why, now()):
        click.echo(how_to_approve(proposal))


def how_to_approve(proposal: ChangeProposal) -> str:
    """What the second person does."""
    digits = (proposal.policy_hash or "")[:SHOWN]
    return f"Proposed for {proposal.doc_type}: another person puts it in force with foureyes policy approve {digits} --as NAME"


def _decide(policy_hash: str, name: str, *, approved: bool) -> None:
    storage = open_installation().storage
    waiting = [
        one for one in storage.changes.waiting() if one.kind is ChangeKind.POLICY and (one.policy_hash or "").startswith(policy_hash)
    ]
    if len(waiting) != 1:
        raise NoSuchProposal(f"{len(waiting)} policies whose hash begins with '{policy_hash}' wait. Look at them: foureyes policy.")
    decider = storage.people.person(person(name).name)
    decided = decide_change(storage.changes, decider, waiting[0].proposal_id, now(), approved=approved)
    click.echo(f"{decided.doc_type}: {'in force from now on' if approved else 'refused; what was in force stays'}.")


def _list(installation: Installation) -> None:
    changes = installation.storage.changes
    in_force = changes.policies_in_force()
    waiting = {one.policy_hash: one for one in changes.waiting() if one.kind is ChangeKind.POLICY}
    table = Table(box=SIMPLE_HEAD, header_style="bold")
    for column in ("type", "in force", "by", "now", ""):
        table.add_column(column)
    for name, declared in sorted(load_learned(installation.learned).document_types.items()):
        agreed, current = in_force.get(name), policy_hash(declared)
        by = f"{agreed.proposed_by}, {agreed.decided_by} {agreed.since:%Y-%m-%d %H:%M}" if agreed else ""
        stands = agreed is not None and agreed.policy_hash == current
        step = "" if stands else _next_step(name, waiting.get(current))
        table.add_row(name, agreed.policy_hash[:SHOWN] if agreed else NONE, by, f"{current[:SHOWN]} {declared.policy.mode}", step)
    Console(highlight=False).print(table)


def _next_step(name: str, proposal: ChangeProposal | None) -> str:
    if proposal is None:
        return f"[yellow]not proposed: foureyes policy propose {name}[/]"
    return f"[yellow]waits, proposed by {proposal.proposed_by}: foureyes policy approve {(proposal.policy_hash or '')[:SHOWN]}[/]"


def _type(installation: Installation, doc_type: str) -> DocumentType:
    known = load_learned(installation.learned).document_types
    if doc_type not in known:
        raise BadSetting(f"There is no document type '{doc_type}'. Choose one of: {', '.join(known)}.")
    return known[doc_type]
