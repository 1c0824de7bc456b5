"""A new version of the scoring model: published at once, in force when all scores have been computed under it."""

import datetime as dt

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import connection, transaction
from django.db.models.functions import Least
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.sql import SQL, Literal

from leads import signals
from leads.background import RunFailed, Words, background, start
from leads.models import BackgroundRun, Lead, ScoringModel, Sweep
from leads.normalise import title_rank
from leads.scoring.ageing import SWEEP
from leads.scoring.compiler import score_ctes
from leads.scoring.rescoring import ROOM, chunks_of, chunks_of_all, forget_pending_scores, write_scores, writing_scores
from leads.scoring_document import ScoringDocument


class NewerVersion(Exception):
    """Somebody published in the meantime."""

    def __init__(self, newest: ScoringModel):
        self.newest = newest
        super().__init__(_("Version %(number)s was published in the meantime.") % {"number": newest.number})


def publish(
    document: ScoringDocument, *, reason: str, by, at: dt.datetime, base: int | None = None
) -> tuple[ScoringModel, BackgroundRun]:
    """Make the next version and start re-scoring; it comes into force when that is done.

    `base` is the version that the author started from: NewerVersion when it is no longer the newest.
    """
    if problems := document.problems():
        raise ValueError("; ".join(map(str, problems)))
    with writing_scores():
        newest = ScoringModel.objects.newest()
        if base is not None and base != newest.number:
            raise NewerVersion(newest)
        model = ScoringModel.objects.create(
            number=newest.number + 1, document=document.to_json(), reason=reason, author=by, published_at=at
        )
        return model, start("rescore", by=by, model=model.number)


def _result(run: BackgroundRun) -> str:
    return _("Version %(number)s is in force. The scores of %(changed)s of %(leads)s leads changed.") % {
        "number": run.parameters["model"],
        "changed": intcomma(run.result["changed"]),
        "leads": intcomma(run.result["leads"]),
    }


@background("rescore", Words(gettext_lazy("Scoring all leads again"), _result, lambda run: reverse("scoring")))
def bring_into_force(run: BackgroundRun) -> dict:
    """Compute all scores under the run's model beside the old ones, then switch. A run that died starts over."""
    model = ScoringModel.objects.get(number=run.parameters["model"])
    as_of, total = timezone.now(), Lead.objects.count()
    if not model.is_active:
        begun = _begin()
        _compute(model, as_of, lambda done: run.advance(done // 2, total))
        _switch(model, as_of, begun, run)
        forget_pending_scores()
    signals.scores_changed.send(
        sender=bring_into_force,
        lead_ids=None,
        as_of=as_of,
        progress=lambda done, of: run.advance(total // 2 + total * done // max(2 * of, 1), total),
    )
    return run.result | {"leads": total}


def _begin() -> dt.datetime:
    """The database's time from which on every lead that is scored by others is to be scored again at the switch."""
    forget_pending_scores()
    with writing_scores(), connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def _compute(model: ScoringModel, as_of: dt.datetime, progress) -> None:
    document, done = model.parsed, 0
    for moments, activities, size in chunks_of_all(as_of):
        _refuse_if_superseded(model)
        statement = SQL(
            """
            WITH {ctes}
            INSERT INTO leads_pendingscore (model_id, lead_id, behaviour_score, attribute_score)
            SELECT {model}, lead_id, behaviour_score, attribute_score FROM scores
            ON CONFLICT (model_id, lead_id) DO UPDATE
            SET behaviour_score = excluded.behaviour_score, attribute_score = excluded.attribute_score"""
        ).format(ctes=score_ctes(document, moments, activities), model=Literal(model.pk))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(ROOM)
            cursor.execute(statement)
        done += size
        progress(done)


def _refuse_if_superseded(model: ScoringModel) -> None:
    newest = ScoringModel.objects.newest()
    if newest.number > model.number:
        raise RunFailed(
            _("Version %(newest)s was published before version %(number)s came into force; only the newer one applies.")
            % {"newest": newest.number, "number": model.number}
        )


def _switch(model: ScoringModel, as_of: dt.datetime, begun: dt.datetime, run: BackgroundRun) -> None:
    """All scores and the version in force in one transaction: nobody reads a mixture. The run keeps the count."""
    with writing_scores(), connection.cursor() as cursor:
        _refuse_if_superseded(model)
        document = model.parsed
        outdated = _refresh_title_ranks(document)
        cursor.execute(LEFT_OUT, {"model": model.pk, "begun": begun})
        outdated += [lead_id for (lead_id,) in cursor]
        changed = 0
        for moments, activities, _size in chunks_of(outdated, timezone.now()):
            changed += write_scores(document, moments, activities, always=True)
        cursor.execute(TAKE_OVER, {"model": model.pk, "as_of": as_of, "begun": begun})
        changed += cursor.rowcount
        ScoringModel.objects.filter(is_active=True).update(is_active=False)
        ScoringModel.objects.filter(pk=model.pk).update(is_active=True)
        # What aged since as_of did so by the days of the old model: the next sweep looks again by the new ones.
        Sweep.objects.filter(name=SWEEP).update(as_of=Least("as_of", as_of))
        run.result = {"changed": changed}
        run.save(update_fields=["result"])


# Leads that came, or were scored by others, while the publish was computing.
LEFT_OUT = """
SELECT l.id FROM leads_lead l
LEFT JOIN leads_score o ON o.lead_id = l.id
LEFT JOIN leads_pendingscore p ON p.lead_id = l.id AND p.model_id = %(model)s
WHERE p.lead_id IS NULL OR o.lead_id IS NULL OR o.scored_at >= %(begun)s
"""
TAKE_OVER = """
UPDATE leads_score o SET behaviour_score = p.behaviour_score, attribute_score = p.attribute_score,
    as_of = %(as_of)s, scored_at = clock_timestamp()
FROM leads_pendingscore p
WHERE p.model_id = %(model)s AND p.lead_id = o.lead_id AND o.scored_at < %(begun)s
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
