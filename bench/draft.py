"""Row 11: what a draft of the criteria would change, against one plain pass and against the same by hand."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from django.contrib.auth.models import User
from django.utils import timezone
from psycopg.sql import SQL, Composable, Identifier, Literal

from bench.rows import Line, row, times
from bench.site import Site
from bench.timing import in_turns
from bench.verdicts_by_hand import COMPARED, JUDGED
from handoff.impact import estimate, exact
from handoff.impact import sample as sampling
from handoff.impact.compared import Comparison
from handoff.impact.flows import flows
from handoff.impact.question import Question
from handoff.impact.tally import Tally
from handoff.models import CriteriaVersion
from leads.models import BackgroundRun, ScoringModel

PASS = """
SELECT verdict.flag, count(*), sum(score.behaviour_score + score.attribute_score), count(*) FILTER (WHERE
    EXISTS (SELECT FROM leads_activity activity WHERE activity.lead_id = lead.id AND activity.kind = 'inquiry'
        AND activity.occurred_at > now() - interval '30 days'))
FROM leads_lead lead JOIN leads_score score ON score.lead_id = lead.id
JOIN handoff_verdict verdict ON verdict.lead_id = lead.id
LEFT JOIN leads_company company ON company.id = lead.company_id
LEFT JOIN handoff_hearing hearing ON hearing.lead_id = lead.id
GROUP BY verdict.flag
"""


@row(11)
def draft(small: Site, large: Site) -> Iterator[Line]:
    before = CriteriaVersion.active().parsed
    least = before.thresholds["behaviour_min"]
    after = replace(before, thresholds=before.thresholds | {"behaviour_min": least - 20})
    at, question = timezone.now(), Question("criteria", Comparison(before, after), 1, _scoring())
    by_hand = SQL(COMPARED).format(before=judged(least, at), after=judged(least - 20, at)).as_string(None)
    with large.sql() as bare:
        bare.execute("SET work_mem = '64MB'")
        first, load, whole, everybody, plain, hand = in_turns(
            lambda: estimate(before, after, at),
            lambda: flows(question.comparison, at),
            lambda: exact.compare_all(started(question, at)),
            lambda: exact.tally_all(started(question, at), question, at),
            lambda: bare.execute(PASS).fetchall(),
            lambda: bare.execute(by_hand).fetchall(),
            times=3,
        )
        check(bare.execute(by_hand).fetchall(), exact.tally_all(started(question, at), question, at), before)
    size = f"{large.leads:,} leads"
    share = min(1, sampling.SAMPLE / large.leads)
    yield Line(f"what-if of a draft, from a sample of {share:.0%}", first, "–", None, "", "≤ 1 s", first.median <= 1000)
    yield Line("the load of a week, first estimate", load, "–", None, "", "≤ 1 s", load.median <= 1000)
    slow = 10_000 * max(1, large.leads / 200_000)
    yield Line(
        f"what-if over all {size}, with the load", whole, "–", None, "", "≤ 10 s at 200,000", whole.median <= slow
    )
    for yardstick, against in ((plain, "one aggregate pass"), (hand, "both tables by hand-written SQL")):
        ratio = everybody.median / yardstick.median
        yield Line(
            f"both tables over all {size}, with the list", everybody, against, yardstick.median, times(ratio), "≤ 2 ×",
            ratio <= 2,
        )  # fmt: skip


def judged(behaviour_min: int, at) -> Composable:
    return SQL(JUDGED).format(behaviour_min=Literal(behaviour_min), at=Literal(at), scores=Identifier("leads_score"))


def started(question: Question, at) -> BackgroundRun:
    admin = User.objects.get(email="admin@example.jp")
    run = BackgroundRun.objects.create(kind="impact", parameters=question.parameters(at), started_by=admin)
    run.claim(at=at)
    return run


def check(rows: list[tuple], tally: Tally, document) -> None:
    """Both count the same leads, or they measure different things. By hand it is also those who are with sales."""
    reasons = [rule.outcome.reason for rule in document.rules]
    wanted = Counter({(reasons[before - 1], reasons[after - 1]): leads for before, after, leads in rows})
    if tally.reasons - wanted or (wanted - tally.reasons).total() > 0.05 * wanted.total():
        raise RuntimeError(f"By hand {wanted}, by the product {tally.reasons}")


def _scoring() -> int:
    return ScoringModel.objects.active().number
