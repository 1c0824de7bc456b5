import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.urls import reverse
from django.utils import timezone, translation

from handoff import package
from handoff.criteria.document import Condition, CriteriaDocument, Outcome, Rule
from handoff.models import ContactAttempt, CriteriaVersion
from handoff.package.words import readable
from leads.scoring import breakdown
from tests.handoff.toss_ups import HEARD, make_lead, toss_up


def missing_of(lead, **words) -> list[str]:
    return package.build(lead, timezone.now(), **words)["completeness"]["missing"]


def test_a_package_holds_what_was_known_at_that_moment(team, rep):
    lead = make_lead()
    document = toss_up(team, rep, lead).package.document
    scored = breakdown(lead, timezone.now())
    assert document["lead"]["name"] == lead.name
    assert document["company"]["name"] == lead.company.name
    assert document["scores"]["behaviour"]["score"] == scored.behaviour_score == 110
    assert sum(row["points"] for row in document["scores"]["behaviour"]["rows"]) == scored.behaviour_sum
    assert sum(row["points"] for row in document["scores"]["attribute"]["rows"]) == scored.attribute_sum
    assert document["hearing"]["answers"] == HEARD
    assert [row["kind"] for row in document["activities"]] == ["download", "webinar", "document_request", "inquiry"]
    assert document["criteria"]["profile"] == "mid"
    assert document["submitted_by"] == "林 葵"


def test_a_package_keeps_every_rule_with_actual_and_required_values(team, rep):
    document = toss_up(team, rep).package.document
    decided = next(rule for rule in document["trace"] if rule["decided"])
    score = decided["conditions"][0]
    assert (score["field"], score["required"], score["actual"], score["state"]) == ("behaviour_score", 100, 110, "met")
    assert len(document["trace"]) == 5


def test_a_package_does_not_follow_later_changes(team, rep):
    lead = make_lead()
    handoff = toss_up(team, rep, lead)
    lead.company.name = "改名後"
    lead.company.save()
    lead.hearing.answers = {}
    lead.hearing.save()
    handoff.package.refresh_from_db()
    assert handoff.package.document["company"]["name"].startswith("若葉工業")
    assert handoff.package.document["hearing"]["answers"] == HEARD


def test_the_database_refuses_to_change_or_delete_a_package(team, rep):
    frozen = toss_up(team, rep).package
    for statement in ("UPDATE handoff_handoffpackage SET document = '{}'", "DELETE FROM handoff_handoffpackage"):
        with pytest.raises((InternalError, IntegrityError)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    frozen.refresh_from_db()
    assert frozen.document["lead"]


def test_a_package_reads_in_both_languages_whoever_made_it(team, rep):
    with translation.override("en"):
        document = toss_up(team, rep).package.document
    with translation.override("ja"):
        assert readable(document)["reason_words"] == "スコアとヒアリングが基準以上"
    with translation.override("en"):
        assert readable(document)["reason_words"] == "score and hearing meet the criteria"


def test_nothing_is_missing_when_all_is_known(team, rep):
    lead = make_lead(answers=HEARD | {"current_solution": "Excel", "key_people": "部長"})
    ContactAttempt.objects.create(lead=lead, by=rep, channel="call", result="connected", at=timezone.now())
    document = package.build(lead, timezone.now(), comment="来週の面談を希望", next_step="面談")
    assert (document["completeness"]["percent"], document["completeness"]["missing"]) == (100, [])


def test_an_answer_not_yet_known_is_missing_and_so_is_a_call_nobody_took(rep, db):
    lead = make_lead(answers=HEARD | {"decision_maker": "not_yet_known"}, phone="", title="")
    ContactAttempt.objects.create(lead=lead, by=rep, channel="call", result="no_answer", at=timezone.now())
    assert missing_of(lead) == [
        "decision_maker",
        "talked",
        "phone",
        "comment",
        "title",
        "next_step",
        "current_solution",
        "key_people",
    ]


def test_a_lead_of_which_nothing_is_known_can_be_packed(db):
    lead = make_lead(kinds=(), answers=None, name="", phone="", title="", title_rank=0)
    lead.company = None
    lead.save()
    document = package.build(lead, timezone.now())
    assert document["company"] is None
    assert document["completeness"]["percent"] == 0


def test_many_packages_need_no_more_queries_than_one(db, django_assert_num_queries):
    leads = [make_lead() for _ in range(4)]
    now = timezone.now()
    with django_assert_num_queries(12):
        package.build_all(leads[:1], now)
    with django_assert_num_queries(12):
        package.build_all(leads, now)


def test_packages_made_together_are_those_made_alone(db):
    """Also where facts are equal but not written alike."""
    conditions = (
        Condition("custom:seats", "at_least", 1),
        Condition("tag", "in", ["A"]),
        Condition("employees", "at_least", 1),
    )
    outcome = Outcome("target", "sales", "score_met")
    table = CriteriaDocument(
        "large", {}, (Rule(conditions, outcome), Rule((), Outcome("hold", "is_review", "no_rule")))
    )
    criteria = CriteriaVersion(number=7, profile="large", document=table.to_json())
    seats, now = ("1.5", "1.50", "1", "0", "none"), timezone.now()
    leads = [make_lead(custom_fields={"seats": each}, tags=["A"][: number % 2]) for number, each in enumerate(seats)]
    together = package.build_all(leads, now, criteria=criteria)
    assert [together[lead.pk] for lead in leads] == [package.build(lead, now, criteria=criteria) for lead in leads]
    read = [together[lead.pk]["trace"][0]["conditions"][0]["actual_words"]["en"] for lead in leads]
    assert read == ["1.5", "1.50", "1", "0", ""]


def test_the_page_shows_the_frozen_package_and_prints_without_scripts(login, rep, team):
    handoff = toss_up(team, rep)
    response = login(rep).get(reverse("handoff", args=[handoff.pk]))
    assert handoff.lead.name in response.text
    assert "引き継ぎ票" in response.text
    assert "style=" not in response.text.split("<main")[1]
