"""A new version of the scoring model: scores under it are computed beside those in force, and switched at once."""

import datetime as dt

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import connection, transaction
from django.db.models import Max
from django.db.models.functions import Least
from django.dispatch import Signal
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.sql import SQL, Composable, Literal

from leads import publications, signals
from leads.background import RunFailed, Words, background, perform_at_once
from leads.models import BackgroundRun, Lead, ScoringModel, Sweep, WorkshopDraft
from leads.normalise import title_rank
from leads.scoring.ageing import SWEEP
from leads.scoring.compiler import TABLES, score_ctes
from leads.scoring.rescoring import ROOM, chunks_of, chunks_of_all, forget_pending_scores, write_scores, writing_scores
from leads.scoring_document import ScoringDocument
from leads.statistics import refresh_statistics

KIND = "publish_scoring"


class NewerVersion(Exception):
    """Somebody published in the meantime. newest: what is in force now."""

    def __init__(self, newest: ScoringModel):
        self.newest = newest
        super().__init__(_("Version %(number)s was published in the meantime.") % {"number": newest.number})


def publish(document: ScoringDocument, *, reason: str, by, at: dt.datetime, base: int | None = None) -> BackgroundRun:
    """Ask for document to become the model in force; the run that is returned brings it about.

    `base` is the version that the author started from: NewerVersion when another one is in force by now. UnderWay
    when another publication has not finished.
    """
    return _ask(document, reason, by, at, base, wake=True)


def publish_now(
    document: ScoringDocument, *, reason: str, by, at: dt.datetime, base: int | None = None
) -> ScoringModel:
    """The same, done when it returns, with scores as of `at`. For commands, the demo and tests."""
    run = _ask(document, reason, by, at, base, wake=False)
    perform_at_once(run)
    return ScoringModel.objects.get(number=run.result["version"])


def roll_back(number: int, *, reason: str, by, at: dt.datetime, base: int | None = None) -> BackgroundRun:
    """Publish a copy of an earlier version."""
    return publish(ScoringModel.objects.get(number=number).parsed, reason=reason, by=by, at=at, base=base)


def _ask(document, reason, by, at, base, *, wake: bool) -> BackgroundRun:
    if problems := document.problems():
        raise ValueError("; ".join(map(str, problems)))
    with transaction.atomic():
        active = ScoringModel.objects.active()
        parameters = {"document": document.to_json(), "reason": reason, "base": base or active.number}
        run = publications.ask(KIND, by=by, at=at, wake=wake, **parameters)
        active = ScoringModel.objects.active()
        if run.parameters["base"] != active.number:
            raise NewerVersion(active)
        return run


def _result(run: BackgroundRun) -> str:
    return _("Version %(number)s is in force. The scores of %(changed)s of %(leads)s leads changed.") % {
        "number": run.result["version"],
        "changed": intcomma(run.result["scores_changed"]),
        "leads": intcomma(run.result["scored"]),
    }


WORDS = Words(
    gettext_lazy("Publishing the scoring model"),
    _result,
    back=lambda run: reverse("scoring"),
    cancellable=True,
    details=lambda run: reverse("publication", args=[run.pk]),
)


@background(KIND, WORDS)
def bring_into_force(run: BackgroundRun) -> dict:
    """Compute all scores and what hangs on them, switch, act. A run that died before its switch starts over."""
    if not run.result:
        document = ScoringDocument.from_json(run.parameters["document"])
        as_of, begun = _compute(run, document)
        _switch(run, document, as_of, begun)
        forget_pending_scores()
    _tell(signals.scores_switched, run, at=publications.moment_of(run), progress=publications.part(run, 2, of=3))
    return run.result


def _compute(run: BackgroundRun, document: ScoringDocument) -> tuple[dt.datetime, dt.datetime]:
    """The scores' moment, and the database's time from which on whoever is scored by others is scored again."""
    run.heed()
    begun, as_of, done, total = _begin(run), publications.moment_of(run), 0, Lead.objects.count()
    progress = publications.part(run, 0, of=3)
    for moments, activities, size in chunks_of_all(as_of):
        _store(run, document, moments, activities)
        done += size
        progress(done, total)
        run.heed()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE leads_pendingscore")  # the planner takes a table that was just filled for an empty one
    scores = SQL("(SELECT * FROM leads_pendingscore WHERE run_id = {})").format(Literal(run.pk))
    _tell(signals.scores_pending, run, as_of=as_of, scores=scores, progress=publications.part(run, 1, of=3))
    return as_of, begun


