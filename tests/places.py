"""Where an installation of a test is, in a form that processes are handed."""

from dataclasses import dataclass
from pathlib import Path

from storage.open import Storage, open_storage


@dataclass(frozen=True)
class Place:
    """A home for objects, and an SQLite file or the URL of a PostgreSQL database for the tables."""

    home: Path
    database: Path | str

    def open(self) -> Storage:
        return open_storage(self.database, self.home / "objects", quality_key=b"the same in every run")

    @property
    def arguments(self) -> list[str]:
        """As a program takes them."""
        return [str(self.home), str(self.database)]


def place_from(home: str, database: str) -> Place:
    """The place that `arguments` names."""
    return Place(Path(home), database if database.startswith("postgresql:") else Path(database))


def sqlite_in(home: Path) -> Place:
    return Place(home, home / "foureyes.db")
