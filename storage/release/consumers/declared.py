"""What every consumer is declared with, whatever its kind, and where the rest of it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec

from models.errors import BadSetting


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The installation a consumer is opened in: paths are relative to `home`, secrets are named variables of `environment`."""

    home: Path
    environment: Mapping[str, str]

    def secret(self, variable: str) -> str:
        """Raises BadSetting naming the variable."""
        if not self.environment.get(variable):
            raise BadSetting(f"{variable} is not set; a consumer in consumers.yaml needs it. Set it where Foureyes is started.")
        return self.environment[variable]


class Declared(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """One consumer of consumers.yaml. The name is part of every idempotency key: under another one, everything is new to it."""

    name: Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_-]{0,62}$")]
    doc_types: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of an entry that are named here."""
        return ()
