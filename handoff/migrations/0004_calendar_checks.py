from django.db import migrations, models

import handoff.models.calendar as calendar


class Migration(migrations.Migration):
    dependencies = [("handoff", "0003_queue_order")]

    operations = [
        migrations.AlterField(
            "businesscalendar",
            "country",
            models.CharField(
                blank=True,
                default="JP",
                max_length=2,
                validators=[calendar.validate_country],
                verbose_name="public holidays of",
            ),
        ),
        migrations.AlterField(
            "businesscalendar",
            "timezone",
            models.CharField(
                default="Asia/Tokyo", max_length=50, validators=[calendar.validate_timezone], verbose_name="time zone"
            ),
        ),
        migrations.AlterField(
            "businesscalendar",
            "weekly_hours",
            models.JSONField(
                default=calendar.default_weekly_hours,
                validators=[calendar.validate_weekly_hours],
                verbose_name="open hours",
            ),
        ),
        migrations.AlterField(
            "extraopenday",
            "hours",
            models.JSONField(
                blank=True,
                default=list,
                help_text='[["09:00", "18:00"]]; empty: as on the first open weekday',
                validators=[calendar.validate_intervals],
                verbose_name="open hours",
            ),
        ),
    ]
