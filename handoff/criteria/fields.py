"""The fields a condition may use: their names, kinds, operators and SQL over the relations of judging/facts.py."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from handoff.hearings.as_field import HEARD, label_of
from leads.models import Activity

CUSTOM = "custom:"
STRATEGIC_TAG = "戦略ターゲット"

OPERATORS = {
    "number": (
        "at_least", "at_most", "less_than", "between", "is", "is_not", "in", "not_in", "is_empty", "is_not_empty",
    ),
    "text": ("is", "is_not", "in", "not_in", "contains", "is_empty", "is_not_empty"),
    "tags": ("is", "is_not", "in", "not_in", "contains", "is_empty", "is_not_empty"),
    "yes_no": ("is",),
    "custom": (
        "is", "is_not", "in", "not_in", "contains", "at_least", "at_most", "less_than", "between", "is_empty",
        "is_not_empty",
    ),
}  # fmt: skip
NUMERIC_OPERATORS = frozenset({"at_least", "at_most", "less_than", "between"})
WITHOUT_VALUE = frozenset({"is_empty", "is_not_empty"})
WITH_LIST = frozenset({"in", "not_in", "between"})


@dataclass(frozen=True)
class Field:
    """expression: SQL without any user text; NULL means unknown. changeable: work can bring it about (near miss)."""

    name: str
    label: str | Promise
    kind: str
    expression: str = ""
    needs: tuple[str, ...] = ()
    changeable: bool = True
    parameters: tuple[str, ...] = ()
    choices: tuple = ()
    value_label: Callable | None = None

    @property
    def operators(self) -> tuple[str, ...]:
        return ("is", "is_not") if self.choices else OPERATORS[self.kind]


TIMING_CHOICES = (
    ("within_1_month", _("within 1 month")),
    ("within_3_months", _("within 3 months")),
    ("within_6_months", _("within 6 months")),
    ("within_12_months", _("within 12 months")),
    ("later", pgettext_lazy("timing", "later")),
    ("undecided", pgettext_lazy("timing", "undecided")),
)
LATER = 999  # months: known to be far off, beyond any threshold

# An answer of the hearing; NULL when there was no hearing, no answer, or "not yet known".
ANSWER = "NULLIF(NULLIF(hearing.answers ->> '{0}', ''), 'not_yet_known')"
NAMED = "COALESCE(btrim(hearing.answers ->> 'decision_maker_name'), '') <> ''"
ANSWERED = "COALESCE(btrim(hearing.answers ->> '{0}'), '') <> ''"
TIMING = f"NULLIF({ANSWER.format('timing')}, 'undecided')"
DECISION_MAKER = ANSWER.format("decision_maker")

# A strategic target carries the tag as long as it runs.
TAGS = (
    f"CASE WHEN strategic.lead_id IS NULL OR '{STRATEGIC_TAG}' = ANY(lead.tags) THEN lead.tags"
    f" ELSE lead.tags || '{STRATEGIC_TAG}'::varchar END"
)

FIELDS = {
    field.name: field
    for field in (
        Field("behaviour_score", _("behaviour score"), "number", "scores.behaviour_score", ("scores",)),
        Field("attribute_score", _("attribute score"), "number", "scores.attribute_score", ("scores",)),
        Field("employees", _("employees"), "number", "company.employees", ("company",)),
        Field("title_rank", _("title rank"), "number", "NULLIF(lead.title_rank, 0)"),
        Field("actions", _("actions"), "number", "", ("actions",), parameters=("kinds", "days")),
        Field("active_people", _("active people of the company"), "number", "", ("people",), parameters=("days",)),
        Field("industry", _("industry"), "text", "NULLIF(company.industry, '')", ("company",)),
        Field("annual_revenue", _("annual revenue"), "number", "company.annual_revenue", ("company",)),
        Field(
            "prefecture",
            _("prefecture"),
            "text",
            "COALESCE(NULLIF(lead.prefecture, ''), NULLIF(company.prefecture, ''))",
            ("company",),
        ),
        Field("department", _("department"), "text", "NULLIF(lead.department, '')"),
        Field("title", _("job title"), "text", "NULLIF(lead.title, '')"),
        Field("source", _("lead source"), "text", "NULLIF(lead.source, '')"),
        Field("campaign", _("campaign"), "text", "NULLIF(lead.campaign, '')"),
        Field(
            "customer_similarity", _("similarity to customers"), "number", "company.customer_similarity", ("company",)
        ),
        Field(
            "timing_months",
            _("timing"),
            "number",
            f"CASE {TIMING} WHEN 'within_1_month' THEN 1 WHEN 'within_3_months' THEN 3 WHEN 'within_6_months' THEN 6"
            f" WHEN 'within_12_months' THEN 12 WHEN 'later' THEN {LATER} END",
            ("hearing",),
        ),
        Field("timing", _("timing"), "text", f"COALESCE({TIMING}, 'undecided')", ("hearing",), choices=TIMING_CHOICES),
        Field(
            "challenge_clear",
            _("challenge is clear"),
            "yes_no",
            f"CASE {ANSWER.format('challenge')} WHEN 'unclear' THEN false"
            f" WHEN 'clear' THEN CASE WHEN {ANSWERED.format('challenge_detail')} THEN true END END",
            ("hearing",),
        ),
        Field(
            "decision_maker_confirmed",
            _("decision-maker confirmed"),
            "yes_no",
            f"CASE {DECISION_MAKER} WHEN 'self' THEN true WHEN 'participant' THEN false"
            f" WHEN 'named' THEN CASE WHEN {NAMED} THEN true END END",
            ("hearing",),
        ),
        Field(
            "involvement_confirmed",
            _("decision-maker's involvement confirmed"),
            "yes_no",
            f"CASE WHEN {DECISION_MAKER} = 'self' THEN true WHEN {NAMED}"
            f" AND {DECISION_MAKER} IN ('named', 'participant') THEN true END",
            ("hearing",),
        ),
        Field(
            "hearing_complete",
            _("hearing complete"),
            "yes_no",
            " AND ".join(
                [ANSWERED.format(question) for question in ("timing", "decision_maker", "challenge")]
                + ["COALESCE(hearing.unanswered, '[]') = '[]'"]  # NULL without a hearing
            ),
            ("hearing",),
        ),
        Field(
            "is_customer",
            _("existing customer"),
            "yes_no",
            "COALESCE(company.is_customer, false)",
            ("company",),
            changeable=False,
        ),
        Field(
            "has_account_owner",
            _("active account owner"),
            "yes_no",
            "company.account_owner <> '' AND company.account_owner NOT IN"
            " (SELECT lower(email) FROM auth_user WHERE NOT is_active)",
            ("company",),
            changeable=False,
        ),
        Field("lost_before", _("lost before"), "yes_no", "", ("past",), changeable=False),
        Field("tag", _("tag"), "tags", TAGS, ("strategic",), changeable=False),
        Field("in_campaign_window", _("in a campaign window"), "yes_no", "", ("company",), changeable=False),
        Field(
            "requested_by_sales",
            _("requested by sales"),
            "yes_no",
            "sales_request.id IS NOT NULL",
            ("sales_request",),
            changeable=False,
        ),
        Field(
            "discretion", _("a person's decision"), "yes_no", "discretion.id IS NOT NULL", ("discretion",),
            changeable=False,
        ),
    )
}  # fmt: skip

# What nobody's work changes from one day to the next: it says to which segment a lead belongs.
SEGMENT_FIELDS = (
    "employees", "industry", "annual_revenue", "prefecture", "department", "source", "campaign", "tag", "title_rank",
)  # fmt: skip


def is_segment_field(name: str) -> bool:
    return name in SEGMENT_FIELDS or (name.startswith(CUSTOM) and name != CUSTOM)


def find_field(name: str) -> Field | None:
    """The field of this name; None when there is none.

    custom:<name> is a field of the organisation's own files, hearing:<name> the answer to a question of its own.
    """
    if name.startswith(HEARD) and name != HEARD:
        return Field(name, label_of(name), "custom", needs=("hearing",))
    if name.startswith(CUSTOM) and name != CUSTOM:
        return Field(name, name.removeprefix(CUSTOM), "custom", needs=("company",))
    return FIELDS.get(name)


def field_of(name: str) -> Field:
    """The field of a condition that was checked before it was published."""
    field = find_field(name)
    if field is None:
        raise KeyError(name)
    return field


def kind_labels() -> dict[str, str]:
    return {value: str(label) for value, label in Activity.Kind.choices}
