"""The suggestions in sentences."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.frontier.grid import Grid
from feedback.frontier.number_words import percent, signed, with_interval
from feedback.frontier.suggestions import EARLY, FEWEST, KEPT, LATE, STRETCH, Goal, Reason, Suggestion
from feedback.frontier.sweep import Point, Swept
from feedback.frontier.tally import Tally
from feedback.rates import Rate
from handoff.criteria.thresholds import threshold_kind

TITLES = {
    Goal.FEWER: gettext_lazy("Fewer, but better"),
    Goal.MORE: gettext_lazy("Fewer missed chances"),
    Goal.BALANCE: gettext_lazy("Best balance"),
}
AIMS = {
    Goal.FEWER: gettext_lazy(
        "The highest conversion that still keeps %(kept)s %% of the opportunities that pass today."
    ),
    Goal.MORE: gettext_lazy(
        "The most opportunities within what the team can take;"
        " what is added converts no worse than the average past case."
    ),
    Goal.BALANCE: gettext_lazy(
        "The value at which the share of opportunities that pass exceeds that of the others by most (Youden's index)."
    ),
}
REASONS = {
    Reason.NONE: gettext_lazy("No other value does better on the earlier cases."),
    Reason.FULL: gettext_lazy("What passes today already takes all of the team's capacity."),
    Reason.FEW: gettext_lazy("Fewer than %(fewest)s cases would change sides: too few to conclude from."),
    Reason.CHANCE: gettext_lazy("The difference lies within the 95 %% intervals: it may be chance."),
    Reason.NOT_CONFIRMED: gettext_lazy("What looked better on the earlier cases is not confirmed by the later ones."),
}


@dataclass(frozen=True)
class Told:
    """A suggestion as the page shows it. headline: on the later cases; tried: what a change would have meant, or ""."""

    suggestion: Suggestion
    title: str
    headline: str
    aim: str
    why: list[str]
    tried: str

    @property
    def key(self) -> str:
        point = self.suggestion.point
        return ",".join(map(str, point.values)) if point else ""


def told(suggestion: Suggestion, swept: Swept, now: tuple[int, ...] | None, *, with_capacity: bool) -> Told:
    goal, point = suggestion.goal, suggestion.point
    sentence = headline(swept, point, now) if point else ""
    aim = str(AIMS[goal]) % {"kept": round(100 * KEPT)} if goal == Goal.FEWER else str(AIMS[goal])
    if goal == Goal.MORE and not with_capacity:
        aim = _(
            "The most opportunities at up to %(stretch)s times today's volume (nobody's capacity is set);"
            " what is added converts no worse than the average past case."
        ) % {"stretch": STRETCH}
    if point and suggestion.reason is None:
        return Told(suggestion, str(TITLES[goal]), sentence, aim, because(point, swept), "")
    reason = str(REASONS[suggestion.reason or Reason.NONE])
    why = reason % {"fewest": FEWEST} if suggestion.reason in (Reason.FEW, Reason.CHANCE) else reason
    return Told(suggestion, str(TITLES[goal]), _("No change"), aim, [why], sentence)


def headline(swept: Swept, point: Point, now: tuple[int, ...] | None) -> str:
    """「行動スコアを 100 → 85 にすると、週 +6 件、商談化率 31 % → 29 %、見逃し 9 件が対象に」, of the later cases."""
    before, after = swept.now(LATE), swept.figures(point, LATE)
    effects = [
        _("%(count)s a week") % {"count": signed((after.per_week or 0) - (before.per_week or 0))},
        _("conversion %(before)s → %(after)s")
        % {"before": percent(before.precision), "after": percent(after.precision)},
    ]
    gained, dropped = swept.gained(point, LATE).opportunities, swept.dropped(point, LATE).opportunities
    if gained:
        effects.append(_("%(count)s missed opportunities become targets") % {"count": gained})
    if dropped:
        effects.append(_("%(count)s opportunities are no longer targets") % {"count": dropped})
    parts = {"changes": changes(swept.grid, now, point.values), "effects": _(", ").join(effects)}
    return _("With %(changes)s: %(effects)s") % parts


def because(point: Point, swept: Swept) -> list[str]:
    """What the choice rests on: the earlier cases that would change sides."""
    gained, dropped = swept.gained(point, EARLY), swept.dropped(point, EARLY)
    sentences = []
    if gained.cases:
        enough = _("The %(cases)s earlier cases that come in were opportunities at %(rate)s.")
        sentences.append(_side(gained, enough, _("%(cases)s earlier cases come in: too few for a rate.")))
    if dropped.cases:
        enough = _("The %(cases)s earlier cases that go out were opportunities at %(rate)s.")
        sentences.append(_side(dropped, enough, _("%(cases)s earlier cases go out: too few for a rate.")))
    stays = swept.figures(point, EARLY).precision
    return [*sentences, _("All that pass then: %(rate)s.") % {"rate": with_interval(stays)}]


def _side(tally: Tally, enough: str, few: str) -> str:
    rate = Rate(tally.opportunities, tally.cases)
    return (enough if rate.is_conclusive else few) % {"cases": tally.cases, "rate": with_interval(rate)}


def changes(grid: Grid, before: tuple[int, ...] | None, after: tuple[int, ...]) -> str:
    """行動スコアを 100 → 85、属性スコアを 60 → 55: those that differ."""
    parts = []
    for place, name in enumerate(grid.names):
        if before is None:
            parts.append(_("%(threshold)s %(after)s") % {"threshold": subject(name), "after": after[place]})
        elif before[place] != after[place]:
            values = {"threshold": subject(name), "before": before[place], "after": after[place]}
            parts.append(_("%(threshold)s %(before)s → %(after)s") % values)
    return _(", ").join(parts)


def subject(name: str) -> str:
    kind = threshold_kind(name)
    return str(kind.subject or kind.label)


def split(swept: Swept) -> dict:
    """The two parts: how many cases, and until which day the earlier ones reach."""
    early, late = swept.now(EARLY).asked.cases, swept.now(LATE).asked.cases
    until = swept.periods[1][1] if swept.periods else None
    return {"early": early, "late": late, "until": date_format(localtime(until), "DATE_FORMAT") if until else ""}
