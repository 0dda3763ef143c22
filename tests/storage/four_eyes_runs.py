"""How many offices are opened, and how long each works."""

import os
from collections.abc import Callable

from four_eyes_machine import FourEyes
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from storage.sql import failpoints

OFFICES = int(os.environ.get("FOUREYES_SOAK", "200"))
STEPS = 50


def run_office(office: Callable[[], FourEyes]) -> None:
    """The same offices each time where there are 200; others each time in a soak."""
    reach = failpoints.reach
    try:
        run_state_machine_as_test(  # type: ignore[no-untyped-call]
            office,
            settings=settings(
                max_examples=OFFICES,
                stateful_step_count=STEPS,
                deadline=None,
                derandomize="FOUREYES_SOAK" not in os.environ,
                database=None,
                phases=[Phase.generate],  # to shrink what failed takes many minutes; its steps are printed as they were
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        failpoints.reach = reach
