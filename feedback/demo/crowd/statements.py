"""Statements that make companies, leads and what they did; {names} in them are words, their counts, and numbers."""

from django.db import connection
from psycopg.sql import SQL, Composable, Literal

from feedback.demo.crowd import words
from leads.normalise import title_rank

DICE = """
CREATE OR REPLACE FUNCTION pg_temp.dice(id bigint, roll int, sides int) RETURNS int
IMMUTABLE LANGUAGE sql AS 'SELECT 1 + abs(hashint8extended(id, roll) % sides)::int'
"""

# City, family and trade make 57,810 names; the ones after them have a number.
COMPANIES = """
INSERT INTO leads_company (id, name, name_key, name_kana, name_english, corporate_number, industry, employees,
    annual_revenue, prefecture, address, is_customer, account_owner, custom_fields, created_at, updated_at)
SELECT id, CASE WHEN dice(id, 7, 3) = 1 THEN word || '株式会社' ELSE '株式会社' || word END, word, kana, '', NULL,
    industry, size, size::bigint * 20000000, prefecture,
    '', dice(id, 6, 20) = 1, CASE WHEN dice(id, 6, 20) = 1 AND id % 2 = 0 THEN {owner} ELSE '' END, '{{}}',
    now(), now()
FROM (
    SELECT id, ({cities})[city] || ({family})[name] || ({trades})[trade] || number AS word,
        ({cities_kana})[city] || ({family_kana})[name] || ({trades_kana})[trade] AS kana,
        ({trades_industry})[trade] AS industry, ({prefectures})[dice(id, 3, {prefecture_count})] AS prefecture,
        (10 * exp(6.5 * dice(id, 4, 1000) / 1000.0))::int AS size
    FROM (
        SELECT id, 1 + id % {city_count} AS city, 1 + id / {city_count} % {family_count} AS name,
            1 + (id / pairs + id % pairs) % {trade_count} AS trade,
            COALESCE(NULLIF(id / (pairs * {trade_count}), 0)::text, '') AS number
        FROM generate_series(1, {companies}::bigint) AS id, (SELECT {city_count} * {family_count} AS pairs) known
    ) drawn
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
INSERT INTO leads_pastopportunity (lead_id, company_id, result, reason, closed_on, source)
SELECT id, company_id, 'lost', '', now()::date - dice(id, 13, 1500), 'import' FROM leads_lead
WHERE dice(id, 12, 30) = 1
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

LISTS = {
    "cities": words.CITIES, "cities_kana": words.CITIES_KANA, "trades": words.TRADES,
    "trades_kana": words.TRADES_KANA, "trades_industry": words.TRADES_INDUSTRY, "prefectures": words.PREFECTURES,
    "departments": words.DEPARTMENTS, "sources": words.SOURCES, "titles": words.TITLES,
    "ranks": [title_rank(title) for title in words.TITLES], "pages": words.PAGES, "kinds": words.KINDS,
    "family": words.FAMILY, "family_kana": words.FAMILY_KANA, "family_latin": words.FAMILY_LATIN,
    "given": words.GIVEN, "given_kana": words.GIVEN_KANA,
}  # fmt: skip
COUNTS = {
    "city_count": words.CITIES, "trade_count": words.TRADES, "prefecture_count": words.PREFECTURES,
    "department_count": words.DEPARTMENTS, "source_count": words.SOURCES, "title_count": words.TITLES,
    "page_count": words.PAGES, "kind_count": words.KINDS, "family_count": words.FAMILY, "given_count": words.GIVEN,
}  # fmt: skip


def fill(statement: str, **values) -> Composable:
    """The statement with all words, their counts and these values in it; dice(id, roll, sides) rolls 1 to sides."""
    found: dict[str, Composable] = {
        name: SQL("{}::text[]").format(Literal(list(map(str, value)))) for name, value in LISTS.items()
    }
    found |= {name: Literal(len(value)) for name, value in COUNTS.items()}
    found |= {name: Literal(value) for name, value in values.items()}
    return SQL(statement.replace("dice(", "pg_temp.dice(")).format(**found)


def execute(statement) -> int:
    """Run it; returns the number of rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.rowcount
