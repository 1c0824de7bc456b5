"""Which company each staged row belongs to, and what becomes of the companies: first a plan, then the writing.

Rules (criteria, "Who is the same"): the corporate number, else the normalised name; a row without a number belongs to
the company of the same name wherever in the file the number stands; later rows overwrite with non-empty values only.
"""

FACTS = {  # column of leads_company → staged value, its type, and what a new company has without it
    "name": ("company_name", "text", "corporate_number"),
    "name_key": ("company_key", "text", "corporate_number"),
    "name_kana": ("company_kana", "text", "''"),
    "name_english": ("company_english", "text", "''"),
    "industry": ("industry", "text", "''"),
    "employees": ("employees", "bigint", "NULL"),
    "annual_revenue": ("annual_revenue", "bigint", "NULL"),
    "prefecture": ("company_prefecture", "text", "''"),
    "address": ("address", "text", "''"),
    "is_customer": ("is_customer", "boolean", "false"),
    "account_owner": ("account_owner", "text", "''"),
}

_ROWS = """
CREATE TEMP TABLE company_row ON COMMIT DROP AS
SELECT row.number, v.company_key AS name_key, v.corporate_number AS number_given, NULL::bigint AS company_id,
       coalesce(v.corporate_number, first_value(v.corporate_number) OVER (
           PARTITION BY v.company_key ORDER BY v.corporate_number IS NULL OR v.company_key IS NULL, row.number
       )) AS corporate_number
FROM leads_importrow row
CROSS JOIN LATERAL jsonb_to_record(row.values) AS v(company_key text, corporate_number text)
WHERE row.import_run_id = %(run)s AND NOT row.refused AND (v.company_key IS NOT NULL OR v.corporate_number IS NOT NULL)
"""

# Each distinct identity of the file finds its company: by number; an unnumbered company of that name takes the number
# (of the first identity that has that name); a name alone finds the oldest company of that name, numbered ones first.
_MATCH = """
CREATE TEMP TABLE company_identity ON COMMIT DROP AS
WITH identity AS (
    SELECT corporate_number, CASE WHEN corporate_number IS NULL THEN name_key END AS unnumbered_key,
           (array_agg(name_key ORDER BY number DESC) FILTER (WHERE name_key IS NOT NULL))[1] AS name_key,
           min(number) AS first_row
    FROM company_row GROUP BY 1, 2
), by_number AS (
    SELECT identity.*, company.id AS company_id
    FROM identity LEFT JOIN leads_company company ON company.corporate_number = identity.corporate_number
), adopted AS (
    SELECT DISTINCT ON (company.id) by_number.corporate_number, company.id
    FROM by_number
    JOIN company_row row ON row.corporate_number = by_number.corporate_number
    JOIN leads_company company ON company.corporate_number IS NULL AND company.name_key = row.name_key
    WHERE by_number.company_id IS NULL
    ORDER BY company.id, by_number.first_row
), adopted_once AS (
    SELECT DISTINCT ON (corporate_number) corporate_number, id FROM adopted ORDER BY corporate_number, id
), by_name AS (
    SELECT DISTINCT ON (company.name_key) company.name_key, company.id
    FROM by_number JOIN leads_company company ON company.name_key = by_number.unnumbered_key
    ORDER BY company.name_key, company.corporate_number IS NULL, company.id
)
SELECT i.corporate_number, i.unnumbered_key, coalesce(i.company_id, adopted_once.id, by_name.id) AS company_id,
       coalesce(i.company_id, adopted_once.id, by_name.id) IS NULL AS is_new
FROM by_number i
LEFT JOIN adopted_once ON adopted_once.corporate_number = i.corporate_number
LEFT JOIN by_name ON by_name.name_key = i.unnumbered_key
"""

_NEW_IDS = """
UPDATE company_identity SET company_id = nextval(pg_get_serial_sequence('leads_company', 'id')) WHERE company_id IS NULL
"""

_ASSIGN_BY_NUMBER = """
UPDATE company_row row SET company_id = identity.company_id FROM company_identity identity
WHERE identity.corporate_number = row.corporate_number
"""

_ASSIGN_BY_NAME = """
UPDATE company_row row SET company_id = identity.company_id FROM company_identity identity
WHERE row.corporate_number IS NULL AND identity.unnumbered_key = row.name_key
"""

