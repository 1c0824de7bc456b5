"""Everything the lead page shows, and what the person who looks may do."""

import datetime as dt
import uuid
from functools import cached_property

from django.db.models import Count, FilteredRelation, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from handoff import access
from handoff.deadlines.business_days import Calendar
from handoff.deadlines.calendars import request_calendars
from handoff.exceptions.pages import MAY_CHANGE
from handoff.exceptions.strategic_page import of_leads
from handoff.forms.contact import ContactForm
from handoff.forms.disposition import DispositionForm
from handoff.forms.snooze import SnoozeForm
from handoff.hearings.panel import HearingPanel
from handoff.in_hand.dispositions import DisqualifyReason, NurtureReason, reason_text
from handoff.in_hand.lease import lease_end
from handoff.in_hand.presence import look
from handoff.lead_page import timeline
from handoff.lead_page.decisions import LeadDecisions, lead_decisions
from handoff.models import Clock, Draft, Handoff, HearingTemplate, QueueEntry, StrategicTarget
from leads.models import Lead
from leads.roles import Role, has_role

OPEN_PROMISE = Q(clocks__kind=Clock.Kind.FIRST_RESPONSE, clocks__stopped_at=None)
CAME_BACK = (Handoff.State.RETURNED, Handoff.State.SENT_BACK)


def leads_with_page(user):
    """Leads with what the top of their page shows."""
    parts = (
        "company",
        "score",
        "verdict__criteria",
        "hearing__saved_by",
        "hearing__template",
        "discretion__by",
        "sales_request__by",
    )
    handoffs = Handoff.objects.filter(lead=OuterRef("pk")).exclude(state__in=CAME_BACK).order_by("-pk").values("pk")
    others = Lead.objects.filter(company=OuterRef("company")).exclude(pk=OuterRef("pk")).order_by().values("company")
    return access.leads(user).select_related(*parts).annotate(
        colleague_count=Subquery(others.annotate(size=Count("pk")).values("size")),
        handoff_pk=Subquery(handoffs[:1]), strategic_pk=Subquery(of_leads(timezone.localdate()).values("pk")[:1]),
        template_pk=Subquery(HearingTemplate.objects.order_by("-number").values("pk")[:1]),
    )  # fmt: skip


