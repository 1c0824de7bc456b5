"""What the scoring pages show: a version in tables, and its history."""

from leads.models import ScoringModel
from leads.publications import of_version, under_way
from leads.scoring_changes import changes


def page_of(model: ScoringModel) -> dict:
    """The active model to read, with the history."""
    versions = ScoringModel.objects.select_related("author").order_by("-number")
    return {"model": model, "document": model.parsed, "versions": versions, "run": under_way()}


def version_page(model: ScoringModel, against: ScoringModel | None) -> dict:
    return {
        "model": model,
        "run": of_version("publish_scoring", model.number),
        "document": model.parsed,
        "against": against,
        "changes": changes(against.parsed, model.parsed) if against else [],
        "others": ScoringModel.objects.exclude(pk=model.pk).order_by("-number"),
    }
