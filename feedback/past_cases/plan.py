"""What becomes of the staged rows of a file of past toss-ups: whose they are, what their results mean, what is new."""

import json

from feedback.models import PastCaseFile
from feedback.past_cases.words import LEFT_OUT, meaning
from leads.models import ImportRun

MOST_WORDS = 50

_WORDS = """
SELECT coalesce(values ->> 'result', ''), count(*) FROM leads_importrow
WHERE import_run_id = %s AND NOT refused GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %s
"""

# An opportunity date says that it was one, where no word says what came of it.
_RESOLVE = """
CREATE TEMP TABLE past_case_row ON COMMIT DROP AS
SELECT row.id AS row_id, row.number, coalesce(by_id.lead_id, by_mail.id) AS lead_id,
       coalesce(v.lead_id, v.email) AS reference, coalesce(v.result, '') AS word,
       CASE WHEN v.result IS NULL AND v.opportunity_on IS NOT NULL THEN 'opportunity'
            ELSE nullif(%(words)s::jsonb ->> coalesce(v.result, ''), '') END AS result,
       v.tossed_up_at, v.opportunity_on, v.reason
FROM leads_importrow row
CROSS JOIN LATERAL jsonb_to_record(row.values)
    AS v(lead_id text, email text, result text, tossed_up_at timestamptz, opportunity_on date, reason text)
LEFT JOIN leads_leadidentifier by_id ON by_id.external_id = v.lead_id
LEFT JOIN leads_lead by_mail ON by_mail.person_key = 'mail:' || v.email
WHERE row.import_run_id = %(run)s AND NOT row.refused
"""

_REFUSE = """
UPDATE leads_importrow row
SET refused = true, problems = row.problems || jsonb_build_array({problem})
FROM past_case_row staged
WHERE row.id = staged.row_id AND staged.result IS DISTINCT FROM 'left_out' AND {when}
"""
_REFUSALS = (
    (
        "jsonb_build_object('code', 'unknown_lead', 'field', 'lead_id', 'value', staged.reference)",
        "staged.lead_id IS NULL",
    ),
    (
        "jsonb_build_object('code', 'no_meaning', 'field', 'result', 'value', staged.word)",
        "staged.result IS NULL",
    ),
    ("jsonb_build_object('code', 'missing', 'field', 'tossed_up_at')", "%(dated)s AND staged.tossed_up_at IS NULL"),
    (
        "jsonb_build_object('code', 'in_future', 'field', 'tossed_up_at', 'value',"
        " to_char(staged.tossed_up_at AT TIME ZONE current_setting('TimeZone'), 'YYYY-MM-DD'))",
        "staged.tossed_up_at > %(now)s + interval '1 day'",
    ),
)
_FORGET_REFUSED = """
DELETE FROM past_case_row staged USING leads_importrow row WHERE row.id = staged.row_id AND row.refused
"""

_LAST = """
SELECT DISTINCT ON (lead_id, tossed_up_at) * FROM past_case_row
WHERE result <> 'left_out' ORDER BY lead_id, tossed_up_at, number DESC
"""
_SAME = "(known.result, known.opportunity_on, known.reason) IS NOT DISTINCT FROM (new.result, new.opportunity_on, {})"
_COUNTS = f"""
WITH new AS ({_LAST})
SELECT count(*) FILTER (WHERE known.id IS NULL) AS created,
       count(*) FILTER (WHERE known.id IS NOT NULL AND NOT {_SAME.format("coalesce(new.reason, '')")}) AS updated,
       count(*) FILTER (WHERE known.id IS NOT NULL AND {_SAME.format("coalesce(new.reason, '')")}) AS unchanged,
       (SELECT count(*) FILTER (WHERE result <> 'left_out') FROM past_case_row) - count(*) AS merged,
       (SELECT count(*) FILTER (WHERE result = 'left_out') FROM past_case_row) AS left_out,
       count(*) FILTER (WHERE new.result = 'opportunity') AS opportunity,
       count(*) FILTER (WHERE new.result = 'won') AS won,
       count(*) FILTER (WHERE new.result = 'lost') AS lost,
       count(*) FILTER (WHERE new.result = 'cold') AS cold
FROM new LEFT JOIN feedback_pastcase known
  ON known.lead_id = new.lead_id AND known.tossed_up_at IS NOT DISTINCT FROM new.tossed_up_at
"""  # noqa: S608

_INSERT = f"""
INSERT INTO feedback_pastcase (lead_id, tossed_up_at, result, opportunity_on, reason, file_id, line)
SELECT lead_id, tossed_up_at, result, opportunity_on, coalesce(reason, ''), %(run)s, number FROM ({_LAST}) last
ON CONFLICT (lead_id, tossed_up_at) DO UPDATE SET result = excluded.result, opportunity_on = excluded.opportunity_on,
  reason = excluded.reason, file_id = excluded.file_id, line = excluded.line
"""  # noqa: S608


def plan(cursor, run: ImportRun) -> None:
    """Make past_case_row; refuse the rows of unknown leads, of words without a meaning, and of no or a future date."""
    cursor.execute("DROP TABLE IF EXISTS past_case_row")
    cursor.execute(_RESOLVE, {"run": run.pk, "words": json.dumps(_words(cursor, run))})
    cursor.execute("ANALYZE past_case_row")
    values = {"dated": is_dated(run), "now": run.created_at}
    for problem, when in _REFUSALS:
        cursor.execute(_REFUSE.format(problem=problem, when=when), values)
    cursor.execute(_FORGET_REFUSED)


def is_dated(run: ImportRun) -> bool:
    return "tossed_up_at" in run.mapping.values()


def _words(cursor, run: ImportRun) -> dict[str, str]:
    """What people have said the file's words mean; of the others, what they usually do."""
    file, _new = PastCaseFile.objects.get_or_create(import_run=run)
    cursor.execute(_WORDS, [run.pk, MOST_WORDS])
    file.found = dict(cursor.fetchall())
    empty = LEFT_OUT if "result" in run.mapping.values() else "cold"
    usual = {word: meaning(word) if word else empty for word in file.found}
    file.words = usual | {word: said for word, said in file.words.items() if said}
    file.save(update_fields=["found", "words"])
    return file.words


def counts(cursor, run: ImportRun) -> dict[str, int]:
    """merged: rows of a toss-up that stands further down again. left_out: not over yet. And how many of each result."""
    cursor.execute(_COUNTS)
    return dict(zip([column.name for column in cursor.description], cursor.fetchone(), strict=True))


def write(cursor, run: ImportRun, at) -> list[int]:
    """Write the cases. No lead's score changes by them."""
    cursor.execute(_INSERT, {"run": run.pk})
    return []
