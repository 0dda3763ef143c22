"""The roles in the docs are those the code enforces."""

from pathlib import Path

from pipeline.permission_table import permission_table

ROOT = Path(__file__).resolve().parents[2]


def test_the_table_of_roles_in_the_docs_is_up_to_date() -> None:
    assert (ROOT / "docs" / "roles.md").read_text("utf-8").strip() == permission_table()
