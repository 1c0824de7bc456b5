"""Leads, companies and activities for the scoring tests, and the scores that the compiled statement gives them."""

import datetime as dt
import itertools

from django.db import connection
from psycopg.sql import SQL, Literal

from leads.models import Activity, Company, Lead
from leads.scoring import score_ctes
from leads.scoring_document import AttributeGroup, AttributeRule, BehaviourRule, ScoringDocument

NUMBERS = itertools.count(1)
NOW = dt.datetime(2026, 11, 20, 0, 0, tzinfo=dt.UTC)


def make_company(**fields) -> Company:
    number = next(NUMBERS)
    return Company.objects.create(**{"name": f"会社{number}", "name_key": f"会社{number}"} | fields)


def make_lead(**fields) -> Lead:
    number = next(NUMBERS)
    return Lead.objects.create(**{"external_id": f"L{number}", "person_key": f"mail:{number}@example.jp"} | fields)


def make_activity(lead: Lead, kind: str, age: dt.timedelta, now: dt.datetime = NOW, **fields) -> Activity:
    """`age` is its age at `now`."""
    external_id = f"A{next(NUMBERS)}"
    return Activity.objects.create(
        lead=lead, kind=kind, occurred_at=now - age, **{"source": "test", "external_id": external_id} | fields
    )


def days(number: float, microseconds: int = 0) -> dt.timedelta:
    return dt.timedelta(days=number, microseconds=microseconds)


def behaviour(*rules: BehaviourRule) -> ScoringDocument:
    return ScoringDocument(behaviour=rules)


def attributes(*rules: AttributeRule, pick: str = "sum", limit: int = 100) -> ScoringDocument:
    return ScoringDocument(attribute_groups=(AttributeGroup("group", limit, pick, rules),))


def scores_of(document: ScoringDocument, *moments: tuple[Lead, dt.datetime]) -> list[tuple[int, int]]:
    """(behaviour, attribute) of each (lead, moment), all by one statement."""
    values = SQL(", ").join(
        SQL("({}::bigint, {}::timestamptz)").format(Literal(lead.pk), Literal(at)) for lead, at in moments
    )
    relation = SQL("(SELECT * FROM (VALUES {}) AS v (lead_id, as_of))").format(values)
    statement = SQL("WITH {} SELECT lead_id, as_of, behaviour_score, attribute_score FROM scores")
    with connection.cursor() as cursor:
        cursor.execute(statement.format(score_ctes(document, relation)))
        found = {(lead_id, as_of): (first, second) for lead_id, as_of, first, second in cursor}
    return [found[lead.pk, at] for lead, at in moments]


def behaviour_score(lead: Lead, *rules: BehaviourRule, at: dt.datetime = NOW) -> int:
    return scores_of(behaviour(*rules), (lead, at))[0][0]


def attribute_score(lead: Lead, *rules: AttributeRule, **group) -> int:
    return scores_of(attributes(*rules, **group), (lead, NOW))[0][1]


def holds(lead: Lead, field: str, operator: str, value=None) -> bool:
    return attribute_score(lead, AttributeRule(field, operator, 7, value)) == 7
