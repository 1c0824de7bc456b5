import hashlib

from django.conf import settings
from django.db import models, transaction
from django.db.models import Sum
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from handoff.limits import ATTACHMENTS_MAX, ATTACHMENTS_MAX_BYTES
from handoff.transition import Lost


class TooMuch(Exception):
    """The toss-up has as many files as it may have. Nothing was written."""


class AttachmentContent(models.Model):
    """The bytes of a file, in a table of their own: a list of files never reads them."""

    data = models.BinaryField()


class Attachment(models.Model):
    """A file for sales. Once its toss-up is sent it is frozen with the package (a database trigger holds it)."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "Word"
        XLSX = "xlsx", "Excel"
        PPTX = "pptx", "PowerPoint"
        PNG = "png", "PNG"
        JPEG = "jpeg", "JPEG"
        CSV = "csv", "CSV"
        TEXT = "txt", pgettext_lazy("kind of file", "text")

    entry = models.ForeignKey("handoff.QueueEntry", models.SET_NULL, null=True, related_name="attachments")
    handoff = models.ForeignKey(
        "handoff.Handoff", models.PROTECT, null=True, related_name="attachments", help_text="null: not sent yet"
    )
    name = models.CharField(_("file name"), max_length=120)
    kind = models.CharField(max_length=4, choices=Kind)
    size = models.PositiveIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)
    content = models.ForeignKey(AttachmentContent, models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("attachment")
        constraints = [models.UniqueConstraint(fields=["entry", "sha256"], name="one_attachment_per_entry_and_content")]

    def __str__(self):
        return self.name

    @classmethod
    @transaction.atomic
    def attach(cls, entry, file, *, by, at) -> "Attachment":
        """Keep a file (a package.files.Incoming) for the entry's toss-up; the same content is kept once.

        Raises TooMuch, or Lost when the entry is not `by`'s to act on.
        """
        entry.hold(by=by, at=at)
        sha256 = hashlib.sha256(file.data).hexdigest()
        waiting = cls.objects.filter(entry=entry, handoff=None)
        if same := waiting.filter(sha256=sha256).first():
            return same
        _check_room(waiting, len(file.data))
        return cls.objects.create(
            entry=entry, name=file.name, kind=file.kind, size=len(file.data), sha256=sha256, uploaded_by=by,
            uploaded_at=at, content=AttachmentContent.objects.create(data=file.data),
        )  # fmt: skip

    @transaction.atomic
    def remove(self, *, by, at) -> None:
        """Take it away again, as long as it was not sent. Lost when the entry is not `by`'s to act on."""
        if self.entry is None:
            raise Lost
        self.entry.hold(by=by, at=at)
        if not Attachment.objects.filter(pk=self.pk, handoff=None).delete()[0]:
            raise Lost(gettext("The file was sent or removed already."))
        if not Attachment.objects.filter(content=self.content_id).exists():
            AttachmentContent.objects.filter(pk=self.content_id).delete()

    @classmethod
    def freeze(cls, handoff, document: dict) -> None:
        """The files that the document names belong to its toss-up from now on; Lost when one is gone."""
        ids = [each["id"] for each in document["attachments"]]
        if ids and cls.objects.filter(pk__in=ids, handoff=None).update(handoff=handoff) != len(ids):
            raise Lost

    @classmethod
    def bring_back(cls, handoff, entry) -> None:
        """The files of a toss-up that came back: to be sent once more with the entry it came back to."""
        names = ("name", "kind", "size", "sha256", "content_id", "uploaded_by_id", "uploaded_at")
        sent = cls.objects.filter(handoff=handoff).values(*names)
        copies = [Attachment(entry=entry, **values) for values in sent]
        Attachment.objects.bulk_create(copies, ignore_conflicts=True)


def _check_room(waiting: models.QuerySet[Attachment], size: int) -> None:
    if waiting.count() >= ATTACHMENTS_MAX:
        raise TooMuch(gettext("A toss-up takes at most %(most)s files. Remove one first.") % {"most": ATTACHMENTS_MAX})
    if waiting.aggregate(sum=Sum("size", default=0))["sum"] + size > ATTACHMENTS_MAX_BYTES:
        most = ATTACHMENTS_MAX_BYTES // 10**6
        raise TooMuch(gettext("All files of a toss-up together may have at most %(most)s MB.") % {"most": most})
