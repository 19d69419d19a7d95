"""What a reviewer has before their eyes: the submitted version, what changed, what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from jiheng.audit import Severity
from jiheng.render.official import PackageComparison
from jiheng.scoring import ScoreLine, ScoreSheet
from jiheng_web import engine, rights
from jiheng_web.accounts.models import Person, Role
from jiheng_web.approvals.forms import RecheckForm
from jiheng_web.approvals.models import Recheck, Remark, Step
from jiheng_web.approvals.remark_actions import Mark, content_of
from jiheng_web.approvals.sheets import Notes, Sheet, sheet_of
from jiheng_web.engine import Checked, FormInput
from jiheng_web.filings.answers import FindingAnswer, finding_answers
from jiheng_web.filings.contents import frozen
from jiheng_web.filings.models import Filing, FormKind, Revision, title_of

_RANK = {severity.value: severity.rank for severity in Severity}


@dataclass(frozen=True, slots=True)
class FormEntry:
    """A form in the list beside the tables."""

    key: str
    title: str
    errors: int
    warnings: int
    points: int


@dataclass(frozen=True, slots=True)
class NumberedPoint:
    """A point with the number it is printed with, and its place in words."""

    number: int
    remark: Remark
    place: str


@dataclass
class Review:
    """A filing's latest submitted version under review. Everything is computed when it is first asked for."""

    filing: Filing
    revision: Revision
    base: Revision | None
    """The version compared with; None where this is the first."""
    base_words: str
    forms: list[FormInput] = field(init=False)

    def __post_init__(self) -> None:
        self.forms = frozen(self.revision)

    @cached_property
    def checked(self) -> Checked:
        """What the engine says, chosen for reviewers."""
        task = self.filing.task
        return engine.check_package(
            self.forms, self.filing.body.name, standard=task.standard, profile="reviewer"
        )

    @cached_property
    def findings(self) -> tuple[FindingAnswer, ...]:
        """All findings, worst first."""
        return finding_answers(self.checked)

    @cached_property
    def changes(self) -> PackageComparison | None:
        """What changed since the version compared with, as the official tables print it."""
        if self.base is None or self.base.content_hash == self.revision.content_hash:
            return None
        name, layout = self.filing.body.name, self.filing.task.layout
        return engine.compare(frozen(self.base), self.forms, name, layout=layout)

    @cached_property
    def points(self) -> list[NumberedPoint]:
        """The points to mend, numbered in the order they were made."""
        remarks = self.filing.remarks.select_related("by")
        found = remarks.prefetch_related("replies__by")
        return [
            NumberedPoint(number, remark, self.place_of(remark))
            for number, remark in enumerate(found, start=1)
        ]

    def place_of(self, remark: Remark) -> str:
        """Return where a point is pinned, in words."""
        if not remark.form_key:
            return "整份材料"
        if remark.form_key not in self.checked.keys:
            return "已删除的表"
        return self.checked.words_of(remark.form_key, remark.path)

    @cached_property
    def entries(self) -> list[FormEntry]:
        """The forms in order, with what is open on each."""
        return [
            FormEntry(
                key=form.key,
                title=title_of(form.content),
                errors=self._findings_on(form.key, Severity.ERROR),
                warnings=self._findings_on(form.key, Severity.WARNING),
                points=sum(
                    one.remark.form_key == form.key and one.remark.status != "settled" for one in self.points
                ),
            )
            for form in self.forms
        ]

    def _findings_on(self, key: str, severity: Severity) -> int:
        return sum(one.severity is severity and any(at.form == key for at in one.at) for one in self.findings)

    def sheet(self, key: str) -> Sheet:
        """Return a form laid out, with what changed and what is noted on each cell."""
        content = content_of(self.revision, key)
        assert content is not None  # noqa: S101 - asked only for keys of this revision
        before = content_of(self.base, key) if self.base is not None else None
        notes = Notes(before, self._pinned(key), self._severities(key), self.lines(key))
        return sheet_of(content, notes)

    def _pinned(self, key: str) -> dict[str, tuple[int, ...]]:
        pinned: dict[str, tuple[int, ...]] = {}
        for one in self.points:
            if one.remark.form_key == key and one.remark.status != "settled":
                pinned[one.remark.path] = (*pinned.get(one.remark.path, ()), one.number)
        return pinned

    def _severities(self, key: str) -> dict[str, str]:
        worst: dict[str, str] = {}
        for finding in self.findings:
            for at in finding.at:
                if at.form == key:
                    known = worst.get(at.path, finding.severity.value)
                    worst[at.path] = min(known, finding.severity.value, key=_RANK.__getitem__)
        return worst

    def score_sheet(self, key: str) -> ScoreSheet | None:
        """Return the recomputed marks of a form; None where it is not scored."""
        return self.checked.audit.sheet(self.checked.form_of(key))

    @property
    def department_sheet(self) -> ScoreSheet | None:
        """The recomputed marks of the department's own table."""
        key = next((one.key for one in self.forms if one.content["kind"] == FormKind.DEPARTMENT), None)
        return self.score_sheet(key) if key else None

    def lines(self, key: str) -> dict[str, ScoreLine]:
        """Return the recomputed marks by the row's id."""
        sheet = self.score_sheet(key)
        return {line.at.split("/")[1]: line for line in sheet.lines if "/" in line.at} if sheet else {}

    def rechecks(self, key: str) -> dict[str, Recheck]:
        """Return the marks given for this version, by the row's id."""
        return {one.row: one for one in self.revision.rechecks.filter(form_key=key).select_related("by")}

    def recheck_forms(self, key: str, data: Mapping[str, object] | None = None) -> dict[str, RecheckForm]:
        """Return the fields for a reviewer's marks, by the row's id."""
        kept = self.rechecks(key)
        return {
            row: RecheckForm(
                row,
                line.name,
                line.max_score,
                data=data,
                kept=Mark(kept[row].score, kept[row].reason) if row in kept else None,
            )
            for row, line in self.lines(key).items()
        }

    def earlier_rechecks(self, key: str) -> dict[str, Recheck]:
        """Return the latest marks given for earlier versions, by the row's id."""
        earlier = Recheck.objects.filter(filing=self.filing, form_key=key).exclude(revision=self.revision)
        ordered = earlier.select_related("revision").defer("revision__content").order_by("revision__number")
        return {one.row: one for one in ordered}

    def rechecked_total(self, key: str) -> Decimal | None:
        """Return the sum of marks with the reviewer's in the place of the lines' own; None without any."""
        sheet, marks = self.score_sheet(key), self.rechecks(key)
        if sheet is None or not marks:
            return None
        total = Decimal(0)
        for row, line in self.lines(key).items():
            own = line.reported if line.reported is not None else line.low
            total += marks[row].score if row in marks else own
        return total


