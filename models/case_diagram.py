"""Draws the life of a case from its table of transitions: python -m models.case_diagram > docs/case-states.md."""

from models.case import TRANSITIONS

HEAD = """# The life of a case

Drawn from `models/case.py` by `python -m models.case_diagram > docs/case-states.md`; a test compares the two.

```mermaid
stateDiagram-v2
    [*] --> captured"""


def case_diagram() -> str:
    """The page docs/case-states.md, whole."""
    lines = [f"    {state} --> {following}" for state, all_following in TRANSITIONS.items() for following in sorted(all_following)]
    ends = [f"    {state} --> [*]" for state, all_following in TRANSITIONS.items() if not all_following]
    return "\n".join([HEAD, *lines, *ends, "```"])


if __name__ == "__main__":
    print(case_diagram())  # noqa: T201 - it writes a page
