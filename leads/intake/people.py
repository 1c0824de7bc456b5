"""Which lead each staged row is, and what becomes of the leads: a plan in temporary tables, then written.

Rules (criteria, "Who is the same"): the e-mail, else company + name + phone, else the lead ID alone. A row without
e-mail whose person is unknown may still be told by its lead ID. A lead ID never moves from one person to another.
"""

from leads.search import searched

FACTS = {  # column of leads_lead → staged value, its type, and what a new lead has without it
    "name": ("name", "text", "''"),
    "name_kana": ("name_kana", "text", "''"),
    "email": ("email", "text", "''"),
    "phone": ("phone", "text", "''"),
    "phone_digits": ("phone_digits", "text", "''"),
    "department": ("department", "text", "''"),
    "title": ("title", "text", "''"),
    "title_rank": ("title_rank", "smallint", "0"),
    "prefecture": ("prefecture", "text", "''"),
    "source": ("source", "text", "''"),
    "campaign": ("campaign", "text", "''"),
    "tags": ("tags", "jsonb", "'{}'"),
    "registered_at": ("registered_at", "timestamptz", "NULL"),
}
# Whose is a lead ID of this file? The lead's that has it; else the first person's in the file that comes with it.
# Persons differ when their e-mails do, or, where one has none, their names (a lead without e-mail has its in its key).
_REFUSE_TAKEN_IDS = """
WITH staged AS (
    SELECT row.id, row.number, v.*
    FROM leads_importrow row
    CROSS JOIN LATERAL jsonb_to_record(row.values) AS v(external_id text, email text, person_name text)
    WHERE row.import_run_id = %(run)s AND NOT row.refused AND v.external_id IS NOT NULL
), owner AS (
    SELECT staged.external_id,
           coalesce(nullif(max(lead.email), ''),
                    (array_agg(staged.email ORDER BY staged.number)
                        FILTER (WHERE staged.email IS NOT NULL))[1]) AS email,
           coalesce(max(split_part(lead.person_key, '|', 2)) FILTER (WHERE lead.person_key LIKE 'who:%%'),
                    (array_agg(staged.person_name ORDER BY staged.number)
                        FILTER (WHERE staged.person_name IS NOT NULL))[1]) AS person_name
    FROM staged
    LEFT JOIN leads_leadidentifier identifier ON identifier.external_id = staged.external_id
    LEFT JOIN leads_lead lead ON lead.id = identifier.lead_id
    GROUP BY staged.external_id
    HAVING count(*) > 1 OR max(lead.id) IS NOT NULL
)
UPDATE leads_importrow row
SET refused = true,
    problems = row.problems || jsonb_build_array(jsonb_build_object(
        'code', 'lead_id_taken', 'field', 'external_id', 'value', staged.external_id))
FROM staged JOIN owner USING (external_id)
WHERE row.id = staged.id AND CASE
    WHEN staged.email IS NOT NULL AND owner.email IS NOT NULL THEN staged.email <> owner.email
    ELSE staged.person_name <> owner.person_name END
"""

# person_key is normalise.person_key with the company's primary key; a test holds the two together.
_ROWS = """
CREATE TEMP TABLE lead_row ON COMMIT DROP AS
SELECT row.number, v.external_id, v.email, company_row.company_id, NULL::bigint AS lead_id,
       CASE WHEN v.email IS NOT NULL THEN 'mail:' || v.email
            WHEN v.person_name IS NOT NULL AND (company_row.company_id IS NOT NULL OR v.phone_digits <> '')
            THEN concat('who:', company_row.company_id, '|', v.person_name, '|', v.phone_digits)
            ELSE 'id:' || v.external_id END AS person_key
FROM leads_importrow row
CROSS JOIN LATERAL jsonb_to_record(row.values)
    AS v(external_id text, email text, person_name text, phone_digits text)
LEFT JOIN company_row ON company_row.number = row.number
WHERE row.import_run_id = %(run)s AND NOT row.refused
"""

_BY_KEY = """
UPDATE lead_row row SET lead_id = lead.id FROM leads_lead lead
WHERE row.lead_id IS NULL AND lead.person_key = row.person_key
"""

# A lead known without e-mail gets the e-mail of the row that comes with its ID: one e-mail a lead, one lead an e-mail.
_BY_ID_WITH_EMAIL = """
WITH told AS (
    SELECT DISTINCT ON (lead.id) lead.id AS lead_id, row.person_key, row.number
    FROM lead_row row
    JOIN leads_leadidentifier identifier ON identifier.external_id = row.external_id
    JOIN leads_lead lead ON lead.id = identifier.lead_id
    WHERE row.lead_id IS NULL AND row.email IS NOT NULL AND lead.email = ''
    ORDER BY lead.id, row.number
), one_each AS (
    SELECT DISTINCT ON (person_key) person_key, lead_id FROM told ORDER BY person_key, number
)
UPDATE lead_row row SET lead_id = one_each.lead_id FROM one_each
WHERE row.lead_id IS NULL AND row.person_key = one_each.person_key
"""

