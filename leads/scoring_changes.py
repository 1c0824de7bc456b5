"""What is different between two versions of the scoring model, in words."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.scoring_document import AttributeGroup, AttributeRule, BehaviourRule, ScoringDocument
from leads.scoring_words import PICKS, behaviour_name, condition_text, group_label

BEHAVIOUR_LABELS = {
    "points": gettext_lazy("points"),
    "fresh_days": gettext_lazy("days with full points"),
    "faded_points": gettext_lazy("points after that"),
    "expire_days": gettext_lazy("days until expiry"),
    "cap": gettext_lazy("cap"),
}


@dataclass(frozen=True)
class Change:
    """`action` is added, removed, changed or moved; `was` and `now` are empty where there is nothing to compare."""

    action: str
    subject: str
    what: str = ""
    was: str = ""
    now: str = ""

    def __str__(self) -> str:
        subject = f"{self.subject} – {self.what}" if self.what and self.action == "changed" else self.subject
        if self.action == "changed":
            return _("%(subject)s: %(was)s → %(now)s") % {"subject": subject, "was": self.was, "now": self.now}
        forms = {
            "added": _("New: %(subject)s"),
            "removed": _("Removed: %(subject)s"),
            "moved": _("%(subject)s: the order"),
        }
        return forms[self.action] % {"subject": f"{subject} ({self.what})" if self.what else subject}


def sentences(old: dict, new: dict) -> list[str]:
    """What is different between two documents as they are stored, one sentence each."""
    return [str(change) for change in changes(ScoringDocument.from_json(old), ScoringDocument.from_json(new))]


def changes(old: ScoringDocument, new: ScoringDocument) -> list[Change]:
    return [
        *_behaviour(old.behaviour, new.behaviour),
        *_order(_("Behaviour rules"), old.behaviour, new.behaviour),
        *_groups(old.attribute_groups, new.attribute_groups),
        *_order(_("Attribute groups"), old.attribute_groups, new.attribute_groups),
        *_title_words(old.title_words, new.title_words),
    ]


def _pairs(old: Iterable, new: Iterable, key: Callable[[Any], Hashable]) -> Iterator[tuple]:
    """(old, new) of what is the same thing in both; None where it is missing. Equal keys are paired in their order."""
    before, after = _numbered(old, key), _numbered(new, key)
    for name in dict.fromkeys([*before, *after]):
        yield before.get(name), after.get(name)


def _numbered(items: Iterable, key) -> dict:
    found: dict = {}
    for item in items:
        name, number = key(item), 0
        while (name, number) in found:
            number += 1
        found[name, number] = item
    return found


def _behaviour(old: Iterable[BehaviourRule], new: Iterable[BehaviourRule]) -> Iterator[Change]:
    for before, after in _pairs(old, new, lambda rule: (rule.kind, rule.content_contains)):
        if before is None:
            yield Change("added", behaviour_name(after), _points(after))
        elif after is None:
            yield Change("removed", behaviour_name(before), _points(before))
        else:
            for name, label in BEHAVIOUR_LABELS.items():
                was, now = getattr(before, name), getattr(after, name)
                if was != now:
                    yield Change("changed", behaviour_name(after), str(label), _shown(was), _shown(now))


def _order(subject: str, old: Iterable, new: Iterable) -> Iterator[Change]:
    """Whether what is in both stands in another order; the order is for the reader and changes no score."""
    was, now = ([thing.id for thing in things if thing.id] for things in (old, new))
    if [name for name in was if name in now] != [name for name in now if name in was]:
        yield Change("moved", subject)


def _groups(old: Iterable[AttributeGroup], new: Iterable[AttributeGroup]) -> Iterator[Change]:
    for before, after in _pairs(old, new, lambda group: group.name):
        group = after or before
        if before is None or after is None:
            yield Change("added" if before is None else "removed", group_label(group))
        elif before.limit != after.limit:
            yield Change("changed", group_label(group), _("limit"), _shown(before.limit), _shown(after.limit))
        if before and after and before.pick != after.pick:
            yield Change("changed", group_label(group), "", str(PICKS[before.pick]), str(PICKS[after.pick]))
        yield from _rules(group_label(group), before.rules if before else (), after.rules if after else ())
        yield from _order(group_label(group), before.rules if before else (), after.rules if after else ())


def _rules(group: str, old: Iterable[AttributeRule], new: Iterable[AttributeRule]) -> Iterator[Change]:
    for before, after in _pairs(old, new, lambda rule: (rule.field, rule.operator, str(rule.value))):
        subject = _("%(group)s: %(condition)s") % {"group": group, "condition": condition_text(after or before)}
        if before is None:
            yield Change("added", subject, _points(after))
        elif after is None:
            yield Change("removed", subject, _points(before))
        elif before.points != after.points:
            yield Change("changed", subject, _("points"), _shown(before.points), _shown(after.points))


def _title_words(old: dict[str, int], new: dict[str, int]) -> Iterator[Change]:
    for word in dict.fromkeys([*old, *new]):
        was, now = old.get(word), new.get(word)
        subject = _("Title word “%(word)s”") % {"word": word}
        if was is None:
            yield Change("added", subject, _("rank %(rank)s") % {"rank": now})
        elif now is None:
            yield Change("removed", subject, _("rank %(rank)s") % {"rank": was})
        elif was != now:
            yield Change("changed", subject, _("rank"), _shown(was), _shown(now))


def _points(rule: BehaviourRule | AttributeRule) -> str:
    return _("%(points)s points") % {"points": rule.points}


def _shown(value) -> str:
    return _("none") if value is None else str(value)
