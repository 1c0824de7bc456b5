"""What follows from a switch: leads enter the queue or leave it, then automatic rules toss up. Safe to repeat."""

import datetime as dt
from collections import Counter
from collections.abc import Callable

from django.db import transaction

from handoff.judging import arrivals
from handoff.judging.verdicts import chunks
from handoff.publication.lock import criteria_in_force
from leads.models import BackgroundRun, Lead


def settle(run: BackgroundRun, at: dt.datetime, progress: Callable[[int, int], None]) -> None:
    """Apply the verdicts of all leads. The run's result counts what was done, also by a worker that died at it.

    The queue comes first: a toss-up makes a package, and some thousands of them take their time.
    """
    run.keep(**({"arrived": {}, "withdrawn": 0, "tossed_up": 0} | run.result))
    automatic: list[int] = []
    done, total = 0, Lead.objects.count()
    for chunk in chunks(None):
        with transaction.atomic():
            settled = arrivals.settle(chunk, at, criteria_in_force())
            _count(run, settled)
        automatic += settled.automatic
        done += len(chunk)
        progress(done, total)
    _announce(run, at)
    for step in arrivals.steps(automatic):
        _toss_up(run, step, at)
        done += len(step)
        progress(done, total + len(automatic))


def _count(run: BackgroundRun, settled: arrivals.Settled) -> None:
    arrived = Counter(run.result["arrived"]) + Counter({str(team): n for team, n in settled.arrived.items()})
    run.keep(arrived=dict(arrived), withdrawn=run.result["withdrawn"] + settled.withdrawn)


@transaction.atomic
def _toss_up(run: BackgroundRun, lead_ids: list[int], at: dt.datetime) -> None:
    tossed_up = arrivals.toss_up(lead_ids, at, criteria_in_force())
    run.keep(tossed_up=run.result["tossed_up"] + tossed_up)


@transaction.atomic
def _announce(run: BackgroundRun, at: dt.datetime) -> None:
    if not run.result.get("announced"):
        arrivals.announce(Counter({int(team): n for team, n in run.result["arrived"].items()}), at)
        run.keep(announced=True)
