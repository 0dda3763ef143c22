"""The machine's half of the journey: from a file's pages to a proposal. Production and evaluation both run this."""

from dataclasses import dataclass

from models.extraction import Proposal
from models.page import Reading


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was read and what was made of it."""

    reading: Reading
    proposal: Proposal
