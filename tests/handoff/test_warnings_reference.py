"""Whoever is warned that no lead reaches a rule or a segment is told the truth: random tables against the reference."""

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from handoff.criteria.document import CriteriaDocument, Outcome, Rule, Segment, Table
from handoff.criteria.problems import warnings
from tests.handoff import verdict_reference as reference
from tests.handoff.random_worlds import cases, conditions, moments, of_table, small

FIELDS = ("employees", "behaviour_score", "title_rank", "tag", "source", "custom:a", "is_customer", "actions")
OF_SEGMENTS = ("employees", "tag", "source")
few = {
    **of_table,
    "thresholds": st.fixed_dictionaries(dict.fromkeys(["attribute_min", "behaviour_min", "employees_min"], small)),
    "rules": st.lists(
        st.lists(conditions(FIELDS), max_size=2).map(lambda found: Rule(tuple(found), Outcome("target", "sales", "r"))),
        min_size=2,
        max_size=6,
    ).map(tuple),
}
segments = st.builds(
    Segment,
    name=st.just("セグメント"),
    conditions=st.lists(conditions(OF_SEGMENTS), min_size=1, max_size=2).map(tuple),
    table=st.builds(Table, **few),
)
documents = st.builds(CriteriaDocument, **few, segments=st.lists(segments, max_size=2).map(tuple))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(document=documents, some=st.lists(cases, min_size=2, max_size=4), at=moments)
def test_what_is_warned_of_never_happens(document, some, at):
    assume(all(_offsets_are_possible(table) for _segment, _offset, table in document.tables()))
    rules, places = unreached(document)
    for case in some:
        found = reference.verdict(document, case, at)
        assert found["rule"] not in rules
        assert found["segment"] not in places


def unreached(document: CriteriaDocument) -> tuple[set[int], set[int]]:
    """Positions of rules and numbers of segments of which it is said that no lead comes there."""
    numbers = {own_id: number for number, own_id in enumerate(document.segment_ids(), 1)}
    offsets = {number: offset for number, offset, _table in document.tables()}
    rules, places = set(), set()
    for warning in warnings(document):
        match warning.where:
            case ("rule", number):
                rules.add(number + 1)
            case ("segment", own_id):
                places.add(numbers[own_id])
            case ("segment", own_id, "rule", number):
                rules.add(offsets[numbers[own_id]] + number + 1)
    return rules, places


def _offsets_are_possible(table: Table) -> bool:
    """A campaign window lowers no threshold below 0."""
    return all(offset <= table.thresholds[name] for window in table.windows for name, offset in window.offsets.items())
