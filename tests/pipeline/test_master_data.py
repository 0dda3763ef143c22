"""Which tables are taken as master data, and what is said of one that is not as declared."""

import os
import re
import sqlite3
from pathlib import Path

import pytest

from models.errors import BadMasterData, BadSetting, MasterDataUnavailable, SetupError
from pipeline.document_types import load_document_types
from pipeline.master.data import MasterData, load_master_data
from pipeline.settings import settings_from
from storage.master_tables import ask_database

TYPES = load_document_types()
DECLARED = """
sellers:
  holds: sellers
  source: sellers.csv
  key: seller_id
  columns:
    seller_id: {kind: identifier}
    name: {kind: organisation, fuzzy: true}
    vat_id: {kind: vat_id, header: USt-IdNr}
    iban: {kind: iban}
"""
WITHOUT_COLUMNS = re.sub(r"(name|vat_id|iban): .*", r"\1:", DECLARED)
FROM_A_DATABASE = DECLARED.replace("source: sellers.csv", "source: sqlite:///erp.db\n  query: SELECT * FROM seller")
GOOD = "seller_id,name,USt-IdNr,iban\nS1,Kestrel Tools Ltd,GB 283 780 233,DE02 1203 0000 0000 2020 51\n"


def loaded(folder: Path, declared: str = DECLARED, csv: str | bytes = GOOD) -> MasterData:
    (folder / "master_data.yaml").write_text(declared, "utf-8")
    (folder / "sellers.csv").write_bytes(csv if isinstance(csv, bytes) else csv.encode())
    return load_master_data(folder / "master_data.yaml", ask_database, TYPES)


def test_a_table_is_read_in_the_form_in_which_fields_are_kept(tmp_path: Path) -> None:
    (record,) = loaded(tmp_path).table("sellers").records
    assert record.key == "S1"
    assert record.values["vat_id"] == "GB283780233"
    assert record.values["iban"] == "DE02120300000000202051"


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_a_byte_order_mark_and_another_delimiter_are_understood(tmp_path: Path, delimiter: str) -> None:
    content = b"\xef\xbb\xbf" + GOOD.replace(",", delimiter).encode()
    assert loaded(tmp_path, csv=content).table("sellers").records[0].values["name"] == "Kestrel Tools Ltd"


@pytest.mark.parametrize(
    ("csv", "place", "advice"),
    [
        (GOOD.replace("iban\n", "account\n"), "line 1", "not one column 'iban' but 0"),
        (GOOD.replace("iban\n", "iban,iban\n"), "line 1", "but 2"),
        (GOOD + "S2,Linden\n", "line 3", "fewer cells"),
        (GOOD + '"S2","Linden\nPark",,\nS3\n', "line 5", "fewer cells"),
        (GOOD + "S1,Linden,,\n", "line 3", "line 2 already"),
        (GOOD + ",Linden,,\n", "line 3", "seller_id is empty"),
        (GOOD + "S2,Linden,,DE00 1203\n", "line 3", "expected an IBAN"),
        (GOOD.encode("utf-16"), "sellers.csv", "UTF-8"),
        ("", "line 1", "not one column"),
    ],
)
def test_a_bad_file_is_refused_naming_line_and_remedy(tmp_path: Path, csv: str | bytes, place: str, advice: str) -> None:
    with pytest.raises(BadMasterData) as refused:
        loaded(tmp_path, csv=csv).table("sellers")
    assert place in str(refused.value)
    assert advice in str(refused.value)


@pytest.mark.parametrize(
    ("declared", "advice"),
    [
        (DECLARED.replace("sellers:\n  holds", "vendors:\n  holds"), "no document type has 'vendors'"),
        (DECLARED.replace("    iban:", "    account:"), "declares no column 'iban'"),
        (DECLARED.replace("key: seller_id", "key: number"), "none of its columns"),
        (DECLARED.replace("fuzzy: true", "fuzzi: true"), "unknown key 'fuzzi'"),
        (DECLARED.replace("holds: sellers", "holds: vendors"), "vendors"),
        (DECLARED + "  colour: blue\n", "unknown key 'colour'"),
        (DECLARED.replace("{kind: iban}", "{kind: iban"), "master_data.yaml"),
        ("- sellers", "Expected `object`"),
        (DECLARED.replace("sellers:\n  holds: sellers", "goods_received:\n  holds: deliveries"), "declares no column 'order_number'"),
        (WITHOUT_COLUMNS, "nothing to find a row"),
    ],
)
def test_a_declaration_that_would_compare_nothing_is_refused(tmp_path: Path, declared: str, advice: str) -> None:
    with pytest.raises(BadMasterData) as refused:
        loaded(tmp_path, declared)
    assert advice in str(refused.value)


