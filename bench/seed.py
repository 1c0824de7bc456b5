"""Invented companies, people and what they did: the same for the same numbers, made by the server itself."""

from django.contrib.auth.models import Group, User
from django.db import connection
from psycopg.sql import SQL, Composable, Literal

from bench import seed_words as words
from handoff.models import Member, Team
from leads import search
from leads.normalise import title_rank
from leads.roles import Role
from leads.similarity import refresh_similarity

REPS = 50
CHUNK = 20_000

DICE = """
CREATE OR REPLACE FUNCTION pg_temp.dice(id bigint, roll int, sides int) RETURNS int
IMMUTABLE LANGUAGE sql AS 'SELECT 1 + abs(hashint8extended(id, roll) % sides)::int'
"""

COMPANIES = """
INSERT INTO leads_company (id, name, name_key, name_kana, name_english, corporate_number, industry, employees,
    annual_revenue, prefecture, address, is_customer, account_owner, custom_fields, created_at, updated_at)
SELECT id, '株式会社' || word || id, word || id, kana, '', NULL, industry, size, size::bigint * 20000000, prefecture,
    '', dice(id, 6, 20) = 1, CASE WHEN dice(id, 6, 20) = 1 AND id % 2 = 0 THEN 'owner@example.jp' ELSE '' END, '{{}}',
    now(), now()
FROM (
    SELECT id, ({words})[dice(id, 1, {word_count})] AS word, ({kana})[dice(id, 1, {word_count})] AS kana,
        ({industries})[dice(id, 2, {industry_count})] AS industry,
        ({prefectures})[dice(id, 3, {prefecture_count})] AS prefecture,
        (10 * exp(6.5 * dice(id, 4, 1000) / 1000.0))::int AS size
    FROM generate_series(1, {companies}::bigint) AS id
) made
"""

LEADS = """
INSERT INTO leads_lead (id, external_id, person_key, company_id, name, name_kana, email, phone, phone_digits,
    department, title, title_rank, prefecture, source, campaign, tags, custom_fields, search_text, search_grams,
    registered_at, created_at, updated_at)
SELECT id, 'L' || id, 'mail:' || mail, 1 + dice(id, 1, {companies}) % {companies}, name, kana, mail,
    '03-' || dice(id, 2, 8999) + 1000 || '-' || dice(id, 3, 8999) + 1000,
    '03' || dice(id, 2, 8999) + 1000 || dice(id, 3, 8999) + 1000,
    ({departments})[dice(id, 4, {department_count})], ({titles})[title], ({ranks})[title]::int, '',
    ({sources})[dice(id, 5, {source_count})], '',
    CASE WHEN dice(id, 6, 50) = 1 THEN '{{競合}}' ELSE '{{}}' END::text[], '{{}}', '', '{{}}',
    now() - dice(id, 7, 1000000) * interval '90 seconds', now(), now()
FROM (
    SELECT id, ({family})[f] || ' ' || ({given})[g] AS name, ({family_kana})[f] || ' ' || ({given_kana})[g] AS kana,
        ({family_latin})[f] || '.' || id || '@example' || id % 997 || '.jp' AS mail, dice(id, 8, {title_count}) AS title
    FROM (SELECT id, dice(id, 9, {family_count}) AS f, dice(id, 10, {given_count}) AS g
          FROM generate_series({first}::bigint, {last}::bigint) AS id) person
) made
"""
IDENTIFIERS = """
INSERT INTO leads_leadidentifier (lead_id, external_id) SELECT id, external_id FROM leads_lead ORDER BY id
"""
LOST = """
INSERT INTO leads_pastopportunity (lead_id, company_id, result, reason, source)
SELECT id, company_id, 'lost', '', 'import' FROM leads_lead WHERE dice(id, 12, 30) = 1
"""

