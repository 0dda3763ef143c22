"""An erased case: nothing of the document is left, the log is whole, and what was done by whom can still be proven."""

from collections.abc import Callable

import pytest
from places import Place
from raw_sql import REFUSALS, raw_sql
from storage_samples import ANNA, BEN, CLEO, CORRECTED, NOON, TO_A_PERSON, approved, captured, corrected, in_review, later

from models.case import CaseState, FieldValue, Outcome, Reason
from models.errors import CheckRefused, WrongState
from models.extraction import Evidence
from models.page import Box
from pipeline.erase import carry_out
from pipeline.intake import original_key, page_key, reading_key
from storage.case.erasure import DELETED, EMPTIED
from storage.open import Storage

NAME = "Jane Doe"
PLACE = Evidence(1, Box(0.1, 0.1, 0.2, 0.2), NAME, "test/v1")
NAMED = (*CORRECTED, FieldValue("holder", NAME, None, PLACE, Outcome.CORRECTED, accepted=True))


def rejected(storage: Storage, content: str = "one") -> int:
    """A case that names somebody in every place that holds text."""
    case_id = corrected(storage, content)
    storage.cases.save_version(case_id, 2, NAMED, (Reason("doubt", "holder", f"is {NAME} the holder?"),), ANNA, NOON)
    storage.cases.close(case_id, CaseState.REJECTED, Reason("no_invoice", None, f"written by {NAME}"), BEN, NOON)
    sha256 = storage.cases.case(case_id).content_sha256
    for key in (original_key(sha256), page_key(sha256, 1), page_key(sha256, 2), reading_key(sha256)):
        storage.objects.put(key, NAME.encode())
    return case_id


def decided(storage: Storage, case_id: int) -> None:
    proposal = storage.changes.propose_erasure(case_id, BEN, "asked for", NOON)
    storage.changes.decide(proposal.proposal_id, CLEO, NOON, approved=True)


def erased(storage: Storage, content: str = "one") -> int:
    case_id = rejected(storage, content)
    decided(storage, case_id)
    assert carry_out(storage.erasures, storage.objects, later(60)) == [case_id]
    return case_id


def everything_kept(place: Place) -> str:
    raw = raw_sql(place)
    told = repr(raw.everything())
    raw.close()
    return told


def test_nothing_that_the_document_said_is_left(storage: Storage, place: Place) -> None:
    case_id = rejected(storage, NAME)
    assert everything_kept(place).count(NAME) >= 5
    decided(storage, case_id)
    carry_out(storage.erasures, storage.objects, later(60))
    told = everything_kept(place)
    for gone in (NAME, "1190.00", "1191.00", "1.190,00", "190,00", "80 %", ".pdf"):
        assert gone not in told, gone
    assert list(storage.objects.keys("")) == []
    storage.close()
    if not isinstance(place.database, str):
        assert NAME.encode() not in place.database.read_bytes()


def test_the_log_of_an_erased_case_still_verifies_and_rebuilds_it(storage: Storage) -> None:
    anchor = storage.audit.head()
    case_id = erased(storage)
    head = storage.audit.verify([anchor])
    assert storage.audit.replay()[1] == []
    found = storage.audit.values()
    assert (found.erased, found.proven, found.differences) == (1, 0, [])
    event = storage.audit.trail(case_id)[-1]
    assert (event.actor, event.action, event.details["asked_by"]) == (CLEO, "erased", "ben")
    assert storage.audit.head() == head


def test_who_did_what_stays_and_the_case_says_that_it_is_erased(storage: Storage) -> None:
    case_id = erased(storage)
    case = storage.cases.case(case_id)
    assert case.version is not None
    assert (case.version.n, case.version.author, {field.value for field in case.version.fields}) == (3, ANNA, {None})
    assert "erased" in {reason.code for reason in case.summary.reasons}


def test_another_case_keeps_what_it_has(storage: Storage) -> None:
    other = rejected(storage, "other")
    kept = storage.cases.case(other), list(storage.objects.keys(""))
    erased(storage)
    assert (storage.cases.case(other), list(storage.objects.keys(""))) == kept
    assert storage.audit.values().differences == []


@pytest.mark.parametrize("make", [captured, in_review, approved])
def test_a_case_that_people_still_need_is_not_erased(storage: Storage, make: Callable[[Storage], int]) -> None:
    case_id = make(storage)
    with pytest.raises(WrongState, match="people still need it"):
        storage.erasures.check_can_be_erased(case_id)
    decided(storage, case_id)
    other = rejected(storage, "other")
    decided(storage, other)
    with pytest.raises(WrongState, match="people still need it"):
        carry_out(storage.erasures, storage.objects, NOON)
    assert storage.audit.trail(other)[-1].action == "erased"
    assert list(storage.objects.keys("")) == []
    assert storage.audit.values().erased == 1
    assert storage.audit.replay()[1] == []


def test_what_is_on_its_way_to_a_consumer_arrives_first(storage: Storage) -> None:
    case_id = approved(storage)
    storage.outbox.open_run("files", NOON)
    with storage.database.write("test") as connection:
        connection.execute("INSERT INTO release_run (consumer, run, opened_at) VALUES ('slow', 1, '')")
        connection.execute("INSERT INTO release (case_id, n, consumer, run) VALUES (:case_id, 1, 'slow', 1)", {"case_id": case_id})
    storage.outbox.finish_run("files", 1, {}, ANNA, NOON)
    with pytest.raises(WrongState, match="on its way to a consumer"):
        storage.erasures.check_can_be_erased(case_id)
    storage.outbox.finish_run("slow", 1, {}, ANNA, NOON)
    storage.erasures.check_can_be_erased(case_id)


