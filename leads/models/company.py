from django.db import models
from django.db.models import F, Func, Value
from django.utils.translation import gettext_lazy as _

from leads.normalise import VARIANT_KANJI, VARIANT_PARTS

LOOSE_KEY = Func(
    Func(F("name_key"), Value(VARIANT_PARTS), Value(""), Value("g"), function="regexp_replace"),
    Value("".join(VARIANT_KANJI)),
    Value("".join(VARIANT_KANJI.values())),
    function="translate",
)


class Company(models.Model):
    """Same corporate number, or without one the same normalised name: the same company (normalise.company_key)."""

    name = models.CharField(_("company name"), max_length=300)
    name_key = models.CharField(max_length=300, help_text="normalise.company_key(name)")
    loose_key = models.GeneratedField(
        expression=LOOSE_KEY, output_field=models.CharField(max_length=300), db_persist=True
    )
    name_kana = models.CharField(_("company name (kana)"), max_length=300, blank=True)
    name_english = models.CharField(_("company name (English)"), max_length=300, blank=True)
    corporate_number = models.CharField(_("corporate number"), max_length=13, unique=True, null=True)  # noqa: DJ001
    industry = models.CharField(_("industry"), max_length=100, blank=True)
    employees = models.BigIntegerField(_("employees"), null=True)
    annual_revenue = models.BigIntegerField(_("annual revenue (yen)"), null=True)
    prefecture = models.CharField(_("prefecture"), max_length=20, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    is_customer = models.BooleanField(_("existing customer"), default=False)
    account_owner = models.EmailField(_("account owner"), blank=True, help_text="lower case; may have no login here")
    customer_similarity = models.SmallIntegerField(_("similarity to customers"), null=True)
    custom_fields = models.JSONField(_("other fields"), default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        constraints = [
            # Two companies with different numbers may share a name; without a number the name is the identity.
            models.UniqueConstraint(
                fields=["name_key"], condition=models.Q(corporate_number=None), name="one_unnumbered_company_per_name"
            ),
        ]
        indexes = [
            models.Index(fields=["name_key", "id"], name="company_by_name"),  # the company list, in its order
            # the lead list's filters, and which industries and prefectures there are
            models.Index(fields=["industry"], name="company_industries"),
            models.Index(fields=["prefecture"], name="company_prefectures"),
            models.Index(fields=["loose_key"], name="company_variants"),  # possible duplicates of a company
        ]

    def __str__(self):
        return self.name

    def possible_duplicates(self):
        """Companies whose names differ only as old and new kanji or "HD" and "ホールディングス" do."""
        same = Company.objects.filter(loose_key=self.loose_key).exclude(pk=self.pk)
        return same.order_by("name_key", "id") if self.loose_key else same.none()


class PastOpportunity(models.Model):
    """An earlier opportunity of this lead or company, from an import or from the workbench's own outcomes."""

    class Result(models.TextChoices):
        WON = "won", _("won")
        LOST = "lost", _("lost")

    lead = models.ForeignKey("leads.Lead", models.CASCADE, related_name="past_opportunities")
    company = models.ForeignKey(Company, models.CASCADE, null=True, related_name="past_opportunities")
    result = models.CharField(max_length=4, choices=Result)
    reason = models.CharField(max_length=60, blank=True)
    closed_on = models.DateField(null=True)
    source = models.CharField(max_length=60, help_text="'import', or the outcome that wrote it")

    class Meta:
        verbose_name = _("past opportunity")
        constraints = [models.UniqueConstraint(fields=["lead", "source"], name="one_past_opportunity_per_lead_source")]
