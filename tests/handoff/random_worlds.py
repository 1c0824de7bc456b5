"""Random tables, leads and moments for Hypothesis, and how they get into the database."""

import datetime as dt

from hypothesis import strategies as st

from handoff.criteria.document import Condition, CriteriaDocument, Outcome, Rule, Segment, Table, Threshold, Window
from handoff.criteria.fields import FIELDS, OPERATORS, STRATEGIC_TAG
from handoff.models import Discretion, Hearing, SalesRequest, StrategicTarget
from leads.models import Activity, Company, Lead, PastOpportunity, Score
from tests.conftest import NOW
from tests.handoff.judging import numbers

WORDS = ["東京都", "ＤＸ", "dx推進", "'; --", "%", "12", "1,200", "-3.5"]
TEXTS = ["", *WORDS]
TAGS = [*WORDS[:4], STRATEGIC_TAG]
KINDS = ["inquiry", "page_view", "own kind"]
THRESHOLDS = ["attribute_min", "behaviour_min", "employees_min"]
YES_NO = [name for name, field in FIELDS.items() if field.kind == "yes_no"]
NUMBERS = ["behaviour_score", "attribute_score", "employees", "title_rank", "timing_months", "actions", "active_people"]
OF_SEGMENTS = ["employees", "title_rank", "industry", "prefecture", "source", "tag", "custom:a"]
OUTCOMES = [("target", "sales"), ("target", "is_review"), ("hold", "is_hearing"), ("not_target", "nurture")]

small = st.integers(0, 4)
# Whole days apart and at the ends of days in Japan, to the microsecond: wherever a span, a day or a cooling time ends.
MIDNIGHT = NOW.replace(hour=0)
edges = st.sampled_from([-1, 0, 0, 1]).map(lambda microseconds: dt.timedelta(microseconds=microseconds))
moments = st.builds(
    lambda start, days, edge: start + dt.timedelta(days=days) + edge,
    st.sampled_from([NOW, NOW, MIDNIGHT]),
    st.integers(-3, 2),
    edges,
)
days = st.integers(-5, 3).map(lambda days: NOW.date() + dt.timedelta(days=days))


@st.composite
def conditions(draw, fields=(*NUMBERS, *YES_NO, "industry", "prefecture", "source", "tag", "timing", "custom:a")):
    field = draw(st.sampled_from(fields))
    if field in YES_NO:
        return Condition(field, "is", draw(st.booleans()))
    if field == "timing":
        return Condition(field, draw(st.sampled_from(["is", "is_not"])), draw(st.sampled_from(["undecided", "later"])))
    kind = (
        "number"
        if field in NUMBERS
        else "custom"
        if field.startswith("custom")
        else "tags"
        if field == "tag"
        else "text"
    )
    operator = draw(st.sampled_from(OPERATORS[kind]))
    return Condition(field, operator, draw(values(kind, operator, fields is OF_SEGMENTS)), draw(parameters(field)))


def values(kind: str, operator: str, plain: bool):
    if operator in ("is_empty", "is_not_empty"):
        return st.none()
    if operator == "between":
        return st.tuples(small, small).map(sorted)
    numeric = kind == "number" or operator in ("at_least", "at_most", "less_than")
    one = small if numeric else st.sampled_from(TAGS if kind == "tags" else WORDS)
    if operator in ("in", "not_in"):
        return st.lists(one, min_size=1, max_size=3)
    thresholds = st.builds(Threshold, st.sampled_from(THRESHOLDS), st.booleans())
    return one | thresholds if numeric and not plain else one


def parameters(field: str):
    if field == "actions":
        return st.fixed_dictionaries({"kinds": st.lists(st.sampled_from(KINDS), min_size=1), "days": st.integers(1, 3)})
    return st.fixed_dictionaries({"days": st.integers(1, 3)} if field == "active_people" else {})


@st.composite
def windows(draw):
    start, end = sorted([draw(days), draw(days)])
    offsets = draw(st.dictionaries(st.sampled_from(THRESHOLDS), small))
    words = {"source": WORDS, "industry": WORDS, "tag": TAGS}
    limits = {name: st.lists(st.sampled_from(some), min_size=1) for name, some in words.items()}
    return Window("施策", start, end, offsets, draw(st.fixed_dictionaries({}, optional=limits)))


rules = st.lists(st.builds(
    Rule,
    st.lists(conditions(), max_size=3).map(tuple),
    st.sampled_from(OUTCOMES).map(lambda outcome: Outcome(*outcome, "reason")),
    st.sampled_from([True, True, True, False]),
), max_size=4).map(tuple)  # fmt: skip
# What depends on the moment is looked at by every table.
of_the_moment = st.builds(
    lambda kinds, days: Rule(
        (
            Condition("lost_before", "is", True),
            Condition("tag", "is", STRATEGIC_TAG),
            Condition("in_campaign_window", "is", True),
            Condition("employees", "at_least", Threshold("employees_min", minus_offset=True)),
            Condition("actions", "at_least", 1, {"kinds": kinds, "days": days}),
            Condition("active_people", "at_least", 1, {"days": days}),
        ),
        Outcome("hold", "is_review", "moment"),
    ),
    st.lists(st.sampled_from(KINDS), min_size=1, max_size=3, unique=True),
    st.integers(1, 3),
)
of_table = {
    "profile": st.just("large"),
    "thresholds": st.fixed_dictionaries(dict.fromkeys(THRESHOLDS, small)),
    "rules": st.tuples(rules, of_the_moment).map(lambda both: (*both[0], both[1])),
    "windows": st.lists(windows(), max_size=2).map(tuple),
    "cooling_days": st.none() | st.integers(1, 4),
}
segments = st.builds(
    Segment,
    name=st.just("セグメント"),
    conditions=st.lists(conditions(OF_SEGMENTS), min_size=1, max_size=2).map(tuple),
    table=st.builds(Table, **of_table),
)
documents = st.builds(CriteriaDocument, **of_table, segments=st.lists(segments, max_size=2).map(tuple))


