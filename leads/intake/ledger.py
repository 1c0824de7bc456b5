"""Staged activities into the ledger: whose they are, and that each (source, external_id) counts once, ever."""

_RESOLVE = """
CREATE TEMP TABLE activity_row ON COMMIT DROP AS
SELECT row.id AS row_id, row.number, coalesce(by_id.lead_id, by_mail.id) AS lead_id, v.lead_id AS reference,
       v.external_id, v.email, v.kind, v.content, v.occurred_at, v.automated
FROM leads_importrow row
CROSS JOIN LATERAL jsonb_to_record(row.values)
    AS v(external_id text, lead_id text, email text,
         kind text, content text, occurred_at timestamptz, automated boolean)
LEFT JOIN leads_leadidentifier by_id ON by_id.external_id = v.lead_id
LEFT JOIN leads_lead by_mail ON by_mail.person_key = 'mail:' || v.email
WHERE row.import_run_id = %(run)s AND NOT row.refused
"""

_REFUSE_UNKNOWN = """
UPDATE leads_importrow row
SET refused = true,
    problems = row.problems || jsonb_build_array(jsonb_build_object(
        'code', 'unknown_lead', 'field', 'lead_id', 'value', coalesce(unknown.reference, unknown.email)))
FROM activity_row unknown WHERE row.id = unknown.row_id AND unknown.lead_id IS NULL
"""

_COUNTS = """
SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new)
FROM (
    SELECT NOT EXISTS (SELECT FROM leads_activity known
                       WHERE known.source = %(source)s AND known.external_id = row.external_id)
           AND number = min(number) OVER (PARTITION BY external_id) AS is_new
    FROM activity_row row WHERE lead_id IS NOT NULL
) AS rows
"""

_INSERT = """
INSERT INTO leads_activity (lead_id, kind, content, occurred_at, automated, source, external_id, created_at)
SELECT lead_id, kind, coalesce(content, ''), occurred_at, coalesce(automated, false), %(source)s, external_id, %(at)s
FROM activity_row WHERE lead_id IS NOT NULL
ORDER BY number
ON CONFLICT (source, external_id) DO NOTHING
RETURNING lead_id
"""


def plan(cursor, run_id: int) -> None:
    """Make activity_row (row → lead_id); refuse the rows whose lead nobody knows."""
    cursor.execute("DROP TABLE IF EXISTS activity_row")
    cursor.execute(_RESOLVE, {"run": run_id})
    cursor.execute("ANALYZE activity_row")
    cursor.execute(_REFUSE_UNKNOWN)


def counts(cursor, source: str) -> dict[str, int]:
    """created activities; duplicates: rows whose activity the ledger, or an earlier row, already has."""
    cursor.execute(_COUNTS, {"source": source})
    return dict(zip(("created", "duplicates"), cursor.fetchone(), strict=True))


def write(cursor, source: str, at) -> list[int]:
    """Append; returns the leads that got an activity."""
    cursor.execute(_INSERT, {"source": source, "at": at})
    return sorted({lead_id for (lead_id,) in cursor})
