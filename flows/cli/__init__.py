"""The command `foureyes`: each subcommand is imported only when it is called, so that plain ones start at once."""

import importlib
import sys

import click

from models.errors import CaptureError

COMMANDS = {
    "capture": ("flows.cli.capture", "Read, classify, extract, enter and route files and folders."),
    "watch": ("flows.cli.watch", "Capture what scanning stations drop into a folder."),
    "queue": ("flows.cli.queue", "List the cases that need a person."),
    "show": ("flows.cli.show", "Show one case: fields, confidence, reasons, history."),
    "check": ("flows.cli.check", "Decide about the doubtful fields of one case."),
    "hold": ("flows.cli.hold", "Put a case aside until something is cleared up."),
    "resume": ("flows.cli.hold", "Let a held case go on, as when it is no duplicate."),
    "key": ("flows.cli.key", "Key the fields of one case blind, as one of two people."),
    "adjudicate": ("flows.cli.adjudicate", "Rule, with the page open, where two keyings differ."),
    "refer": ("flows.cli.refer", "Pass one case on to a senior checker."),
    "rescans": ("flows.cli.rescans", "List the better scans that stations are asked for."),
    "retry": ("flows.cli.retry", "Read a document in quarantine again."),
    "release": ("flows.cli.release", "Release approved entries, once."),
    "export": ("flows.cli.export", "Write everything released so far to a folder."),
    "serve": ("workbench.serve", "Open the workbench in a browser, on this machine only."),
    "evaluate": ("learning.command", "Score the machine on labelled documents."),
    "train": ("learning.train_command", "Learn from what people confirmed, and use it where it is better."),
    "rollback": ("flows.cli.rollback", "Go back to the weights of a type that were in use before."),
    "teach": ("learning.teach", "Teach a new document type: one YAML file and some labelled examples."),
    "thresholds": ("flows.cli.thresholds", "Set from a target what passes with nobody looking."),
    "quality": ("flows.cli.quality", "Look at a sample again, plant errors, and show how people do."),
    "audit": ("flows.cli.audit", "Verify, export, anchor and show the log of who did what."),
    "policy": ("flows.cli.policy", "Which policies are in force; propose, approve, compare."),
    "people": ("flows.cli.people", "Who has which role and signs in how; found, propose, approve."),
    "erase": ("flows.cli.erase", "Forget what a document said: one person asks, another decides."),
    "doctor": ("flows.cli.doctor", "Say what is installed, what is missing, what to do."),
}
"""Where each command lives, and its line in the help, so that listing them imports none."""


class LazyGroup(click.Group):
    """Finds a command by name and imports the module that holds it under the same name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        module, _ = COMMANDS[cmd_name]
        command = getattr(importlib.import_module(module), cmd_name)
        assert isinstance(command, click.Command)  # noqa: S101 - what the table above promises
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


EPILOG = """\b
Exit codes: 0 done; 1 a fault of Foureyes; 2 wrong usage; 3 something is not
set up (foureyes doctor); 4 a document is in quarantine; 5 refused, nothing
was changed; 6 a consumer did not take an entry (foureyes release --dead).
All state is under FOUREYES_HOME (default ./.foureyes).
"""


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
