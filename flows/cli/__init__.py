"""The command `foureyes`: each subcommand is imported only when it is called, so that plain ones start at once."""

import importlib
import sys

import click

from models.errors import CaptureError

COMMANDS = {
    "capture": "flows.cli.capture",
    "watch": "flows.cli.watch",
    "queue": "flows.cli.queue",
    "show": "flows.cli.show",
    "check": "flows.cli.check",
    "release": "flows.cli.release",
    "export": "flows.cli.export",
    "serve": "workbench.serve",
    "evaluate": "learning.command",
    "doctor": "flows.cli.doctor",
}


class LazyGroup(click.Group):
    """Finds a command by name and imports the module that holds it under the same name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(COMMANDS[cmd_name]), cmd_name)
        assert isinstance(command, click.Command)  # noqa: S101 - what the table above promises
        return command


EPILOG = """Exit codes: 0 done · 1 a fault of Foureyes · 2 wrong usage · 3 something is not set up (foureyes doctor) ·
4 a document could not be read · 5 refused, nothing was changed. All state is under FOUREYES_HOME (default ./.foureyes)."""


@click.group(cls=LazyGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="foureyes")
def foureyes() -> None:
    """Document capture with four eyes: the machine makes the entry, people check it."""


def main() -> None:
    """Runs a command; an error of ours becomes one plain line and its exit code."""
    try:
        foureyes(prog_name="foureyes")
    except CaptureError as error:
        click.secho(f"{error}", fg="red", err=True)
        sys.exit(error.exit_code)