_BY_ID_WITHOUT_EMAIL = """
UPDATE lead_row row SET lead_id = identifier.lead_id FROM leads_leadidentifier identifier
WHERE row.lead_id IS NULL AND row.email IS NULL AND identifier.external_id = row.external_id
"""

# Rows without e-mail that share their lead ID with another row of the file are that row's person.
_BY_ID_IN_FILE = """
UPDATE lead_row row SET person_key = known.person_key, lead_id = known.lead_id
FROM (
    SELECT DISTINCT ON (external_id) external_id, person_key, lead_id
    FROM lead_row WHERE external_id IS NOT NULL ORDER BY external_id, email IS NULL, number
) known
WHERE row.lead_id IS NULL AND row.email IS NULL AND known.external_id = row.external_id
"""

_NEW_IDS = """
UPDATE lead_row row SET lead_id = new.id
FROM (
    SELECT person_key, nextval(pg_get_serial_sequence('leads_lead', 'id')) AS id
    FROM (SELECT person_key FROM lead_row WHERE lead_id IS NULL GROUP BY person_key ORDER BY min(number)) AS keys
) new
WHERE row.lead_id IS NULL AND new.person_key = row.person_key
"""

_COLUMNS = ", ".join(f"{value} {kind}" for value, kind, _ in FACTS.values())
_LAST_FACTS = ", ".join(
    f"(array_agg(v.{value} ORDER BY row.number DESC) FILTER (WHERE v.{value} IS NOT NULL))[1] AS {column}"
    for column, (value, _, _) in FACTS.items()
)
_FINAL = {column: f"coalesce(merged.{column}, lead.{column})" for column in FACTS} | {
    "tags": "CASE WHEN merged.tags IS NULL THEN lead.tags "
    "ELSE ARRAY(SELECT jsonb_array_elements_text(merged.tags))::varchar[] END"
}
_KEPT = ["person_key", "company_id", "custom_fields", *FACTS]
_OLD = ", ".join(f"lead.{column}" for column in _KEPT)
_NEW = ", ".join(f"final.{column}" for column in _KEPT)

_PLAN = f"""
CREATE TEMP TABLE lead_plan ON COMMIT DROP AS
WITH merged AS (
    SELECT lead_row.lead_id, min(lead_row.number) AS first_row,
           (array_agg(lead_row.person_key ORDER BY lead_row.number))[1] AS person_key,
           (array_agg(lead_row.external_id ORDER BY lead_row.number)
               FILTER (WHERE lead_row.external_id IS NOT NULL))[1] AS external_id,
           (array_agg(lead_row.company_id ORDER BY lead_row.number DESC)
               FILTER (WHERE lead_row.company_id IS NOT NULL))[1] AS company_id,
           coalesce(bool_or(v.lost_before), false) AS lost_before, {_LAST_FACTS}
    FROM lead_row
    JOIN leads_importrow row ON row.import_run_id = %(run)s AND row.number = lead_row.number
    CROSS JOIN LATERAL jsonb_to_record(row.values) AS v(lost_before boolean, {_COLUMNS})
    GROUP BY lead_row.lead_id
), custom AS (
    SELECT lead_row.lead_id, jsonb_object_agg(pair.key, pair.value ORDER BY row.number) AS custom_fields
    FROM lead_row
    JOIN leads_importrow row ON row.import_run_id = %(run)s AND row.number = lead_row.number
    CROSS JOIN LATERAL jsonb_each(row.values -> 'custom') AS pair
    GROUP BY lead_row.lead_id
), final AS (
    SELECT merged.lead_id, lead.id IS NULL AS is_new, merged.lost_before, merged.first_row,
           coalesce(lead.external_id, merged.external_id, merged.email,
                    'row-' || md5(merged.person_key)) AS external_id,
           CASE WHEN merged.email IS NULL THEN coalesce(lead.person_key, merged.person_key)
                ELSE 'mail:' || merged.email END AS person_key,
           coalesce(merged.company_id, lead.company_id) AS company_id,
           coalesce(lead.custom_fields, '{{}}') || coalesce(custom.custom_fields, '{{}}') AS custom_fields,
           {", ".join(f"{value} AS {column}" for column, value in _FINAL.items())}
    FROM merged
    LEFT JOIN custom USING (lead_id)
    LEFT JOIN leads_lead lead ON lead.id = merged.lead_id
)
SELECT final.*, lead.id IS NOT NULL AND ({_OLD}) IS DISTINCT FROM ({_NEW}) AS is_changed
FROM final LEFT JOIN leads_lead lead ON lead.id = final.lead_id
"""  # noqa: S608

