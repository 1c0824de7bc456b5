"""What a rule may be chosen to look at: the kinds of activities and the fields of leads that there are here."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from leads.models import Activity, Company, ImportRun, Lead
from leads.scoring_document import INACTIVITY, ScoringDocument
from leads.scoring_fields import CUSTOM_PREFIX, FIELDS, field_named
from leads.scoring_words import kind_label

RECENT = 2000


def kinds(document: ScoringDocument) -> list[tuple[str, str]]:
    """The shipped kinds, the document's, and those of the latest activities."""
    recent = Activity.objects.order_by("-pk").values_list("kind", flat=True)[:RECENT]
    own = sorted({rule.kind for rule in document.behaviour} | set(recent))
    return [(kind, capfirst(kind_label(kind))) for kind in dict.fromkeys([*Activity.Kind.values, INACTIVITY, *own])]


def fields(document: ScoringDocument) -> list:
    """The fields of leads and companies, with the columns that imports kept."""
    used = {rule.field for group in document.attribute_groups for rule in group.rules}
    columns = {name for name in used if name.startswith(CUSTOM_PREFIX) and field_named(name)} | kept_columns()
    kept = [(name, name.removeprefix(CUSTOM_PREFIX)) for name in sorted(columns)]
    choices = [(name, capfirst(str(field.label))) for name, field in FIELDS.items()]
    return [*choices, (_("Other columns"), kept)] if kept else choices


def kept_columns() -> set[str]:
    """Columns of other fields, as rule fields: of imports' mappings, and of the latest leads and companies."""
    found = {
        f"{CUSTOM_PREFIX}{column}"
        for mapping in ImportRun.objects.order_by("-pk").values_list("mapping", flat=True)[:50]
        for column, field in mapping.items()
        if field == "custom"
    }
    for model in (Lead, Company):
        latest = model.objects.order_by("-pk").values_list("custom_fields", flat=True)[:RECENT]
        found |= {f"{CUSTOM_PREFIX}{column}" for kept in latest for column in kept}
    return found
