"""A consumer that is a table of another database, as consumers.yaml declares it."""

from typing import TYPE_CHECKING, Annotated

import msgspec

from storage.release.consumers.declared import Declared, Surroundings

if TYPE_CHECKING:
    from storage.release.consumers.sql_rows import SqlTableConsumer

Identifier = Annotated[str, msgspec.Meta(pattern="^[A-Za-z_][A-Za-z0-9_]{0,62}$")]


class SqlTable(Declared, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="sql_table"):
    """`columns` says which field of the entry goes into which column; `password_env` names the variable that holds the password."""

    url: str
    table: Identifier
    columns: dict[Identifier, str]
    db_schema: Identifier | None = None
    password_env: str | None = None
    create: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(self.columns.values())

    def consumer(self, surroundings: Surroundings) -> "SqlTableConsumer":
        from storage.release.consumers.sql_rows import SqlTableConsumer  # noqa: PLC0415 - SQLAlchemy takes 0.6 s, which only its users should wait

        return SqlTableConsumer(self, surroundings.secret(self.password_env) if self.password_env else None)
