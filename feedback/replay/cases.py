"""The cases of the past that criteria are tried on: own toss-ups with an outcome, and those of imported files.

A result is one of four. won, lost and opportunity were opportunities (商談): closed with an order, closed without one,
still open. cold was none: sales closed it before it became an opportunity, or sent it back.
"""

import datetime as dt

from psycopg.sql import SQL, Composable, Literal

RESULTS = ("opportunity", "won", "lost", "cold")
OPPORTUNITIES = ("opportunity", "won", "lost")
ALL, OWN = "all", "own"

# Sent back as a duplicate says nothing about the lead. Still being worked: nobody knows yet.
OWN_CASES = """
SELECT 'handoff:' || handoff.id AS case_id, handoff.lead_id, handoff.submitted_at AS as_of,
  CASE
    WHEN handoff.state = 'sent_back' THEN CASE WHEN handoff.return_reason <> 'duplicate' THEN 'cold' END
    WHEN outcome.stage = 'lost' AND outcome.opportunity_at IS NULL THEN 'cold'
    WHEN outcome.stage IN ('opportunity', 'won', 'lost') THEN outcome.stage
  END AS result, 'own' AS origin, true AS dated
FROM handoff_handoff handoff LEFT JOIN feedback_outcome outcome ON outcome.handoff_id = handoff.id
"""

# What the workbench itself knows of is not counted again from a file.
FILE_CASES = """
SELECT 'file:' || past.id AS case_id, past.lead_id, COALESCE(past.tossed_up_at, {undated}) AS as_of,
  past.result, 'file' AS origin, past.tossed_up_at IS NOT NULL AS dated
FROM feedback_pastcase past
WHERE {which} AND NOT EXISTS (
  SELECT FROM handoff_handoff handoff
  WHERE handoff.lead_id = past.lead_id
    AND handoff.submitted_at BETWEEN past.tossed_up_at - interval '24 hours' AND past.tossed_up_at
)
"""


def cases_sql(undated_as_of: dt.datetime, source: str = ALL) -> Composable:
    """A SELECT of case_id, lead_id, as_of, result, origin ('own' or 'file'), dated (whether the file gave a day).

    source: "all", "own", or the number of one file. as_of is the moment to judge at: the toss-up; undated_as_of where
    a file gives no date. Toss-ups without an outcome are left out; pending_sql() counts them.
    """
    own = SQL("SELECT * FROM ({}) own WHERE result IS NOT NULL").format(SQL(OWN_CASES))
    which = SQL("past.file_id = {}").format(Literal(int(source))) if source not in (ALL, OWN) else SQL("true")
    files = SQL(FILE_CASES).format(undated=SQL("{}::timestamptz").format(Literal(undated_as_of)), which=which)
    if source == OWN:
        return own
    return SQL("{} UNION ALL {}").format(own, files) if source == ALL else files
