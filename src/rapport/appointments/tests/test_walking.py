"""Whatever is asked of the book in whatever order, no time is given twice (BOO-1, BOO-3)."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.slot_walk import SlotWalk


# five thousand steps are `faults.slots`
@pytest.mark.django_db
def test_a_walk_through_the_book_gives_no_time_twice() -> None:
    """BOO-1."""
    some = settings(
        max_examples=4,
        stateful_step_count=30,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(SlotWalk, settings=some)
    assert SlotWalk.done > 20
