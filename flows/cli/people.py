"""foureyes people: who works here."""

import click

from flows.cli.passwords import password


@click.group()
def people() -> None:
    """Who works here, and the passwords they sign in with."""


people.add_command(password)
