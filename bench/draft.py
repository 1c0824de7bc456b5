"""Row 11: what a draft of the criteria would change, against one plain pass over the same leads."""

from collections.abc import Iterator
from dataclasses import replace

from django.utils import timezone

from bench.rows import Line, row, times
from bench.site import Site
from bench.timing import in_turns
from handoff.impact import sample as sampling
from handoff.models import CriteriaVersion

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
    after = replace(before, thresholds=before.thresholds | {"behaviour_min": before.thresholds["behaviour_min"] - 20})
    with large.sql() as bare:
        estimate, everybody, plain = in_turns(
            lambda: sampling.estimate(before, after, timezone.now()),
            lambda: of_everybody(before, after),
            lambda: bare.execute(PASS).fetchall(),
            times=5,
        )
    share = min(1, sampling.SAMPLE / large.leads)
    yield Line(
        f"what-if of a draft, from a sample of {share:.0%}", estimate, "–", None, "", "≤ 1 s", estimate.median <= 1000
    )
    ratio = everybody.median / plain.median
    yield Line(
        "what-if over all leads, not offered on the page yet", everybody, "one aggregate pass", plain.median,
        times(ratio), "≤ 2 ×", ratio <= 2,
    )  # fmt: skip


def of_everybody(before, after) -> None:
    sample, sampling.SAMPLE = sampling.SAMPLE, 10**9
    try:
        sampling.estimate(before, after, timezone.now())
    finally:
        sampling.SAMPLE = sample
