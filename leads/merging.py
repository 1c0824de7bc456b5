"""Three-way merge of JSON documents: what two people changed apart from each other, put together."""

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Any

ORDER = "order"  # ends the path of a conflict about the order of a list; its values are lists of ids


class Missing:
    """Not there: before something was added, or after it was removed. Unlike None, which is a value."""

    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> bool:
        return False


MISSING = Missing()


@dataclass(frozen=True)
class Conflict:
    """Both changed the same thing. path: keys of dicts and ids of list items, from the root; values may be MISSING."""

    path: tuple[str, ...]
    base: Any
    mine: Any
    theirs: Any


@dataclass
class Merged:
    """Where there is a conflict the document holds their value."""

    document: Any
    conflicts: list[Conflict] = field(default_factory=list)


def merge(base: Any, mine: Any, theirs: Any) -> Merged:
    """Both changes since base. Dicts are merged by key, lists of dicts that all have an "id" by id and order.

    Everything else is one value: who alone changed it decides; if both did, and differently, it is a conflict.
    """
    merged = Merged(None)
    merged.document = _value((), base, mine, theirs, merged.conflicts)
    return merged


def with_value(document: Any, path: tuple[str, ...], value: Any) -> Any:
    """A copy with another value at a conflict's path; MISSING removes it. KeyError where the path leads nowhere."""
    if not path:
        return value
    key, rest = path[0], path[1:]
    if isinstance(document, list):
        return _with_item(document, key, rest, value)
    if not isinstance(document, dict) or (rest and key not in document):
        raise KeyError(key)
    changed = with_value(document[key], rest, value) if rest else value
    return {k: v for k, v in document.items() if k != key} | ({} if changed is MISSING else {key: changed})


def _with_item(items: list, key: str, rest: tuple[str, ...], value: Any) -> list:
    if key == ORDER and not rest:
        places = {name: place for place, name in enumerate(value)}
        return sorted(items, key=lambda item: places.get(_id(item), len(places)))
    found = next((item for item in items if _id(item) == key), MISSING)
    if found is MISSING:
        if rest:
            raise KeyError(key)
        return items if value is MISSING else [*items, value]
    changed = with_value(found, rest, value)
    return [changed if item is found else item for item in items if item is not found or changed is not MISSING]


def _value(path, base, mine, theirs, conflicts: list[Conflict]) -> Any:
    if same(mine, theirs) or same(mine, base):
        return theirs
    if same(theirs, base):
        return mine
    if isinstance(mine, dict) and isinstance(theirs, dict):
        return _dict(path, base if isinstance(base, dict) else {}, mine, theirs, conflicts)
    if _is_named(mine) and _is_named(theirs):
        return _list(path, base if _is_named(base) else [], mine, theirs, conflicts)
    conflicts.append(Conflict(path, base, mine, theirs))
    return theirs


def same(one: Any, other: Any) -> bool:
    """Equal as JSON: unlike Python's 1 == True, and dicts without regard to the order of their keys."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and one == other


def _dict(path, base: dict, mine: dict, theirs: dict, conflicts: list[Conflict]) -> dict:
    found = {}
    for key in dict.fromkeys([*theirs, *mine]):
        was, ours, now = (each.get(key, MISSING) for each in (base, mine, theirs))
        value = _value((*path, key), was, ours, now, conflicts)
        if value is not MISSING:
            found[key] = value
    return found


def _list(path, base: list, mine: list, theirs: list, conflicts: list[Conflict]) -> list:
    was, ours, now = ({item["id"]: item for item in items} for items in (base, mine, theirs))
    found = _dict(path, was, ours, now, conflicts)
    return [found[key] for key in _order(path, list(was), list(ours), list(now), found, conflicts)]


def _order(path, base: list, mine: list, theirs: list, kept: dict, conflicts: list[Conflict]) -> list:
    """Their order, with what I added or moved put behind what stands before it in mine."""
    by_me, by_them = moved(base, mine), moved(base, theirs)
    common = [key for key in base if key in mine and key in theirs]
    if by_me & by_them and [key for key in mine if key in common] != [key for key in theirs if key in common]:
        conflicts.append(Conflict((*path, ORDER), base, mine, theirs))
        by_me = set()
    order = [key for key in theirs if key in kept]
    for place, key in enumerate(mine):
        if key in kept and (key in by_me or key not in order):
            order = [other for other in order if other != key]
            before = next((other for other in reversed(mine[:place]) if other in order), None)
            order.insert(order.index(before) + 1 if before is not None else 0, key)
    return order


def moved(base: list, now: list) -> set:
    """The fewest items that were moved to turn one order into the other: all but a longest run that kept its order."""
    places = {key: place for place, key in enumerate(base)}
    kept = [key for key in now if key in places]
    ends: list[int] = []  # smallest last place of a run of each length
    length_at = []
    for key in kept:
        length = bisect_left(ends, places[key])
        ends[length : length + 1] = [places[key]]
        length_at.append(length)
    others, wanted = set(kept), len(ends) - 1
    for key, length in zip(reversed(kept), reversed(length_at), strict=True):
        if length == wanted:
            others.discard(key)
            wanted -= 1
    return others


def _is_named(value: Any) -> bool:
    """A list whose items can be told apart by their ids."""
    if not isinstance(value, list):
        return False
    ids = [_id(item) for item in value]
    return all(isinstance(key, str) and key for key in ids) and len(set(ids)) == len(ids)


def _id(item: Any) -> Any:
    return item.get("id") if isinstance(item, dict) else None
