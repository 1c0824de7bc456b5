"""What a draft would change for every open lead: a background run, chunk by chunk, that keeps the list of them."""

import datetime as dt
from collections.abc import Iterator

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.sql import SQL, Composable, Identifier, Literal

from handoff.impact.compared import planned
from handoff.impact.flows import EXACT_SAMPLE, flows
from handoff.impact.open_leads import open_leads
from handoff.impact.question import Question
from handoff.impact.tally import Tally, grouped
from handoff.judging.verdicts import fetch
from handoff.models import ImpactChange
from leads import background
from leads.background import RunFailed, Words
from leads.models import BackgroundRun, Lead, ScoringModel
from leads.models.background_run import Cancelled

KIND = "impact"
CHUNK = 20_000  # leads
LISTS = 10  # runs whose list of leads is kept

COLUMNS = (
    "segment_before, flag_before, route_before, reason_before, rule_before,"
    " segment_after, flag_after, route_after, reason_after, rule_after"
)
KEEP = """
WITH compared AS MATERIALIZED ({compared}),
kept AS (
  INSERT INTO handoff_impactchange (run_id, lead_id, {columns})
  SELECT {run}, lead_id, {columns} FROM compared
  WHERE (flag_before, route_before, reason_before) <> (flag_after, route_after, reason_after)
)
{grouped}
"""


def start(question: Question, *, by, at: dt.datetime) -> BackgroundRun:
    return background.start(KIND, by=by, **question.parameters(at))


def _result(run: BackgroundRun) -> str:
    return _("%(turned)s of %(leads)s open leads would get another flag.") % {
        "turned": intcomma(run.result["tally"]["turned"]),
        "leads": intcomma(run.result["tally"]["leads"]),
    }


WORDS = Words(
    gettext_lazy("What the draft would change"),
    _result,
    back=lambda run: reverse("impact"),
    cancellable=True,
    details=lambda run: reverse("impact_run", args=[run.pk]),
)


@background.background(KIND, WORDS)
def compare_all(run: BackgroundRun) -> dict:
    """The tally of all open leads in run.result, and each lead that would change in ImpactChange. Safe to repeat."""
    question, as_of = Question.of_run(run), dt.datetime.fromisoformat(run.parameters["as_of"])
    forget(run)
    try:
        tally = tally_all(run, question, as_of)
        found = flows(question.comparison, as_of, most=EXACT_SAMPLE)
        if ScoringModel.objects.active().number != question.scoring:
            raise RunFailed(_("Another version of the scoring model came into force meanwhile. Ask again."))
    except (Cancelled, RunFailed):
        forget(run)
        raise
    return {"tally": tally.to_json(), "flows": found.to_json()}


def tally_all(run: BackgroundRun, question: Question, as_of: dt.datetime) -> Tally:
    """Compare chunk by chunk, with progress; the leads that change are written down for the run."""
    tally, done, total = Tally(), 0, Lead.objects.count()
    for first, last, size in _ranges():
        run.heed()
        tally.add(_chunk(question, run, as_of, first, last))
        done += size
        run.advance(done, max(total, done))
    return tally


def forget(run: BackgroundRun) -> None:
    """The list of a run that starts again or stops, and those of runs long ago; their tallies stay."""
    newest = BackgroundRun.objects.filter(kind=KIND).order_by("-created_at").values_list("pk", flat=True)[:LISTS]
    ImpactChange.objects.filter(run=run).delete()
    ImpactChange.objects.exclude(run__in=list(newest)).delete()


def _chunk(question: Question, run: BackgroundRun, as_of: dt.datetime, first: int, last: int) -> list[dict]:
    def among(column: str) -> Composable:
        return SQL("{} BETWEEN {} AND {}").format(SQL(column), Literal(first), Literal(last))

    # A range stands on every table: the planner does not carry it from one to the other, and reads them whole. OFFSET 0
    # lets it see how few rows are left, or it expects a join of two such parts to find next to nothing.
    def part_of(table: str, column: str = "lead_id") -> Composable:
        return SQL("(SELECT * FROM {} WHERE {} OFFSET 0)").format(Identifier(table), among(column))

    leads = part_of("leads_lead", "id")
    compared = question.comparison.statement(
        open_leads(as_of, among),
        stored=part_of("leads_score"),
        activities=SQL("(SELECT * FROM leads_activity WHERE {})").format(among("lead_id")),
        leads=leads,
    )
    statement = SQL(KEEP).format(
        compared=compared,
        columns=SQL(COLUMNS),
        run=Literal(run.pk),
        grouped=grouped(
            "compared",
            question.after.automatic_positions(),
            leads=leads,
            entries=part_of("handoff_queueentry"),
        ),
    )
    with planned():
        return fetch(statement)


def _ranges() -> Iterator[tuple[int, int, int]]:
    """(first id, last id, number of leads), CHUNK leads each."""
    bounds = "SELECT max(id), count(*) FROM (SELECT id FROM leads_lead WHERE id > %s ORDER BY id LIMIT %s) chunk"
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(bounds, [last, CHUNK])
            following, size = cursor.fetchone()
        if not size:
            return
        yield last + 1, following, size
        last = following
