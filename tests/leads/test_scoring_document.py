import pytest

from leads.scoring_document import AttributeGroup, AttributeRule, BehaviourRule, ScoringDocument


def where(document: ScoringDocument) -> list[tuple]:
    return [(*problem.where, problem.field) for problem in document.problems()]


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (BehaviourRule("inquiry", 10, 30, cap=-5), "cap"),
        (BehaviourRule("inquiry", -10, 30, cap=5), "cap"),
        (BehaviourRule("inquiry", 10, 30, cap=0), "cap"),
        (BehaviourRule("inquiry", 10, 30, expire_days=29), "expire_days"),
        (BehaviourRule("inquiry", 10, -1), "fresh_days"),
        (BehaviourRule("inquiry", 10, 30, expire_days=-1), "expire_days"),
        (BehaviourRule("inquiry", 10_001, 30), "points"),
        (BehaviourRule("inquiry", -10_001, 30), "points"),
        (BehaviourRule("inquiry", 10, 30, faded_points=10_001), "faded_points"),
        (BehaviourRule("inquiry", 10, 99_999), "fresh_days"),
        (BehaviourRule("inquiry", 1.5, 30), "points"),
        (BehaviourRule(" ", 10, 30), "kind"),
        (BehaviourRule("k" * 61, 10, 30), "kind"),
        (BehaviourRule("inquiry", 10, 30, content_contains="a\0"), "content_contains"),
        (BehaviourRule("inactivity", 10, 30), "points"),
        (BehaviourRule("inactivity", -10, 30, content_contains="x"), "content_contains"),
    ],
)
def test_a_behaviour_rule_names_its_fault(rule, field):
    good = BehaviourRule("inquiry", 10, 30, faded_points=5, expire_days=30, cap=10)
    assert ("behaviour", 1, field) in where(ScoringDocument(behaviour=(good, rule)))
    assert where(ScoringDocument(behaviour=(good,))) == []


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (AttributeRule("shoe_size", "is", 1, "x"), "field"),
        (AttributeRule("custom:", "is", 1, "x"), "field"),
        (AttributeRule("industry", "resembles", 1, "x"), "operator"),
        (AttributeRule("industry", "at_least", 1, 5), "operator"),
        (AttributeRule("employees", "contains", 1, "5"), "operator"),
        (AttributeRule("industry", "is", 1, ""), "value"),
        (AttributeRule("industry", "is", 1, None), "value"),
        (AttributeRule("industry", "in", 1, []), "value"),
        (AttributeRule("industry", "in", 1, ["a", ""]), "value"),
        (AttributeRule("industry", "in", 1, "機械"), "value"),
        (AttributeRule("employees", "at_least", 1, "50"), "value"),
        (AttributeRule("employees", "at_least", 1, float("nan")), "value"),
        (AttributeRule("employees", "between", 1, [300, 50]), "value"),
        (AttributeRule("employees", "between", 1, [50]), "value"),
        (AttributeRule("custom:a", "at_least", 1, "abc"), "value"),
        (AttributeRule("is_customer", "is", 1, "yes"), "value"),
        (AttributeRule("industry", "is", 10_001, "機械"), "points"),
    ],
)
def test_an_attribute_rule_names_its_fault(rule, field):
    good = AttributeRule("industry", "is_empty", -5)
    document = ScoringDocument(attribute_groups=(AttributeGroup("g", 10, "best", (good, rule)),))
    assert where(document) == [("group", 0, 1, field)]


def test_a_group_names_its_faults():
    groups = (AttributeGroup("", -1, "median"), AttributeGroup("fine", 0, "sum"))
    found = where(ScoringDocument(attribute_groups=groups))
    assert found == [("group", 0, "name"), ("group", 0, "limit"), ("group", 0, "pick")]


def test_title_words_have_a_rank():
    document = ScoringDocument(title_words={"室長代理": 7, "": 3, "店長代理": 2})
    assert [(problem.field, problem.where) for problem in document.problems()] == [
        ("rank", ("title_words",)),
        ("word", ("title_words",)),
    ]


def test_a_problem_reads_as_a_sentence_with_its_place():
    problem = ScoringDocument(behaviour=(BehaviourRule("inquiry", 10, 30, cap=-5),)).problems()[0]
    assert problem.place in str(problem) and problem.message in str(problem)


def test_more_than_400_rules_or_groups_are_refused():
    assert ScoringDocument(behaviour=(BehaviourRule("inquiry", 1, 30),) * 401).problems()
    assert ScoringDocument(attribute_groups=(AttributeGroup("group", 10),) * 401).problems()
