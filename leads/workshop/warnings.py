"""What a scoring model says that can never have an effect. It may be published; it is most likely a mistake."""

from collections.abc import Iterator
from itertools import combinations

from django.utils.translation import gettext as _

from leads.models import Activity
from leads.scoring_document import AttributeGroup, AttributeRule, BehaviourRule, ScoringDocument
from leads.scoring_words import condition_text

LATEST = 50_000
INFINITE = float("inf")
BOUNDS = {
    "title_rank": (1, 6),
    "customer_similarity": (0, 100),
    "employees": (0, INFINITE),
    "annual_revenue": (0, INFINITE),
}

Warnings = dict[str, list[str]]


def warnings(document: ScoringDocument) -> Warnings:
    """Sentences by the id of the rule or group they are about."""
    found: Warnings = {}
    for name, sentence in (*_of_behaviour(document.behaviour), *_of_groups(document.attribute_groups)):
        found.setdefault(name, []).append(sentence)
    return {name: list(dict.fromkeys(sentences)) for name, sentences in found.items()}


def _of_behaviour(rules: tuple[BehaviourRule, ...]) -> Iterator[tuple[str, str]]:
    unknown = _kinds_never_seen(rules)
    for rule in rules:
        if rule.kind in unknown:
            yield rule.id, _("None of the latest activities is of this kind.")
        yield from ((rule.id, sentence) for sentence in _of_ageing(rule))
    for one, other in combinations(rules, 2):
        if (one.kind, one.content_contains) == (other.kind, other.content_contains):
            yield other.id, _("There is another rule for the same activities: both give points.")


def _of_ageing(rule: BehaviourRule) -> Iterator[str]:
    if rule.is_inactivity:
        if not rule.points:
            yield _("This rule gives no points.")
        return
    gives = (rule.points and rule.fresh_days) or (rule.faded_points and rule.last_day > rule.fresh_days)
    if not gives:
        yield _("This rule gives no points.")
    elif rule.faded_points and rule.last_day <= rule.fresh_days:
        yield _("The points after that are never given: they end on the same day as the full points.")
    if rule.cap is not None and abs(rule.cap) < abs(rule.points):
        yield _("One activity alone exceeds the cap.")


def _kinds_never_seen(rules: tuple[BehaviourRule, ...]) -> set[str]:
    """An organisation's own kinds that none of the latest activities has: most likely misspelt."""
    own = {rule.kind for rule in rules if not rule.is_inactivity} - set(Activity.Kind.values)
    return own - set(Activity.objects.order_by("-pk").values_list("kind", flat=True)[:LATEST]) if own else set()


def _of_groups(groups: tuple[AttributeGroup, ...]) -> Iterator[tuple[str, str]]:
    for group in groups:
        if group.limit == 0:
            yield group.id, _("With a limit of 0 this group gives no points.")
        if not group.rules:
            yield group.id, _("A group without rules gives no points.")
        for place, rule in enumerate(group.rules):
            if never_matches(rule):
                yield rule.id, _("This can never be true.")
            elif not rule.points:
                yield rule.id, _("This rule gives no points.")
            elif better := _always_better(group, place):
                yield (
                    rule.id,
                    _("This never counts: “%(other)s” gives at least as much to the same leads.")
                    % {"other": condition_text(better)},
                )


def _always_better(group: AttributeGroup, place: int) -> AttributeRule | None:
    """A rule of a group that picks the best which matches whenever this one does, and is never worth less."""
    if group.pick != "best":
        return None
    rule = group.rules[place]
    for other_place, other in enumerate(group.rules):
        beats = other.points > rule.points or (other.points == rule.points and other_place < place)
        if beats and implies(rule, other):
            return other
    return None


def never_matches(rule: AttributeRule) -> bool:
    low, high = BOUNDS.get(rule.field, (-INFINITE, INFINITE))
    span = _span(rule)
    return span is not None and (span[0] > high or span[1] < low)


def implies(one: AttributeRule, other: AttributeRule) -> bool:
    """Whether the second rule surely matches whenever the first does. False where that is not simple to tell."""
    if one.field != other.field:
        return False
    if (one.operator, one.value) == (other.operator, other.value):
        return True
    if other.operator == "is_not_empty":
        return one.operator != "is_empty"
    inner, outer = _span(one), _span(other)
    if inner and outer:
        return outer[0] <= inner[0] and inner[1] <= outer[1]
    some, more = _words(one), _words(other)
    if some and more:
        return some <= more
    return bool(some) and other.operator == "contains" and all(str(other.value).lower() in word for word in some)


def _span(rule: AttributeRule) -> tuple[float, float] | None:
    """The numbers from-to that match; None when it is not about a span of numbers."""
    match rule.operator, rule.value:
        case "at_least", int() | float() as low:
            return low, INFINITE
        case "at_most", int() | float() as high:
            return -INFINITE, high
        case "between", [int() | float() as low, int() | float() as high]:
            return low, high
        case "is", int() | float() as number if not isinstance(number, bool):
            return number, number
    return None


def _words(rule: AttributeRule) -> set[str]:
    """The texts, one of which has to be there."""
    alone = rule.operator == "is" or (rule.operator == "contains" and rule.field == "tag")
    values = rule.value if rule.operator == "in" else [rule.value] if alone else []
    return {value.strip().lower() for value in values if isinstance(value, str)}
