"""The cases of the past that criteria are tried on: own toss-ups with an outcome, and those of imported files.

A result is one of four. won, lost and opportunity were opportunities (商談): closed with an order, closed without one,
still open. cold was none: sales closed it before it became an opportunity, or sent it back.
"""

import datetime as dt
from dataclasses import dataclass

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
  END AS result, 'own' AS origin, true AS dated, handoff.id AS handoff_id, handoff.state
FROM handoff_handoff handoff LEFT JOIN feedback_outcome outcome ON outcome.handoff_id = handoff.id
WHERE {team}
"""

# What the workbench itself knows of is not counted again from a file.
FILE_CASES = """
SELECT 'file:' || past.id AS case_id, past.lead_id, COALESCE(past.tossed_up_at, {undated}) AS as_of,
  past.result, 'file' AS origin, past.tossed_up_at IS NOT NULL AS dated, NULL::bigint AS handoff_id
FROM feedback_pastcase past
WHERE {file} AND NOT EXISTS (
  SELECT FROM handoff_handoff handoff
  WHERE handoff.lead_id = past.lead_id
    AND handoff.submitted_at BETWEEN past.tossed_up_at - interval '24 hours' AND past.tossed_up_at
)
"""


@dataclass(frozen=True)
class Cases:
    """Which cases: source "all", "own" or the number of one file; of one team's own toss-ups only, or of all teams'.

    A case without a date is judged as of undated_as_of.
    """

    undated_as_of: dt.datetime
    source: str = ALL
    team: int | None = None

    @property
    def with_own(self) -> bool:
        return self.source in (ALL, OWN)

    def sql(self) -> Composable:
        """A SELECT of case_id, lead_id, as_of, result, origin ('own' or 'file'), dated (a day is known), handoff_id.

        as_of is the moment to judge at: the toss-up. Toss-ups without an outcome are left out; pending_sql has them.
        """
        columns = SQL("case_id, lead_id, as_of, result, origin, dated, handoff_id")
        own = SQL("SELECT {} FROM ({}) own WHERE result IS NOT NULL").format(columns, self._own())
        if self.source == OWN:
            return own
        return self._files() if not self.with_own else SQL("{} UNION ALL {}").format(own, self._files())

    def pending_sql(self) -> Composable:
        """A SELECT of case_id, lead_id: the own toss-ups that are still being worked."""
        undecided = SQL("SELECT case_id, lead_id FROM ({}) own WHERE result IS NULL AND {}")
        still = SQL("state NOT IN ('returned', 'sent_back')") if self.with_own else SQL("false")
        return undecided.format(self._own(), still)

    def _own(self) -> Composable:
        team = SQL("true") if self.team is None else SQL("handoff.team_id = {}").format(Literal(self.team))
        return SQL(OWN_CASES).format(team=team)

    def _files(self) -> Composable:
        file = SQL("true") if self.with_own else SQL("past.file_id = {}").format(Literal(int(self.source)))
        return SQL(FILE_CASES).format(undated=SQL("{}::timestamptz").format(Literal(self.undated_as_of)), file=file)


def cases_sql(undated_as_of: dt.datetime, source: str = ALL) -> Composable:
    return Cases(undated_as_of, source).sql()
