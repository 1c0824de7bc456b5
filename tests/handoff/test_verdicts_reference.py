"""The compiled tables against the readable reference: random tables, leads, ledgers, scoring models and moments."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.sql import SQL, Identifier

from handoff.criteria.document import CriteriaDocument
from handoff.judging.decision_table import DecisionTable
from handoff.judging.verdicts import fetch, stored_scores
from leads.scoring.compiler import score_ctes
from tests.handoff import verdict_reference as reference
from tests.handoff.judging import moments_of
from tests.handoff.random_worlds import cases, documents, moments, store
from tests.leads import scoring_reference
from tests.leads.test_scoring_reference import documents as scoring_documents


@pytest.fixture
def people(admin):
    User.objects.create_user("left", "Left@x.jp", is_active=False)
    User.objects.create_user("here", "here@x.jp")
    return admin


thorough = settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=250
)
some_cases = st.lists(cases, min_size=2, max_size=4)
some_moments = st.lists(moments, min_size=1, max_size=3, unique=True)


@thorough
@given(document=documents, some=some_cases, at=some_moments)
def test_the_sql_says_what_the_reference_says(document, some, at, team, people):
    judge_and_compare(document, some, at, team, people, stored_scores())


@thorough
@given(document=documents, scoring=scoring_documents, some=some_cases, at=some_moments)
def test_it_says_so_too_of_scores_from_the_ledger_each_as_of_its_moment(document, scoring, some, at, team, people):
    judge_and_compare(document, some, at, team, people, score_ctes(scoring, Identifier("asked")), scoring)


def judge_and_compare(document, some: list[dict], at: list[dt.datetime], team, user, scores, scoring=None) -> None:
    """All leads at all moments by one statement: the verdict, and each condition of each table for itself."""
    table = DecisionTable(document, timezone="Asia/Tokyo", with_scores=True)
    with transaction.atomic():
        leads = store(some, team, user)
        rows = rows_of_all(table, [(lead, moment) for lead in leads for moment in at], scores)
        transaction.set_rollback(True)
    assert len(rows) == len(some) * len(at)
    for lead, case in zip(leads, some, strict=True):
        for moment in at:
            known = scores_of(scoring, case, moment) if scoring else case["scores"]
            expected = expectation(table, case | {"scores": known}, moment)
            assert {name: rows[lead.pk, moment][name] for name in expected} == expected


def rows_of_all(table: DecisionTable, asked, scores) -> dict[tuple, dict]:
    statement = SQL("WITH {} SELECT * FROM missed JOIN verdicts USING (lead_id, as_of)")
    rows = fetch(statement.format(table.ctes(moments_of(asked), scores)))
    return {(row["lead_id"], row["as_of"]): row for row in rows}


def expectation(table: DecisionTable, case: dict, moment: dt.datetime) -> dict:
    document = table.document
    asked = [(0, condition) for segment in document.segments for condition in segment.conditions]
    for segment, _offset, judged_by in document.tables():
        asked += [(segment, condition) for _number, rule in judged_by.active_rules() for condition in rule.conditions]
    met = {
        table.met_column(condition, segment): reference.holds(document.table_of(segment), condition, case, moment)
        for segment, condition in asked
    }
    return reference.verdict(document, case, moment) | met | (case["scores"] or {})


def scores_of(scoring, case: dict, moment: dt.datetime) -> dict[str, int]:
    behaviour, attribute = scoring_reference.scores(scoring, case["lead"], case["company"] or {}, ledger(case), moment)
    return {"behaviour_score": behaviour, "attribute_score": attribute}


def ledger(case: dict) -> list[dict]:
    return [
        {"kind": kind, "occurred_at": at, "automated": automated, "content": content}
        for _who, kind, at, automated, content in case["activities"]
    ]


@settings(max_examples=100, deadline=None)
@given(document=documents)
def test_a_document_survives_json(document):
    assert CriteriaDocument.from_json(document.to_json()) == document


@settings(max_examples=100, deadline=None)
@given(document=documents)
def test_each_position_is_a_place_in_one_table(document):
    rules = [rule for _segment, _offset, table in document.tables() for rule in table.rules]
    for position, rule in enumerate(rules, 1):
        segment, number = document.place_of(position)
        assert document.rule_at(position) is rule is document.table_of(segment).rules[number - 1]