def test_a_column_the_table_lacks_is_said_so_and_left_out(tmp_path: Path) -> None:
    table = loaded(tmp_path, DECLARED.replace("{kind: vat_id, header: USt-IdNr}", ""), GOOD.replace("USt-IdNr", "unused")).table("sellers")
    assert "vat_id" not in table.table.present


def test_a_file_that_changed_is_read_again_and_one_that_is_gone_is_not_answered_from_memory(tmp_path: Path) -> None:
    master_data = loaded(tmp_path)
    assert master_data.table("sellers") is master_data.table("sellers")
    path = tmp_path / "sellers.csv"
    path.write_text(GOOD + "S2,Linden Park,,\n", "utf-8")
    assert len(master_data.table("sellers").records) == 2
    path.unlink()
    with pytest.raises(MasterDataUnavailable):
        master_data.table("sellers")


def test_values_are_offered_for_what_is_typed(tmp_path: Path) -> None:
    master_data = loaded(tmp_path)
    assert master_data.suggest("sellers", "name", "too") == ("Kestrel Tools Ltd",)
    assert master_data.suggest_for(TYPES["invoice"], "seller_name", "kes") == ("Kestrel Tools Ltd",)
    assert master_data.suggest_for(TYPES["invoice"], "issue_date", "kes") == ()
    assert master_data.suggest_for(TYPES["receipt"], "company", "kes") == ()
    with pytest.raises(BadMasterData):
        master_data.suggest("sellers", "colour", "too")
    with pytest.raises(BadMasterData):
        master_data.suggest("vendors", "name", "too")


def test_a_table_of_a_database_is_asked_and_never_written_to(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "erp.db") as connection:
        connection.execute('CREATE TABLE seller (seller_id INTEGER, name TEXT, "USt-IdNr" TEXT, iban TEXT)')
        connection.execute("INSERT INTO seller VALUES (7, 'Kestrel Tools Ltd', NULL, 'DE02120300000000202051')")
    connection.close()
    (record,) = loaded(tmp_path, FROM_A_DATABASE).table("sellers").records
    assert (record.key, record.values["vat_id"]) == ("7", "")
    with pytest.raises(MasterDataUnavailable):
        loaded(tmp_path, FROM_A_DATABASE.replace("SELECT * FROM seller", "DELETE FROM seller")).table("sellers")
    assert loaded(tmp_path, FROM_A_DATABASE).table("sellers").records


def test_a_database_that_is_not_there_is_said_so_without_its_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(MasterDataUnavailable):
        loaded(tmp_path, FROM_A_DATABASE).table("sellers")
    assert not (tmp_path / "erp.db").exists()
    declared = FROM_A_DATABASE.replace("sqlite:///erp.db", "postgresql://erp:$ERP_PASSWORD@127.0.0.1:1/erp")
    with pytest.raises(BadMasterData, match="ERP_PASSWORD"):
        loaded(tmp_path, declared).table("sellers")
    monkeypatch.setenv("ERP_PASSWORD", "open-sesame")
    with pytest.raises(SetupError) as refused:
        loaded(tmp_path, declared).table("sellers")
    assert "open-sesame" not in str(refused.value)


def test_without_a_declaration_there_are_no_tables_but_a_named_one_must_exist(tmp_path: Path) -> None:
    assert not load_master_data(tmp_path / "master_data.yaml", ask_database, TYPES).tables
    with pytest.raises(BadSetting):
        settings_from({**os.environ, "FOUREYES_MASTER_DATA": str(tmp_path / "nowhere.yaml")})
