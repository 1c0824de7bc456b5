from django.db import models

from handoff.models.criteria import Flag, Route


class ImpactChange(models.Model):
    """One lead that a draft would give another verdict, found by a background run of kind "impact".

    Segment and rule are those of the run's own documents; null: no rule matched. Kept for the newest runs only.
    """

    pk = models.CompositePrimaryKey("run_id", "lead_id")
    run = models.ForeignKey("leads.BackgroundRun", models.DO_NOTHING, db_constraint=False, db_index=False)
    lead = models.ForeignKey("leads.Lead", models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    segment_before = models.SmallIntegerField()
    flag_before = models.CharField(max_length=10, choices=Flag)
    route_before = models.CharField(max_length=20, choices=Route)
    reason_before = models.CharField(max_length=60)
    rule_before = models.SmallIntegerField(null=True)
    segment_after = models.SmallIntegerField()
    flag_after = models.CharField(max_length=10, choices=Flag)
    route_after = models.CharField(max_length=20, choices=Route)
    reason_after = models.CharField(max_length=60)
    rule_after = models.SmallIntegerField(null=True)
