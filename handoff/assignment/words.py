"""A recorded choice in sentences, in the reader's language."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from handoff.words.moments import moment_words
from handoff.words.values import listed


@dataclass(frozen=True)
class Why:
    """chosen: who, or "". reasons: for them, or why nobody. against: (person, reason) of everybody else."""

    chosen: str
    reasons: list[str]
    against: list[tuple[str, str]]
    more: int = 0


def why(kept: dict[str, Any]) -> Why:
    """All that an event has kept of a choice."""
    reasons = in_detail(kept) if kept.get("person") else [nobody_words(kept)]
    against = [(each["person"], against_words(each, kept)) for each in kept.get("against", [])]
    return Why(kept.get("person", ""), reasons, against, kept.get("more", 0))


def in_words(kept: dict[str, Any]) -> str:
    """The reason for the person in a few words."""
    match kept["why"]:
        case "proposed":
            return _("proposed by inside sales (open deals: %(open)s)") % kept
        case "account_owner":
            return _("account owner of the company")
    parts = []
    if kept.get("territory") and not kept["outside"]:
        parts.append(_("territory “%(territory)s”") % kept)
    if kept.get("skills") and not kept["unskilled"]:
        parts.append(_("skill “%(skills)s”") % {"skills": listed(kept["skills"])})
    if kept["why"] in ("fewest_deals", "longest_ago", "lot"):
        parts.append(_("fewest open deals: %(open)s") % kept)
    else:
        parts.append(_("open deals: %(open)s") % kept)
    return " · ".join(parts)


def in_detail(kept: dict[str, Any]) -> list[str]:
    """Each step that spoke for the person, as a sentence."""
    if kept["why"] == "proposed":
        return [_("Inside sales proposed this salesperson.")]
    if kept["why"] == "account_owner":
        return [_("This salesperson is the account owner of the company.")]
    return [
        *_of_territory(kept),
        *_of_skills(kept),
        *_of_capacity(kept),
        *_of_load(kept),
    ]


def _of_territory(kept) -> list[str]:
    if not kept.get("territory"):
        return []
    if kept["outside"]:
        return [_("Nobody of the territory “%(territory)s” can take it now.") % kept]
    return [_("The lead belongs to the territory “%(territory)s”.") % kept]


def _of_skills(kept) -> list[str]:
    if not kept.get("skills"):
        return []
    facts = {"skills": listed(kept["skills"])}
    if kept["unskilled"]:
        return [_("The lead asks for “%(skills)s”, but nobody who can take it has all of that.") % facts]
    return [_("The lead asks for “%(skills)s”.") % facts]


def _of_capacity(kept) -> list[str]:
    return [_("Has taken %(taken)s of %(capacity)s this week.") % kept] if "capacity" in kept else []


def _of_load(kept) -> list[str]:
    if kept["why"] not in ("fewest_deals", "longest_ago", "lot"):
        return [_("Nobody else is left; open deals: %(open)s.") % kept]
    sentences = [_("Has the fewest open deals: %(open)s.") % kept]
    if kept["why"] == "longest_ago":
        sentences.append(_("Of those with as many, was given one longest ago."))
    if kept["why"] == "lot":
        sentences.append(_("The lot decided between %(drawn)s people (number of the draw: %(seed)s).") % kept)
    return sentences


def against_words(each: dict[str, Any], kept: dict[str, Any]) -> str:
    """Why one of the others was not chosen."""
    match each["why"]:
        case "away":
            return _("away")
        case "proposed":
            return _("inside sales proposed somebody else")
        case "account_owner":
            return _("not the account owner")
        case "other_team":
            return _("of another team")
        case "full":
            return _("has had a week's worth: %(taken)s of %(capacity)s") % each
        case "territory":
            return _("not of the territory “%(territory)s”") % kept
        case "skill":
            return _("without “%(skills)s”") % {"skills": listed(each["lacks"])}
        case "fewest_deals":
            return _("more open deals: %(open)s") % each
        case "longest_ago" if each.get("last"):
            last = moment_words(dt.datetime.fromisoformat(each["last"]))
            return _("was given one later: %(last)s") % {"last": last}
        case "longest_ago":
            return _("was given one later")
        case _:
            return _("not drawn")


def nobody_words(kept: dict[str, Any]) -> str:
    """Why nobody can take it: the last step after which nobody was left."""
    match nobody_step(kept):
        case "none":
            return _("The team has no salesperson.")
        case "away":
            return _("Every salesperson of the team is away.")
        case "full":
            return _("Everybody who is here has had a week's worth.")
        case "territory":
            return _("Nobody of the territory “%(territory)s” can take it now.") % kept
        case _:
            return _("Nobody who can take it has “%(skills)s”.") % {"skills": listed(kept["skills"])}


def nobody_step(kept: dict[str, Any]) -> str:
    """none, away, full, territory or skill: what has to change for somebody to be found."""
    steps = {each["why"] for each in kept["against"]}
    return next((step for step in ("skill", "territory", "full", "away") if step in steps), "none")
