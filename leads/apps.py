from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


class LeadsConfig(AppConfig):
    name = "leads"

    def ready(self):
        from leads import drafts, scoring_changes
        from leads.intake import runs  # noqa: F401  registers its background runs
        from leads.scoring import publication  # noqa: F401  registers its background run
        from leads.workshop import exact  # noqa: F401  the same

        drafts.register("scoring", page="scoring_draft", sentences=scoring_changes.sentences)
        post_migrate.connect(make_cache_table, sender=self)


def make_cache_table(using, **kwargs):
    """`migrate` alone makes everything that login needs."""
    call_command("createcachetable", database=using, verbosity=0)
