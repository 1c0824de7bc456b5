"""For superusers' rare work. Leads and companies come and change by import."""

from django.contrib import admin

from leads.models import Company, Lead


class CorrectionAdmin(admin.ModelAdmin):
    """Neither made nor deleted here: their history hangs on them."""

    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Lead)
class LeadAdmin(CorrectionAdmin):
    """To look at only: names and addresses are keys that the import keeps in step with search and scores."""

    list_display = ["external_id", "name", "company", "email"]
    list_select_related = ["company"]
    search_fields = ["=external_id", "=email"]

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Company)
class CompanyAdmin(CorrectionAdmin):
    list_display = ["name", "corporate_number", "is_customer", "account_owner"]
    search_fields = ["=name_key", "=corporate_number"]
    fields = ["name", "corporate_number", "is_customer", "account_owner"]
    readonly_fields = ["name", "corporate_number"]
