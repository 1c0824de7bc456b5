"""Rates and volumes as people write them."""

from django.utils.translation import gettext as _

from feedback.rates import Rate


def percent(found: Rate) -> str:
    return "–" if found.percent is None else _("%(percent)s %%") % {"percent": found.percent}


def interval(found: Rate) -> str:
    """The 95 % interval: 22–37 %; empty without a single case."""
    if found.percent is None:
        return ""
    return _("%(low)s–%(high)s %%") % {"low": found.low_percent, "high": found.high_percent}


def with_interval(found: Rate) -> str:
    """29 % (22–37 %)"""
    if found.percent is None:
        return "–"
    return _("%(percent)s (%(interval)s)") % {"percent": percent(found), "interval": interval(found)}


def signed(number: float) -> str:
    text = plain(abs(number))
    return f"{'±' if text == '0' else '+' if number > 0 else '−'}{text}"


def plain(number: float) -> str:
    """Whole from ten on, else with one decimal where there is one."""
    return f"{number:.0f}" if abs(number) >= 10 else f"{number:.1f}".removesuffix(".0")
