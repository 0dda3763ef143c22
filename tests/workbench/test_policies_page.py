"""What two administrators put in force on the pages is what documents are routed by."""

from pathlib import Path

from staff import browsers, staffed

from pipeline.document_types import policy_hash
from pipeline.learned import load_learned
from pipeline.policies import effective


def test_a_policy_agreed_on_in_the_workbench_lets_entries_pass(tmp_path: Path) -> None:
    storage = staffed(tmp_path)
    of = browsers(storage, tmp_path)
    assert of("ada").post("/policies/receipt", data={"why": "as shipped"}).status_code == 303
    (proposal,) = storage.changes.waiting()
    assert of("ada").post(f"/proposals/{proposal.proposal_id}", data={"verdict": "approve"}).status_code == 403
    assert of("abe").post(f"/proposals/{proposal.proposal_id}", data={"verdict": "approve"}).status_code == 303
    learned = load_learned(storage.learned.folder(tmp_path)).document_types["receipt"]
    assert storage.changes.policies_in_force()["receipt"].policy_hash == policy_hash(learned)
    assert effective(learned, storage.changes.policies_in_force()) == (learned, ())
