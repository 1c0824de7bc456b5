from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _

READ_AS = Coalesce(NullIf(F("name_kana"), Value("")), F("name"))  # by what a name is sorted


class Lead(models.Model):
    """One person. The same e-mail, or without one the same company, name and phone: the same lead."""

    external_id = models.CharField(_("lead ID"), max_length=200, db_index=True, help_text="the first one it came with")
    person_key = models.CharField(max_length=700, unique=True, help_text="normalise.person_key: who is the same")
    company = models.ForeignKey("leads.Company", models.PROTECT, null=True, related_name="leads")
    name = models.CharField(_("name"), max_length=200, blank=True)
    name_kana = models.CharField(_("name (kana)"), max_length=200, blank=True)
    email = models.CharField(_("e-mail"), max_length=254, blank=True, db_index=True, help_text="NFKC, lower case")
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    phone_digits = models.CharField(max_length=30, blank=True)
    department = models.CharField(_("department"), max_length=200, blank=True)
    title = models.CharField(_("job title"), max_length=200, blank=True)
    title_rank = models.SmallIntegerField(_("title rank"), default=0, help_text="0 unknown … 6 president")
    prefecture = models.CharField(_("prefecture"), max_length=20, blank=True)
    source = models.CharField(_("lead source"), max_length=100, blank=True)
    campaign = models.CharField(_("campaign"), max_length=100, blank=True)
    tags = ArrayField(models.CharField(max_length=100), default=list, verbose_name=_("tags"))
    custom_fields = models.JSONField(_("other fields"), default=dict)
    registered_at = models.DateTimeField(_("registered"), null=True)
    search_text = models.TextField(blank=True, help_text="normalise.search_key of all that one searches by")
    search_grams = ArrayField(
        models.CharField(max_length=2), default=list, help_text="two-character pieces of search_text"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        indexes = [
            GinIndex(fields=["search_grams"], name="lead_search_grams"),  # search by two kanji
            GinIndex(fields=["tags"], condition=~models.Q(tags=[]), name="lead_tags"),  # those with a tag
            models.Index(fields=["source"], name="lead_sources"),  # the lead list's filter, and which sources there are
            # the lead list, newest first; a file without a registration date counts from its import
            models.Index(Coalesce("registered_at", "created_at").desc(), models.F("id").desc(), name="lead_newest"),
            models.Index(READ_AS, models.F("id"), name="lead_by_reading"),  # the lead list, by kana
            # the lead list's filter, and which prefectures there are
            models.Index(fields=["prefecture"], name="lead_prefectures"),
        ]

    def __str__(self):
        return self.name or self.email or self.external_id


class LeadIdentifier(models.Model):
    """Every ID a lead ever came with; an activity may name any of them."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="identifiers")
    external_id = models.CharField(max_length=200, unique=True)
