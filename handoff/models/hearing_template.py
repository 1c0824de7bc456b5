from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from handoff.hearings.document import STANDARD, HearingDocument
from handoff.hearings.sheet import Sheet


class HearingTemplate(models.Model):
    """A version of the hearing sheets. Immutable (a database trigger holds it). Before the first: STANDARD."""

    number = models.PositiveIntegerField(_("version"), unique=True)
    document = models.JSONField(help_text="hearings.document.HearingDocument")
    reason = models.TextField(_("reason"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("author"))
    published_at = models.DateTimeField(_("published"))

    class Meta:
        verbose_name = _("hearing template")
        get_latest_by = "number"

    def __str__(self):
        return f"v{self.number}"

    @classmethod
    def in_force(cls) -> "HearingTemplate | None":
        """The newest version; None while nobody has published one, and the product's own sheet is asked."""
        return cls.objects.order_by("-number").first()

    @cached_property
    def parsed(self) -> HearingDocument:
        return HearingDocument.from_json(self.document)


def document_of(template: HearingTemplate | None) -> HearingDocument:
    return template.parsed if template else STANDARD


def sheet_of(template: HearingTemplate | None, sheet_id: str) -> Sheet:
    """A sheet of a version (None: the product's own); the one for everybody when there is none of this id."""
    document = document_of(template)
    return document.sheet(sheet_id) or document.everybody
