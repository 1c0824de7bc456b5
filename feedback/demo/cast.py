"""The demo's companies and leads, with what they did before they came into the queue."""

import datetime as dt
import random

from feedback.demo import names
from leads import search
from leads.models import Activity, Company, Lead, LeadIdentifier
from leads.normalise import company_key, person_key, phone_digits, title_rank
from leads.similarity import refresh_similarity

CUSTOMERS = 24
# What somebody does who is nearly ready to buy, who is curious, and who only reads; (kind, content, days before).
HOT = (
    ("inquiry", "導入時期と費用について", 1),
    ("document_request", "サービス紹介資料", 6),
    ("webinar", "商談化率セミナー", 12),
    ("page_view", "/料金", 2),
)
WARM = (("inquiry", "機能についての質問", 2), ("page_view", "/機能", 4))
COOL = (("email_open", "月刊ニュース", 9), ("page_view", "/ブログ", 20))
# And what each of them does only now and then.
HOT_TOO = (
    ("page_view", "/導入事例", 3),
    ("download", "引き継ぎ基準の作り方.pdf", 9),
    ("email_click", "事例のご紹介", 10),
    ("event", "営業DX展", 17),
    ("inquiry", "デモの希望", 0.4),
    ("page_view", "/料金", 5),
)
WARM_TOO = (
    ("email_open", "セミナーのご案内", 15),
    ("email_click", "セミナーのご案内", 15),
    ("download", "インサイドセールス入門.pdf", 11),
    ("page_view", "/導入事例", 3),
)
COOL_TOO = (
    ("email_open", "月刊ニュース", 40),
    ("email_click", "月刊ニュース", 9),
    ("page_view", "/機能", 6),
    ("download", "インサイドセールス入門.pdf", 19),
)
SHARE = 0.45
HABITS = {"hot": (HOT, HOT_TOO), "warm": (WARM, WARM_TOO), "cool": (COOL, COOL_TOO)}


class Cast:
    """Draws companies and people one after the other, the same ones every time."""

    def __init__(self, chance: random.Random):
        self.chance = chance
        pairs = [(place, trade) for trade in names.TRADES for place in names.PLACES]
        chance.shuffle(pairs)
        self.company_names = iter(pairs)
        self.person_names = [(surname, given) for surname in names.SURNAMES for given in names.GIVEN]
        chance.shuffle(self.person_names)
        self.hosts: dict[str, str] = {}
        self.leads: list[Lead] = []
        self.activities: list[Activity] = []

    def company(self, **values) -> Company:
        (place, latin), (trade, trade_latin, industry) = next(self.company_names)
        form = "株式会社{}" if self.chance.random() < 0.6 else "{}株式会社"
        name = form.format(place + trade)
        employees = self.chance.choice(names.EMPLOYEES)
        company = Company(
            name=name,
            name_key=company_key(name),
            industry=industry,
            employees=employees,
            annual_revenue=employees * self.chance.choice((9, 14, 22)) * 1_000_000,
            prefecture=self.chance.choices(names.PREFECTURES, weights=range(10, 0, -1))[0],
            **values,
        )
        self.hosts[name] = f"{latin}-{trade_latin}.example.co.jp"
        return company

    def lead(self, company: Company, registered_at: dt.datetime, habit: str) -> Lead:
        (surname, surname_kana, latin), (given, given_kana, given_latin) = self.person_names[len(self.leads)]
        number = len(self.leads) + 1
        department, title = self.chance.choice(names.POSTS)
        source, campaign = self.chance.choice(names.SOURCES)
        phone = f"03-0000-{1000 + number}" if self.chance.random() < 0.9 else ""
        email = f"{given_latin}.{latin}@{self.hosts[company.name]}"
        lead = Lead(
            external_id=f"D-{number:04}",
            person_key=person_key(email=email),
            company=company,
            name=f"{surname} {given}",
            name_kana=f"{surname_kana} {given_kana}",
            email=email,
            phone=phone,
            phone_digits=phone_digits(phone),
            department=department,
            title=title,
            title_rank=title_rank(title),
            prefecture=company.prefecture,
            source=source,
            campaign=campaign,
            registered_at=registered_at,
        )
        self.leads.append(lead)
        always, too = HABITS[habit]
        for kind, content, days in [*always, *(each for each in too if self.chance.random() < SHARE)]:
            self._activity(
                lead, kind, content, registered_at - dt.timedelta(days=days, minutes=self.chance.randrange(300))
            )
        return lead

    def _activity(self, lead, kind, content, at) -> None:
        key = f"demo-{len(self.activities) + 1}"
        self.activities.append(
            Activity(lead=lead, kind=kind, content=content, occurred_at=at, source="demo", external_id=key)
        )

    def save(self) -> None:
        """Everything at once, with what the imports would keep beside it."""
        Lead.objects.bulk_create(self.leads)
        LeadIdentifier.objects.bulk_create(
            LeadIdentifier(lead=lead, external_id=lead.external_id) for lead in self.leads
        )
        Activity.objects.bulk_create(self.activities)
        search.refresh([lead.pk for lead in self.leads])
        refresh_similarity()


def customers(cast: Cast, owners: list) -> list[Company]:
    """Companies that are customers already: they make the similarity to customers known."""
    found = [cast.company(is_customer=True, account_owner=owners[n % len(owners)].email) for n in range(CUSTOMERS)]
    return Company.objects.bulk_create(found)