# Three of five activities are of every fifth lead: a few are busy, most are not. More of them lately than long ago.
ACTIVITIES = """
INSERT INTO leads_activity (lead_id, kind, content, occurred_at, automated, source, external_id, created_at)
SELECT lead_id, kind, CASE WHEN kind = 'page_view' THEN ({pages})[dice(id, 5, {page_count})] ELSE '' END,
    now() - interval '400 days' * power(dice(id, 3, 1000000) / 1e6, 1.5), dice(id, 6, 20) = 1, 'ma', 'A' || id, now()
FROM (
    SELECT id, ({kinds})[dice(id, 4, {kind_count})] AS kind,
        CASE WHEN dice(id, 1, 5) <= 3 THEN 5 * dice(id, 2, {fifth}) ELSE dice(id, 2, {leads}) END AS lead_id
    FROM generate_series({first}::bigint, {last}::bigint) AS id
) made
"""
BUSIEST = """
INSERT INTO leads_activity (lead_id, kind, content, occurred_at, automated, source, external_id, created_at)
SELECT {lead}, ({kinds})[dice(id, 4, {kind_count})], '', now() - id * interval '13 hours', false, 'busy', id, now()
FROM generate_series(1, {missing}) AS id
"""


def seed(leads: int, activities: int) -> None:
    """Fill the database in use: so many leads, a quarter as many companies, so many activities, and their people."""
    seed_people()
    companies = max(1, leads // 4)
    execute(DICE)
    execute(fill(COMPANIES, companies=companies))
    execute(fill(LEADS, companies=companies, first=1, last=leads))
    execute("ANALYZE leads_lead, leads_company")
    refresh_similarity()
    for first in range(1, leads + 1, CHUNK):
        search.refresh(list(range(first, min(first + CHUNK, leads + 1))))
    execute(IDENTIFIERS)
    execute(fill(LOST))
    for first in range(1, activities + 1, 20 * CHUNK):
        last = min(first + 20 * CHUNK - 1, activities)
        execute(fill(ACTIVITIES, leads=leads, fifth=max(1, leads // 5), first=first, last=last))
    for table in ("leads_company", "leads_lead"):
        execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
    execute("VACUUM ANALYZE leads_company, leads_lead, leads_leadidentifier, leads_activity")


def seed_people() -> None:
    """Fifty reps, a manager and an admin, in the first team; nobody of them has a password."""
    team = Team.objects.order_by("pk").first() or Team.objects.create(name="インサイドセールス")
    roles = {f"rep{number}@example.jp": Role.IS_REP for number in range(1, REPS + 1)}
    for email, role in (roles | {"manager@example.jp": Role.SALES_MANAGER, "admin@example.jp": Role.ADMIN}).items():
        user = User.objects.create(username=email, email=email, last_name="林", first_name="葵", password="!")
        user.groups.add(Group.objects.get_or_create(name=role)[0])
        Member.objects.create(user=user, team=team)


def make_busy(lead: int, activities: int) -> None:
    """Give the lead as many activities in all."""
    execute(DICE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM leads_activity WHERE lead_id = %s", [lead])
        found = cursor.fetchone()[0]
    execute(fill(BUSIEST, lead=lead, missing=activities - found))


def fill(statement: str, **numbers: int) -> Composable:
    titles = {title: title_rank(title) for title in words.TITLES}
    lists = {
        "words": words.COMPANIES, "kana": words.COMPANIES_KANA, "industries": words.INDUSTRIES,
        "prefectures": words.PREFECTURES, "departments": words.DEPARTMENTS, "sources": words.SOURCES,
        "titles": list(titles), "ranks": list(titles.values()), "pages": words.PAGES, "kinds": words.KINDS,
        "family": words.FAMILY, "family_kana": words.FAMILY_KANA, "family_latin": words.FAMILY_LATIN,
        "given": words.GIVEN, "given_kana": words.GIVEN_KANA,
    }  # fmt: skip
    counts = {
        "word_count": words.COMPANIES, "industry_count": words.INDUSTRIES, "prefecture_count": words.PREFECTURES,
        "department_count": words.DEPARTMENTS, "source_count": words.SOURCES, "title_count": words.TITLES,
        "page_count": words.PAGES, "kind_count": words.KINDS, "family_count": words.FAMILY, "given_count": words.GIVEN,
    }  # fmt: skip
    values: dict[str, Composable] = {
        name: SQL("{}::text[]").format(Literal(list(map(str, value)))) for name, value in lists.items()
    }
    values |= {name: Literal(len(value)) for name, value in counts.items()}
    values |= {name: Literal(value) for name, value in numbers.items()}
    return SQL(statement.replace("dice(", "pg_temp.dice(")).format(**values)


def execute(statement) -> int:
    """Run it; returns the number of rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.rowcount
