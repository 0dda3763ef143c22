"""foureyes people: who works here in which role, and how two administrators change that."""

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from flows.cli.passwords import password
from flows.cli.tables import IN_TRIAL
from flows.cli.who import as_reviewer, person
from flows.installation import now, open_installation
from models.change_proposal import ChangeKind, ChangeProposal
from models.errors import BadSetting
from models.role import Role
from pipeline.permissions import Verb, check_can
from pipeline.two_people import decide_change, propose_role
from storage.open import Storage

ROLE = click.Choice([str(role) for role in Role])


@click.group(invoke_without_command=True)
@click.pass_context
def people(context: click.Context) -> None:
    """List the people with their roles, and what waits for a second administrator."""
    if context.invoked_subcommand is None:
        _list(open_installation().storage)


@people.command()
@click.argument("one", metavar="NAME")
@click.argument("other", metavar="NAME")
@as_reviewer
def found(one: str, other: str, name: str) -> None:
    """Found the installation: these two are its first administrators, and roles bind from now on, for ever."""
    first, second = person(one).name, person(other).name
    open_installation().storage.people.found(first, second, person(name), now())
    click.echo(f"{first} and {second} are administrators. Roles bind from now on; give them with foureyes people propose.")


@people.command()
@click.argument("somebody", metavar="NAME")
@click.argument("role", type=ROLE)
@click.option("--why", default="", help="One line, kept with the proposal.")
@as_reviewer
def propose(somebody: str, role: str, why: str, name: str) -> None:
    """Propose a role for somebody; another administrator approves."""
    _propose(ChangeKind.GRANT, somebody, role, why, name)


@people.command()
@click.argument("somebody", metavar="NAME")
@click.argument("role", type=ROLE)
@click.option("--why", default="", help="One line, kept with the proposal.")
@as_reviewer
def revoke(somebody: str, role: str, why: str, name: str) -> None:
    """Propose to take a role from somebody; another administrator approves."""
    _propose(ChangeKind.REVOKE, somebody, role, why, name)


@people.command()
@click.argument("proposal_id", metavar="N", type=int)
@as_reviewer
def approve(proposal_id: int, name: str) -> None:
    """Put proposal N in force; never by who proposed it, nor by whom it is about."""
    _decide(proposal_id, name, approved=True)


@people.command()
@click.argument("proposal_id", metavar="N", type=int)
@as_reviewer
def refuse(proposal_id: int, name: str) -> None:
    """Refuse proposal N."""
    _decide(proposal_id, name, approved=False)


@people.command()
@click.argument("somebody", metavar="NAME")
@click.argument("doc_types", metavar="[TYPE]...", nargs=-1)
@as_reviewer
def skills(somebody: str, doc_types: tuple[str, ...], name: str) -> None:
    """Set the document types somebody works on; without any, all of them."""
    installation = open_installation()
    unknown = [one for one in doc_types if one not in installation.document_types]
    if unknown:
        raise BadSetting(f"There is no document type '{unknown[0]}'. Choose from: {', '.join(installation.document_types)}.")
    store = installation.storage.people
    check_can(store.person(person(name).name), Verb.PROPOSE_PERSON)
    store.set_skills(person(somebody).name, doc_types, person(name), now())
    click.echo(f"{person(somebody).name} works on {', '.join(sorted(doc_types)) or 'all types'}.")


people.add_command(password)


def _propose(kind: ChangeKind, somebody: str, role: str, why: str, name: str) -> None:
    storage = open_installation().storage
    proposer = storage.people.person(person(name).name)
    proposal = propose_role(storage.changes, proposer, kind, person(somebody).name, Role(role), why, now())
    click.echo(f"Proposed. Another administrator approves: foureyes people approve {proposal.proposal_id} --as NAME")


def _decide(proposal_id: int, name: str, *, approved: bool) -> None:
    storage = open_installation().storage
    decider = storage.people.person(person(name).name)
    proposal = decide_change(storage.changes, decider, proposal_id, now(), approved=approved)
    click.echo(f"{'In force from now on' if approved else 'Refused'}: {_words(proposal)}.")


def _list(storage: Storage) -> None:
    console = Console(highlight=False)
    if not storage.people.is_founded():
        console.print(IN_TRIAL)
    table = Table(box=SIMPLE_HEAD, header_style="bold")
    for column in ("name", "roles", "document types"):
        table.add_column(column)
    for one in storage.people.people():
        roles = ", ".join(role.replace("_", " ") for role in Role if role in one.roles)
        table.add_row(one.name, roles, ", ".join(sorted(one.skills)) or "all")
    if table.row_count:
        console.print(table)
    for proposal in storage.changes.waiting():
        if proposal.kind is not ChangeKind.POLICY:
            console.print(f"{proposal.proposal_id}  {_words(proposal)}, proposed by {proposal.proposed_by} {proposal.why}".rstrip())


def _words(proposal: ChangeProposal) -> str:
    if proposal.kind is ChangeKind.POLICY:
        return f"the policy of {proposal.doc_type}"
    if proposal.kind is ChangeKind.ERASURE:
        return f"erase case {proposal.case_id}"
    to = "to" if proposal.kind is ChangeKind.GRANT else "no longer to"
    return f"{proposal.person} {to} be {str(proposal.role).replace('_', ' ')}"
