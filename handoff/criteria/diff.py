"""What differs between two criteria documents, in sentences."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from handoff.criteria.document import CriteriaDocument, Rule, Segment, Table
from handoff.criteria.sentences import (
    LADDERS,
    cooling_sentence,
    ladder_sentence,
    rule_sentence,
    segment_sentence,
    sla_sentence,
    threshold_sentence,
    window_sentence,
)
from handoff.words.values import profile_label
from leads import merging

NOTHING = Table("", {}, ())
Pair = tuple[int | None, int | None]  # place before, place after; None where there is none


@dataclass(frozen=True)
class Change:
    """before is "" for what was added, after for what was taken away."""

    before: str
    after: str


def changes(before: CriteriaDocument, after: CriteriaDocument) -> list[Change]:
    """In the order of the criteria page; empty when the two say the same."""
    return [
        *_tables(before, after),
        *_by_name(_numbers(before), _numbers(after)),
        *_segments(before.segments, after.segments),
    ]


def _tables(before: Table, after: Table) -> Iterator[Change]:
    if before.profile != after.profile and before.profile:
        yield Change(_profile_sentence(before), _profile_sentence(after))
    yield from _rules(before, after)
    yield from _by_name(_thresholds(before), _thresholds(after))
    yield from _by_name(_windows(before), _windows(after))
    if before.cooling_days != after.cooling_days:
        yield Change(
            cooling_sentence(before.cooling_days) if before.profile else "", cooling_sentence(after.cooling_days)
        )


def _profile_sentence(table: Table) -> str:
    return _("Profile: %(name)s") % {"name": profile_label(table.profile)}


def _rules(before: Table, after: Table) -> list[Change]:
    pairs = _pairs(before.rules, after.rules)
    moved = _moved(pairs)
    return [
        Change(
            _rule_words(before, old, numbered=(old, new) in moved),
            _rule_words(after, new, numbered=(old, new) in moved),
        )
        for old, new in pairs
        if (old, new) in moved or _at(before.rules, old) != _at(after.rules, new)
    ]


def _at(things: tuple, place: int | None):
    return None if place is None else things[place]


def _pairs(old: tuple, new: tuple) -> list[Pair]:
    """Which thing of one is which of the other, in the order of both: by id where there are ids, else by content."""
    both = _by_id(old, new) if any(each.id for each in (*old, *new)) else _by_content(old, new)
    gone = [(place, None) for place in range(len(old)) if place not in both.values()]
    kept = [(both.get(place), place) for place in range(len(new))]
    return sorted([*gone, *kept], key=lambda pair: (pair[0] if pair[1] is None else pair[1], pair[1] is not None))


def _by_id(old: tuple, new: tuple) -> dict[int, int]:
    """Place after → place before. What has no id is named after its place, as CriteriaDocument.named() does."""
    word = "segment" if isinstance((*old, *new)[0], Segment) else "rule"
    places = {each.id or f"{word}-{number}": number - 1 for number, each in enumerate(old, 1)}
    ids = [each.id or f"{word}-{number}" for number, each in enumerate(new, 1)]
    return {place: places[own] for place, own in enumerate(ids) if own in places}


def _by_content(old: tuple, new: tuple) -> dict[int, int]:
    """Equal ones first; of what is left, those of the same name."""
    matcher = SequenceMatcher(a=list(map(_shape, old)), b=list(map(_shape, new)), autojunk=False)
    both = {b + step: a + step for a, b, size in matcher.get_matching_blocks() for step in range(size)}
    left = {_name(each): place for place, each in reversed(list(enumerate(old))) if place not in both.values()}
    for place, each in enumerate(new):
        if place not in both and _name(each) in left:
            both[place] = left.pop(_name(each))
    return both


def _shape(thing: Rule | Segment) -> str:
    return repr(thing.to_json())


def _name(thing: Rule | Segment) -> str:
    return thing.name if isinstance(thing, Segment) else thing.outcome.reason


def _moved(pairs: list[Pair]) -> set[Pair]:
    """Those that changed places with others."""
    kept = [pair for pair in pairs if None not in pair]
    now = [old for old, _new in kept]
    places = merging.moved(sorted(now), now)
    return {pair for pair in kept if pair[0] in places}


def _rule_words(table: Table, place: int | None, *, numbered: bool) -> str:
    if place is None:
        return ""
    rule, notes = table.rules[place], []
    if not rule.active:
        notes.append(_("switched off"))
    if rule.outcome.flag == "target":
        notes.append(_("with approval") if rule.approval else _("without approval"))
        notes += [_("automatic")] if rule.automatic else []
    sentence = rule_sentence(rule, table)
    sentence = f"{sentence} [{' · '.join(notes)}]" if notes else sentence
    return _at_place(_("Rule %(number)s") % {"number": place + 1}, sentence) if numbered else sentence


def _at_place(place: str, sentence: str) -> str:
    return _("%(place)s: %(message)s") % {"place": place, "message": sentence}


def _segments(before: tuple[Segment, ...], after: tuple[Segment, ...]) -> Iterator[Change]:
    pairs = _pairs(before, after)
    moved = _moved(pairs)
    for old, new in pairs:
        numbered = (old, new) in moved
        gone, came = _segment_words(before, old, numbered=numbered), _segment_words(after, new, numbered=numbered)
        if gone != came:
            yield Change(gone, came)
        if new is not None:
            inside = _tables(NOTHING if old is None else before[old].table, after[new].table)
            yield from (_of_segment(change, after[new]) for change in inside)


def _segment_words(segments: tuple[Segment, ...], place: int | None, *, numbered: bool) -> str:
    if place is None:
        return ""
    sentence = segment_sentence(segments[place])
    return _at_place(_("Segment %(number)s") % {"number": place + 1}, sentence) if numbered else sentence


def _of_segment(change: Change, segment: Segment) -> Change:
    place = _("Segment “%(name)s”") % {"name": segment.name}
    words = {name: text and _at_place(place, text) for name, text in vars(change).items()}
    return replace(change, **words)


def _by_name(old: dict[str, str], new: dict[str, str]) -> list[Change]:
    names = list(old) + [name for name in new if name not in old]
    return [Change(old.get(name, ""), new.get(name, "")) for name in names if old.get(name, "") != new.get(name, "")]


def _thresholds(table: Table) -> dict[str, str]:
    return {name: threshold_sentence(name, value) for name, value in table.thresholds.items()}


def _windows(table: Table) -> dict[str, str]:
    return {window.id or f"{window.name} {window.start}": window_sentence(window) for window in table.windows}


def _numbers(document: CriteriaDocument) -> dict[str, str]:
    quota = _("Manual toss-ups a team and month: %(number)s") % {"number": document.quota}
    targets = {kind: sla_sentence(kind, target) for kind, target in document.sla.items()}
    ladders = {f"{kind} ladder": ladder_sentence(kind, document.ladder(kind)) for kind in LADDERS}
    return targets | ladders | {"quota": quota}
