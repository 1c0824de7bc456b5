"""Toss-ups of the year before the workbench, as if they had come in a file: what criteria can be tried on."""

import datetime as dt
import random
from collections import Counter
from itertools import product
from math import exp

from django.utils import timezone

from feedback.demo import names
from feedback.models import PastCase, PastCaseFile
from handoff.models import Hearing, QueueEntry, Team
from leads import search
from leads.models import Activity, Company, ImportRun, Lead, LeadIdentifier
from leads.normalise import company_key, person_key, title_rank

CASES = 460
OLDEST, NEWEST = 78, 5  # weeks ago
FILE = "昨年度トスアップ実績.csv"
COLUMNS = {
    "リードID": "lead_id",
    "トスアップ日": "tossed_up_at",
    "商談化日": "opportunity_on",
    "結果": "result",
    "理由": "reason",
}
WORDS = {"受注": "won", "失注": "lost", "商談化せず": "cold"}
TRADES = ("工業", "産業", "サービス", "印刷", "運輸", "住設", "商会")

# What people did before they were tossed up; (kind, content, points it is worth at first).
SIGNS = (
    ("inquiry", "導入時期と費用について", 40),
    ("document_request", "サービス紹介資料", 30),
    ("webinar", "商談化率セミナー", 25),
    ("event", "営業DX展", 25),
    ("download", "引き継ぎ基準の作り方.pdf", 15),
    ("page_view", "/料金", 12),
    ("download", "インサイドセールス入門.pdf", 15),
    ("email_click", "事例のご紹介", 3),
    ("page_view", "/導入事例", 2),
)
LOST_REASONS = ("価格", "競合に決定", "時期が合わず", "予算なし")
COLD_REASONS = ("情報収集段階", "決裁者に届かず", "連絡つかず", "ニーズなし")


def load(team: Team, admin, now: dt.datetime, chance: random.Random) -> int:
    """Leads, what they did, their hearings and results; returns the number of cases."""
    companies = _companies(chance)
    cases = [_case(number, chance.choice(companies), now, chance) for number in range(CASES)]
    leads = Lead.objects.bulk_create(case["lead"] for case in cases)
    LeadIdentifier.objects.bulk_create(LeadIdentifier(lead=lead, external_id=lead.external_id) for lead in leads)
    Activity.objects.bulk_create(activity for case in cases for activity in case["activities"])
    Hearing.objects.bulk_create(case["hearing"] for case in cases)
    QueueEntry.objects.bulk_create(_handed_over(case, team) for case in cases)
    file = _file([case["past"].result for case in cases], admin, now)
    for line, case in enumerate(cases, 2):
        case["past"].file, case["past"].line = file, line
    PastCase.objects.bulk_create(case["past"] for case in cases)
    search.refresh([lead.pk for lead in leads])
    return len(cases)


def _file(results: list[str], admin, now: dt.datetime) -> PastCaseFile:
    counts = Counter(results)
    nothing = dict.fromkeys(("refused", "updated", "unchanged", "merged", "left_out", "opportunity"), 0)
    run = ImportRun.objects.create(
        kind=PastCaseFile.KIND,
        state=ImportRun.State.DONE,
        file_name=FILE,
        encoding="cp932",
        columns=list(COLUMNS),
        mapping=COLUMNS,
        counts=nothing | {"rows": CASES, "created": CASES} | counts,
        created_by=admin,
        applied_at=now,
    )
    found = {word: counts[result] for word, result in WORDS.items()}
    return PastCaseFile.objects.create(import_run=run, words=WORDS, found=found)


def _companies(chance: random.Random) -> list[Company]:
    found = []
    for (surname, _kana, _latin), trade in product(names.SURNAMES, TRADES):
        name = f"株式会社{surname}{trade}"
        employees = chance.choice(names.EMPLOYEES)
        found.append(
            Company(
                name=name,
                name_key=company_key(name),
                industry=chance.choice(names.TRADES)[2],
                employees=employees,
                annual_revenue=employees * 14_000_000,
                prefecture=chance.choice(names.PREFECTURES),
            )
        )
    return Company.objects.bulk_create(found)


