"""Leads on their way to sales, as of the moment the test runs: the views have no other clock."""

import datetime as dt
import itertools

from django.utils import timezone

from handoff.criteria.profiles import PROFILES
from handoff.models import Clock, CriteriaVersion, Handoff, Hearing, QueueEntry
from handoff.transition import Lost
from leads.models import Activity, Company, Lead

numbers = itertools.count(1)
DAY = dt.timedelta(days=1)
# 110 points of behaviour: a target in the mid profile once the hearing is in.
HOT = ("inquiry", "document_request", "webinar", "download")
HEARD = {
    "timing": "within_3_months",
    "decision_maker": "self",
    "challenge": "clear",
    "challenge_detail": "手作業が多い",
    "budget": "300 万円",
}


def make_lead(kinds=HOT, answers=HEARD, company=None, **values) -> Lead:
    number = next(numbers)
    now = timezone.now()
    company = company or Company.objects.create(name=f"若葉工業{number}", name_key=f"若葉工業{number}", employees=120)
    values = {"name": f"青山 {number}", "phone": "03-0000-0001", "title": "部長", "title_rank": 4} | values
    lead = Lead.objects.create(external_id=f"T{number}", person_key=f"T{number}", company=company, **values)
    for kind in kinds:
        Activity.objects.create(
            lead=lead, kind=kind, occurred_at=now - 2 * DAY, source="test", external_id=f"T{next(numbers)}"
        )
    if answers is not None:
        Hearing.objects.create(lead=lead, answers=answers, version=1, saved_at=now - DAY / 24)
    return lead


def make_entry(team, owner=None, lead=None) -> QueueEntry:
    at = timezone.now() - DAY / 12
    entry = QueueEntry.objects.create(
        lead=lead or make_lead(),
        team=team,
        owner=owner,
        state="claimed" if owner else "waiting",
        entered_at=at,
        due_at=at,
    )
    Clock.objects.start_for_entries([entry.pk], Clock.Kind.FIRST_RESPONSE, at)
    return entry


def toss_up(team, rep, lead=None, at=None, **words) -> Handoff:
    entry = make_entry(team, rep, lead)
    words = {"comment": "来週の面談を希望", "reason_text": "基準を満たしている"} | words
    return Handoff.objects.submit(entry, by=rep, at=at or timezone.now(), **words)


def assigned(team, rep, manager, sales, **values) -> Handoff:
    handoff = toss_up(team, rep, **values)
    handoff.approve(by=manager, at=timezone.now(), assignee=sales)
    return handoff


def use_profile(name: str, **changes) -> CriteriaVersion:
    """Put another profile in force without judging anybody."""
    CriteriaVersion.objects.filter(is_active=True).update(is_active=False)
    document = PROFILES[name].with_changes(**changes)
    number = CriteriaVersion.objects.order_by("-number").first().number + 1
    return CriteriaVersion.objects.create(
        number=number,
        profile=name,
        document=document.to_json(),
        reason="test",
        published_at=timezone.now(),
        is_active=True,
    )


def outcome_of(act) -> str:
    """What became of it, done or lost: for threads, which must not raise."""
    try:
        act()
    except Lost:
        return "lost"
    return "done"
