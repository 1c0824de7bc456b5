from functools import partial

from django.core.management.base import BaseCommand, CommandError

from feedback.models import PastCaseFile
from feedback.past_cases.words import MEANINGS
from leads.intake import console
from leads.models import ImportRun


class Command(BaseCommand):
    help = "Import a file of past toss-ups and their outcomes, as the replay page does, to try criteria on them."

    def add_arguments(self, parser):
        console.add_arguments(parser)
        parser.add_argument(
            "--word", action="append", default=[], metavar="WORD=MEANING",
            help=f"what a word in the result column means: {', '.join(MEANINGS)}; may be repeated",
        )  # fmt: skip

    def handle(self, **options):
        words = dict(map(_said, options["word"]))
        console.import_file(self, PastCaseFile.KIND, options, before=partial(_remember, words))


def _said(option: str) -> tuple[str, str]:
    word, _, meaning = option.rpartition("=")
    if meaning not in MEANINGS:
        raise CommandError(f"--word {option}: the meaning must be one of {', '.join(MEANINGS)}")
    return word, meaning


def _remember(words: dict[str, str], run: ImportRun) -> None:
    PastCaseFile.objects.create(import_run=run, words=words)
