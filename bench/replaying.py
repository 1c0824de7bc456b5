"""Row 12: criteria tried on the past, each case as of its own day, against scoring and judging as many leads today."""

from collections.abc import Iterator
from dataclasses import asdict

from django.contrib.auth.models import User
from django.utils import timezone

from bench.rescoring import from_scratch
from bench.rows import Line, row, times
from bench.seed import DICE, execute, fill
from bench.site import Site
from bench.timing import Timing, timed
from feedback.models import PastCaseFile
from feedback.replay import Cases
from feedback.replay.running import KIND, count, in_force, perform_replay
from leads.models import BackgroundRun, ImportRun
from leads.scoring import rescore

ROUNDS = 3
PAST = """
INSERT INTO feedback_pastcase (lead_id, tossed_up_at, result, reason, line, file_id)
SELECT id, now() - dice(id, 21, 180) * interval '1 day', ('{{won,lost,cold,opportunity}}'::text[])[dice(id, 22, 4)],
    '', id, {file}
FROM leads_lead WHERE id % 2 = 0
"""


@row(12)
def replaying(small: Site, large: Site) -> Iterator[Line]:
    run = ImportRun.objects.create(kind=PastCaseFile.KIND, file_name="past.csv", encoding="utf-8-sig", state="done")
    execute(DICE)
    execute(fill(PAST, file=PastCaseFile.objects.create(import_run=run).pk))
    execute("VACUUM ANALYZE feedback_pastcase")
    today, alone, compared, at = [], [], [], timezone.now()
    cases = Cases(at)
    size = count(cases)
    for _ in range(ROUNDS):
        today.append(from_scratch(lambda: rescore(lead_ids=None, as_of=at)))
        alone.append(timed(lambda: perform_replay(started(cases, size, compared=False))))
        compared.append(timed(lambda: perform_replay(started(cases, size, compared=True))))
    yardstick = Timing(tuple(today)).median / large.leads
    for work, taken in (("a replay", alone), ("the same beside what is in force", compared)):
        found = Timing(tuple(taken))
        ratio = found.median / size / yardstick
        yield Line(
            f"{work}, {size:,} cases", found, "scores and verdicts of as many leads", yardstick * size,
            times(ratio), "≤ 2 ×", ratio <= 2,
        )  # fmt: skip


def started(cases: Cases, size: int, *, compared: bool) -> BackgroundRun:
    side, at = asdict(in_force()), timezone.now()
    parameters = {
        "cases": asdict(cases) | {"undated_as_of": cases.undated_as_of.isoformat()},
        "passed": ["target"],
        "size": size,
        "trial": side,
        "against": side if compared else None,
    }
    admin = User.objects.get(email="admin@example.jp")
    run = BackgroundRun.objects.create(kind=KIND, parameters=parameters, started_by=admin)
    run.claim(at=at)
    return run
