"""Values, reasons and routes in the reader's language."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from handoff.criteria.document import Condition
from handoff.criteria.fields import HEARD, LATER, TIMING_CHOICES, field_of, kind_labels
from handoff.hearings.wording import YES_NO
from handoff.models.criteria import Flag, Profile, Route

TITLE_RANKS = {
    6: pgettext_lazy("title rank", "president"),
    5: pgettext_lazy("title rank", "executive"),
    4: pgettext_lazy("title rank", "department head"),
    3: pgettext_lazy("title rank", "section head"),
    2: pgettext_lazy("title rank", "team leader"),
    1: pgettext_lazy("title rank", "staff"),
}

REASONS = {
    "checklist_met": pgettext_lazy("reason", "checklist met"),
    "discretion": pgettext_lazy("reason", "decided by a person"),
    "checklist_not_met": pgettext_lazy("reason", "checklist not met"),
    "score_and_hearing": pgettext_lazy("reason", "score and hearing meet the criteria"),
    "hearing_exception": pgettext_lazy("reason", "exception by hearing"),
    "score_met_needs_hearing": pgettext_lazy("reason", "score met, hearing needed"),
    "low_score_no_timing": pgettext_lazy("reason", "low score, no timing"),
    "needs_judgement": pgettext_lazy("reason", "needs a person's judgement"),
    "existing_customer": pgettext_lazy("reason", "existing customer"),
    "customer_without_owner": pgettext_lazy("reason", "existing customer without account owner"),
    "strategic_target": pgettext_lazy("reason", "strategic target"),
    "lost_before": pgettext_lazy("reason", "lost before"),
    "score_met": pgettext_lazy("reason", "scores meet the criteria"),
    "campaign_window": pgettext_lazy("reason", "campaign window"),
    "sales_request": pgettext_lazy("reason", "requested by sales"),
    "below_threshold": pgettext_lazy("reason", "below the threshold"),
    "no_rule": pgettext_lazy("reason", "no rule matched"),
    "human_judgement": pgettext_lazy("reason", "a person's judgement"),
}

OUTCOMES = {
    ("target", "sales"): gettext_lazy("toss up to sales"),
    ("target", "account_owner"): gettext_lazy("toss up to the account owner"),
    ("target", "is_review"): gettext_lazy("target, a person decides who takes it"),
    ("hold", "is_hearing"): gettext_lazy("on hold, hearing needed"),
    ("hold", "is_review"): gettext_lazy("on hold, a person decides"),
    ("hold", "notify_planning"): gettext_lazy("on hold, sales planning is told"),
    ("not_target", "nurture"): gettext_lazy("not a target, to nurturing"),
}


def reason_label(code: str) -> str:
    """A reason in words; an organisation's own reason is already in its words."""
    return str(REASONS.get(code, code))


def flag_label(flag: str) -> str:
    return str(dict(Flag.choices).get(flag, flag))


def profile_label(profile: str) -> str:
    return str(dict(Profile.choices).get(profile, profile))


def route_label(route: str) -> str:
    return str(dict(Route.choices).get(route, route))


def outcome_text(flag: str, route: str) -> str:
    if (flag, route) in OUTCOMES:
        return str(OUTCOMES[flag, route])
    return _("%(flag)s (%(route)s)") % {"flag": flag_label(flag), "route": route_label(route)}


def listed(values) -> str:
    return pgettext("between the items of a list", ", ").join(map(str, values))


def field_text(condition: Condition, resolve=lambda value: value) -> str:
    """What the condition looks at: "behaviour score", "inquiry in the last 30 days"."""
    if condition.field == "actions":
        labels = kind_labels()
        kinds = listed(labels.get(kind, kind) for kind in condition.parameters["kinds"])
        days = resolve(condition.parameters["days"])
        return _("%(kinds)s in the last %(days)s days") % {"kinds": kinds, "days": days}
    if condition.field == "active_people":
        days = resolve(condition.parameters["days"])
        return _("active people of the company in the last %(days)s days") % {"days": days}
    return str(field_of(condition.field).label)


def value_text(field_name: str, value) -> str:
    """One value of a field, or a list of them, with its unit."""
    if isinstance(value, list | tuple):
        return listed(value_text(field_name, each) for each in value) or pgettext("list", "none")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if field_name.startswith(HEARD) and value in dict(YES_NO):
        return str(dict(YES_NO)[value])
    if field_name == "title_rank":
        return str(TITLE_RANKS.get(value, value))
    if field_name == "timing":
        return str(dict(TIMING_CHOICES).get(value, value))
    if field_name == "timing_months" and value == LATER:
        return pgettext("timing", "later")
    if field_name in UNITS:
        return str(UNITS[field_name]) % {"number": intcomma(value)}
    return str(value) if isinstance(value, str) else intcomma(value)


UNITS = {
    "employees": gettext_lazy("%(number)s people"),
    "active_people": gettext_lazy("%(number)s people"),
    "annual_revenue": gettext_lazy("%(number)s yen"),
    "timing_months": gettext_lazy("%(number)s month(s)"),
    "actions": pgettext_lazy("number of actions", "%(number)s"),
}
