"""Three suggestions: chosen on the earlier 70 % of the cases, reported on the later 30 %, or "no change" and why.

fewer   sales gets less, and what it gets comes to more: the highest conversion that keeps four fifths of them
more    fewer missed chances: the most opportunities that the team has time for, of cases no worse than the average
balance the value where the share of the opportunities that pass exceeds that of the rest by most (Youden's index)
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from feedback.frontier.sweep import Point, Swept
from feedback.frontier.tally import Figures, Tally
from feedback.rates import FEWEST, Rate

KEPT = 0.8  # of today's opportunities, however much better the rest would be
STRETCH = 1.5  # of today's volume, where nobody has said what the team can take
EARLY, LATE = True, False


class Goal(StrEnum):
    FEWER = "fewer"
    MORE = "more"
    BALANCE = "balance"


class Refusal(StrEnum):
    """Why nothing at all is suggested."""

    UNDATED = "undated"
    FEW = "few"


class Reason(StrEnum):
    """Why nothing should change."""

    NONE = "none"  # no value serves the goal better
    FULL = "full"  # today's volume is already all the team can take
    FEW = "few"  # too few cases would change sides
    CHANCE = "chance"  # the difference may be chance
    NOT_CONFIRMED = "not confirmed"  # it looked better on the earlier cases, not on the later ones


@dataclass(frozen=True)
class Suggestion:
    """point: what to change to, also when the later cases do not confirm it. reason: why to change nothing, or None."""

    goal: Goal
    point: Point | None = None
    reason: Reason | None = None

    @property
    def is_change(self) -> bool:
        return self.reason is None


def refusal(swept: Swept) -> Refusal | None:
    if not swept.dated:
        return Refusal.UNDATED
    parts = (swept.now(EARLY).asked.cases, swept.now(LATE).asked.cases)
    return Refusal.FEW if min(parts) < FEWEST else None


def suggestions(swept: Swept, capacity: float | None) -> list[Suggestion]:
    """One for each goal; none when the cases do not allow any (see refusal). capacity: toss-ups a week, None: unset."""
    if refusal(swept):
        return []
    return [_fewer(swept), _more(swept, capacity), _balance(swept)]


def limit(swept: Swept, capacity: float | None) -> float:
    """The volume a week that "more" may reach on the earlier cases."""
    return capacity if capacity is not None else STRETCH * (swept.now(EARLY).per_week or 0)


def _fewer(swept: Swept) -> Suggestion:
    now = swept.now(EARLY)
    wanted = [
        point
        for point, found in _early(swept)
        if FEWEST <= found.passed.cases < now.passed.cases
        and found.passed.opportunities >= KEPT * now.passed.opportunities
        and _value(found.precision) > _value(now.precision)
    ]

    def clearly_better(point: Point) -> bool:
        return _rate(swept.dropped(point, EARLY)).high < swept.figures(point, EARLY).precision.low

    def merit(point: Point) -> tuple:
        found = swept.figures(point, EARLY)
        return _value(found.precision), found.passed.opportunities

    confirmed = _confirmed(swept, lambda found, now: _value(found.precision) > _value(now.precision))
    return _chosen(Goal.FEWER, wanted, lambda point: swept.dropped(point, EARLY), clearly_better, merit, confirmed)


def _more(swept: Swept, capacity: float | None) -> Suggestion:
    now, most, base = swept.now(EARLY), limit(swept, capacity), _base(swept)
    if capacity is not None and (now.per_week or 0) >= capacity:
        return Suggestion(Goal.MORE, reason=Reason.FULL)
    wanted = [
        point
        for point, found in _early(swept)
        if found.passed.opportunities > now.passed.opportunities
        and (found.per_week or 0) <= most
        and _value(_rate(swept.gained(point, EARLY))) >= base
    ]

    def not_clearly_worse(point: Point, part: bool = EARLY) -> bool:
        return _rate(swept.gained(point, part)).high >= swept.now(part).precision.low

    def merit(point: Point) -> tuple:
        found = swept.figures(point, EARLY)
        return found.passed.opportunities, -found.passed.cases

    def confirmed(point: Point) -> bool:
        brings_more = swept.gained(point, LATE).opportunities > swept.dropped(point, LATE).opportunities
        return brings_more and not_clearly_worse(point, LATE)

    return _chosen(Goal.MORE, wanted, lambda point: swept.gained(point, EARLY), not_clearly_worse, merit, confirmed)


def _balance(swept: Swept) -> Suggestion:
    now = swept.now(EARLY)
    wanted = [point for point, found in _early(swept) if found.passed.cases >= FEWEST and balance(found) > balance(now)]
    base = _base(swept)

    def clearly_better(point: Point) -> bool:
        """What comes in is clearly above the average of all cases, what goes out clearly below it."""
        gained, dropped = _rate(swept.gained(point, EARLY)), _rate(swept.dropped(point, EARLY))
        return (gained.low > base or not gained.is_conclusive) and (dropped.high < base or not dropped.is_conclusive)

    def changed(point: Point) -> Tally:
        return max(swept.gained(point, EARLY), swept.dropped(point, EARLY), key=lambda tally: tally.cases)

    confirmed = _confirmed(swept, lambda found, now: balance(found) > balance(now))
    return _chosen(
        Goal.BALANCE, wanted, changed, clearly_better, lambda point: balance(swept.figures(point, EARLY)), confirmed
    )


def balance(figures: Figures) -> float:
    """Youden's index: the share of the opportunities that pass less the share of the other cases that do, -1 to 1."""
    others = figures.asked.cases - figures.asked.opportunities
    passed_others = figures.passed.cases - figures.passed.opportunities
    return _value(figures.capture) - (passed_others / others if others else 0)


def _chosen(
    goal: Goal,
    wanted: list[Point],
    changed: Callable[[Point], Tally],
    clear: Callable[[Point], bool],
    merit: Callable,
    confirmed: Callable[[Point], bool],
) -> Suggestion:
    """The best of those whose difference is more than chance; else why nothing should change."""
    if not wanted:
        return Suggestion(goal, reason=Reason.NONE)
    enough = [point for point in wanted if changed(point).cases >= FEWEST]
    if not enough:
        return Suggestion(goal, reason=Reason.FEW)
    sure = [point for point in enough if clear(point)]
    if not sure:
        return Suggestion(goal, reason=Reason.CHANCE)
    best = max(sure, key=merit)
    return Suggestion(goal, best, None if confirmed(best) else Reason.NOT_CONFIRMED)


def _base(swept: Swept) -> float:
    """What the average earlier case came to."""
    return _value(_rate(swept.now(EARLY).asked))


def _early(swept: Swept) -> Iterable[tuple[Point, Figures]]:
    return ((point, swept.figures(point, EARLY)) for point in swept.points)


def _confirmed(swept: Swept, better: Callable[[Figures, Figures], bool]) -> Callable[[Point], bool]:
    return lambda point: better(swept.figures(point, LATE), swept.now(LATE))


def _rate(tally: Tally) -> Rate:
    return Rate(tally.opportunities, tally.cases)


def _value(rate: Rate) -> float:
    return rate.value or 0
