"""Draws who may do what from the table of permissions: python -m pipeline.permission_table > docs/roles.md."""

from models.role import Role
from pipeline.permissions import PERMISSIONS, Permission, Verb

PAGE = """# Roles

Drawn from `pipeline/permissions.py` by `python -m pipeline.permission_table > docs/roles.md`; a test compares the two.

A person does what one of their roles allows, in a case that is where the verb needs it, unless their own part in the case is in the way.
One part a person a case, for ever: author, approver or QA. Who administers or audits holds no other role and touches no entry. The tables
refuse a part that no role allows, an approval by an author, and a proposal decided by who made it or by whom it is about.

{table}
"""


def permission_table() -> str:
    """The page docs/roles.md, whole."""
    roles = [role.replace("_", " ") for role in Role]
    head = ["to", *roles, "in the states", "not who is already"]
    rows = [head, ["---", *(":-:" for _ in roles), "---", "---"], *(_row(verb, one) for verb, one in PERMISSIONS.items())]
    return PAGE.format(table="\n".join(f"| {' | '.join(row)} |" for row in rows)).strip()


def _row(verb: Verb, permission: Permission) -> list[str]:
    states = ", ".join(sorted(state.replace("_", " ") for state in permission.states))
    marks = ["x" if role in permission.roles else "" for role in Role]
    return [str(verb), *marks, states, ", ".join(sorted(permission.barred))]


if __name__ == "__main__":
    print(permission_table())  # noqa: T201 - the page, for a file
