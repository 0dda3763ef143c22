"""foureyes export: everything a consumer got so far, written out again wherever it is wanted."""

from pathlib import Path

import click

from flows.installation import open_installation
from pipeline.release import released_entry
from storage.release.consumers.files import csv_by_type, json_lines_of


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--consumer", help="The consumer whose entries are meant, by its name in consumers.yaml; the first one where none is named.")
def export(folder: Path, consumer: str | None) -> None:
    """Write all released entries to FOLDER as entries.jsonl and one CSV a document type.

    A copy for people: it releases nothing, and may be repeated.
    """
    installation = open_installation()
    storage = installation.storage
    name = consumer or installation.consumers[0].name
    entries = [released_entry(storage.cases, version, name) for version in storage.outbox.released(name)]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "entries.jsonl").write_bytes(json_lines_of(entries))
    for file, content in csv_by_type(entries, for_spreadsheets=True).items():
        (folder / file).write_bytes(content)
    click.echo(f"Wrote {len(entries)} released entries to {folder}")
