from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

NAME_MAX = 40
QUERY_MAX = 1000


class SavedViewSet(models.QuerySet["SavedView"]):
    def of(self, user):
        return self.filter(owner=user)

    def seen_by(self, user, team):
        """One's own, and what colleagues of the team share."""
        return self.filter(Q(owner=user) | Q(is_shared=True, team=team, team__isnull=False))

    def own_first(self, user):
        return self.order_by(models.Case(models.When(owner=user, then=0), default=1), "name", "pk")


class SavedView(models.Model):
    """A list of the queue under a name: the tab, filters, sort and grouping that its address asks for."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    team = models.ForeignKey("handoff.Team", models.CASCADE, null=True, help_text="with whom it may be shared")
    name = models.CharField(_("name of the view"), max_length=NAME_MAX)
    query = models.CharField(max_length=QUERY_MAX, help_text="as QueueQuery.address writes it")
    is_shared = models.BooleanField(_("show it to the whole team"), default=False)

    objects = SavedViewSet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="one_view_per_person_and_name")]

    def __str__(self):
        return self.name


class ColumnChoice(models.Model):
    """Which columns a person wants to see on a list."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="column_choices")
    page = models.CharField(max_length=30, help_text="the list's name, such as queue")
    columns = ArrayField(models.CharField(max_length=30), default=list)

    class Meta:
        verbose_name = _("column choice")
        constraints = [models.UniqueConstraint(fields=["user", "page"], name="one_column_choice_per_person_and_page")]

    def __str__(self):
        return f"{self.user}: {self.page}"
