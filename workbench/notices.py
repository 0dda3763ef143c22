"""What the next page says about the case just finished."""

from dataclasses import dataclass
from enum import StrEnum

from models.errors import CheckRefused


class Done(StrEnum):
    """What a person did with a case."""

    APPROVED = "approved"
    SECOND = "second"
    KEYED = "keyed"
    RULED = "ruled"
    REFERRED = "referred"
    REJECTED = "rejected"
    RESCAN = "rescan"
    TYPED = "typed"
    AUDITED = "audited"
    REOPENED = "reopened"
    HELD = "held"
    GOES_ON = "goes-on"
    GIVEN_BACK = "given-back"
    HANDED_OVER = "handed-over"
    NOTHING = "nothing"


TEXTS: dict[str, str] = {
    Done.APPROVED: "Case {case_id} is approved.",
    Done.SECOND: "Case {case_id} is saved with your correction. Somebody else approves it.",
    # The same for everybody who keys: it says nothing of what another one typed.
    Done.KEYED: "Case {case_id} is keyed.",
    Done.RULED: "Case {case_id} is ruled on.",
    Done.REFERRED: "Case {case_id} waits for a senior checker.",
    Done.REJECTED: "Case {case_id} is rejected.",
    Done.RESCAN: "A better scan of case {case_id} is asked for. It joins this case.",
    Done.TYPED: "Case {case_id} is filled in. Somebody else approves it.",
    Done.AUDITED: "Case {case_id} is audited: no error.",
    Done.REOPENED: "Case {case_id} is reopened. Somebody corrects it, and consumers get the correction.",
    Done.HELD: "Case {case_id} is held.",
    Done.GOES_ON: "Case {case_id} goes on.",
    Done.GIVEN_BACK: "Case {case_id} is given back. What you typed is kept for you.",
    Done.HANDED_OVER: "Case {case_id} is handed over.",
}


def notice_of(case_id: int, done: str) -> str | None:
    """The sentence, or None where nothing was just done."""
    if done == Done.NOTHING:
        return "Nothing waits for you now."
    return TEXTS[done].format(case_id=case_id) if case_id > 0 and done in TEXTS else None


@dataclass(frozen=True, slots=True)
class Said:
    """What a case's page says above all: what became of the last case, or why the form just sent was refused."""

    notice: str | None = None
    refused: CheckRefused | None = None


NOTHING_SAID = Said()
