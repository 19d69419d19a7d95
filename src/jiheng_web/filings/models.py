"""Tasks, filings, what they hold, and every change made to them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import ClassVar

from django.db import models

from jiheng_web.accounts.models import Body, Person
from jiheng_web.filings.content import FormJson


class State(models.TextChoices):
    """Where a filing stands on its route (``approvals.route``)."""

    NOT_STARTED = "not_started", "未开始"
    DRAFTING = "drafting", "填报中"
    WITH_HEAD = "with_head", "待单位负责人审核"
    WITH_DEPARTMENT = "with_department", "待主管部门审核"
    WITH_FINANCE = "with_finance", "待财政审核"
    RETURNED = "returned", "已退回"
    FILED = "filed", "已归档"
    PUBLISHED = "published", "已公开"


EDITABLE = frozenset({State.NOT_STARTED, State.DRAFTING, State.RETURNED})
"""States in which a clerk may change what is filled in."""


class Task(models.Model):
    """年度任务: a finance bureau asks the bodies under ``body`` for their packages of one year."""

    title = models.CharField("任务名称", max_length=120)
    fiscal_year = models.PositiveSmallIntegerField("年度")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="tasks", verbose_name="范围")
    standard = models.CharField("评分标准", max_length=60, blank=True)
    layout = models.CharField("文书版式", max_length=60, blank=True)
    notice = models.TextField("通知", blank=True, max_length=4000)
    opens_on = models.DateField("开始日期")
    deadline = models.DateField("截止日期")
    evidence_required = models.BooleanField("每项指标须附佐证材料", default=False)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-fiscal_year", "-pk"]
        verbose_name = "年度任务"

    def __str__(self) -> str:
        return self.title


class Filing(models.Model):
    """One body's package for one task. The columns after ``content_hash`` are what lists show."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="filings")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="filings")
    state = models.CharField(max_length=20, choices=State, default=State.NOT_STARTED)
    state_since = models.DateTimeField()
    extended_to = models.DateField("延期至", null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    """The last day its people were reminded on: once a day is enough."""
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    content_hash = models.CharField(max_length=64, blank=True)

    projects = models.PositiveSmallIntegerField(default=0)
    score = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    score_low = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    score_high = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    """The department's total 自评得分 as reported, and the interval that can be recomputed; in 分."""
    grade = models.CharField(max_length=4, blank=True)
    grade_low = models.CharField(max_length=4, blank=True)
    grade_high = models.CharField(max_length=4, blank=True)
    """优、良、中、差 by the standard: of the self score, and of both ends of what can be recomputed."""
    budget = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    spent = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    """``budget`` 全年预算数 and ``spent`` 全年执行数 of the department's table, in 万元."""
    errors = models.PositiveSmallIntegerField(default=0)
    warnings = models.PositiveSmallIntegerField(default=0)
    infos = models.PositiveSmallIntegerField(default=0)
    rules = models.JSONField(default=dict)
    """How many findings each rule has."""
    checked_hash = models.CharField(max_length=64, blank=True)
    """The contents that score, budget and counts speak of."""

    class Meta:
        ordering: ClassVar[list[str]] = ["body__path"]
        verbose_name = "自评材料"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["task", "body"], name="one_filing_a_task")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["task", "state"])]

    def __str__(self) -> str:
        return f"{self.body} {self.task.fiscal_year}"

    @property
    def due(self) -> dt.date:
        """The day it has to be handed in by: its own extension, or the task's deadline."""
        return self.extended_to or self.task.deadline

    @property
    def is_editable(self) -> bool:
        """Whether its clerk may change it now."""
        return self.state in EDITABLE and self.task.closed_at is None


class FormKind(models.TextChoices):
    """The forms of a package, by the contract's kinds."""

    BASE_DATA = "base_data", "基础数据表"
    DEPARTMENT = "department_self_evaluation", "部门整体支出绩效自评表"
    PROJECT = "project_self_evaluation", "项目支出绩效自评表"


def title_of(content: FormJson) -> str:
    """Return what lists call a form: the project's name, else the form's."""
    kind = FormKind(str(content["kind"]))
    name = str(content.get("name") or "") if kind is FormKind.PROJECT else ""
    return name or kind.label


class FilledForm(models.Model):
    """One form of a filing: the contract's JSON of it, with an ``id`` in every row.

    ``version`` counts the batches of changes it took; a client that sends changes says which version it saw.
    """

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="forms")
    key = models.CharField(max_length=12)
    kind = models.CharField(max_length=40, choices=FormKind)
    position = models.PositiveSmallIntegerField()
    content: models.JSONField[FormJson] = models.JSONField()
    rows = models.JSONField(default=list)
    """For a project: ids of the base data's rows that it reports on."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the content in canonical JSON."""
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["filing", "key"], name="one_key_a_filing")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What lists call it."""
        return title_of(self.content)


class Presence(models.Model):
    """Who has a form open now, for the others at it; renewed while the page stays open."""

    form = models.ForeignKey(FilledForm, on_delete=models.CASCADE, related_name="presences")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["form", "person"], name="one_presence_a_form")
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.form}"


class Change(models.Model):
    """One batch of operations that a form took. The client names the batch, so that sending twice is once."""

    form = models.ForeignKey(FilledForm, on_delete=models.CASCADE, related_name="changes")
    batch = models.UUIDField(default=uuid.uuid4)
    version = models.PositiveIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    why = models.CharField(max_length=60, blank=True)
    """How it came about where not by typing: ``采用修正``, ``恢复到第 3 版``, ``导入 材料.docx``."""
    operations = models.JSONField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["form", "batch"], name="one_batch_once"),
            models.UniqueConstraint(fields=["form", "version"], name="one_change_a_version"),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.version}"


class Revision(models.Model):
    """The whole contents of a filing at one moment, named by their hash: what an approval approves."""

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    content = models.JSONField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    why = models.CharField(max_length=60)

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["filing", "number"], name="one_revision_number")
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 版"


class Attachment(models.Model):
    """佐证材料: a file that supports an indicator (``row`` of the form ``form_key``), or the whole filing.

    The bytes lie in the folder of data under their SHA-256; equal files are kept once.
    """

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="attachments")
    form_key = models.CharField(max_length=12, blank=True)
    row = models.CharField(max_length=12, blank=True)
    name = models.CharField("文件名", max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    is_signed_scan = models.BooleanField(default=False)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["added_at"]

    def __str__(self) -> str:
        return self.name


class Upload(models.Model):
    """Files that were uploaded to be taken over into a filing, until the clerk has done so.

    What was read of them lies beside the stored files, under the upload's number (``filings.reading``).
    """

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="uploads")
    files: models.JSONField[list[dict[str, str]]] = models.JSONField()
    """Name and SHA-256 of each file, in order."""
    is_previous = models.BooleanField("作为上年参考", default=False)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    """When something of it was last taken over."""
    discarded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return "、".join(one["name"] for one in self.files)


class Notice(models.Model):
    """Something a person has to know, in the bell at the top of the page."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    text = models.CharField(max_length=200)
    address = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["person", "read_at"])]

    def __str__(self) -> str:
        return self.text
