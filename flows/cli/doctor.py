"""foureyes doctor: what is installed, what is missing, what to do."""

import os
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from extractors.recognizers.tesseract_program import installed_tesseract
from flows.cli.tables import IN_TRIAL
from flows.installation import open_installation
from models.change_proposal import ChangeKind
from models.errors import SetupError
from pipeline.settings import Settings, settings_from

OLDEST_PYTHON = (3, 11)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `remedy` is empty when all is well."""

    what: str
    found: str
    remedy: str = ""


@click.command()
@click.pass_context
def doctor(context: click.Context) -> None:
    """Say what is installed, what is missing and what to do about it. Ends with code 3 when something is missing."""
    findings = list(_findings())
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for finding in findings:
        mark = "[red]✗[/]" if finding.remedy else "[green]✓[/]"
        table.add_row(mark, finding.what, escape(finding.found), f"[yellow]{escape(finding.remedy)}[/]")
    Console(highlight=False).print(table)
    if any(finding.remedy for finding in findings):
        context.exit(SetupError.exit_code)


def _findings() -> Iterator[Finding]:
    old = sys.version_info < OLDEST_PYTHON
    yield Finding("Python", platform.python_version(), "Foureyes needs 3.11 or newer." if old else "")
    try:
        settings = settings_from(os.environ)
    except SetupError as error:
        yield Finding("settings", "", str(error))
        return
    yield Finding("reader", settings.reader)
    yield _looked_at("Tesseract", lambda: installed_tesseract(settings.languages))
    yield _looked_at("document types", lambda: ", ".join(open_installation(settings).document_types))
    yield _looked_at("consumers", lambda: ", ".join(consumer.name for consumer in open_installation(settings).consumers))
    yield _looked_at("master data", lambda: _master_data(settings))
    yield _looked_at("Prefect", lambda: f"{version('prefect')}, {os.environ.get('PREFECT_API_URL') or 'without a server'}")
    yield _looked_at("storage", lambda: _storage(settings))
    yield _looked_at("cases", _cases)
    yield _looked_at("audit log", _audit)
    yield _looked_at("people", _people)
    yield _looked_at("policies", _policies)


def _looked_at(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, look())
    except SetupError as error:
        return Finding(what, "", str(error))


def _storage(settings: Settings) -> str:
    place = open_installation(settings).storage.database.place
    objects = f"S3 at {settings.s3.endpoint}, bucket {settings.s3.bucket}" if settings.s3 else str(settings.objects_path)
    return f"{place}, objects in {objects}"


def _master_data(settings: Settings) -> str:
    master_data = open_installation(settings).master_data
    return ", ".join(f"{len(master_data.table(name).records)} {name.replace('_', ' ')}" for name in master_data.tables) or "none"


def _cases() -> str:
    counts = open_installation().storage.ledger.counts()
    return ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in counts.items() if count) or "none yet"


def _audit() -> str:
    log = open_installation().storage.audit
    return f"{log.head().seq} events, anchored up to event {log.anchored()}: foureyes audit verify --anchors"


def _people() -> str:
    people = open_installation().storage.people
    return f"{len(people.people())} with roles" if people.is_founded() else IN_TRIAL


def _policies() -> str:
    installation = open_installation()
    changes = installation.storage.changes
    in_force, waiting = len(changes.policies_in_force()), sum(one.kind is ChangeKind.POLICY for one in changes.waiting())
    return f"{in_force} of {len(installation.document_types)} in force, {waiting} waiting for a second person: foureyes policy"
