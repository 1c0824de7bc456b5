"""The effect of a draft on all leads, in the background."""

import datetime as dt

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.background import Words, background
from leads.models import BackgroundRun, ScoringModel
from leads.scoring_document import ScoringDocument
from leads.workshop.effect import exact

KIND = "scoring_effect"


def _result(run: BackgroundRun) -> str:
    return _("The draft changes the scores of %(differ)s of %(leads)s leads.") % {
        "differ": intcomma(run.result["differ"]),
        "leads": intcomma(run.result["leads"]),
    }


def _page(run: BackgroundRun) -> str:
    return reverse("scoring_effect_run", args=[run.pk])


@background(KIND, Words(gettext_lazy("The exact effect of the scoring draft"), _result, _page))
def compute(run: BackgroundRun) -> dict:
    """parameters: number of the version in force, document of the draft, the moment."""
    before = ScoringModel.objects.get(number=run.parameters["base"]).parsed
    after = ScoringDocument.from_json(run.parameters["document"])
    moment = dt.datetime.fromisoformat(run.parameters["as_of"])
    return exact(before, after, moment, run.advance).to_json()
