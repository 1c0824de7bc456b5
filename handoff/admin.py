"""For superusers' rare work: the calendar, teams and who is in them. Everything else has pages of its own."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext as _

from handoff.deadlines.business_days import NoOpenDay
from handoff.deadlines.recount import recount_running_clocks
from handoff.models import BusinessCalendar, ClosedDay, ExtraOpenDay, Member, Team


class RecountingAdmin(admin.ModelAdmin):
    """Saving moves the deadlines that are still running, and says how many."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        try:
            moved = recount_running_clocks(at=timezone.now(), by=request.user)
        except NoOpenDay as error:
            messages.error(request, str(error))
        else:
            messages.info(request, _("Running deadlines that moved: %(count)s") % {"count": moved})


class ClosedDayInline(admin.TabularInline):
    model = ClosedDay
    extra = 0


class ExtraOpenDayInline(admin.TabularInline):
    model = ExtraOpenDay
    extra = 0


@admin.register(BusinessCalendar)
class BusinessCalendarAdmin(RecountingAdmin):
    list_display = ["name", "timezone", "country"]
    inlines = [ClosedDayInline, ExtraOpenDayInline]


class MemberInline(admin.TabularInline):
    model = Member
    extra = 0
    autocomplete_fields = ["user"]


@admin.register(Team)
class TeamAdmin(RecountingAdmin):
    list_display = ["name", "calendar"]
    inlines = [MemberInline]