def review_of(filing: Filing, person: Person, since: str = "") -> Review | None:
    """Return the review of a filing's latest submitted version; None before the first.

    Args:
        filing: The filing.
        person: Who looks: what they themselves decided on before is what is compared with.
        since: Number of another revision to compare with; "" chooses.
    """
    submitted = filing.revisions.filter(pk__in=filing.steps.filter(act="submit").values("revision"))
    current = submitted.first()
    if current is None:
        return None
    asked = submitted.exclude(pk=current.pk).filter(number=since).first() if since.isdecimal() else None
    if asked is not None:
        return Review(filing, current, asked, f"第 {asked.number} 版")
    return Review(filing, current, *_base(filing, current, rights.reviewing_role(person, filing)))


def _base(filing: Filing, current: Revision, role: Role | None) -> tuple[Revision | None, str]:
    """Return the version that this desk last decided on, else any desk, and how to call it."""
    decided = filing.steps.filter(act__in=["approve", "send_back", "reopen"]).exclude(revision=None)
    earlier = decided.exclude(revision=current).select_related("revision", "by")
    step: Step | None = earlier.filter(role=role).first() if role else None
    step = step or earlier.first()
    if step is None or step.revision is None:
        return None, ""
    verb = "同意" if step.act == "approve" else "退回"
    return step.revision, f"{step.by} {verb}的第 {step.revision.number} 版"