def optional(strategy):
    return st.none() | strategy


activities = st.lists(
    st.tuples(
        st.just("self"), st.sampled_from(KINDS), moments, st.sampled_from([False, False, True]),
        st.sampled_from(["", "/料金/", "xab%x"]),
    ), max_size=4,
)  # fmt: skip
targets = st.fixed_dictionaries(
    {"lead": st.booleans(), "added_at": moments, "ended_at": optional(moments), "expires_on": optional(days)}
)
cases = st.fixed_dictionaries(
    {
        "lead": st.fixed_dictionaries(
            {name: st.sampled_from(TEXTS) for name in ("prefecture", "department", "source", "campaign")}
            | {
                "title_rank": small,
                "tags": st.lists(st.sampled_from(TAGS), max_size=2),
                "custom_fields": st.dictionaries(st.just("a"), st.sampled_from(TEXTS)),
            }
        ),
        "company": optional(
            st.fixed_dictionaries(
                {"industry": st.sampled_from(TEXTS), "prefecture": st.sampled_from(TEXTS), "employees": optional(small)}
                | {"is_customer": st.booleans(), "account_owner": st.sampled_from(["", "left@x.jp", "here@x.jp"])}
                | {"custom_fields": st.dictionaries(st.just("a"), st.sampled_from(TEXTS))}
            )
        ),
        "scores": optional(st.fixed_dictionaries({"behaviour_score": small, "attribute_score": small})),
        "activities": activities,
        "colleagues_activities": activities.map(lambda found: [("colleague", *rest) for _who, *rest in found]),
        "answers": optional(
            st.fixed_dictionaries(
                {
                    "timing": st.sampled_from(
                        ["", "within_1_month", "within_3_months", "later", "undecided", "not_yet_known"]
                    ),
                    "decision_maker": st.sampled_from(["", "self", "named", "participant", "not_yet_known"]),
                    "decision_maker_name": st.sampled_from(["", " ", "佐藤"]),
                    "challenge": st.sampled_from(["", "clear", "unclear", "not_yet_known"]),
                    "challenge_detail": st.sampled_from(["", "手作業"]),
                }
            )
        ),
        "heard_at": moments,
        "past": st.lists(st.tuples(st.sampled_from(["lost", "lost", "won"]), optional(days)), max_size=2),
        "targets": st.lists(targets, max_size=2, unique_by=lambda target: (target["lead"], target["ended_at"] is None)),
        "decided_at": optional(moments),
        "requested_at": optional(moments),
        "left": st.just({"left@x.jp"}),
    }
)


def store(some: list[dict], team, user) -> list[Lead]:
    """By the table, as many statements as there are tables."""
    keys = [f"N{next(numbers)}" for _case in some]
    companies = {
        key: Company(name=key, name_key=key, **case["company"])
        for key, case in zip(keys, some, strict=True)
        if case["company"] is not None
    }
    Company.objects.bulk_create(companies.values())
    leads = {
        (key, who): Lead(external_id=who + key, person_key=who + key, company=companies.get(key), **values)
        for key, case in zip(keys, some, strict=True)
        for who, values in (("self", case["lead"]), ("colleague", {}))
    }
    Lead.objects.bulk_create(leads.values())
    rows: dict[type, list] = {}
    for key, case in zip(keys, some, strict=True):
        for row in facts_of(case, leads[key, "self"], leads[key, "colleague"], team, user):
            rows.setdefault(type(row), []).append(row)
    for model, found in rows.items():
        model.objects.bulk_create(found)
    return [leads[key, "self"] for key in keys]


def facts_of(case: dict, lead: Lead, colleague: Lead, team, user):
    for who, kind, at, automated, content in [
        *case["activities"], *(case["colleagues_activities"] if lead.company else [])
    ]:  # fmt: skip
        yield Activity(
            lead={"self": lead, "colleague": colleague}[who], kind=kind, occurred_at=at, automated=automated,
            content=content, source="test", external_id=f"R{next(numbers)}",
        )  # fmt: skip
    if case["scores"]:
        yield Score(lead=lead, as_of=NOW, **case["scores"])
    if case["answers"] is not None:
        yield Hearing(lead=lead, answers=case["answers"], saved_at=case["heard_at"])
    for index, (result, day) in enumerate(case["past"]):
        yield PastOpportunity(lead=lead, company=lead.company, result=result, closed_on=day, source=f"test {index}")
    for target in case["targets"]:
        if target["lead"] or lead.company:
            of = {"lead": lead} if target["lead"] else {"company": lead.company}
            yield StrategicTarget(owner=user, added_by=user, reason="x", **target | {"lead": None} | of)
    if case["decided_at"]:
        yield Discretion(lead=lead, by=user, reason="x", at=case["decided_at"])
    if case["requested_at"]:
        yield SalesRequest(lead=lead, team=team, by=user, reason="x", at=case["requested_at"])
