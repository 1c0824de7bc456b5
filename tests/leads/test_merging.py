import copy

from hypothesis import given
from hypothesis import strategies as st

from leads.merging import MISSING, ORDER, Conflict, merge, same, with_value

values = st.one_of(st.none(), st.booleans(), st.integers(-3, 3), st.text("ab", max_size=2))
rules = st.lists(
    st.fixed_dictionaries(
        {"id": st.sampled_from("pqrstu")},
        optional={
            "points": values,
            "kinds": st.lists(values, max_size=2),
            "ages": st.dictionaries(st.sampled_from("xy"), values),
        },
    ),
    unique_by=lambda rule: rule["id"],
    max_size=6,
)
documents = st.fixed_dictionaries(
    {"rules": rules}, optional={"quota": values, "thresholds": st.dictionaries(st.sampled_from("abc"), values)}
)


def value_at(document, path: tuple[str, ...]):
    """What stands at a conflict's path, MISSING where nothing does."""
    for number, key in enumerate(path, 1):
        if isinstance(document, list):
            if key == ORDER and number == len(path):
                return [item["id"] for item in document]
            document = next((item for item in document if item["id"] == key), MISSING)
        else:
            document = document.get(key, MISSING) if isinstance(document, dict) else MISSING
    return document


def leaves(value, path=()):
    """Every path with its value; an item of a named list goes by its id."""
    if isinstance(value, dict):
        found = {}
        for key, child in value.items():
            found |= leaves(child, (*path, key))
        return found
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        found = {}
        for item in value:
            found |= leaves(item, (*path, item["id"]))
        return found
    return {path: value}


def ids(items):
    return [item["id"] for item in items]


@given(documents, documents)
def test_who_alone_changed_something_has_their_way(base, changed):
    for merged in (merge(base, changed, base), merge(base, base, changed), merge(base, changed, changed)):
        assert same(merged.document, changed)
        assert ids(merged.document["rules"]) == ids(changed["rules"])
        assert merged.conflicts == []


@given(documents, documents, documents)
def test_nothing_that_was_changed_is_lost(base, mine, theirs):
    merged = merge(base, mine, theirs)
    was, made, found = leaves(base), leaves(mine), leaves(merged.document)
    for path, value in made.items():
        if path in was and same(was[path], value):
            continue
        in_conflict = any(path[: len(each.path)] == each.path for each in merged.conflicts)
        assert in_conflict or (path in found and same(found[path], value)), path
    for path, value in leaves(theirs).items():
        if path not in was or not same(was[path], value):
            assert path in found and same(found[path], value), path


@given(documents, documents, documents)
def test_what_nobody_touched_stays_and_ids_stay_unique(base, mine, theirs):
    merged = merge(base, mine, theirs).document
    found, made, now = leaves(merged), leaves(mine), leaves(theirs)
    for path, value in leaves(base).items():
        if all(path in each and same(each[path], value) for each in (made, now)):
            assert same(found[path], value)
    assert len(set(ids(merged["rules"]))) == len(merged["rules"])
    assert set(found) <= set(leaves(base)) | set(made) | set(now)


@given(documents, documents, documents)
def test_both_sides_find_the_same_conflicts_and_otherwise_the_same_document(base, mine, theirs):
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    assert {each.path for each in one.conflicts} == {each.path for each in other.conflicts}
    if not one.conflicts:
        assert leaves(one.document) == leaves(other.document)


@given(documents, documents, documents)
def test_a_conflict_hands_all_three_values_back_and_either_can_be_chosen(base, mine, theirs):
    merged = merge(base, mine, theirs)
    for each in merged.conflicts:
        assert not same(each.mine, each.theirs)
        if each.path[-1] != ORDER:
            assert same(value_at(merged.document, each.path), each.theirs)
            chosen = with_value(merged.document, each.path, each.mine)
            assert same(value_at(chosen, each.path), each.mine)


@given(documents, documents, documents)
def test_merging_changes_none_of_its_arguments(base, mine, theirs):
    before = copy.deepcopy((base, mine, theirs))
    merge(base, mine, theirs)
    assert same(list(before), [base, mine, theirs])


def named(order: str, **points) -> list[dict]:
    return [{"id": key, "points": points.get(key, 0)} for key in order]


def merged_order(base: str, mine: str, theirs: str) -> str:
    merged = merge(named(base), named(mine), named(theirs))
    assert merged.conflicts == []
    return "".join(ids(merged.document))


def test_moves_additions_and_removals_of_two_people_are_put_together():
    assert merged_order("abcd", "bcda", "abcd") == "bcda"
    assert merged_order("abcd", "bcda", "abdxc") == "bdaxc"
    assert merged_order("abcd", "abxcd", "abycd") in ("abxycd", "abyxcd")
    assert merged_order("abcd", "abc", "abcde") == "abce"
    assert merged_order("abcd", "xabcd", "dabc") == "xdabc"
    assert merged_order("", "x", "y") in ("xy", "yx")


def test_two_who_move_the_same_rule_to_different_places_are_asked():
    merged = merge(named("abcd"), named("bcad"), named("bcda"))
    assert ids(merged.document) == list("bcda")
    assert merged.conflicts == [Conflict((ORDER,), list("abcd"), list("bcad"), list("bcda"))]
    assert ids(with_value(merged.document, (ORDER,), list("bcad"))) == list("bcad")


def test_a_rule_that_one_removed_and_the_other_edited_is_asked_about():
    merged = merge(named("ab"), named("b"), named("ab", a=5))
    assert merged.conflicts == [Conflict(("a",), {"id": "a", "points": 0}, MISSING, {"id": "a", "points": 5})]
    assert ids(merged.document) == ["a", "b"]
    merged = merge(named("ab"), named("ab", a=5), named("b"))
    assert ids(merged.document) == ["b"]
    assert ids(with_value(merged.document, ("a",), merged.conflicts[0].mine)) == ["b", "a"]


def test_one_is_not_true_and_null_is_not_missing():
    assert merge({"a": 1}, {"a": True}, {"a": 1}).document == {"a": True}
    assert merge({"a": 1}, {"a": True}, {"a": 1}).document["a"] is True
    assert merge({}, {"cap": None}, {}).document == {"cap": None}
    assert merge({"cap": None}, {}, {"cap": None}).document == {}
