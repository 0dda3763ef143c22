"""foureyes erase: one person asks for a case to be forgotten, another decides; who did what to it stays in the audit log."""

import click

from flows.cli.who import as_reviewer, person
from flows.installation import now, open_installation
from models.change_proposal import ChangeKind
from models.errors import NoSuchProposal
from pipeline.erase import carry_out, propose_erasure
from pipeline.two_people import decide_change
from storage.open import Storage


@click.command()
@click.argument("case_id", metavar="CASE", type=int)
@click.option("--why", default="", help="One line, kept for good: name no person in it.")
@click.option("--approve/--refuse", "approved", default=None, help="Decide what another person asked for.")
@as_reviewer
def erase(case_id: int, why: str, approved: bool | None, name: str) -> None:
    """Ask for CASE to be erased; another person does it with --approve.

    The document, its pages and words, every value and every name of a file go for good; states, hands and the audit log stay, and the log
    still verifies. What consumers were sent, and backups, are beyond its reach.
    """
    storage = open_installation().storage
    somebody = storage.people.person(person(name).name)
    if approved is None:
        propose_erasure(storage.erasures, storage.changes, somebody, case_id, why, now())
        click.echo(f"Asked for. Another person erases it: foureyes erase {case_id} --approve --as NAME")
        return
    if approved:
        storage.erasures.check_can_be_erased(case_id)
    decide_change(storage.changes, somebody, _proposal_of(storage, case_id), now(), approved=approved)
    if approved:
        carry_out(storage.erasures, storage.objects, now())
    click.echo(f"Case {case_id} is erased." if approved else f"Refused; case {case_id} stays.")


def _proposal_of(storage: Storage, case_id: int) -> int:
    for proposal in storage.changes.waiting():
        if proposal.kind is ChangeKind.ERASURE and proposal.case_id == case_id:
            return proposal.proposal_id
    raise NoSuchProposal(f"Nobody asked for case {case_id} to be erased. Ask for it: foureyes erase {case_id}")
