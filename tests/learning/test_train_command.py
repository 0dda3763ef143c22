"""Learning from what people confirmed: from nothing else, and in use only where it is better on documents nobody learned from."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import product
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result
from printed_page import reading_of

from extractors.judge.weights import TypeWeights, nothing_learned
from flows.cli.rollback import rollback
from learning.confirmed import examples_of, learned_until
from learning.promotion import Comparison, Figures, with_earlier
from learning.train_command import train
from models.audit import Actor, ActorKind
from models.case import Drop, FieldValue, Outcome, Route
from models.confidence import HeldOutValue, Training
from models.document_type import Mode
from models.extraction import Classification, Proposal
from models.learned import LearnedItem, LearnedKind
from pipeline.document_types import load_document_type
from pipeline.intake import reading_key
from pipeline.learned import load_learned
from storage.open import Storage, open_storage

MACHINE = Actor(ActorKind.MACHINE, "reader")
ANNA, BEN = Actor(ActorKind.PERSON, "anna"), Actor(ActorKind.PERSON, "ben")
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
# A type without a single label word, whose values are too few to prove a tight target.
PERMIT = b"""
name: permit
title: Permit
description: Who may berth.
fields:
- {name: company, label: Office, kind: organisation}
- {name: permit_number, label: Permit number, kind: identifier}
- {name: holder, label: Holder, kind: person}
- {name: valid_until, label: Valid until, kind: date}
policy: {max_error: 0.2}
"""
FIRST_NAMES = ("Ada", "Grace", "Alan", "Edsger", "Barbara", "Donald", "Mary")
HOLDERS = [" ".join(names) for names in product(FIRST_NAMES, ("Byron", "Hopper", "Turing", "Dijkstra", "Liskov", "Knuth", "Jackson"))]
DECIDED = ("permit_number", "holder", "valid_until")

Train = Callable[..., Result]


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    opened = open_storage(tmp_path / "foureyes.db", tmp_path / "objects")
    opened.learned.put(LearnedKind.TYPE, "permit", PERMIT, ANNA, LONG_AGO)
    return opened


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Train:
    monkeypatch.setenv("FOUREYES_HOME", str(tmp_path))

    def run_train(*arguments: str) -> Result:
        return CliRunner().invoke(train, arguments, catch_exceptions=False)

    return run_train


def truth(n: int) -> dict[str, str]:
    return {"permit_number": str(4100 + n), "holder": HOLDERS[n], "valid_until": f"2031-09-{10 + n % 20}"}


def receive(storage: Storage, n: int) -> int:
    reading = reading_of(
        f"Harbour Office {n}",
        f"Issued {10 + n % 20}.02.2024",
        f"Berth permit   {4100 + n}",
        f"Granted to   {HOLDERS[n]}",
        f"Quay   {170 + n}",
        f"Void after   {10 + n % 20}.09.2031",
    )
    digest = sha256(str(n).encode()).hexdigest()
    storage.objects.put(reading_key(digest), msgspec.json.encode(reading))
    batch = storage.ledger.open_batch("test", MACHINE, LONG_AGO)
    return storage.ledger.receive(batch, Drop(f"{n}.pdf", digest, 1, "application/pdf"), MACHINE, LONG_AGO).case_id


def enter(storage: Storage, case_id: int, values: Mapping[str, str], *, straight: bool = False) -> tuple[FieldValue, ...]:
    fields = tuple(FieldValue(name, value, 0.9, None, Outcome.PROPOSED, accepted=straight) for name, value in values.items())
    proposal = Proposal(Classification("permit", 0.99), (), (), 1)
    storage.cases.enter(
        case_id, proposal, fields, Route(Mode.STRAIGHT_THROUGH if straight else Mode.CHECK, (), "policy"), MACHINE, LONG_AGO
    )
    return fields


def confirm(storage: Storage, n: int, at: datetime, stood_by: tuple[str, ...] = DECIDED, office: str = "") -> None:
    """The machine proposes a wrong holder, and an office nobody looks at; one person decides the fields named, another approves."""
    case_id = receive(storage, n)
    right = truth(n)
    proposed = enter(storage, case_id, right | {"holder": "Nobody", "company": office or f"Harbour Office {n}"})
    decided = [replace(one, value=right[one.name], outcome=Outcome.CORRECTED) if one.name in stood_by else one for one in proposed]
    storage.cases.save_version(case_id, 1, decided, (), ANNA, at)
    storage.cases.approve(case_id, 2, BEN, at)


def weights_in_use(storage: Storage) -> list[LearnedItem]:
    return [item for item in storage.learned.in_use() if item.kind is LearnedKind.WEIGHTS]


def test_what_people_confirmed_is_learned_and_put_in_use_where_it_is_better(storage: Storage, run: Train, tmp_path: Path) -> None:
    for n in range(24):
        confirm(storage, n, LONG_AGO)
    storage.learned.put(LearnedKind.TARGET, "permit", b"0.25", ANNA, LONG_AGO)
    trial = run("--dry-run")
    assert "target: at most 25.0% of what passes wrong" in trial.output
    assert "would be put in use" in trial.output
    assert weights_in_use(storage) == []

    done = run()
    assert done.exit_code == 0
    (item,) = weights_in_use(storage)
    assert "24 documents confirmed, 6 of them held out" in item.report
    assert "New: 18 of 18 values right" in item.report
    assert item.report in done.output
    assert load_learned(storage.learned.folder(tmp_path)).weights["permit"].training.documents == 24

    now = datetime.now(UTC) + timedelta(days=1)
    confirm(storage, 24, now)
    assert "1 of 20 documents confirmed since the weights in use were trained: 19 are missing" in run("--type", "permit").output
    for n in range(25, 44):
        confirm(storage, n, now)
    again = run()
    assert "In use: 15 of 15 values right" in again.output
    assert "The weights in use are kept" in again.output
    assert weights_in_use(storage) == [item]

    back = CliRunner().invoke(rollback, ["permit", "--as", "ben"], catch_exceptions=False)
    assert "no weights are in use" in back.output
    assert (weights_in_use(storage), learned_until(storage.learned, "permit")) == ([], None)


def test_weights_that_do_worse_are_not_put_in_use(storage: Storage, run: Train, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(24):
        confirm(storage, n, LONG_AGO)
    run()
    in_use = weights_in_use(storage)
    assert len(in_use) == 1
    for n in range(24, 44):
        confirm(storage, n, datetime.now(UTC))
    monkeypatch.setattr("learning.promotion.train", lambda *_: nothing_learned("permit"))
    done = run()
    assert done.exit_code == 0
    assert "The weights in use are kept" in done.output
    assert weights_in_use(storage) == in_use


def test_what_only_the_machine_proposed_is_never_learned_from(storage: Storage, run: Train, tmp_path: Path) -> None:
    for n in range(3):
        enter(storage, receive(storage, n), truth(n), straight=True)
    for n in range(3, 6):
        case_id = receive(storage, n)
        enter(storage, case_id, truth(n))
        storage.cases.approve(case_id, 1, BEN, LONG_AGO)
    assert "nothing to learn from" in run().output

    confirm(storage, 6, LONG_AGO, stood_by=("permit_number",))
    permit = load_document_type(storage.learned.folder(tmp_path) / "types" / "permit.yaml")
    (example,) = examples_of(storage, list(storage.cases.confirmed()), permit)
    assert example.label.fields == {"permit_number": "4106"}
    assert set(example.labelled) == {"permit_number"}
    assert example.label.issuer == "harbouroffice6"


def test_documents_of_one_issuer_alone_prove_nothing(storage: Storage, run: Train) -> None:
    for n in range(20):
        confirm(storage, n, LONG_AGO, office="Harbour Office")
    assert "All 20 documents confirmed are of one issuer" in run().output
    assert weights_in_use(storage) == []


def test_too_few_documents_are_said_to_be_too_few(storage: Storage, run: Train) -> None:
    for n in range(3):
        confirm(storage, n, LONG_AGO)
    assert "permit: 3 of 20 documents confirmed: 17 are missing. Nothing was changed." in run().output
    assert "receipt: 0 of 20 documents confirmed" in run("--type", "receipt").output
    assert run("--type", "rumour").exit_code == 2


FEW = Figures(values=100, right=80, passing=40, errors=1)


@pytest.mark.parametrize(
    ("new", "better"),
    [
        (FEW, False),
        (replace(FEW, passing=41), True),
        (replace(FEW, passing=41, right=70), True),
        (replace(FEW, passing=90, errors=2), False),
        (replace(FEW, right=81), True),
        (replace(FEW, right=81, passing=39), False),
        (replace(FEW, errors=0), False),
    ],
)
def test_better_is_more_that_passes_or_as_much_and_more_right_never_with_more_errors(new: Figures, better: bool) -> None:  # noqa: FBT001 - a table
    assert Comparison(25, FEW, new).is_better is better


def held_out(issuer: str, real: bool = True) -> TypeWeights:  # noqa: FBT001, FBT002 - a factory
    values = (HeldOutValue("holder", 0.9, right=True, issuer=issuer), HeldOutValue("holder", 0.8, right=False, issuer="both"))
    return replace(nothing_learned("permit"), held_out=values, training=Training(real=real))


def test_earlier_proof_is_kept_but_for_issuers_measured_again_and_documents_that_were_drawn() -> None:
    assert [one.issuer for one in with_earlier(held_out("new"), held_out("old")).held_out] == ["old", "new", "both"]
    assert with_earlier(held_out("new"), held_out("drawn", real=False)).held_out == held_out("new").held_out
