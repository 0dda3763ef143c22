"""foureyes rollback: the weights of one document type that were in use before are in use again."""

import click

from flows.cli.policy import propose_changed_policies
from flows.cli.who import as_reviewer, person
from flows.installation import now, open_installation
from models.learned import LearnedKind
from pipeline.learned import SHIPPED, weights_path
from pipeline.permissions import Verb, check_can


@click.command()
@click.argument("doc_type", metavar="TYPE")
@as_reviewer
def rollback(doc_type: str, name: str) -> None:
    """Go back to the weights of TYPE that were in use before.

    Again goes back further, in the end to those that ship. Entries made meanwhile stay as they are. The thresholds that the weights prove
    are proposed as a change of the policy; nothing passes by them until another person approves.
    """
    installation = open_installation()
    proposer = installation.storage.people.person(person(name).name)
    check_can(proposer, Verb.PROPOSE_POLICY)
    learned = installation.storage.learned
    item = learned.back(LearnedKind.WEIGHTS, doc_type, proposer.actor, now())
    if item.sha256:
        first = next(one for one in learned.history(LearnedKind.WEIGHTS, doc_type) if one.sha256 == item.sha256)
        click.echo(
            f"{doc_type}: the weights of {first.at:%Y-%m-%d %H:%M} UTC are in use again ({item.sha256[:12]}). {item.report}".rstrip()
        )
    elif weights_path(SHIPPED, doc_type).exists():
        click.echo(f"{doc_type}: the weights that ship are in use again.")
    else:
        click.echo(f"{doc_type}: no weights are in use; none ship for this type, so a person looks at each of its values.")
    if doc_type in installation.document_types:
        propose_changed_policies(installation, [doc_type], proposer, "rollback")
