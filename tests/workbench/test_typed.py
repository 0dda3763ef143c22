"""What a form says: texts, why there is none, and what was ticked about which version."""

import pytest

from models.case import FieldValue, Outcome
from workbench.typed import decisions_of, read_typed


def field(value: str | None, outcome: Outcome = Outcome.PROPOSED) -> FieldValue:
    return FieldValue("iban", value, 0.5, None, outcome, accepted=False)


@pytest.mark.parametrize(
    ("before", "form", "decided"),
    [
        (field("A1"), {"value.iban": "A1"}, {}),
        (field("A1"), {"value.iban": "A1", "checked.iban": "on"}, {"iban": "A1"}),
        (field("A1"), {"value.iban": " B2 "}, {"iban": "B2"}),
        (field("A1"), {"value.iban": ""}, {"iban": None}),
        (field("A1"), {"value.iban": "A1", "outcome.iban": "illegible"}, {"iban": Outcome.ILLEGIBLE}),
        (field("A1"), {"value.iban": "A1", "outcome.iban": "nonsense"}, {}),
        (field(None, Outcome.ILLEGIBLE), {"value.iban": "", "outcome.iban": "illegible"}, {}),
        (
            field(None, Outcome.ILLEGIBLE),
            {"value.iban": "", "outcome.iban": "illegible", "checked.iban": "on"},
            {"iban": Outcome.ILLEGIBLE},
        ),
        (field(None, Outcome.ILLEGIBLE), {"value.iban": "", "outcome.iban": ""}, {"iban": None}),
        (field(None, Outcome.ILLEGIBLE), {"value.iban": "C3", "outcome.iban": ""}, {"iban": "C3"}),
        (field(None), {}, {}),
    ],
)
def test_a_form_decides_what_was_ticked_or_changed(before: FieldValue, form: dict[str, str], decided: dict[str, object]) -> None:
    assert decisions_of(read_typed(form.items()), [before]) == decided


def test_ticks_and_choices_hold_for_the_version_they_were_made_about() -> None:
    typed = read_typed({"version": "1", "value.iban": "B2", "checked.iban": "on", "pick.iban": "2"}.items())
    assert typed.about(1) == typed
    later = typed.about(2)
    assert (later.texts, later.checked, later.picks) == ({"iban": "B2"}, frozenset(), {})


def test_numbers_that_are_none_are_nobodys() -> None:
    typed = read_typed({"version": "-1", "token": "9" * 40, "value.iban": "one\r\ntwo"}.items())
    assert (typed.version, typed.token, typed.texts["iban"]) == (0, None, "one\ntwo")
