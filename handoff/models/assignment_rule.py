"""How a team's toss-ups find a salesperson: territories, skills, and what is assigned without a manager."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from handoff.models.member import Member, Team


def words() -> ArrayField:
    return ArrayField(models.CharField(max_length=100), default=list, blank=True)


class AssignmentRule(models.Model):
    """Which leads it is about, and which people take them. What is left empty asks nothing of a lead.

    Of the territories the first that a lead meets decides; of the skills a lead needs all that it meets.
    """

    class Kind(models.TextChoices):
        TERRITORY = "territory", _("territory")
        SKILL = "skill", _("skill")

    team = models.ForeignKey(Team, models.CASCADE, related_name="assignment_rules")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=100)
    position = models.PositiveIntegerField(default=0)
    prefectures = words()
    industries = words()
    employees_min = models.PositiveIntegerField(_("employees, at least"), null=True, blank=True)
    employees_max = models.PositiveIntegerField(_("employees, at most"), null=True, blank=True)
    products = words()
    foreign_names = models.BooleanField(_("only names without Japanese letters"), default=False)
    people = models.ManyToManyField(Member, related_name="assignment_rules", blank=True)

    class Meta:
        verbose_name = _("assignment rule")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["team", "kind", "name"], name="one_assignment_rule_of_a_name"),
            models.CheckConstraint(
                condition=Q(employees_min=None) | Q(employees_max=None) | Q(employees_max__gte=F("employees_min")),
                name="assignment_size_order",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def asks_nothing(self) -> bool:
        size = self.employees_min is not None or self.employees_max is not None
        return not (self.prefectures or self.industries or self.products or self.foreign_names or size)


class AssignmentPolicy(models.Model):
    """What a team has decided about assigning. A team without a row has the defaults."""

    class Automatic(models.TextChoices):
        NONE = "none", _("A manager assigns every toss-up")
        RULES = "rules", _("What a rule of the criteria tosses up by itself is assigned at once")
        ALL = "all", _("Every toss-up that needs no approval is assigned at once")

    team = models.OneToOneField(Team, models.CASCADE, primary_key=True, related_name="assignment_policy")
    automatic = models.CharField(
        _("Assign without a manager"), max_length=10, choices=Automatic, default=Automatic.NONE
    )
    leaves_territory = models.BooleanField(
        _("When nobody of the territory can take it, somebody else of the team does"), default=True
    )
    leaves_skills = models.BooleanField(
        _("When nobody who can take it has the skill, somebody without it does"), default=True
    )

    class Meta:
        verbose_name = _("assignment policy")

    @classmethod
    def of(cls, team_id: int) -> "AssignmentPolicy":
        return cls.objects.filter(team=team_id).first() or cls(team_id=team_id)

    def assigns(self, *, automatic: bool) -> bool:
        """Whether a toss-up, made by a rule of the criteria or by a person, finds its salesperson without a manager."""
        return self.automatic == self.Automatic.ALL or (automatic and self.automatic == self.Automatic.RULES)
