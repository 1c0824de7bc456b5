"""A choice as its event keeps it: plain JSON with the names and numbers of that moment."""

from typing import Any

from handoff.assignment.choice import Candidate, Choice

MOST_AGAINST = 30  # of a very large team the rest is counted


def record(choice: Choice) -> dict[str, Any]:
    """What words.py tells again: who by which step, and of each other the step and the number that decided."""
    need, person = choice.need, choice.person
    kept: dict[str, Any] = {"why": choice.why, "against": _against(choice)}
    if person:
        kept |= {"person": person.name, "open": choice.open}
        if person.capacity is not None:
            kept |= {"taken": choice.taken, "capacity": person.capacity}
    if need.territory:
        kept |= {"territory": need.territory.name, "outside": choice.outside}
    if need.skills:
        kept |= {"skills": [each.name for each in need.skills], "unskilled": choice.unskilled}
    if choice.drawn:
        kept |= {"seed": need.seed, "drawn": choice.drawn}
    if len(choice.against) > MOST_AGAINST:
        kept["more"] = len(choice.against) - MOST_AGAINST
    return kept


def _against(choice: Choice) -> list[dict[str, Any]]:
    """Those first who came closest."""
    return [_left_out(each, step, choice) for each, step in reversed(choice.against[-MOST_AGAINST:])]


def _left_out(candidate: Candidate, step: str, choice: Choice) -> dict[str, Any]:
    facts: dict[str, Any] = {"person": candidate.name, "why": step}
    if step == "fewest_deals":
        facts["open"] = candidate.load
    elif step == "full":
        facts |= {"taken": candidate.taken, "capacity": candidate.capacity}
    elif step == "skill":
        facts["lacks"] = [each.name for each in choice.need.skills if each.pk not in candidate.rules]
    elif step == "longest_ago" and candidate.last_at and not candidate.turn:
        facts["last"] = candidate.last_at.isoformat()
    return facts
