"""foureyes watch: a scanning station's folder."""

import signal
import threading
from pathlib import Path

import click

from flows.hot_folder import HotFolder
from flows.installation import open_installation
from flows.watch import watch_folder
from models.audit import Actor, ActorKind


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--station", default=None, help="The station's name (default: the folder's).")
@click.option("--quiet", "quiet_seconds", default=3.0, show_default=True, help="Seconds without a change after which a file is complete.")
@click.option("--batch", "batch_seconds", default=30.0, show_default=True, help="Seconds after which a batch is closed at the latest.")
def watch(folder: Path, station: str | None, quiet_seconds: float, batch_seconds: float) -> None:
    """Take files from FOLDER once they are complete, and capture each closed batch.

    A file is complete when it is renamed from NAME.part to NAME, or has been quiet for a while. Its receipt is written
    beside it as NAME.receipt.json; the file itself is left where it is. Stop with Ctrl+C: nothing is lost.
    """
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    click.echo(f"Watching {folder.resolve()}. Stop with Ctrl+C.")
    hot_folder = HotFolder(folder.resolve(), quiet_seconds, batch_seconds)
    watch_folder(open_installation(), hot_folder, Actor(ActorKind.STATION, station or folder.resolve().name), stop, click.echo)
    click.echo("Stopped. Files without a receipt are taken at the next start.")
