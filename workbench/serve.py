"""foureyes serve: the workbench on this computer, for this computer only."""

import os

import click
import uvicorn

from pipeline.document_types import document_types_in_use
from pipeline.master.data import load_master_data
from pipeline.settings import settings_from
from storage.master_tables import ask_database
from storage.open import open_storage
from workbench.app import create_app

# Passwords travel in plain HTTP, so this is not an option.
HOST = "127.0.0.1"


@click.command()
@click.option("--port", default=8044, show_default=True, type=click.IntRange(1, 65535), help="Where to listen on 127.0.0.1.")
@click.option(
    "--as", "name", envvar="FOUREYES_USER", default=None, help="In a trial: who checks where the browser was not told. Default: ask."
)
def serve(port: int, name: str | None) -> None:
    """Check documents in the browser. Answers on this computer only; people sign in once the installation is founded."""
    settings = settings_from(os.environ)
    storage = open_storage(settings.database, settings.objects_path, settings.s3, settings.quality_key)
    document_types = document_types_in_use(storage.learned.folder(settings.home))
    master_data = load_master_data(settings.master_data_path, ask_database, document_types)
    app = create_app(storage, settings.home, name, master_data=master_data)
    click.echo(f"Workbench: http://{HOST}:{port}  (this computer only; Ctrl+C stops it)")
    uvicorn.run(app, host=HOST, port=port, log_level="warning", server_header=False)
