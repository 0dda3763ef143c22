"""foureyes export: everything released so far, written out again wherever it is wanted."""

from collections import defaultdict
from pathlib import Path

import click

from flows.installation import open_installation
from pipeline.release import ReleasedEntry, released_entry
from storage.files_consumer import FilesConsumer, csv_of, json_lines_of


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export(folder: Path) -> None:
    """Write all released entries to FOLDER as entries.jsonl and one CSV a document type.

    A copy for people: it releases nothing, and may be repeated.
    """
    storage = open_installation().storage
    released = storage.outbox.released(FilesConsumer.name)
    entries = [released_entry(storage.cases, case_id, FilesConsumer.name) for case_id in released]
    by_type: dict[str, list[ReleasedEntry]] = defaultdict(list)
    for entry in entries:
        by_type[entry.doc_type].append(entry)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "entries.jsonl").write_bytes(json_lines_of(entries))
    for doc_type, rows in by_type.items():
        (folder / f"{doc_type}.csv").write_bytes(csv_of(rows))
    click.echo(f"Wrote {len(entries)} released entries to {folder}")
