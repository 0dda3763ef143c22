"""foureyes people password: sets the password somebody signs in to the workbench with."""

import click

from flows.cli.who import as_reviewer, person
from flows.installation import now, open_installation


@click.command()
@click.argument("someone", metavar="NAME")
@as_reviewer
def password(someone: str, name: str) -> None:
    """Set the password NAME signs in with. It is asked for, never given on the command line."""
    typed = click.prompt(f"Password for {someone}", hide_input=True, confirmation_prompt="Again")
    open_installation().storage.sign_ins.set_password(person(someone).name, typed, person(name), now())
    click.secho(f"✓ {someone} signs in with this password from now on; whoever was signed in under the name no longer is.", fg="green")
