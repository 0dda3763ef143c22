"""Decides when a consumer that takes one entry after the other is left alone until the next run."""

from collections.abc import Callable, Sequence

from models.errors import ConsumerUnavailable
from models.release import Failure, ReleasedEntry, Verdict
from storage.sql import failpoints

PATIENCE = 3
"""So many times 'later' running are the consumer's trouble rather than the entries'."""


def deliver_each(entries: Sequence[ReleasedEntry], send: Callable[[ReleasedEntry], Failure | None]) -> dict[int, Failure]:
    """What `send` did not hand over, by case. It raises ConsumerUnavailable where it can reach nobody; so does this, if that is at once."""
    failures: dict[int, Failure] = {}
    later = 0
    for index, entry in enumerate(entries):
        try:
            with failpoints.around("deliver"):
                failure = send(entry)
        except ConsumerUnavailable as error:
            if index == 0:
                raise
            return failures | _untried(entries[index:], str(error))
        if failure:
            failures[entry.case] = failure
        later = later + 1 if failure and failure.verdict is Verdict.LATER else 0
        if later == PATIENCE:
            return failures | _untried(entries[index + 1 :], f"not tried: {later} others before it were put off")
    return failures


def _untried(entries: Sequence[ReleasedEntry], reason: str) -> dict[int, Failure]:
    return {entry.case: Failure(Verdict.UNTRIED, reason) for entry in entries}
