"""The anchor flow: every hour the audit log is verified and its head kept elsewhere."""

from prefect import flow

from flows.anchoring import anchor_log
from flows.installation import open_installation


@flow(name="anchor")
def anchor() -> str:
    """Fails where the log is broken, which the scheduler then shows. Returns what was anchored."""
    return anchor_log(open_installation())
