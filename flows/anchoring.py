"""Anchoring the audit log: what was anchored before must still be on it, then its head is kept elsewhere."""

from collections.abc import Sequence

from flows.installation import Installation, now
from models.audit import AuditHead
from storage.audit.anchors import OWN, Anchor, Anchors, open_anchors
from storage.audit.timestamping import TimestampAuthority

CAVEAT = "Whoever can change the database can change these anchors too: name another place by FOUREYES_ANCHOR_STORE."


def anchors_of(installation: Installation) -> Anchors:
    """The anchors where the settings say they are kept."""
    asked = installation.settings.anchors
    authority = TimestampAuthority(asked.timestamps.url, asked.timestamps.roots) if asked.timestamps else None
    return open_anchors(installation.storage, asked.folder, asked.s3, asked.retention_days, authority)


def anchor_log(installation: Installation) -> str:
    """Verifies the log against its anchors and keeps its head; what was done, in words. Raises AuditBroken."""
    anchors = anchors_of(installation)
    head = installation.storage.audit.verify([anchor.head for anchor in anchors.all()])
    if head.seq == 0:
        return "The audit log is empty: there is nothing to anchor yet."
    done = "Anchored" if anchors.keep(head, now()) else "Nothing happened since the last anchor:"
    return f"{done} event {head.seq}, {head.hash}, in {anchors.place}.{_caveat(anchors)}"


def anchored_words(anchors: Anchors, kept: Sequence[Anchor], head: AuditHead) -> str:
    """How far anchors vouch for a log that holds them all."""
    if not kept:
        return f"Nothing is anchored in {anchors.place} yet: foureyes audit anchor"
    newest = max(kept, key=lambda anchor: anchor.head.seq)
    stamped = sum(anchor.stamped_at is not None for anchor in kept)
    return (
        f"All {len(kept)} anchors in {anchors.place} are on it ({stamped} stamped by an authority); the newest is event {newest.head.seq} "
        f"of {newest.at:%Y-%m-%d %H:%M} UTC, {head.seq - newest.head.seq} events have come since.{_caveat(anchors)}"
    )


def _caveat(anchors: Anchors) -> str:
    return f" {CAVEAT}" if anchors.place == OWN else ""
