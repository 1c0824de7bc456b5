"""What the scoring pages show: a version in tables, its history, and what a draft would change."""

import datetime as dt
from dataclasses import dataclass
from itertools import chain

from django.db import connection
from psycopg.sql import SQL, Literal

from leads.models import Lead, ScoringModel
from leads.publications import of_version, under_way
from leads.scoring.compiler import behaviour_column, rule_column, score_ctes
from leads.scoring_changes import changes
from leads.scoring_document import ScoringDocument

SAMPLE = 20_000


def page_of(model: ScoringModel) -> dict:
    """The active model to read, with the history."""
    versions = ScoringModel.objects.select_related("author").order_by("-number")
    return {"model": model, "document": model.parsed, "versions": versions, "run": under_way()}


def version_page(model: ScoringModel, against: ScoringModel | None) -> dict:
    return {
        "model": model,
        "run": of_version("publish_scoring", model.number),
        "document": model.parsed,
        "against": against,
        "changes": changes(against.parsed, model.parsed) if against else [],
        "others": ScoringModel.objects.exclude(pk=model.pk).order_by("-number"),
    }


@dataclass(frozen=True)
class Effect:
    """What a draft does to a sample of the newest leads: how many it scores differently, how many each rule meets."""

    leads: int
    total: int
    differ: int
    rises: int
    falls: int
    behaviour: list[int]
    groups: list[list[int]]


def effect(document: ScoringDocument, as_of: dt.datetime) -> Effect:
    given = SQL("count(*) FILTER (WHERE {} <> 0)")
    behaviour = [given.format(behaviour_column(n)) for n in range(len(document.behaviour))]
    groups = [
        [SQL("count({})").format(rule_column(n, k)) for k in range(len(group.rules))]
        for n, group in enumerate(document.attribute_groups)
    ]
    moments = SQL("(SELECT id AS lead_id, {} AS as_of FROM leads_lead ORDER BY id DESC LIMIT {})").format(
        Literal(as_of), Literal(SAMPLE)
    )
    statement = SQL(
        """
        WITH {ctes}
        SELECT count(*),
            count(*) FILTER (WHERE (o.behaviour_score, o.attribute_score)
                IS DISTINCT FROM (s.behaviour_score, s.attribute_score)),
            count(*) FILTER (WHERE s.behaviour_score + s.attribute_score > o.behaviour_score + o.attribute_score),
            count(*) FILTER (WHERE s.behaviour_score + s.attribute_score < o.behaviour_score + o.attribute_score)
            {counts}
        FROM scores s JOIN behaviour_points USING (lead_id, as_of) JOIN attribute_groups USING (lead_id, as_of)
        LEFT JOIN leads_score o USING (lead_id)"""
    ).format(
        ctes=score_ctes(document, moments),
        counts=SQL("").join(SQL(", {}").format(count) for count in chain(behaviour, *groups)),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        leads, differ, rises, falls, *counts = cursor.fetchone()
    rest = iter(counts[len(behaviour) :])
    return Effect(
        leads,
        Lead.objects.count() if leads == SAMPLE else leads,
        differ,
        rises,
        falls,
        counts[: len(behaviour)],
        [[next(rest) for _count in group] for group in groups],
    )
