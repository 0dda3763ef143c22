"""The command that counts confidences runs production's own reading over a folder."""

import json
import shutil
from pathlib import Path

from click.testing import CliRunner

from learning.calibrate_confidence import main
from pipeline.calibrate import load_confidence_model


def test_weights_are_counted_from_a_folder_of_labelled_documents(dev_data: Path, tmp_path: Path) -> None:
    rows = [row for row in map(json.loads, (dev_data / "labels.jsonl").read_text("utf-8").splitlines()) if row["set"] == "einvoice"][:2]
    for row in rows:
        shutil.copy(dev_data / row["file"], tmp_path / Path(row["file"]).name)
        row["file"] = Path(row["file"]).name
    (tmp_path / "labels.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    ran = CliRunner().invoke(main, [str(tmp_path), "--weights", str(tmp_path / "confidence.json")])
    assert ran.exit_code == 0, ran.output
    model = load_confidence_model(tmp_path / "confidence.json")
    assert model.provenance["issuers"] == 1
    assert int(model.provenance["values"]) > 10
    assert "half 1" in ran.output
