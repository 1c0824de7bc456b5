from django.db import models


class Sweep(models.Model):
    """Until which moment a periodic search through the ledger has come."""

    name = models.CharField(primary_key=True, max_length=30)
    as_of = models.DateTimeField()
