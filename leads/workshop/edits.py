"""Edits of a scoring document as it is stored: each returns a new document. Rules and groups go by their ids.

LookupError: there is no such rule or group, for instance because somebody removed it.
"""

import copy
import secrets

NAMED = ("behaviour", "attribute_groups")


def thing_of(document: dict, name: str) -> dict:
    """The rule or group of that id."""
    found, place = _place(document, name)
    return found[place]


def changed(document: dict, name: str, fields: dict) -> dict:
    document = copy.deepcopy(document)
    found, place = _place(document, name)
    found[place] |= fields
    return document


def added(document: dict, where: str, thing: dict) -> tuple[dict, str]:
    """`where`: "behaviour", "attribute_groups", or the id of the group that gets a rule. Returns its new id too."""
    document = copy.deepcopy(document)
    found = document.setdefault(where, []) if where in NAMED else thing_of(document, where)["rules"]
    found.append(_with_new_ids(thing))
    return document, found[-1]["id"]


def copied(document: dict, name: str) -> tuple[dict, str]:
    """With a copy right behind the rule or group; returns the copy's id too."""
    document = copy.deepcopy(document)
    found, place = _place(document, name)
    found.insert(place + 1, _with_new_ids(found[place]))
    return document, found[place + 1]["id"]


def removed(document: dict, name: str) -> dict:
    document = copy.deepcopy(document)
    found, place = _place(document, name)
    del found[place]
    return document


def placed(document: dict, name: str, number: int) -> dict:
    """To another place among its like, counted from 1; what is beyond an end goes to that end."""
    document = copy.deepcopy(document)
    found, place = _place(document, name)
    thing = found.pop(place)
    found.insert(max(0, number - 1), thing)
    return document


def _lists(document: dict):
    yield document.get("behaviour", [])
    yield document.get("attribute_groups", [])
    for group in document.get("attribute_groups", []):
        yield group["rules"]


def _place(document: dict, name: str) -> tuple[list[dict], int]:
    for found in _lists(document):
        for place, thing in enumerate(found):
            if thing.get("id") == name:
                return found, place
    raise LookupError(name)


def _with_new_ids(thing: dict) -> dict:
    fresh = copy.deepcopy(thing) | {"id": secrets.token_hex(4)}
    if "rules" in fresh:
        fresh["rules"] = [rule | {"id": secrets.token_hex(4)} for rule in fresh["rules"]]
    return fresh
