"""consumers.yaml: what it may say, and that a mistake in it is named before anything leaves."""

from pathlib import Path

import pytest

from models.errors import BadSetting
from models.release import Consumer
from pipeline.document_types import load_document_types
from pipeline.settings import settings_from
from storage.release.consumers.command import CommandConsumer
from storage.release.consumers.configuration import consumers_from
from storage.release.consumers.files import FilesConsumer
from storage.release.consumers.sql_rows import SqlTableConsumer
from storage.release.consumers.webhook import WebhookConsumer

ENVIRONMENT = {"LEDGER_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
TYPES = {name: one for name, one in load_document_types().items() if name in ("invoice", "receipt")}
FULL = """
- {name: archive, kind: files, folder: archive, formats: [xml], for_spreadsheets: false}
- name: ledger
  kind: webhook
  url: https://ledger.example/in
  secret_env: LEDGER_SECRET
  allowed_hosts: [ledger.example]
  doc_types: [invoice]
- {name: warehouse, kind: sql_table, url: "sqlite:///warehouse.db", table: posted, columns: {total: grand_total}, create: true}
- {name: printer, kind: command, arguments: [/usr/bin/lp, -], timeout_seconds: 5}
"""

TABLE = '- {{name: a, kind: sql_table, url: "sqlite:///a.db", table: a, {}}}'


def consumers(tmp_path: Path, text: str) -> tuple[Consumer, ...]:
    (tmp_path / "consumers.yaml").write_text(text, "utf-8")
    return consumers_from(tmp_path / "consumers.yaml", tmp_path, ENVIRONMENT, TYPES)


def test_each_kind_is_declared_in_one_place(tmp_path: Path) -> None:
    found = consumers(tmp_path, FULL)
    assert [type(one) for one in found] == [FilesConsumer, WebhookConsumer, SqlTableConsumer, CommandConsumer]
    assert [one.name for one in found] == ["archive", "ledger", "warehouse", "printer"]
    assert [tuple(one.doc_types) for one in found] == [(), ("invoice",), (), ()]


def test_without_a_file_entries_leave_as_files_under_the_installation(tmp_path: Path) -> None:
    (only,) = consumers_from(tmp_path / "consumers.yaml", tmp_path, {}, {})
    assert isinstance(only, FilesConsumer)
    assert (only.name, only.folder) == ("files", tmp_path / "released")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("- {name: a, kind: files, format: [csv]}", r"`format` - at `\$\[0\]`"),
        ("- {name: a, kind: fax}", r"'fax' - at `\$\[0\].kind`"),
        ("- {kind: files}", r"`name` - at `\$\[0\]`"),
        ("- {name: a, kind: files}\n- {name: b, kind: files, formats: [pdf]}", r"at `\$\[1\].formats"),
        ("- {name: a b, kind: files}", r"\$\[0\].name"),
        ("- {name: a, kind: files}\n- {name: a, kind: files, folder: other}", "name 'a'"),
        ("- {name: a, kind: files}\n- {name: b, kind: files}", "folder 'released'"),
        ("- {name: a, kind: files, doc_types: [letter]}", "letter"),
        (TABLE.format("doc_types: [receipt], columns: {a: iban}"), "no field 'iban'"),
        ("[]", "length >= 1"),
        ("", "array"),
        ("- {name: a, kind: files", "line 1"),
        ("- {name: a, kind: command, arguments: [x], pass_environment: [TOKEN]}", "TOKEN"),
    ],
)
def test_a_mistake_is_refused_and_its_place_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(BadSetting, match=named):
        consumers(tmp_path, text)


def test_a_file_that_was_named_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="FOUREYES_CONSUMERS"):
        settings_from({"FOUREYES_CONSUMERS": str(tmp_path / "missing.yaml")})
    (tmp_path / "there.yaml").touch()
    assert settings_from({"FOUREYES_CONSUMERS": str(tmp_path / "there.yaml")}).consumers_path == tmp_path / "there.yaml"
    assert settings_from({"FOUREYES_HOME": str(tmp_path)}).consumers_path == tmp_path / "consumers.yaml"
