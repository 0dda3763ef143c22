"""How Prefect runs here: its state under our home, no telemetry, no server unless one is named. Applied before Prefect is imported."""

import os

from pipeline.settings import Settings

# A new Prefect database takes 15 to 27 s to be made on two cores; the default of 20 s gives up too early.
EPHEMERAL_STARTUP_SECONDS = "120"


def prepare_prefect(settings: Settings) -> None:
    """Sets what the environment does not already say."""
    settings.prefect_path.mkdir(parents=True, exist_ok=True)
    for name, value in {
        "PREFECT_HOME": str(settings.prefect_path),
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": EPHEMERAL_STARTUP_SECONDS,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "DO_NOT_TRACK": "1",
    }.items():
        os.environ.setdefault(name, value)
