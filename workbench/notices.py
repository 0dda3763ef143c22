"""What the next page says about the case just finished."""

from enum import StrEnum


class Done(StrEnum):
    """What a person did with a case."""

    APPROVED = "approved"
    SECOND = "second"
    REJECTED = "rejected"
    RESCAN = "rescan"
    TYPED = "typed"


TEXTS: dict[str, str] = {
    Done.APPROVED: "Case {case_id} is approved.",
    Done.SECOND: "Case {case_id} is saved with your correction. Somebody else approves it.",
    Done.REJECTED: "Case {case_id} is rejected.",
    Done.RESCAN: "A better scan of case {case_id} is asked for.",
    Done.TYPED: "Case {case_id} is filled in. Somebody else approves it.",
}


def notice_of(case_id: int, done: str) -> str | None:
    """The sentence, or None where nothing was just done."""
    return TEXTS[done].format(case_id=case_id) if case_id > 0 and done in TEXTS else None
