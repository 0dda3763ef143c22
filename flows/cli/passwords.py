"""foureyes people password: sets the password somebody signs in to the workbench with."""

import click

from flows.cli.who import as_reviewer, person
from flows.installation import now, open_installation
from pipeline.permissions import Verb, check_can


@click.command()
@click.argument("someone", metavar="NAME")
@as_reviewer
def password(someone: str, name: str) -> None:
    """Set the password NAME signs in with: one's own, or an administrator anybody's. It is asked for, never given on the command line."""
    storage = open_installation().storage
    if person(name) != person(someone):
        check_can(storage.people.person(person(name).name), Verb.PROPOSE_PERSON)
    typed = click.prompt(f"Password for {someone}", hide_input=True, confirmation_prompt="Again")
    storage.sign_ins.set_password(person(someone).name, typed, person(name), now())
    click.secho(f"✓ {someone} signs in with this password from now on; whoever was signed in under the name no longer is.", fg="green")
