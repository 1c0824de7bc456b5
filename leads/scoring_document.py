"""The document of a scoring model: what a version says, read from and written to JSON, and what is wrong with it."""

import dataclasses
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from leads.scoring_fields import (
    OPERATORS,
    OPERATORS_OF,
    WITH_LIST,
    WITHOUT_VALUE,
    FieldType,
    compares_numbers,
    field_named,
)

INACTIVITY = "inactivity"
MOST_POINTS = 10_000
MOST_DAYS = 3_650
MOST_RULES = 400  # a breakdown needs up to four columns a rule, and PostgreSQL gives a row 1664

Complaint = tuple[str, str]  # field, message


@dataclass(frozen=True)
class BehaviourRule:
    """Points for each activity of a kind: all of them while younger than fresh_days, faded ones until expire_days."""

    kind: str
    points: int
    fresh_days: int
    content_contains: str = ""
    faded_points: int = 0
    expire_days: int | None = None
    cap: int | None = None
    id: str = field(default="", compare=False)  # tells rules apart while a draft is edited

    @property
    def is_inactivity(self) -> bool:
        return self.kind == INACTIVITY

    @property
    def last_day(self) -> int:
        """Days after which an activity gives nothing any more."""
        return self.fresh_days if self.expire_days is None or self.is_inactivity else self.expire_days

    def complaints(self) -> Iterator[Complaint]:
        if not self.kind.strip():
            yield "kind", _("Choose the kind of activity.")
        yield from _whole("points", self.points, -MOST_POINTS, MOST_POINTS)
        yield from _whole("fresh_days", self.fresh_days, 0, MOST_DAYS)
        yield from _plain_text("kind", self.kind, 60)
        yield from _plain_text("content_contains", self.content_contains, 200)
        if self.is_inactivity:
            yield from self._complaints_about_inactivity()
        else:
            yield from self._complaints_about_ageing()

    def _complaints_about_inactivity(self) -> Iterator[Complaint]:
        if _is_whole(self.points) and self.points > 0:
            yield "points", _("Inactivity takes points away: write a negative number.")
        if self.content_contains:
            yield "content_contains", _("Inactivity has no content.")

    def _complaints_about_ageing(self) -> Iterator[Complaint]:
        yield from _whole("faded_points", self.faded_points, -MOST_POINTS, MOST_POINTS)
        if self.expire_days is not None:
            yield from _whole("expire_days", self.expire_days, 0, MOST_DAYS)
            if _is_whole(self.expire_days) and _is_whole(self.fresh_days) and self.expire_days < self.fresh_days:
                yield (
                    "expire_days",
                    _("Points cannot expire before they fade: at least %(days)s days.") % {"days": self.fresh_days},
                )
        if self.cap is not None:
            yield from _whole("cap", self.cap, -100 * MOST_POINTS, 100 * MOST_POINTS)
            if _is_whole(self.cap) and _is_whole(self.points) and self.cap * self.points <= 0:
                yield "cap", _("The cap needs the same sign as the points.")


@dataclass(frozen=True)
class AttributeRule:
    field: str
    operator: str
    points: int
    value: Any = None
    id: str = dataclasses.field(default="", compare=False)  # tells rules apart while a draft is edited

    def complaints(self) -> Iterator[Complaint]:
        subject = field_named(self.field)
        if subject is None:
            yield "field", _("There is no field “%(name)s”.") % {"name": self.field}
        if self.operator not in OPERATORS:
            yield "operator", _("There is no comparison “%(name)s”.") % {"name": self.operator}
        elif subject and self.operator not in OPERATORS_OF[subject.type]:
            yield (
                "operator",
                _("“%(field)s” cannot be compared with “%(operator)s”.")
                % {"field": subject.label, "operator": OPERATORS[self.operator]},
            )
        elif subject and (complaint := self._complaint_about_value(subject)):
            yield "value", complaint
        yield from _whole("points", self.points, -MOST_POINTS, MOST_POINTS)

    def _complaint_about_value(self, subject) -> str:
        if self.operator in WITHOUT_VALUE:
            return ""
        listed = self.operator in WITH_LIST or self.operator == "between"
        values = self.value if listed else [self.value]
        if not isinstance(values, list) or not values or any(value is None or value == "" for value in values):
            return _("Write a value.")
        if self.operator == "between" and len(values) != 2:
            return _("Write two numbers, for example 50; 299.")
        if compares_numbers(subject, self.operator):
            if not all(_is_number(value) for value in values):
                return _("Write a number.")
            if self.operator == "between" and values[0] > values[1]:
                return _("The first number must not be larger than the second.")
        elif subject.type == FieldType.FLAG:
            return "" if isinstance(self.value, bool) else _("Write yes or no.")
        elif not all(isinstance(value, str) and value.strip() for value in values):
            return _("Write a value.")
        elif any(len(value) > 300 or "\0" in value for value in values):
            return _("Write at most %(number)s ordinary characters.") % {"number": 300}
        return ""


