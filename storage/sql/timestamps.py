"""How a moment is written in a table: ISO 8601 in UTC, always the same length, so that text sorts as time."""

from datetime import UTC, datetime


def to_text(at: datetime) -> str:
    """Raises ValueError on a time without a zone: nobody could say later which moment it was."""
    if at.tzinfo is None:
        raise ValueError(f"{at!r} has no time zone; pass an aware time.")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def from_text(text: str) -> datetime:
    return datetime.fromisoformat(text)
