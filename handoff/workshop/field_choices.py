"""What the editor offers to choose from: fields in groups, operators in words, and values that occur in the data."""

from collections.abc import Iterable

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from handoff.criteria.fields import CUSTOM, FIELDS, HEARD, SEGMENT_FIELDS, find_field, kind_labels
from handoff.hearings.as_field import fields_in_force, values_of
from leads.models import Activity, Company, Lead

RECENT = 2000  # rows looked at for values and columns: the editor must open as fast with 200,000 leads

GROUPS = (
    (gettext_lazy("Scores"), ("attribute_score", "behaviour_score")),
    (
        gettext_lazy("Company and person"),
        (
            "employees", "annual_revenue", "industry", "prefecture", "department", "title_rank", "title",
            "customer_similarity",
        ),
    ),
    (gettext_lazy("What they did"), ("actions", "active_people", "source", "campaign")),
    (
        gettext_lazy("Hearing"),
        (
            "timing_months", "timing", "challenge_clear", "decision_maker_confirmed", "involvement_confirmed",
            "hearing_complete",
        ),
    ),
    (
        gettext_lazy("Exceptions"),
        (
            "is_customer", "has_account_owner", "lost_before", "tag", "in_campaign_window", "requested_by_sales",
            "discretion",
        ),
    ),
)  # fmt: skip

# Where two fields share a name in sentences, the list tells them apart.
LABELS = {
    "timing_months": gettext_lazy("timing, in months"),
    "timing": gettext_lazy("timing, as answered"),
    "actions": gettext_lazy("number of actions in a period"),
    "active_people": gettext_lazy("active people of the company in a period"),
}

OPERATORS = {
    "at_least": pgettext_lazy("operator", "at least"),
    "at_most": pgettext_lazy("operator", "at most"),
    "less_than": pgettext_lazy("operator", "less than"),
    "between": pgettext_lazy("operator", "between"),
    "is": pgettext_lazy("operator", "is"),
    "is_not": pgettext_lazy("operator", "is not"),
    "in": pgettext_lazy("operator", "is one of"),
    "not_in": pgettext_lazy("operator", "is none of"),
    "contains": pgettext_lazy("operator", "contains"),
    "is_empty": pgettext_lazy("operator", "is unknown"),
    "is_not_empty": pgettext_lazy("operator", "is known"),
}

COMPANY_VALUES = ("industry", "prefecture")
LEAD_VALUES = ("department", "source", "campaign", "title")


class Choices:
    """The fields of a form's conditions; those of a segment are only what nobody's work changes quickly."""

    def __init__(self, *, for_segment: bool = False, used: tuple[str, ...] = ()):
        allowed = SEGMENT_FIELDS if for_segment else FIELDS
        self.fields: list = [("", pgettext("field of a condition", "Choose…"))]
        for label, names in GROUPS:
            if offered := [(name, field_label(name)) for name in names if name in allowed]:
                self.fields.append((str(label), offered))
        if not for_segment:
            heard = fields_in_force()
            gone = {name for name in used if name.startswith(HEARD)} - {name for name, _label in heard}
            if heard := heard + [(name, field_label(name)) for name in sorted(gone)]:
                self.fields.append((_("Questions of the hearing sheets"), heard))
        columns = sorted({name for name in used if name.startswith(CUSTOM)} | own_columns())
        if columns:
            self.fields.append((_("Own columns"), [(name, name.removeprefix(CUSTOM)) for name in columns]))


def field_label(name: str) -> str:
    field = find_field(name)
    return capfirst(str(LABELS.get(name) or (field.label if field else name)))


def own_columns() -> set[str]:
    """Fields of the organisation's own files that the newest leads and companies have."""
    found = set()
    for model in (Lead, Company):
        newest = model.objects.order_by("-pk").values_list("custom_fields", flat=True)[:RECENT]
        found |= {f"{CUSTOM}{column}" for kept in newest for column in kept}
    return found


def activity_kinds(used: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """The shipped kinds, and those of the newest activities."""
    labels = kind_labels()
    recent = set(Activity.objects.order_by("-pk").values_list("kind", flat=True)[:RECENT])
    own = sorted((recent | set(used)) - set(labels) - {""})
    return [(kind, capfirst(labels.get(kind, kind))) for kind in (*labels, *own)]


def known_values(field: str) -> list[str]:
    """Values of a text field among the newest leads, for completing what is typed."""
    if field in COMPANY_VALUES:
        values: Iterable[str] = Company.objects.order_by("-pk").values_list(field, flat=True)[:RECENT]
    elif field in LEAD_VALUES:
        values = Lead.objects.order_by("-pk").values_list(field, flat=True)[:RECENT]
    elif field == "tag":
        newest = Lead.objects.order_by("-pk").values_list("tags", flat=True)[:RECENT]
        values = [tag for tags in newest for tag in tags]
    elif field.startswith(HEARD):
        return values_of(field)
    else:
        return []
    return sorted(set(values) - {""})[:200]
