import datetime as dt
import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from feedback.rates import Rate
from feedback.replay import Cases, Confusion, replay
from feedback.replay.cases import ALL, RESULTS
from handoff.criteria.document import FLAGS, CriteriaDocument
from handoff.models import CriteriaVersion
from leads.models import ScoringModel
from leads.scoring_document import ScoringDocument


class Command(BaseCommand):
    help = "Tries criteria on past cases, as the replay page does, and prints what came out as JSON. Changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--criteria", type=Path, metavar="FILE", help="a criteria document; default: in force")
        parser.add_argument("--scoring", type=Path, metavar="FILE", help="a scoring document; default: in force")
        parser.add_argument("--source", default=ALL, help="all, own or the number of a file (default all)")
        parser.add_argument("--passed", default="target", help="flags that count as passed, separated by commas")
        parser.add_argument("--as-of", type=dt.datetime.fromisoformat, help="for cases without a date; default: now")

    def handle(self, **options):
        criteria = CriteriaDocument.from_json(_document(options["criteria"], CriteriaVersion.active()))
        scoring = ScoringDocument.from_json(_document(options["scoring"], ScoringModel.objects.active()))
        if problems := [*criteria.problems(), *scoring.problems()]:
            raise CommandError("\n".join(map(str, problems)))
        cases = Cases(options["as_of"] or timezone.now(), options["source"])
        passed = tuple(options["passed"].split(","))
        found = replay(criteria, scoring, cases=cases, passed=passed)
        self.stdout.write(json.dumps(_plain(found), indent=2))


def _document(path: Path | None, active) -> dict:
    try:
        return json.loads(path.read_text(encoding="utf-8")) if path else active.document
    except (OSError, ValueError) as error:
        raise CommandError(f"{path}: {error}") from error


def _plain(found: Confusion) -> dict:
    return {
        "cases": {flag: {result: found.count((flag,), (result,)) for result in RESULTS} for flag in FLAGS},
        "precision": _rate(found.precision),
        "capture": _rate(found.capture),
        "capture_of_wins": _rate(found.capture_of_wins),
        "per_week": found.per_week,
    }


def _rate(rate: Rate) -> dict:
    return {"part": rate.part, "whole": rate.whole, "rate": rate.value, "low": rate.low, "high": rate.high}
