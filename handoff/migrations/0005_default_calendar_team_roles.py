from django.db import migrations

from handoff.defaults import create_defaults


class Migration(migrations.Migration):
    dependencies = [("handoff", "0004_calendar_checks"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [migrations.RunPython(lambda apps, schema_editor: create_defaults(apps), migrations.RunPython.noop)]
