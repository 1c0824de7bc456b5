"""Puts the demo on: people, companies, and four months of work that ends today."""

import datetime as dt
import random

from django.db import transaction
from django.db.models import F

from feedback.demo import hearing_sheet, past_cases, territories
from feedback.demo.cast import Cast, customers
from feedback.demo.logins import create_people
from feedback.demo.stories import PLANS, Stage, tell
from feedback.replay import Cases, running
from handoff.deadlines.calendars import Calendars
from handoff.deadlines.sweeping import sweep
from handoff.judging.verdicts import READ
from handoff.models import CriteriaVersion, Notice, Team
from handoff.publication.publishing import publish_now
from leads.scoring import rescore
from leads.statistics import look_at

SEED = 20


def play(now: dt.datetime) -> int:
    """Load everything in one transaction; returns the number of leads."""
    with transaction.atomic():
        leads = _play(now)
        transaction.on_commit(lambda: catch_up(now))
    return leads


def _play(now: dt.datetime) -> int:
    chance = random.Random(SEED)  # noqa: S311  the same demo every time
    team = Team.objects.earliest("pk")
    people = create_people(team)
    _publish_criteria(people["admin"], now)
    stage = Stage(people, Calendars().of_team(team.pk), now, chance)
    cast = Cast(chance)
    existing = customers(cast, stage.salespeople)
    parts = []
    for at, plan in _arrivals(stage):
        is_known = plan.story == "quiet" and chance.random() < 0.2
        company = chance.choice(existing) if is_known else _company(cast)
        parts.append((at, plan, cast.lead(company, at, plan.habit)))
    cast.save()
    look_at(*READ)
    for at, plan, lead in parts:
        rescore(lead_ids=[lead.pk], as_of=at)
        tell(plan.story, lead, stage, at)
    hearing_sheet.publish(people["admin"], now)
    territories.draw(team, people)
    past = past_cases.load(team, people["admin"], now, random.Random(SEED))  # noqa: S311
    look_at(*READ)
    return len(parts) + past


def _arrivals(stage: Stage) -> list[tuple]:
    """(moment, plan) of every lead, in the order they come."""
    found = []
    for plan in PLANS:
        step = (plan.oldest - plan.newest) / max(1, plan.count - 1)
        found += [(stage.ago(plan.oldest - step * number), plan) for number in range(plan.count)]
    return sorted(found, key=lambda each: each[0])


def _company(cast: Cast):
    company = cast.company()
    company.save()
    return company


def _publish_criteria(admin, now: dt.datetime) -> None:
    """The mid-size criteria as shipped, with a day more to answer what sales returned."""
    before = CriteriaVersion.active()
    publish_now(
        before.parsed.with_changes(sla=before.parsed.sla | {"returned_response": 2}),
        reason="差し戻し後の再確認は社外との調整が要るため、期限を 2 営業日に延ばします。",
        by=admin,
        at=now,
        base_number=before.number,
    )


def catch_up(now: dt.datetime) -> None:
    """Judge everybody as of today, let deadlines fall due, try the criteria on the past; no mail about all that."""
    rescore(lead_ids=None, as_of=now)
    sweep(now)
    own_team = Cases(now, team=Team.objects.earliest("pk").pk)
    running.begin(running.in_force(), own_team, against=None, passed=("target",), by=None)
    Notice.objects.update(email_state="none")
    Notice.objects.filter(created_at__lt=now - dt.timedelta(days=2)).update(read_at=F("visible_at"))
