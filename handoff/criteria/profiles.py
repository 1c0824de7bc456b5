"""The three sizes of company as data: the tables of criteria.md section 3, ready to be published and edited."""

from handoff.criteria.document import Condition, CriteriaDocument, Outcome, Rule, Threshold
from handoff.criteria.fields import STRATEGIC_TAG

BUYING_ACTIONS = ["document_request", "download", "webinar", "event", "inquiry", "trial"]


def at_least(field: str, threshold: str, **parameters) -> Condition:
    return Condition(field, "at_least", Threshold(threshold), parameters)


def holds(field: str) -> Condition:
    return Condition(field, "is", True)


def holds_not(field: str) -> Condition:
    return Condition(field, "is", False)


def rule(flag: str, route: str, reason: str, *conditions: Condition, approval=False, automatic=False) -> Rule:
    return Rule(conditions, Outcome(flag, route, reason), approval=approval, automatic=automatic)


SMALL = CriteriaDocument(
    profile="small",
    thresholds={"employees_min": 50, "title_rank_min": 4, "actions_min": 2, "action_days": 30},
    rules=(
        rule(
            "target",
            "sales",
            "checklist_met",
            at_least("employees", "employees_min"),
            at_least("title_rank", "title_rank_min"),
            at_least("actions", "actions_min", kinds=BUYING_ACTIONS, days=Threshold("action_days")),
        ),
        rule("target", "sales", "discretion", holds("discretion")),
        rule("not_target", "nurture", "checklist_not_met"),
    ),
)

BEHAVIOUR_BELOW = Condition("behaviour_score", "less_than", Threshold("behaviour_min"))

MID = CriteriaDocument(
    profile="mid",
    thresholds={"behaviour_min": 100, "timing_months_max": 3},
    rules=(
        rule(
            "target",
            "sales",
            "score_and_hearing",
            at_least("behaviour_score", "behaviour_min"),
            Condition("timing_months", "at_most", Threshold("timing_months_max")),
            holds("decision_maker_confirmed"),
            approval=True,
        ),
        rule(
            "target",
            "sales",
            "hearing_exception",
            BEHAVIOUR_BELOW,
            holds("challenge_clear"),
            holds("involvement_confirmed"),
            approval=True,
        ),
        rule(
            "hold",
            "is_hearing",
            "score_met_needs_hearing",
            at_least("behaviour_score", "behaviour_min"),
            holds_not("hearing_complete"),
            approval=True,
        ),
        rule(
            "not_target",
            "nurture",
            "low_score_no_timing",
            BEHAVIOUR_BELOW,
            Condition("timing", "is", "undecided"),
            Condition("actions", "less_than", 1, {"kinds": ["inquiry"], "days": 30}),
            approval=True,
        ),
        rule("hold", "is_review", "needs_judgement", approval=True),
    ),
)


def at_least_lowered(field: str, threshold: str) -> Condition:
    return Condition(field, "at_least", Threshold(threshold, minus_offset=True))


LARGE = CriteriaDocument(
    profile="large",
    thresholds={"attribute_min": 60, "behaviour_min": 40},
    rules=(
        rule(
            "target",
            "account_owner",
            "existing_customer",
            holds("is_customer"),
            holds("has_account_owner"),
            automatic=True,
        ),
        rule("target", "is_review", "customer_without_owner", holds("is_customer"), approval=True),
        rule("hold", "notify_planning", "strategic_target", Condition("tag", "is", STRATEGIC_TAG), approval=True),
        rule("not_target", "nurture", "lost_before", holds("lost_before"), approval=True),
        rule(
            "target",
            "sales",
            "score_met",
            at_least("attribute_score", "attribute_min"),
            at_least("behaviour_score", "behaviour_min"),
            automatic=True,
        ),
        rule(
            "target",
            "sales",
            "campaign_window",
            holds("in_campaign_window"),
            at_least_lowered("attribute_score", "attribute_min"),
            at_least_lowered("behaviour_score", "behaviour_min"),
            automatic=True,
            approval=True,
        ),
        rule("target", "sales", "sales_request", holds("requested_by_sales"), automatic=True, approval=True),
        rule("not_target", "nurture", "below_threshold", approval=True),
    ),
)

PROFILES = {"small": SMALL, "mid": MID, "large": LARGE}
