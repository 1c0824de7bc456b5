"""Writing scores: of some leads after something happened to them, or of all, in chunks."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from psycopg.sql import SQL, Composable, Literal

from leads import signals
from leads.models import Lead, ScoringModel
from leads.scoring.compiler import TABLES, score_ctes
from leads.scoring_document import ScoringDocument
from leads.statistics import MANY, refresh_statistics

CHUNK = 50_000  # leads a statement: its sort and hash tables stay within some ten megabytes
WRITING = 7_105  # the advisory lock of who writes scores
ROOM = "SET LOCAL work_mem = '64MB'"  # a chunk is sorted and hashed in memory, whatever the server's default

Progress = Callable[[int, int], None]


def rescore(
    *,
    lead_ids: list[int] | None,
    as_of: dt.datetime,
    progress: Progress | None = None,
) -> int:
    """Write the scores of these leads, or of all (None), as of a moment, and tell who listens (scores_changed).

    Returns how many leads got another score. Those listeners hear of all `lead_ids`: what happened to a lead may
    change its verdict without changing its score.
    """
    if lead_ids is not None and not lead_ids:
        return 0
    total = Lead.objects.count() if lead_ids is None else len(lead_ids)
    if total >= MANY:
        refresh_statistics(*TABLES)
    changed = done = 0
    for moments, activities, size in _chunks(lead_ids, as_of):
        with writing_scores():  # a publish may just have put another model in force
            document = ScoringModel.objects.active().parsed
            changed += write_scores(document, moments, activities, always=lead_ids is not None)
        done += size
        if progress:
            progress(done, total)
    if lead_ids is None:
        forget_pending_scores()
    signals.scores_changed.send(sender=rescore, lead_ids=lead_ids, as_of=as_of, progress=progress)
    return changed


@contextmanager
def writing_scores() -> Iterator[None]:
    """One writer at a time: scores computed from an older snapshot must not overwrite newer ones."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITING])
            cursor.execute(ROOM)
        yield


def write_scores(document: ScoringDocument, moments: Composable, activities: Composable, *, always: bool) -> int:
    """Write the scores of those moments where they differ, or of all of them; returns how many differed.

    A publish that is under way sees by scored_at which leads changed under its hands, hence `always`.
    """
    written = SQL("true") if always else SQL("differs")
    statement = SQL(
        """
        WITH {ctes},
        fresh AS MATERIALIZED (
            SELECT s.*, o.lead_id IS NULL AS is_new,
                (o.behaviour_score, o.attribute_score)
                    IS DISTINCT FROM (s.behaviour_score, s.attribute_score) AS differs
            FROM scores s LEFT JOIN leads_score o USING (lead_id)
        ),
        updated AS (
            UPDATE leads_score o SET behaviour_score = f.behaviour_score, attribute_score = f.attribute_score,
                as_of = f.as_of, scored_at = clock_timestamp()
            FROM fresh f WHERE f.lead_id = o.lead_id AND {written}
        ),
        inserted AS (
            INSERT INTO leads_score (lead_id, behaviour_score, attribute_score, as_of)
            SELECT lead_id, behaviour_score, attribute_score, as_of FROM fresh WHERE is_new
        )
        SELECT count(*) FILTER (WHERE differs) FROM fresh"""
    ).format(ctes=score_ctes(document, moments, activities), written=written)
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def forget_pending_scores() -> None:
    """The publish that wrote them computes anew, at its switch, what is missing."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE leads_pendingscore")


def _chunks(lead_ids: list[int] | None, as_of: dt.datetime) -> Iterator[tuple[Composable, Composable, int]]:
    return chunks_of_all(as_of) if lead_ids is None else chunks_of(lead_ids, as_of)


def chunks_of(lead_ids: Iterable[int], as_of: dt.datetime) -> Iterator[tuple[Composable, Composable, int]]:
    """Moments and activities of the given leads, and how many leads they are."""
    ids = sorted(set(lead_ids))
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        yield _part(SQL("= ANY({}::bigint[])").format(Literal(chunk)), as_of, len(chunk))


def chunks_of_all(as_of: dt.datetime) -> Iterator[tuple[Composable, Composable, int]]:
    """The same for all leads, in ranges of their ids."""
    last = 0
    while ids := list(Lead.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        first, last = last, ids[-1]
        yield _part(SQL("BETWEEN {} AND {}").format(Literal(first + 1), Literal(last)), as_of, len(ids))


def _part(which: Composable, as_of: dt.datetime, size: int) -> tuple[Composable, Composable, int]:
    # The condition stands on both tables: the planner does not carry a range from one to the other.
    moments = SQL("(SELECT id AS lead_id, {} AS as_of FROM leads_lead WHERE id {})").format(Literal(as_of), which)
    activities = SQL("(SELECT * FROM leads_activity WHERE lead_id {})").format(which)
    return moments, activities, size