def _begin(run: BackgroundRun) -> dt.datetime:
    forget_pending_scores()
    refresh_statistics(*TABLES)
    with writing_scores(), connection.cursor() as cursor:
        _tell(signals.publication_begins, run)
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def _store(run: BackgroundRun, document: ScoringDocument, moments: Composable, activities: Composable) -> None:
    statement = SQL(
        """
        WITH {ctes}
        INSERT INTO leads_pendingscore (run_id, lead_id, behaviour_score, attribute_score)
        SELECT {run}, lead_id, behaviour_score, attribute_score FROM scores
        ON CONFLICT (run_id, lead_id) DO UPDATE
        SET behaviour_score = excluded.behaviour_score, attribute_score = excluded.attribute_score"""
    ).format(ctes=score_ctes(document, moments, activities), run=Literal(run.pk))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ROOM)
        cursor.execute(statement)


def _switch(run: BackgroundRun, document: ScoringDocument, as_of: dt.datetime, begun: dt.datetime) -> None:
    """All scores, the version and what hangs on them in one transaction: nobody reads a mixture."""
    with writing_scores(), connection.cursor() as cursor:
        run.refresh_from_db(fields=["result"])
        if run.result:  # a worker that was thought dead has done it
            return
        at, before = publications.moment_of(run), ScoringModel.objects.active()
        if before.number != run.parameters["base"]:
            raise RunFailed(str(NewerVersion(before)))
        anew = _refresh_title_ranks(document)
        cursor.execute(LEFT_OUT, {"run": run.pk, "begun": begun})
        anew += [lead_id for (lead_id,) in cursor]
        changed = 0
        for moments, activities, _size in chunks_of(anew, at):
            changed += write_scores(document, moments, activities, always=True)
        cursor.execute(TAKE_OVER, {"run": run.pk, "as_of": as_of, "begun": begun})
        changed += cursor.rowcount
        model = _activate(run, document, at)
        # What aged since as_of did so by the days of the old model: the next sweep looks again by the new ones.
        Sweep.objects.filter(name=SWEEP).update(as_of=Least("as_of", as_of))
        WorkshopDraft.objects.published(WorkshopDraft.Kind.SCORING, model.document, model.number)
        result = {"version": model.number, "scores_changed": changed, "scored": Lead.objects.count()}
        found = _tell(signals.scores_switching, run, model=model, begun=begun, at=at, as_of=as_of, lead_ids=anew)
        run.commit_to(found | result)


def _activate(run: BackgroundRun, document: ScoringDocument, at: dt.datetime) -> ScoringModel:
    ScoringModel.objects.filter(is_active=True).update(is_active=False)
    return ScoringModel.objects.create(
        number=ScoringModel.objects.aggregate(newest=Max("number"))["newest"] + 1,
        document=document.to_json(),
        reason=run.parameters["reason"],
        author=run.started_by,
        published_at=at,
        is_active=True,
    )


def _tell(signal: Signal, run: BackgroundRun, **about) -> dict:
    """What all receivers add to the run's result."""
    found: dict = {}
    for _receiver, answer in signal.send(sender=bring_into_force, run=run, **about):
        if isinstance(answer, dict):
            found |= answer
    return found


# Leads that came, or were scored by others, while the publish was computing.
LEFT_OUT = """
SELECT l.id FROM leads_lead l
LEFT JOIN leads_score o ON o.lead_id = l.id
LEFT JOIN leads_pendingscore p ON p.lead_id = l.id AND p.run_id = %(run)s
WHERE p.lead_id IS NULL OR o.lead_id IS NULL OR o.scored_at >= %(begun)s
"""
TAKE_OVER = """
UPDATE leads_score o SET behaviour_score = p.behaviour_score, attribute_score = p.attribute_score,
    as_of = %(as_of)s, scored_at = clock_timestamp()
FROM leads_pendingscore p
WHERE p.run_id = %(run)s AND p.lead_id = o.lead_id AND o.scored_at < %(begun)s
    AND (o.behaviour_score, o.attribute_score) IS DISTINCT FROM (p.behaviour_score, p.attribute_score)
"""


def _refresh_title_ranks(document: ScoringDocument) -> list[int]:
    """Rank all titles again if the model's title words are others than before; returns the leads whose rank changed."""
    if ScoringModel.objects.active().parsed.title_words == document.title_words:
        return []
    titles = list(Lead.objects.exclude(title="").values_list("title", flat=True).distinct())
    ranks = [title_rank(title, document.title_words) for title in titles]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE leads_lead l SET title_rank = r.rank
            FROM unnest(%s::text[], %s::smallint[]) AS r (title, rank)
            WHERE l.title = r.title AND l.title_rank <> r.rank RETURNING l.id""",
            [titles, ranks],
        )
        return [lead_id for (lead_id,) in cursor]
