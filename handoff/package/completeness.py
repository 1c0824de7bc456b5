"""How complete a hand-over package is."""

from collections.abc import Mapping


def completeness(document: dict, points: Mapping[str, int]) -> tuple[int, list[str]]:
    """How much of what sales wants to know is there, 0–100 rounded down, and the names in `points` of what is not.

    points: how much each thing counts; with 0 it is not asked for.
    """
    asked = [name for name, each in points.items() if each]
    known = _known(document)
    whole, there = sum(points.values()), sum(points[name] for name in asked if name in known)
    return 100 * there // whole if whole else 100, [name for name in asked if name not in known]


def _known(document: dict) -> set[str]:
    hearing = document["hearing"]
    answers = hearing["answers"] if hearing else {}
    known = {name for name, answer in answers.items() if answer and answer != "not_yet_known"}
    known |= {name for name in ("phone", "title") if document["lead"][name]}
    known |= {name for name in ("key_people", "next_step") if document[name]}
    if hearing and not hearing["unanswered"]:
        known.add("required_questions")
    if any(contact["result"] == "connected" for contact in document["contacts"]):
        known.add("talked")
    if document["comment"].strip():
        known.add("comment")
    return known
