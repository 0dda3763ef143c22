"""Where a person at the command line sees the pages: as files of their own, gone when the command ends."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from flows.installation import Installation
from models.case import Case
from pipeline.intake import page_key

SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")


@contextmanager
def pages_on_disk(installation: Installation, case: Case) -> Iterator[Path]:
    """A folder with the upright image of each page, readable by this account only."""
    objects, scratch = installation.storage.objects, installation.settings.scratch_path
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"case-{case.case_id}-", dir=scratch) as folder:
        for number in range(1, case.summary.page_count + 1):
            key = page_key(case.content_sha256, number)
            if objects.exists(key):
                objects.fetch(key, Path(folder) / f"page-{number:04d}.jpg")
        yield Path(folder)


def show_pages(folder: Path) -> None:
    """Opens the first page where there is a screen, and says where all of them are."""
    pages = sorted(folder.iterdir())
    if pages and any(map(os.environ.get, SCREENS)):
        click.launch(str(pages[0]))
    click.echo(f"{len(pages)} page images, until you leave: {folder}")
