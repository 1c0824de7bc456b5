from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

# What a salesperson wants to know before the first call, and how much of the whole it is.
DEFAULT = {
    "timing": 15, "decision_maker": 15, "challenge": 15, "talked": 15, "phone": 10, "comment": 10, "title": 5,
    "next_step": 5, "budget": 4, "current_solution": 3, "key_people": 3, "required_questions": 0,
}  # fmt: skip


class PackageWeights(models.Model):
    """How much each thing of a package counts in its completeness. The newest row is in force; none is ever changed."""

    weights = models.JSONField(help_text="name → points; 0: not asked for")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("weights of completeness")

    @classmethod
    def current(cls) -> "PackageWeights":
        """Those in force; without a number (pk) when they are the product's own."""
        return cls.objects.order_by("pk").last() or cls(weights=DEFAULT)

    @property
    def points(self) -> dict[str, int]:
        """Name → points, in the order they are shown."""
        return {name: self.weights.get(name, 0) for name in DEFAULT}

    @classmethod
    def put(cls, weights: dict[str, int], *, by, at) -> bool:
        """Put other weights in force for packages to come; False when they are in force already."""
        if weights == cls.current().points:
            return False
        cls.objects.create(weights=weights, by=by, at=at)
        return True
