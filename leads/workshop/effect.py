"""What a draft of the scoring model would do: the scores of the same leads at the same moment under both versions."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from django.db import connection, transaction
from psycopg.sql import SQL, Composable, Literal

from leads.models import Lead
from leads.scoring.compiler import ACTIVITIES, TABLES, behaviour_column, rule_column, score_ctes
from leads.scoring.rescoring import ROOM, chunks_of_all
from leads.scoring_document import ScoringDocument
from leads.statistics import refresh_statistics

SAMPLE = 5_000  # leads: scored twice in well under a second
MOST_MOVED = 20

# Grouped, not joined: the planner takes the scores for a handful of rows and would join them row by row.
BOTH = """
WITH each_score AS (
    (WITH {before} SELECT lead_id, false AS is_after, behaviour_score, attribute_score FROM scores)
    UNION ALL
    (WITH {after} SELECT lead_id, true, behaviour_score, attribute_score FROM scores)
),
both_scores AS MATERIALIZED (
    SELECT lead_id,
        min(behaviour_score) FILTER (WHERE NOT is_after) AS behaviour_was,
        min(attribute_score) FILTER (WHERE NOT is_after) AS attribute_was,
        min(behaviour_score) FILTER (WHERE is_after) AS behaviour_now,
        min(attribute_score) FILTER (WHERE is_after) AS attribute_now
    FROM each_score GROUP BY lead_id
)
SELECT 'count', behaviour_was, attribute_was, behaviour_now, attribute_now, count(*) FROM both_scores
GROUP BY 2, 3, 4, 5
UNION ALL
(SELECT 'mover', behaviour_was, attribute_was, behaviour_now, attribute_now, lead_id FROM both_scores
WHERE (behaviour_was, attribute_was) <> (behaviour_now, attribute_now)
ORDER BY abs(behaviour_now - behaviour_was) + abs(attribute_now - attribute_was) DESC, lead_id LIMIT {most})
"""


@dataclass(frozen=True)
class Scores:
    behaviour: int
    attribute: int

    @property
    def total(self) -> int:
        return self.behaviour + self.attribute


@dataclass(frozen=True)
class Mover:
    lead_id: int
    before: Scores
    after: Scores

    @property
    def moved(self) -> int:
        """Points by which both scores changed, up or down."""
        return abs(self.after.behaviour - self.before.behaviour) + abs(self.after.attribute - self.before.attribute)


@dataclass
class Effect:
    """leads: how many were looked at, of `total`. The four counters: leads by score, before and after."""

    as_of: dt.datetime
    total: int = 0
    leads: int = 0
    differ: int = 0
    rises: int = 0
    falls: int = 0
    behaviour: tuple[Counter, Counter] = field(default_factory=lambda: (Counter(), Counter()))
    attribute: tuple[Counter, Counter] = field(default_factory=lambda: (Counter(), Counter()))
    movers: list[Mover] = field(default_factory=list)

    @property
    def is_sample(self) -> bool:
        return self.leads < self.total

    def add(self, rows) -> None:
        """What one statement found, of leads that were not looked at before."""
        for what, *scores, number in rows:
            before, after = Scores(*scores[:2]), Scores(*scores[2:])
            if what == "mover":
                self.movers.append(Mover(number, before, after))
                continue
            self.leads += number
            self.differ += number * (before != after)
            self.rises += number * (after.total > before.total)
            self.falls += number * (after.total < before.total)
            for counters, name in ((self.behaviour, "behaviour"), (self.attribute, "attribute")):
                for counter, side in zip(counters, (before, after), strict=True):
                    counter[getattr(side, name)] += number
        self.movers = sorted(self.movers, key=lambda mover: (-mover.moved, mover.lead_id))[:MOST_MOVED]

    def to_json(self) -> dict:
        plain = {name: getattr(self, name) for name in ("total", "leads", "differ", "rises", "falls")}
        counters = {name: [dict(each) for each in getattr(self, name)] for name in ("behaviour", "attribute")}
        return plain | counters | {"as_of": self.as_of.isoformat(), "movers": [asdict(each) for each in self.movers]}

    @classmethod
    def from_json(cls, data: dict) -> "Effect":
        movers = [Mover(m["lead_id"], Scores(**m["before"]), Scores(**m["after"])) for m in data["movers"]]
        counters = {
            name: tuple(Counter({int(score): count for score, count in each.items()}) for each in data[name])
            for name in ("behaviour", "attribute")
        }
        moment = dt.datetime.fromisoformat(data["as_of"])
        return cls(**{**data, **counters, "as_of": moment, "movers": movers})


def estimate(before: ScoringDocument, after: ScoringDocument, as_of: dt.datetime) -> Effect:
    """Of a sample when there are many leads: whole pages of the table, the same ones each time."""
    found = Effect(as_of, Lead.objects.count())
    found.add(_both(before, after, _sample(found.total, as_of), ACTIVITIES))
    return found


def reach(document: ScoringDocument, as_of: dt.datetime) -> tuple[int, dict[str, int]]:
    """Of the same sample: how many leads it holds, and how many get points from each rule, by the rule's id."""
    given = {
        rule.id: SQL("count(*) FILTER (WHERE {} <> 0)").format(behaviour_column(number))
        for number, rule in enumerate(document.behaviour)
    } | {
        rule.id: SQL("count({})").format(rule_column(number, place))
        for number, group in enumerate(document.attribute_groups)
        for place, rule in enumerate(group.rules)
    }
    statement = SQL(
        "WITH {ctes} SELECT {counts} FROM behaviour_points JOIN attribute_groups USING (lead_id, as_of)"
    ).format(
        ctes=score_ctes(document, _sample(Lead.objects.count(), as_of)),
        counts=SQL(", ").join([SQL("count(*)"), *given.values()]),
    )
    refresh_statistics(*TABLES)
    with connection.cursor() as cursor:
        cursor.execute(statement)
        leads, *counts = cursor.fetchone()
    return leads, dict(zip(given, counts, strict=True))


def _sample(total: int, as_of: dt.datetime) -> Composable:
    share = Literal(100 * SAMPLE / max(total, 1))
    part = SQL("TABLESAMPLE SYSTEM ({}) REPEATABLE (1)").format(share) if total > SAMPLE else SQL("")
    return SQL("(SELECT id AS lead_id, {} AS as_of FROM leads_lead {})").format(Literal(as_of), part)


def exact(
    before: ScoringDocument, after: ScoringDocument, as_of: dt.datetime, progress: Callable[[int, int], None]
) -> Effect:
    """Of all leads, in chunks."""
    found = Effect(as_of, Lead.objects.count())
    for moments, activities, _size in chunks_of_all(as_of):
        found.add(_both(before, after, moments, activities))
        progress(found.leads, found.total)
    found.total = found.leads
    return found


def _both(before, after, moments: Composable, activities: Composable) -> list[tuple]:
    statement = SQL(BOTH).format(
        before=score_ctes(before, moments, activities),
        after=score_ctes(after, moments, activities),
        most=Literal(MOST_MOVED),
    )
    refresh_statistics(*TABLES)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ROOM)
        cursor.execute(statement)
        return cursor.fetchall()