def _case(number: int, company: Company, now: dt.datetime, chance: random.Random) -> dict:
    weeks = OLDEST - (OLDEST - NEWEST) * (number + chance.random()) / CASES
    at = _at_work(now - dt.timedelta(weeks=weeks), 10 + number % 7)
    lead = _lead(number, company, at, chance)
    eager = chance.random()
    signs = [sign for sign in SIGNS if chance.random() < 0.2 + 0.55 * eager]
    activities = [_activity(lead, sign, place, at, chance) for place, sign in enumerate(signs)]
    decides, soon = chance.random() < 0.78, chance.random() < 0.8
    worth = sum(points for _kind, _content, points in signs) + (12 if decides else -14) + (6 if soon else -10)
    return {
        "lead": lead,
        "activities": activities,
        "hearing": _hearing(lead, decides, soon, at, chance),
        "past": _result(lead, at, chance.random() < 1 / (1 + exp((104 - worth) / 42)), chance),
    }


def _at_work(at: dt.datetime, hour: int) -> dt.datetime:
    """That hour of the day, or of the Friday before a weekend."""
    local = timezone.localtime(at).replace(hour=hour)
    return local - dt.timedelta(days=max(0, local.weekday() - 4))


def _lead(number: int, company: Company, at: dt.datetime, chance: random.Random) -> Lead:
    surname, kana, latin = chance.choice(names.SURNAMES)
    given, given_kana, given_latin = chance.choice(names.GIVEN)
    department, title = chance.choice(names.POSTS)
    source, campaign = chance.choice(names.SOURCES)
    email = f"{given_latin}.{latin}{number + 1}@past.example.co.jp"
    return Lead(
        external_id=f"P-{number + 1:04}",
        person_key=person_key(email=email),
        company=company,
        name=f"{surname} {given}",
        name_kana=f"{kana} {given_kana}",
        email=email,
        department=department,
        title=title,
        title_rank=title_rank(title),
        prefecture=company.prefecture,
        source=source,
        campaign=campaign,
        registered_at=at - dt.timedelta(days=chance.randrange(15, 60)),
    )


def _activity(lead: Lead, sign: tuple, place: int, at: dt.datetime, chance: random.Random) -> Activity:
    kind, content, _points = sign
    when = at - dt.timedelta(days=chance.randrange(1, 26), minutes=chance.randrange(180))
    return Activity(
        lead=lead,
        kind=kind,
        content=content,
        occurred_at=when,
        source="demo",
        external_id=f"demo-past-{lead.external_id}-{place}",
    )


def _hearing(lead: Lead, decides: bool, soon: bool, at: dt.datetime, chance: random.Random) -> Hearing:
    is_clear = chance.random() < 0.3
    answers = {
        "timing": "within_3_months" if soon else "within_12_months",
        "decision_maker": "self" if decides else "not_yet_known",
        "challenge": "clear" if is_clear else "unclear",
    }
    if is_clear and chance.random() < 0.35:
        answers["challenge_detail"] = "案件の進み具合が担当者にしか分からない。"
    return Hearing(lead=lead, answers=answers, version=1, saved_at=at - dt.timedelta(hours=2))


def _result(lead: Lead, at: dt.datetime, came_to_something: bool, chance: random.Random) -> PastCase:
    if not came_to_something:
        return PastCase(lead=lead, tossed_up_at=at, result="cold", reason=chance.choice(COLD_REASONS))
    result = chance.choices(("won", "lost"), weights=(2, 3))[0]
    reason = chance.choice(LOST_REASONS) if result == "lost" else ""
    day = (at + dt.timedelta(days=chance.randrange(5, 25))).date()
    return PastCase(lead=lead, tossed_up_at=at, result=result, opportunity_on=day, reason=reason)


def _handed_over(case: dict, team: Team) -> QueueEntry:
    """Sales has had them: they do not come into the queue of today."""
    at = case["past"].tossed_up_at
    return QueueEntry(
        lead=case["lead"],
        team=team,
        state=QueueEntry.State.CLOSED,
        entered_at=at - dt.timedelta(days=2),
        due_at=at + dt.timedelta(days=1),
        answered_at=at - dt.timedelta(hours=3),
        disposition=QueueEntry.Disposition.TOSSED_UP,
        closed_at=at,
    )