class LeadPage:
    """Made for one request. `forms` are bound ones that came back with errors, by name."""

    unsaved: list[tuple[str, str]] = []  # what somebody typed and lost a race with: label and words

    def __init__(self, request, lead: Lead, *, now, entry: QueueEntry | None = None, forms: dict | None = None):
        self.request, self.user, self.lead, self.now = request, request.user, lead, now
        self._entry, self.forms = entry, forms or {}

    @cached_property
    def entry(self) -> QueueEntry | None:
        """The open queue entry, else the latest one."""
        if self._entry:
            return self._entry
        parts = ("owner", "team__queue_rules", "returned_from__decided_by", "returned_from__assignee", "promise")
        entries = self.lead.queue_entries.annotate(promise=FilteredRelation("clocks", condition=OPEN_PROMISE))
        return entries.select_related(*parts).order_by("-pk").first()

    @cached_property
    def promise(self) -> Clock | None:
        """The first response that the open entry waits for."""
        if self._entry is None:
            return getattr(self.entry, "promise", None)  # came with it
        return self._entry.clocks.filter(kind=Clock.Kind.FIRST_RESPONSE, stopped_at=None).first()

    @cached_property
    def handoff(self) -> Handoff | None:
        """The latest toss-up that did not come back."""
        pk = vars(self.lead)["handoff_pk"]  # from leads_with_page
        return Handoff.objects.select_related("assignee").get(pk=pk) if pk else None

    @cached_property
    def is_in_team(self) -> bool:
        if self.entry is None or has_role(self.user, Role.ADMIN):
            return True
        membership = access.member(self.user)
        return membership is not None and membership.team_id == self.entry.team_id

    @property
    def state(self) -> str:
        """Of the entry; "" for a lead that was never in the queue."""
        return self.entry.state if self.entry else ""

    @property
    def may_act(self) -> bool:
        """A rep on an entry of the own team that nobody else has."""
        own = self.entry is not None and self.entry.is_owned_by(self.user)
        return (own or self.state == QueueEntry.State.WAITING) and self.is_rep_here

    @property
    def is_rep_here(self) -> bool:
        return has_role(self.user, Role.IS_REP) and self.is_in_team

    @property
    def may_hear(self) -> bool:
        """A rep; while the lead stands in the queue, only on an entry one may act on."""
        return self.may_act if self.entry and self.entry.is_open else has_role(self.user, Role.IS_REP)

    @property
    def may_claim(self) -> bool:
        return self.may_act and self.state == QueueEntry.State.WAITING

    @property
    def is_mine(self) -> bool:
        return self.may_act and self.state == QueueEntry.State.CLAIMED

    @property
    def may_release(self) -> bool:
        """The owner; a manager of the team for anybody."""
        by_manager = self.is_in_team and has_role(self.user, Role.SALES_MANAGER)
        return self.is_mine or (self.state == QueueEntry.State.CLAIMED and by_manager)

    @property
    def may_undo(self) -> bool:
        return bool(self.entry and self.is_rep_here and self.entry.can_undo(self.user, self.now))

    @property
    def is_snoozed(self) -> bool:
        return bool(self.entry and self.entry.is_snoozed(self.now))

    @property
    def is_to_call(self) -> bool:
        return bool(self.entry and self.entry.is_to_call(self.now))

    @property
    def disposition_reason(self) -> str:
        return reason_text(self.entry.disposition, self.entry.disposition_reason) if self.entry else ""

    @cached_property
    def verdict(self):
        return getattr(self.lead, "verdict", None)

    @cached_property
    def trace(self):
        return self.verdict.trace() if self.verdict else None

    @cached_property
    def strategic(self) -> StrategicTarget | None:
        """The running target that gives the lead its tag."""
        pk = vars(self.lead)["strategic_pk"]  # from leads_with_page
        return StrategicTarget.objects.with_people().get(pk=pk) if pk else None

    @property
    def may_target(self) -> bool:
        return has_role(self.user, *MAY_CHANGE)

    @cached_property
    def decisions(self) -> LeadDecisions:
        """What this person may decide about the verdict."""
        if self.verdict is None:
            return LeadDecisions()
        return lead_decisions(self.user, self.lead, self.verdict.criteria, self.now)

    @property
    def score(self):
        return getattr(self.lead, "score", None)

    @cached_property
    def thresholds(self) -> dict[str, int]:
        """Those of the table that judged."""
        return self.verdict.criteria.parsed.table_of(self.verdict.segment).thresholds if self.verdict else {}

    @property
    def behaviour_goal(self) -> int | None:
        return self.thresholds.get("behaviour_min")

    @property
    def attribute_goal(self) -> int | None:
        return self.thresholds.get("attribute_min")

    @property
    def behaviour_scale(self) -> int:
        """What fills the bar: there is no highest behaviour score."""
        return max(100, 2 * (self.behaviour_goal or 0), self.score.behaviour_score)

    @property
    def address(self) -> str:
        """The page that the person sees, to come back to."""
        if self.request.method == "GET":
            return self.request.get_full_path()
        path = self.request.htmx.current_url_abs_path if self.request.htmx else ""
        return path or reverse("lead", args=[self.lead.pk])

    @cached_property
    def hearing_panel(self) -> HearingPanel:
        return HearingPanel(self)

    @cached_property
    def drafts(self) -> dict[str, Draft]:
        return {draft.form: draft for draft in Draft.objects.filter(user=self.user, lead=self.lead)}

    @cached_property
    def calendar(self) -> Calendar:
        return request_calendars(self.request).of_team(self.entry.team_id if self.entry else None)

    @cached_property
    def lease_end(self) -> dt.datetime | None:
        """When the entry goes back to the team if its owner does nothing more on it."""
        if self.entry is None:
            return None
        typed_at = [draft.saved_at for draft in self.drafts.values()] if self.is_mine else []
        return lease_end(self.entry, self.calendar, typed_at)

    @cached_property
    def looking(self) -> list[str]:
        """The names of the others who have this lead open. Asking says that oneself has, too."""
        return look(self.user, self.lead.pk, self.now)

    @cached_property
    def contact_form(self) -> ContactForm:
        fresh = {"channel": "call", "at": timezone.localtime(self.now), "key": uuid.uuid4()}
        draft = self.drafts.get("contact")
        initial = fresh | (draft.values if draft else {})
        return self.forms.get("contact") or ContactForm(calendar=self.calendar, initial=initial, auto_id="contact_%s")

    @cached_property
    def snooze_form(self) -> SnoozeForm:
        return self.forms.get("snooze") or SnoozeForm(now=self.now, calendar=self.calendar, auto_id="snooze_%s")

    @cached_property
    def nurture_form(self) -> DispositionForm:
        return self.forms.get("nurture") or DispositionForm(reasons=NurtureReason, auto_id="nurture_%s")

    @cached_property
    def disqualify_form(self) -> DispositionForm:
        return self.forms.get("disqualify") or DispositionForm(reasons=DisqualifyReason, auto_id="disqualify_%s")

    @cached_property
    def timeline(self) -> timeline.Page:
        return timeline.page(self.lead)
