"""Decisions about a lead that people take themselves, and that the criteria have a rule for."""

from collections import Counter

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from handoff.exceptions.days import month_of
from handoff.models.criteria import CriteriaVersion, Verdict
from handoff.models.event import Event
from handoff.models.exception_routes import QuotaGrant
from handoff.models.member import Team
from handoff.transition import Lost
from leads.people import full_name


class Refused(Lost):
    """The criteria or the quota do not allow it. Nothing was written."""


class Discretion(models.Model):
    """A person decided that this lead is for sales (small profile, rule 2). The reason text is required."""

    lead = models.OneToOneField("leads.Lead", models.CASCADE, related_name="discretion")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    reason = models.TextField(_("reason"))
    at = models.DateTimeField()

    @classmethod
    @transaction.atomic
    def use(cls, lead, *, by, reason: str, at) -> "Discretion":
        """Decide that the lead is for sales. Raises Refused when it already was, or when another rule decides."""
        decision = _only_once(cls, lead, by=by, reason=reason, at=at)
        Event.record(Event.Kind.DISCRETION_USED, at=at, actor=by, lead=lead, data={"comment": reason})
        _must_decide(lead, "discretion", at)
        return decision


class SalesRequest(models.Model):
    """A salesperson asked for this lead within the team's monthly quota (large profile, rule 6)."""

    lead = models.OneToOneField("leads.Lead", models.CASCADE, related_name="sales_request")
    team = models.ForeignKey("handoff.Team", models.PROTECT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    reason = models.TextField(_("reason"))
    at = models.DateTimeField()

    @classmethod
    @transaction.atomic
    def ask(cls, lead, *, team: Team, by, reason: str, at) -> "SalesRequest":
        """Ask for the lead. Raises Refused when nothing is left this month, or when it would change nothing."""
        Team.objects.select_for_update(no_key=True).get(pk=team.pk)  # two at once cannot both take the last one
        quota, used = cls.quota(team, at), cls.used(team, at)
        if len(used) >= quota:
            raise Refused(used_up(quota, used))
        request = _only_once(cls, lead, team=team, by=by, reason=reason, at=at)
        Event.record(Event.Kind.SALES_REQUESTED, at=at, actor=by, lead=lead, data={"comment": reason})
        _must_decide(lead, "requested_by_sales", at)
        return request

    @classmethod
    def quota(cls, team: Team, at) -> int:
        """What the team may ask for in the calendar month of `at`: what the criteria give, and what was granted."""
        return CriteriaVersion.active().parsed.quota + QuotaGrant.granted(team, at)

    @classmethod
    def used(cls, team: Team, at) -> list["SalesRequest"]:
        """The team's requests of the calendar month of `at`."""
        first, next_first = month_of(at)
        return list(cls.objects.filter(team=team, at__gte=first, at__lt=next_first).select_related("by").order_by("at"))


def _only_once(model, lead, **fields):
    try:
        with transaction.atomic():
            return model.objects.create(lead=lead, **fields)
    except IntegrityError:
        earlier = model.objects.select_related("by").get(lead=lead)
        text = gettext("%(person)s has already decided this: %(reason)s")
        raise Refused(text % {"person": full_name(earlier.by), "reason": earlier.reason}) from None


def _must_decide(lead, field: str, at) -> None:
    """Judge again; refuse, and so undo it all, when another rule decides whatever a person says."""
    from handoff.judging.verdicts import rejudge
    from handoff.words.values import reason_label

    rejudge(lead, at)
    verdict = Verdict.objects.select_related("criteria").get(lead=lead)
    rule = verdict.criteria.parsed.rule_at(verdict.rule)
    if rule is None or not rule.uses(field):
        text = gettext(
            "Another rule decides about this lead (%(reason)s). It was not recorded: it would change nothing."
        )
        raise Refused(text % {"reason": reason_label(verdict.reason)})


def used_up(quota: int, used: list[SalesRequest]) -> str:
    """Why there is nothing left, and what can be done about it."""
    if not used:
        return gettext("The criteria give no manual toss-ups (0 a team and month). An admin may grant some.")
    text = gettext(
        "None of this month's %(quota)s manual toss-ups is left. Used by: %(people)s. An admin may grant more."
    )
    return text % {"quota": quota, "people": users(used)}


def users(used: list[SalesRequest]) -> str:
    """Who used how many, those with the most first."""
    people = Counter(full_name(request.by) for request in used)
    return pgettext("between the items of a list", ", ").join(
        gettext("%(person)s (%(count)s)") % {"person": person, "count": count} for person, count in people.most_common()
    )