_LAST = "(array_agg(v.{value} ORDER BY row.number DESC) FILTER (WHERE v.{value} IS NOT NULL))[1]"
_COLUMNS = ", ".join(f"{value} {kind}" for value, kind, _ in FACTS.values())
_LAST_FACTS = ", ".join(f"{_LAST.format(value=value)} AS {column}" for column, (value, _, _) in FACTS.items())
_MERGED = ", ".join(f"coalesce(merged.{column}, company.{column}) AS {column}" for column in FACTS)
_OLD = ", ".join(f"company.{column}" for column in FACTS)
_NEW = ", ".join(f"coalesce(merged.{column}, company.{column})" for column in FACTS)

_PLAN = f"""
CREATE TEMP TABLE company_plan ON COMMIT DROP AS
WITH merged AS (
    SELECT company_row.company_id, max(company_row.corporate_number) AS corporate_number, {_LAST_FACTS}
    FROM company_row
    JOIN leads_importrow row ON row.import_run_id = %(run)s AND row.number = company_row.number
    CROSS JOIN LATERAL jsonb_to_record(row.values) AS v({_COLUMNS})
    GROUP BY company_row.company_id
), custom AS (
    SELECT company_row.company_id, jsonb_object_agg(pair.key, pair.value ORDER BY row.number) AS custom_fields
    FROM company_row
    JOIN leads_importrow row ON row.import_run_id = %(run)s AND row.number = company_row.number
    CROSS JOIN LATERAL jsonb_each(row.values -> 'company_custom') AS pair
    GROUP BY company_row.company_id
)
SELECT merged.company_id, company.id IS NULL AS is_new, {_MERGED},
       coalesce(company.corporate_number, merged.corporate_number) AS corporate_number,
       coalesce(company.custom_fields, '{{}}') || coalesce(custom.custom_fields, '{{}}') AS custom_fields,
       company.id IS NOT NULL AND (
           ({_OLD}) IS DISTINCT FROM ({_NEW})
           OR (company.corporate_number IS NULL AND merged.corporate_number IS NOT NULL)
           OR NOT company.custom_fields @> coalesce(custom.custom_fields, '{{}}')
       ) AS is_changed
FROM merged
LEFT JOIN custom USING (company_id)
LEFT JOIN leads_company company ON company.id = merged.company_id
"""  # noqa: S608

_SET = ", ".join(f"{column} = plan.{column}" for column in FACTS)
_UPDATE = f"""
UPDATE leads_company company
SET {_SET}, corporate_number = plan.corporate_number, custom_fields = plan.custom_fields, updated_at = %(at)s
FROM company_plan plan WHERE plan.company_id = company.id AND plan.is_changed
"""  # noqa: S608

_DEFAULTED = ", ".join(f"coalesce({column}, {default})" for column, (_, _, default) in FACTS.items())
_INSERT = f"""
INSERT INTO leads_company (id, corporate_number, custom_fields, created_at, updated_at, {", ".join(FACTS)})
SELECT company_id, corporate_number, custom_fields, %(at)s, %(at)s, {_DEFAULTED}
FROM company_plan WHERE is_new
"""  # noqa: S608

_COUNTS = """
SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE is_changed),
       count(*) FILTER (WHERE NOT is_new AND NOT is_changed)
FROM company_plan
"""


def plan(cursor, run_id: int) -> None:
    """Make company_row (row → company_id) and company_plan (a company a row, with its facts after the import)."""
    cursor.execute("DROP TABLE IF EXISTS company_row, company_identity, company_plan")
    cursor.execute(_ROWS, {"run": run_id})
    cursor.execute("CREATE INDEX ON company_row (corporate_number)")
    cursor.execute("ANALYZE company_row")
    cursor.execute(_MATCH)
    cursor.execute(_NEW_IDS)
    cursor.execute("ANALYZE company_identity")
    cursor.execute(_ASSIGN_BY_NUMBER)
    cursor.execute(_ASSIGN_BY_NAME)
    cursor.execute("CREATE UNIQUE INDEX ON company_row (number)")
    cursor.execute("ANALYZE company_row")
    cursor.execute(_PLAN, {"run": run_id})
    cursor.execute("ANALYZE company_plan")


def counts(cursor) -> dict[str, int]:
    cursor.execute(_COUNTS)
    return dict(zip(("companies_created", "companies_updated", "companies_unchanged"), cursor.fetchone(), strict=True))


def write(cursor, at) -> None:
    cursor.execute(_UPDATE, {"at": at})
    cursor.execute(_INSERT, {"at": at})


def touched_leads(cursor) -> list[int]:
    """The leads of the companies that the plan changes."""
    cursor.execute(
        "SELECT lead.id FROM leads_lead lead JOIN company_plan USING (company_id) WHERE company_plan.is_changed"
    )
    return [lead_id for (lead_id,) in cursor]