def test_an_erased_case_reaches_no_further_consumer_and_teaches_nothing(storage: Storage) -> None:
    case_id = approved(storage)
    storage.outbox.open_run("files", NOON)
    storage.outbox.finish_run("files", 1, {}, ANNA, NOON)
    assert list(storage.cases.confirmed())
    decided(storage, case_id)
    storage.erasures.carry_out(NOON)
    assert storage.outbox.open_run("new", NOON) is None
    assert storage.outbox.released("files") == []
    assert list(storage.cases.confirmed()) == []


def test_an_erasure_cut_off_is_finished_the_next_time(storage: Storage) -> None:
    case_id = rejected(storage)
    decided(storage, case_id)
    assert storage.erasures.carry_out(NOON) == ([case_id], [])
    assert list(storage.objects.keys(""))
    assert carry_out(storage.erasures, storage.objects, NOON) == []
    assert list(storage.objects.keys("")) == []
    storage.objects.put(original_key(storage.cases.case(case_id).content_sha256), b"dropped once more")
    carry_out(storage.erasures, storage.objects, NOON)
    assert list(storage.objects.keys("")) == []


def test_a_seeded_copy_goes_first_and_the_document_with_the_last_of_them(storage: Storage) -> None:
    original = approved(storage)
    copy = storage.quality.plant(original, "grand_total", NAME, CORRECTED, TO_A_PERSON, CLEO, NOON)
    release = storage.outbox.open_run("files", NOON)
    assert release
    storage.outbox.finish_run("files", release.number, {}, ANNA, NOON)
    storage.objects.put(original_key(storage.cases.case(original).content_sha256), b"original")
    with pytest.raises(WrongState, match=f"Case {copy} is a seeded copy of case {original}"):
        storage.erasures.check_can_be_erased(original)
    for case_id, left in ((copy, 1), (original, 0)):
        decided(storage, case_id)
        assert carry_out(storage.erasures, storage.objects, NOON) == [case_id]
        assert len(list(storage.objects.keys(""))) == left
    assert storage.audit.replay()[1] == []


def test_an_erased_case_stays_as_it_is(storage: Storage) -> None:
    case_id = erased(storage)
    with pytest.raises(CheckRefused):
        storage.cases.save_version(case_id, 3, CORRECTED, (), ANNA, NOON)
    with pytest.raises(CheckRefused), storage.database.write("test") as connection:
        connection.execute("UPDATE capture_case SET state = 'in_review' WHERE case_id = :case_id", {"case_id": case_id})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE field_value SET value = NULL",
        "UPDATE field_value SET printed = '' WHERE printed IS NOT NULL",
        "DELETE FROM value_salt",
        "UPDATE receipt SET filename = ''",
        "INSERT INTO erasure (case_id, proposal_id, erased_at) VALUES (1, 1, '')",
    ],
)
def test_without_two_people_nothing_is_erased(storage: Storage, place: Place, statement: str) -> None:
    case_id = rejected(storage)
    storage.changes.propose_erasure(case_id, BEN, "asked for", NOON)
    before = everything_kept(place)
    raw = raw_sql(place, guarded=True)
    with pytest.raises(REFUSALS):
        raw.execute(statement)
    raw.close()
    assert everything_kept(place) == before


def test_what_an_erasure_leaves_is_not_rewritten(storage: Storage, place: Place) -> None:
    erased(storage)
    raw = raw_sql(place, guarded=True)
    for statement in ("UPDATE field_value SET value = 'new'", "UPDATE receipt SET sha256 = 'other'", "DELETE FROM erasure"):
        with pytest.raises(REFUSALS):
            raw.execute(statement)
    raw.close()


def test_values_left_by_a_false_erasure_are_told(storage: Storage, place: Place) -> None:
    case_id = erased(storage)
    storage.close()
    raw = raw_sql(place)
    raw.disarm()
    raw.execute("UPDATE field_value SET value = 'new' WHERE n = 1 AND name = 'iban'")
    raw.close()
    assert f"case {case_id}: values erased by the log, iban in the tables" in str(storage.audit.values().differences[0])
    raw = raw_sql(place)
    raw.disarm()
    raw.execute("DELETE FROM erasure")
    raw.close()
    assert "erasure 1 by the log, none in the tables" in str(storage.audit.replay()[1][0])


PEOPLE = {"actor", "approver", "asked_by", "author", "person", "planted_by", "proposed_by"}
ROLES = {"approver_role", "author_role", "kind", "person_role", "role"}
CODES = {"action", "code", "consumer", "doc_type", "held_from", "mode", "outcome", "state", "technique", "verdict"}
FIELDS = {"field", "fields", "key_fields", "name"}
HASHES = {"hash", "policy_hash", "prev_hash", "sha256"}
TIMES = {"at", "leased_until", "since", "until"}
KEPT_KNOWINGLY = {("audit_event", "details"), ("proposal", "why")}


def test_every_text_of_a_case_is_erased_or_known_to_be_harmless(sqlite_place: Place) -> None:
    """Whoever adds a column that could hold what a document said has it emptied by an erasure."""
    raw = raw_sql(sqlite_place)
    columns = {
        (table, row[1])
        for (table,) in raw.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        for row in raw.rows(f"PRAGMA table_info({table})")
        if row[2] == "TEXT" and "case_id" in {one[1] for one in raw.rows(f"PRAGMA table_info({table})")}
    }
    raw.close()
    harmless = PEOPLE | ROLES | CODES | FIELDS | HASHES | TIMES
    telling = {(table, name) for table, name in columns if name not in harmless and not name.endswith("_at")} - KEPT_KNOWINGLY
    emptied = {(table, part.split(" =")[0].strip()) for table, parts in EMPTIED.items() for part in parts.split(", ")}
    assert {one for one in telling if one[0] not in DELETED} == {one for one in emptied if one[0] not in DELETED}
