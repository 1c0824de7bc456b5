"""For superusers' rare work: the calendar, teams and who is in them. Everything else has pages of its own."""

from django.contrib import admin

from handoff.models import BusinessCalendar, ClosedDay, ExtraOpenDay, Member, Team


class ClosedDayInline(admin.TabularInline):
    model = ClosedDay
    extra = 0


class ExtraOpenDayInline(admin.TabularInline):
    model = ExtraOpenDay
    extra = 0


@admin.register(BusinessCalendar)
class BusinessCalendarAdmin(admin.ModelAdmin):
    list_display = ["name", "timezone", "country"]
    inlines = [ClosedDayInline, ExtraOpenDayInline]


class MemberInline(admin.TabularInline):
    model = Member
    extra = 0
    autocomplete_fields = ["user"]


@admin.register(Team)
class TeamAdmin(admin.ModelAdmin):
    list_display = ["name", "calendar"]
    inlines = [MemberInline]
