from django.db import models
from django.utils.translation import gettext_lazy as _


class Activity(models.Model):
    """One thing a person did. The ledger is append-only; (source, external_id) is counted once, ever."""

    class Kind(models.TextChoices):
        EMAIL_OPEN = "email_open", _("e-mail opened")
        EMAIL_CLICK = "email_click", _("link clicked")
        PAGE_VIEW = "page_view", _("page viewed")
        DOCUMENT_REQUEST = "document_request", _("document requested")
        DOWNLOAD = "download", _("document downloaded")
        WEBINAR = "webinar", _("webinar attended")
        EVENT = "event", _("event attended")
        INQUIRY = "inquiry", _("inquiry")
        TRIAL = "trial", _("trial started")
        UNSUBSCRIBE = "unsubscribe", _("unsubscribed")

    lead = models.ForeignKey(
        "leads.Lead", models.CASCADE, related_name="activities", db_index=False
    )  # activity_of_lead
    kind = models.CharField(_("kind"), max_length=60, help_text="a Kind, or one of the organisation's own")
    content = models.CharField(_("content"), max_length=500, blank=True)
    occurred_at = models.DateTimeField(_("when"))
    automated = models.BooleanField(_("automated"), default=False, help_text="mail scanner or bot: kept, scores 0")
    source = models.CharField(_("data source"), max_length=60)
    external_id = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="activity_counted_once")]
        indexes = [
            # The timeline; and scores, which read nothing else of an activity: whoever adds a column to what a score
            # looks at adds it here. An index row holds 2,704 bytes, hence the length of content.
            models.Index(
                fields=["lead", "-occurred_at"], include=["kind", "automated", "content"], name="activity_of_lead"
            ),
            models.Index(fields=["occurred_at"], name="activity_by_time"),  # those that crossed a fresh or expire day
        ]

    @property
    def kind_label(self) -> str:
        return str(dict(self.Kind.choices).get(self.kind, self.kind))