_SET = ", ".join(f"{column} = plan.{column}" for column in _KEPT)
_UPDATE = f"""
UPDATE leads_lead lead SET {_SET}, updated_at = %(at)s
FROM lead_plan plan WHERE plan.lead_id = lead.id AND plan.is_changed
"""  # noqa: S608

_DEFAULTED = ", ".join(f"coalesce(plan.{column}, {default})" for column, (_, _, default) in FACTS.items())
_INSERT = f"""
INSERT INTO leads_lead (id, external_id, person_key, company_id, custom_fields, search_text, search_grams,
                        created_at, updated_at, {", ".join(FACTS)})
SELECT plan.lead_id, plan.external_id, plan.person_key, plan.company_id, plan.custom_fields,
       searched.search_text, searched.search_grams, %(at)s, %(at)s, {_DEFAULTED}
FROM lead_plan plan LEFT JOIN leads_company company ON company.id = plan.company_id {searched("plan", "company")}
WHERE plan.is_new ORDER BY plan.first_row
RETURNING id
"""  # noqa: S608

_INSERT_IDENTIFIERS = """
INSERT INTO leads_leadidentifier (lead_id, external_id)
SELECT DISTINCT ON (external_id) lead_id, external_id FROM lead_row WHERE external_id IS NOT NULL
ORDER BY external_id, number
ON CONFLICT DO NOTHING
"""

_INSERT_LOST = """
INSERT INTO leads_pastopportunity (lead_id, company_id, result, reason, source)
SELECT lead_id, company_id, 'lost', '', 'import' FROM lead_plan WHERE lost_before
ON CONFLICT DO NOTHING
RETURNING lead_id
"""

# What happened to a company, or to one of its leads' past, may change the scores and verdicts of all its leads.
_TOUCHED = """
WITH touched_company AS (
    SELECT company_id FROM company_plan WHERE is_changed
    UNION SELECT company_id FROM lead_plan WHERE lead_id = ANY(%(lost)s)
)
SELECT lead_id FROM lead_plan WHERE is_new OR is_changed OR lead_id = ANY(%(lost)s)
UNION SELECT lead.id FROM leads_lead lead JOIN touched_company USING (company_id)
"""

_COUNTS = """
SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE is_changed),
       count(*) FILTER (WHERE NOT is_new AND NOT is_changed), (SELECT count(*) FROM lead_row) - count(*)
FROM lead_plan
"""


def refuse_taken_ids(cursor, run_id: int) -> None:
    cursor.execute(_REFUSE_TAKEN_IDS, {"run": run_id})


def plan(cursor, run_id: int) -> None:
    """Make lead_row (row → lead_id) and lead_plan (a lead a row, as it will be). Needs company_row."""
    cursor.execute("DROP TABLE IF EXISTS lead_row, lead_plan")
    cursor.execute(_ROWS, {"run": run_id})
    cursor.execute("CREATE INDEX ON lead_row (person_key)")
    cursor.execute("ANALYZE lead_row")
    for step in (_BY_KEY, _BY_ID_WITH_EMAIL, _BY_ID_WITHOUT_EMAIL, _BY_ID_IN_FILE, _NEW_IDS):
        cursor.execute(step)
    cursor.execute("ANALYZE lead_row")
    cursor.execute(_PLAN, {"run": run_id})
    cursor.execute("ANALYZE lead_plan")


def counts(cursor) -> dict[str, int]:
    """created, updated and unchanged leads; merged: rows that were the same person as another row of the file."""
    cursor.execute(_COUNTS)
    return dict(zip(("created", "updated", "unchanged", "merged"), cursor.fetchone(), strict=True))


def write(cursor, at) -> tuple[list[int], set[int]]:
    """Write the plan; returns the leads whose scores or verdicts it may change, and which of them are new."""
    cursor.execute(_UPDATE, {"at": at})
    cursor.execute(_INSERT, {"at": at})
    new = {lead_id for (lead_id,) in cursor}
    cursor.execute(_INSERT_IDENTIFIERS)
    cursor.execute(_INSERT_LOST)
    lost = [lead_id for (lead_id,) in cursor]
    cursor.execute(_TOUCHED, {"lost": lost})
    return [lead_id for (lead_id,) in cursor], new