@dataclass(frozen=True)
class AttributeGroup:
    """Rules of which the best, or all, count, held between −limit and limit."""

    name: str
    limit: int
    pick: str = "best"
    rules: tuple[AttributeRule, ...] = ()
    id: str = field(default="", compare=False)  # tells rules apart while a draft is edited

    def complaints(self) -> Iterator[Complaint]:
        if not self.name.strip():
            yield "name", _("Give the group a name.")
        yield from _plain_text("name", self.name, 60)
        yield from _whole("limit", self.limit, 0, MOST_POINTS)
        if self.pick not in ("best", "sum"):
            yield "pick", _("Choose the best rule or the sum.")


@dataclass(frozen=True)
class Problem:
    """Where: ("behaviour", rule), ("group", group), ("group", group, rule) counted from 0, or ("title_words",)."""

    where: tuple
    field: str
    message: str

    def __str__(self) -> str:
        return _("%(place)s, %(field)s: %(message)s") % {
            "place": self.place,
            "field": self.field,
            "message": self.message,
        }

    @property
    def place(self) -> str:
        match self.where:
            case ("behaviour", rule):
                return _("Behaviour rule %(number)s") % {"number": rule + 1}
            case ("group", group):
                return _("Attribute group %(number)s") % {"number": group + 1}
            case ("group", group, rule):
                return _("Attribute group %(group)s, rule %(rule)s") % {"group": group + 1, "rule": rule + 1}
        return _("Title words")


@dataclass(frozen=True)
class ScoringDocument:
    behaviour: tuple[BehaviourRule, ...] = ()
    attribute_groups: tuple[AttributeGroup, ...] = ()
    title_words: dict[str, int] = field(default_factory=dict)

    @classmethod
    def from_json(cls, data: dict) -> "ScoringDocument":
        groups = tuple(
            AttributeGroup(**group | {"rules": tuple(AttributeRule(**rule) for rule in group.get("rules", ()))})
            for group in data.get("attribute_groups", ())
        )
        behaviour = tuple(BehaviourRule(**rule) for rule in data.get("behaviour", ()))
        return cls(behaviour, groups, dict(data.get("title_words", {})))

    def to_json(self) -> dict:
        groups = [_plain(replace(group, rules=())) | {"rules": [_plain(rule) for rule in group.rules]}
                  for group in self.attribute_groups]  # fmt: skip
        return {
            "behaviour": [_plain(rule) for rule in self.behaviour],
            "attribute_groups": groups,
            "title_words": self.title_words,
        }

    def named(self) -> "ScoringDocument":
        """Every rule and group with an id that no other has, those without one after their place."""
        taken = {thing.id for thing in self.things()}
        groups = _named("group", self.attribute_groups, taken)
        groups = tuple(replace(each, rules=_named(f"{each.id}-rule", each.rules, taken)) for each in groups)
        return replace(self, behaviour=_named("behaviour", self.behaviour, taken), attribute_groups=groups)

    def things(self) -> Iterator:
        """Every rule and group."""
        yield from self.behaviour
        for group in self.attribute_groups:
            yield from (group, *group.rules)

    def problems(self) -> list[Problem]:
        """Everything that keeps this document from being published, in the reader's language."""
        return list(self._problems())

    def _problems(self) -> Iterator[Problem]:
        for number, rule in enumerate(self.behaviour):
            yield from (Problem(("behaviour", number), *complaint) for complaint in rule.complaints())
        for number, group in enumerate(self.attribute_groups):
            yield from (Problem(("group", number), *complaint) for complaint in group.complaints())
            for position, attribute in enumerate(group.rules):
                yield from (Problem(("group", number, position), *complaint) for complaint in attribute.complaints())
        for word, rank in self.title_words.items():
            yield from (Problem(("title_words",), *complaint) for complaint in _title_word_complaints(word, rank))
        if len(self.behaviour) + sum(max(1, len(group.rules)) for group in self.attribute_groups) > MOST_RULES:
            yield Problem(("behaviour", 0), "kind", _("At most %(number)s rules.") % {"number": MOST_RULES})


def _named(word: str, things: tuple, taken: set[str]) -> tuple:
    found = []
    for number, thing in enumerate(things, 1):
        name = thing.id or f"{word}-{number}"
        while not thing.id and name in taken:
            name += "x"
        taken.add(name)
        found.append(replace(thing, id=name))
    return tuple(found)


def _plain(thing) -> dict:
    return {name: value for name, value in asdict(thing).items() if name != "id" or value}


def _title_word_complaints(word: str, rank) -> Iterator[Complaint]:
    if not word.strip():
        yield "word", _("Write a title word.")
    yield from _plain_text("word", word, 60)
    yield from _whole("rank", rank, 0, 6)


def _plain_text(name: str, text: str, longest: int) -> Iterator[Complaint]:
    if len(text) > longest or "\0" in text:
        yield name, _("Write at most %(number)s ordinary characters.") % {"number": longest}


def _is_whole(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 10**18


def _whole(name: str, value, lowest: int, highest: int) -> Iterator[Complaint]:
    if not _is_whole(value) or not lowest <= value <= highest:
        yield name, _("Write a whole number from %(lowest)s to %(highest)s.") % {"lowest": lowest, "highest": highest}
