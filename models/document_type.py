"""A document type as declared in one YAML file: its fields, rules and policy."""

from dataclasses import dataclass, field
from enum import StrEnum


class ValueKind(StrEnum):
    """What a field holds; decides how it is found, normalised and checked."""

    TEXT = "text"
    IDENTIFIER = "identifier"
    DATE = "date"
    DAY_OR_MONTH = "day_or_month"
    MONEY = "money"
    CURRENCY = "currency"
    IBAN = "iban"
    VAT_ID = "vat_id"
    ORGANISATION = "organisation"
    PERSON = "person"
    ADDRESS = "address"
    PERCENT = "percent"
    INTEGER = "integer"
    EMAIL = "email"
    PHONE = "phone"


class Place(StrEnum):
    """Where a value stands relative to its label words."""

    RIGHT = "right"
    BELOW = "below"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a type. `anchors` are the label words that announce it, in any language.

    `lookalikes` are label words that contain an anchor and announce something else, as 'subtotal' beside 'total'.
    `pattern` is a regular expression of the whole value; `techniques` names the ones to try (empty: those that fit the kind).
    `otherwise` is the field whose value this one has where it is not printed by itself.
    """

    name: str
    label: str
    kind: ValueKind
    required: bool = False
    anchors: tuple[str, ...] = ()
    lookalikes: tuple[str, ...] = ()
    places: tuple[Place, ...] = (Place.RIGHT, Place.BELOW)
    techniques: tuple[str, ...] = ()
    pattern: str | None = None
    otherwise: str | None = None
    help: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A relation between fields, as 'net_total + tax_total = grand_total' or 'issue_date <= due_date'; `message` is for people."""

    check: str
    message: str
    tolerance: str = "0.00"


class Mode(StrEnum):
    """How people take part, from the freest mode to the strictest."""

    STRAIGHT_THROUGH = "straight_through"
    CHECK = "check"
    DOUBLE_KEY = "double_key"


STRICTNESS = tuple(Mode)


def strictest(*modes: Mode) -> Mode:
    return max(modes, key=STRICTNESS.index)


@dataclass(frozen=True, slots=True)
class Condition:
    """Where `when` holds, as 'grand_total >= 10000', a person looks whatever the confidence, and the mode is at least `mode`."""

    when: str
    mode: Mode = Mode.CHECK
    message: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """How much of people's eyes a document of this type needs.

    In the mode `straight_through` nobody looks where nothing speaks against it; in `check` a person confirms what the machine made; in
    `double_key` two people key the `critical` fields and every doubtful one blind, or the machine's two eyes and one person where
    `machine_keys` allows it. `conditions` make it stricter by value. `audit` is the share of approved entries QA looks at (1.0: all);
    `due_hours` and `priority` (higher is sooner) order the work.

    `max_error` is the share of wrong values to be borne among those that pass: from it and from the values held out from training come
    the `thresholds` by field (confidences, 0 to 1; one declared is the least), and the fields for which too little is proven.
    """

    mode: Mode = Mode.CHECK
    critical: tuple[str, ...] = ()
    machine_keys: bool = False
    conditions: tuple[Condition, ...] = ()
    audit: float = 0.05
    due_hours: float = 24.0
    priority: int = 0
    type_threshold: float = 0.95
    max_error: float = 0.005
    thresholds: dict[str, float] = field(default_factory=dict)
    always_check: tuple[str, ...] = ()
    unproven: tuple[str, ...] = ()

    def threshold_for(self, field_name: str) -> float | None:
        """How sure the machine must be of a field; None where no confidence would be enough."""
        return None if field_name in self.unproven else self.thresholds.get(field_name)


@dataclass(frozen=True, slots=True)
class DocumentType:
    """One document type; `line_items` are the columns of its table of things bought, their anchors the words that head them.

    `master` says by table of master data which field is compared with which of its columns. `record_keys` are the fields by which documents
    of one order, claim or applicant are found, under the same name in each type; no two cases should have all of `unique_by` alike.
    """

    name: str
    title: str
    description: str
    fields: tuple[FieldSpec, ...]
    rules: tuple[Rule, ...] = ()
    policy: Policy = Policy()
    line_items: tuple[FieldSpec, ...] = ()
    master: dict[str, dict[str, str]] = field(default_factory=dict)
    record_keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unique_by: tuple[str, ...] = ()

    def field(self, name: str) -> FieldSpec:
        return next(spec for spec in self.fields if spec.name == name)
