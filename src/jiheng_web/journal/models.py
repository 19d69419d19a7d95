"""Entries of the journal and the end of the chain."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """One act. ``digest`` covers every other column and the digest before it.

    No key leads to other tables: an entry outlives what it speaks of. Triggers of the database refuse to
    change or delete entries (migration 0002).
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    person = models.BigIntegerField(null=True)
    person_name = models.CharField(max_length=60)
    role = models.CharField(max_length=30)
    address = models.CharField(max_length=45)
    act = models.CharField(max_length=40, db_index=True)
    subject = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    body = models.BigIntegerField(null=True, db_index=True)
    result = models.CharField(max_length=20)
    words = models.CharField(max_length=300)
    details = models.TextField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["subject", "subject_id"])]

    def __str__(self) -> str:
        return f"{self.number} {self.act} {self.words}"


class ChainEnd(models.Model):
    """The last entry's number and digest: the row that writers of the chain hold in turn."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"{self.number} {self.digest}"
