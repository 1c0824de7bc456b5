"""Random lives of two leads: whatever people and machine do, in whatever order, the books stay balanced.

LIFE_EXAMPLES=500 bin/test tests/handoff/test_life_of_an_entry.py looks longer, and elsewhere each time.
"""

import os

from hypothesis import HealthCheck, settings, stateful

from tests.handoff.life import Life

EXAMPLES = int(os.environ.get("LIFE_EXAMPLES", "0"))


def test_the_books_are_balanced_after_every_step(rep, other_rep, manager, admin, sales, other_sales):
    people = {
        "rep": rep,
        "other_rep": other_rep,
        "manager": manager,
        "admin": admin,
        "sales": sales,
        "other_sales": other_sales,
    }
    chosen = settings(
        max_examples=EXAMPLES or 25,
        stateful_step_count=30,
        deadline=None,
        database=None,
        derandomize=not EXAMPLES,
        suppress_health_check=list(HealthCheck),
    )
    stateful.run_state_machine_as_test(type("LifeHere", (Life,), {"people": people}), settings=chosen)
