"""Loads the declared document types and names each policy by its hash."""

import hashlib
import math
from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path

import msgspec
import yaml

from models.document_type import DocumentType, Mode
from models.errors import BadDocumentType
from models.relation import parse_relation
from pipeline.conditions import check_conditions

SHIPPED = Path(__file__).resolve().parent.parent / "models" / "document_types"
TAUGHT = "types"
"""The folder of taught types, within that of what an installation has learned."""


@lru_cache(maxsize=4)
def document_types_in_use(learned: Path) -> Mapping[str, DocumentType]:
    """The types that ship, and those taught, which lie in the folder `learned`; one taught under a shipped name stands in for that."""
    return {**load_document_types(), **load_document_types(learned / TAUGHT)}


def load_document_types(folder: Path = SHIPPED) -> Mapping[str, DocumentType]:
    """Every '*.yaml' of a folder by its type's name; raises BadDocumentType naming file and place."""
    types = [load_document_type(path) for path in sorted(folder.glob("*.yaml"))]
    return {one.name: one for one in types}


def load_document_type(path: Path) -> DocumentType:
    """One type from one YAML file; unknown keys are refused, so a typing error cannot switch a rule off."""
    try:
        declared = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders
        document_type = msgspec.convert(declared, DocumentType)
        _refuse_old_keys(declared, path)
        refuse_unknown_keys(declared, msgspec.to_builtins(document_type), "$")
        check_declaration(document_type)
    except (yaml.YAMLError, msgspec.ValidationError, InvalidOperation) as error:
        raise BadDocumentType(f"{path.name}: {error}. Correct the file and try again.") from error
    return document_type


def refuse_unknown_keys(declared: object, understood: object, place: str) -> None:
    """Raises msgspec.ValidationError for a key that was declared and not understood."""
    if isinstance(declared, dict) and isinstance(understood, dict):
        for key, value in declared.items():
            if key not in understood:
                raise msgspec.ValidationError(f"unknown key '{key}' at {place}")
            refuse_unknown_keys(value, understood[key], f"{place}.{key}")
    if isinstance(declared, list) and isinstance(understood, list | tuple):
        for index, (value, known) in enumerate(zip(declared, understood, strict=True)):
            refuse_unknown_keys(value, known, f"{place}[{index}]")


def check_declaration(document_type: DocumentType) -> None:
    """Raises BadDocumentType for a rule or a policy that could not be kept."""
    _refuse_bad_rules(document_type)
    _refuse_bad_policy(document_type)


def _refuse_bad_rules(document_type: DocumentType) -> None:
    known = {spec.name for spec in document_type.fields}
    named: dict[str, Collection[str]] = {f"rule '{rule.check}'": parse_relation(rule.check).fields for rule in document_type.rules}
    named |= {f"policy.{key}": getattr(document_type.policy, key) for key in ("thresholds", "always_check", "critical")}
    if not all(Decimal(rule.tolerance) >= 0 for rule in document_type.rules):
        raise BadDocumentType(f"{document_type.name}: a tolerance is below 0. Correct it.")
    named |= {f"otherwise of {spec.name}": (spec.otherwise,) for spec in document_type.fields if spec.otherwise}
    named |= {f"record_keys.{kind}": fields for kind, fields in document_type.record_keys.items()} | {"unique_by": document_type.unique_by}
    named |= {f"master.{table}": tuple(columns) for table, columns in document_type.master.items()}
    for place, names in named.items():
        for name in names:
            if name not in known:
                raise BadDocumentType(f"{document_type.name}: {place} speaks of '{name}', which is no field of it. Correct the name.")


def _refuse_old_keys(declared: object, path: Path) -> None:
    policy = declared.get("policy") if isinstance(declared, dict) else None
    if isinstance(policy, dict) and "straight_through" in policy:
        mode = "straight_through" if policy["straight_through"] is True else "check"
        raise BadDocumentType(
            f"{path.name}: 'straight_through' of the policy is written 'mode: {mode}' now. Correct the file and try again."
        )


def _refuse_bad_policy(document_type: DocumentType) -> None:
    policy, name = document_type.policy, document_type.name
    check_conditions(document_type)
    if not policy.critical and Mode.DOUBLE_KEY in {policy.mode, *(condition.mode for condition in policy.conditions)}:
        raise BadDocumentType(f"{name}: double_key needs to know what is keyed blind. Name the fields in policy.critical.")
    if not 0 <= policy.audit <= 1:
        raise BadDocumentType(f"{name}: policy.audit is a share, from 0 to 1.0 (all). Correct it.")
    if not 0 < policy.due_hours < math.inf:
        raise BadDocumentType(f"{name}: policy.due_hours must be more than 0. Correct it.")


def policy_body(document_type: DocumentType) -> str:
    """A type's policy as canonical JSON, with all else that decides whether a person looks: its rules, and what must be there."""
    body = {
        "doc_type": document_type.name,
        "policy": document_type.policy,
        "rules": document_type.rules,
        "required": [spec.name for spec in document_type.fields if spec.required],
        "master": document_type.master,
    }
    return msgspec.json.encode(body, order="sorted").decode()


def policy_hash(document_type: DocumentType) -> str:
    """The name of a policy: the sha256 of its body."""
    return hash_of(policy_body(document_type))


def hash_of(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()
