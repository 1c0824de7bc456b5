from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from handoff.doctor import check_up


class Command(BaseCommand):
    help = "Says in plain words what keeps this installation from keeping its promises."
    requires_migrations_checks = False

    def handle(self, *args, **options):
        findings = check_up(timezone.now())
        for finding in findings:
            mark = self.style.SUCCESS("✓") if finding.ok else self.style.ERROR("✗")
            self.stdout.write(f"{mark} {finding.name}: {finding.text}")
        if wrong := sum(not finding.ok for finding in findings):
            raise CommandError(_("%(count)s thing(s) to mend.") % {"count": wrong})
