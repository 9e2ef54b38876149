"""Runs the machine for about so many steps, from a seed."""

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.model.machine import Rooms

STEPS_A_RUN = 50


def run(steps: int, number: int, *, shrink: bool = True) -> None:
    """Raises what was found, with the steps that show it; the fewest, if it may shrink."""
    machine = seed(number)(type("Rooms", (Rooms,), {}))
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=max(1, steps // STEPS_A_RUN),
            stateful_step_count=STEPS_A_RUN,
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
            phases=phases,
            database=None,
            deadline=None,
        ),
    )
