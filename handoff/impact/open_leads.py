"""Which leads a draft could still do something to.

Open is every lead but these: one whose toss-up is on its way or being worked; one whose toss-up sales has won or lost,
unless it is in the queue again; one that a person has disqualified, unless it is in the queue again. A lead that is
being nurtured, by the rules or by a person, is open.
"""

import datetime as dt
from collections.abc import Callable

from psycopg.sql import SQL, Composable, Literal

# Few beside all leads, so they are found first. A withdrawn stay is no decision of a person.
SETTLED = """
  SELECT lead_id FROM handoff_handoff
  WHERE {among} AND state NOT IN ('returned', 'sent_back', 'closed')
  UNION
  SELECT lead_id FROM handoff_handoff handoff
  WHERE {among} AND state = 'closed' AND NOT EXISTS (
    SELECT FROM handoff_queueentry entry WHERE entry.lead_id = handoff.lead_id AND entry.state <> 'closed'
  )
  UNION
  SELECT lead_id FROM handoff_queueentry entry
  WHERE {among} AND state = 'closed' AND disposition = 'disqualified' AND NOT EXISTS (
    SELECT FROM handoff_queueentry later
    WHERE later.lead_id = entry.lead_id AND (later.state <> 'closed'
      OR later.disposition <> 'withdrawn' AND (later.closed_at, later.id) > (entry.closed_at, entry.id))
  )
"""
OPEN = """
SELECT lead.id AS lead_id, {as_of}::timestamptz AS as_of FROM leads_lead lead
WHERE {among} AND NOT EXISTS (SELECT FROM ({settled}) settled WHERE settled.lead_id = lead.id)
"""
Among = Callable[[str], Composable]


def open_leads(as_of: dt.datetime, among: Among = lambda column: SQL("true")) -> Composable:
    """A SELECT of (lead_id, as_of) of the open leads. among(column): a condition that limits it to some of them."""
    settled = SQL(SETTLED).format(among=among("lead_id"))
    return SQL(OPEN).format(as_of=Literal(as_of), among=among("lead.id"), settled=settled)
