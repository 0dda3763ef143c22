"""Master data: how long 50,000 sellers take to look through, and how often a match by name is right at each confidence.

Names are drawn and then misread as OCR does; half of those looked for are in no table, so that whatever they find is wrong.
"""

import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from random import Random

from models.document_type import ValueKind
from models.master_data import Holds, MasterColumn, MasterRecord, MasterTable
from pipeline.master.match import IndexedTable
from sample_docs.generator.companies import LEGAL_FORMS, STEMS, TRADES

SELLERS = 50_000
LOOKED_FOR = 4_000
MISREAD = {"o": "0", "l": "1", "i": "l", "e": "c", "n": "r", "m": "rn", "u": "v", "s": "5", "h": "b", "a": "o"}
TABLE = MasterTable(
    name="sellers",
    source="",
    key="seller_id",
    columns={"name": MasterColumn(ValueKind.ORGANISATION, fuzzy=True), "vat_id": MasterColumn(ValueKind.VAT_ID)},
    holds=Holds.SELLERS,
)
SHARE_MISREAD = 0.03
BINS = (0.0, 0.8, 0.85, 0.9, 0.93, 0.95, 0.99)


def main() -> None:
    rng = Random(11)  # noqa: S311 - names, not secrets
    drawn = list(dict.fromkeys(_names(rng, 2 * SELLERS)))
    rng.shuffle(drawn)
    known = drawn[: len(drawn) // 2]
    table = _timed("index", lambda: IndexedTable(TABLE, [_record(place, name) for place, name in enumerate(known)]))
    print(f"{len(known)} sellers")
    _print_times(table, rng.sample(known, 200))
    _print_confidences(table, [*rng.sample(known, LOOKED_FOR // 2), *rng.sample(drawn[len(known) :], LOOKED_FOR // 2)], rng)


def _names(rng: Random, count: int) -> Iterator[str]:
    """Half of them of the words of the sample companies, much alike; half with a word of their own."""
    trades = [trade for language in TRADES.values() for names in language for trade in names.split("|")]
    stems = [stem for names in STEMS.values() for stem in names]
    forms = [form for names in LEGAL_FORMS.values() for form in names]
    for place in range(count):
        own = "".join(rng.choice(("ba", "ko", "ri", "lun", "ves", "tor", "mi", "dak", "pel", "gan")) for _ in range(rng.randint(2, 4)))
        first = rng.choice(stems) if place % 2 else own.title()
        yield " ".join((first, own.title() * bool(place % 3), rng.choice(trades), rng.choice(forms)))


def _record(place: int, name: str) -> MasterRecord:
    return MasterRecord(str(place), {"name": name, "vat_id": f"DE{place:09}"})


def _print_times(table: IndexedTable, names: list[str]) -> None:
    _print("by VAT number", lambda name: table.find({"vat_id": "DE000012345", "name": name}), names)
    _print("by name, misread", lambda name: table.find({"name": f"x{name[1:]}"}), names)
    _timed("first suggestion", lambda: table.suggest("name", "a", 8))
    for length in (1, 3, 6, 10):
        _print(f"typed {length}", lambda name, cut=length: table.suggest("name", name[:cut], 8), names)
        _print(f"typed {length}, a slip", lambda name, cut=length: table.suggest("name", f"{name[1:cut]}x", 8), names)


def _print_confidences(table: IndexedTable, names: list[str], rng: Random) -> None:
    by_bin: dict[float, list[bool]] = defaultdict(list)
    known = {record.values["name"] for record in table.records}
    lost = ambiguous = 0
    for name in names:
        found = table.find({"name": _misread(name, rng)})
        lost += not found and name in known
        ambiguous += len(found) > 1
        if len(found) == 1:
            low = max(edge for edge in BINS if edge <= found[0].confidence)
            by_bin[low].append(found[0].record.values["name"] == name)
    print(f"\n{len(names)} names misread, half of them known: {ambiguous} ambiguous, {lost} of the known ones not found")
    for low, right in sorted(by_bin.items()):
        print(f"confidence from {low:.2f}: {len(right):5} matches, {sum(right) / len(right):6.1%} right")


def _misread(name: str, rng: Random) -> str:
    return "".join(MISREAD.get(letter, letter) if rng.random() < SHARE_MISREAD else letter for letter in name)


def _timed(what: str, make: Callable[[], IndexedTable]) -> IndexedTable:
    begun = time.perf_counter()
    made = make()
    print(f"{what:22} {1000 * (time.perf_counter() - begun):8.1f} ms")
    return made


def _print(what: str, look: Callable[[str], object], names: list[str]) -> None:
    times = []
    for name in names:
        begun = time.perf_counter()
        look(name)
        times.append(1000 * (time.perf_counter() - begun))
    print(f"{what:22} {statistics.median(times):8.2f} ms, at most {max(times):.2f} ms")


if __name__ == "__main__":
    main()
