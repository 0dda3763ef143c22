"""Who is at the keyboard: --as, else FOUREYES_USER, else the account's name. It is believed; the workbench asks for a password."""

import getpass

import click

from models.audit import Actor, ActorKind

as_reviewer = click.option(
    "--as", "name", envvar="FOUREYES_USER", default=getpass.getuser, show_default="your account", help="The person who decides."
)


def person(name: str) -> Actor:
    """The actor for a reviewer's name; case does not make another person of somebody."""
    return Actor(ActorKind.PERSON, name.strip().casefold())
