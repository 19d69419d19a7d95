"""Steps of the route, remarks pinned to cells, marks of a re-review."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from jiheng_web.accounts.models import Person, Role
from jiheng_web.filings.models import Filing, Revision, State


class Step(models.Model):
    """One move of a filing along its route. An approval names the contents it approves by their hash."""

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="steps")
    act = models.CharField(max_length=20)
    from_state = models.CharField(max_length=20, choices=State)
    to_state = models.CharField(max_length=20, choices=State)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="steps", null=True)
    content_hash = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=Role)
    at = models.DateTimeField()
    comment = models.TextField(blank=True, max_length=2000)

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return f"{self.act} {self.filing}"


class Remark(models.Model):
    """A point to mend, pinned to a cell, a form or the whole: answered by the unit, then settled."""

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="remarks")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+", null=True)
    form_key = models.CharField(max_length=12, blank=True)
    path = models.CharField(max_length=120, blank=True)
    cell_text = models.TextField(blank=True)
    """What stood in the cell when the remark was made."""
    rule = models.CharField(max_length=20, blank=True)
    text = models.TextField(max_length=1000)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.TextField(blank=True, max_length=1000)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def status(self) -> str:
        """``open`` until the unit answers, then ``answered`` until a reviewer settles it."""
        if self.settled_at is not None:
            return "settled"
        return "open" if self.answered_at is None else "answered"


class Reply(models.Model):
    """What was said on a remark: answered by the unit, settled or reopened by a reviewer."""

    class Kind(models.TextChoices):
        """What a reply does."""

        ANSWER = "answer", "单位答复"
        SETTLE = "settle", "审核确认"
        REOPEN = "reopen", "仍须整改"

    remark = models.ForeignKey(Remark, on_delete=models.CASCADE, related_name="replies")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField(blank=True, max_length=1000)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.text


class Recheck(models.Model):
    """复核得分: a reviewer's mark for one line, with its reason, beside the self score and the recomputed."""

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="rechecks")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="rechecks")
    form_key = models.CharField(max_length=12)
    row = models.CharField(max_length=12)
    score = models.DecimalField(max_digits=6, decimal_places=2)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["revision", "form_key", "row"], name="one_recheck_a_line")
        ]

    def __str__(self) -> str:
        return f"{self.row} {self.score}"
