"""Forms of a year's task: its terms and units, a new deadline, the board's filters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django import forms
from django.db.models import Q

from jiheng_web import engine
from jiheng_web.accounts.models import Body, BodyKind
from jiheng_web.filings.actions import TaskTerms
from jiheng_web.filings.models import State

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_LAYOUTS = {"hunan": "湖南样式", "national": "全国通行样式", "sichuan": "四川样式"}


class TaskForm(forms.Form):
    """What a finance bureau says of a year's task."""

    title = forms.CharField(
        label="任务名称",
        max_length=120,
        help_text="各单位在首页看到的名称，如“2024年度部门整体支出绩效自评”。",
    )
    fiscal_year = forms.IntegerField(
        label="评价年度", min_value=2000, max_value=2100, help_text="自评的是哪一年的支出。"
    )
    opens_on = forms.DateField(label="开始日期", widget=_DAY, help_text="通知上写的开始填报的日子。")
    deadline = forms.DateField(label="截止日期", widget=_DAY, help_text="最晚这一天报出，以后可以延期。")
    standard = forms.ChoiceField(
        label="评分标准", required=False, help_text="不指定时，按表样、地区和年度自动选用。"
    )
    layout = forms.ChoiceField(
        label="文书版式", required=False, help_text="导出 Word、PDF 时采用哪里的表样。"
    )
    notice = forms.CharField(
        label="通知正文",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="显示在各单位的填报页上。写明要求、口径和联系科室。",
    )
    evidence_required = forms.BooleanField(label="每项指标须附佐证材料", required=False)
    bodies = forms.ModelMultipleChoiceField(
        label="填报单位",
        queryset=Body.objects.none(),
        error_messages={"required": "请至少选择一个填报单位。"},
    )

    def __init__(
        self,
        *,
        root: Body,
        data: Mapping[str, object] | None = None,
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data=data, initial=initial)
        # A body that was closed down since stays in the tasks it had to answer.
        usable = Q(is_active=True) | Q(pk__in=(initial or {}).get("bodies", ()))
        self.bodies_under = list(
            Body.objects.filter(usable, path__startswith=root.path).exclude(kind=BodyKind.CITY)
        )
        bodies = self.fields["bodies"]
        assert isinstance(bodies, forms.ModelMultipleChoiceField)  # noqa: S101 - declared above
        bodies.queryset = Body.objects.filter(pk__in=[one.pk for one in self.bodies_under])
        self._offer("standard", (("", "自动选用"), *engine.standards()))
        self._offer(
            "layout", (("", "默认（湖南样式）"), *((one, _LAYOUTS.get(one, one)) for one in engine.layouts()))
        )

    def _offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = list(choices)

    def clean(self) -> dict[str, object]:
        """Refuse a deadline before the start."""
        values: dict[str, object] = dict(super().clean() or self.cleaned_data)
        first, last = values.get("opens_on"), values.get("deadline")
        if isinstance(first, dt.date) and isinstance(last, dt.date) and last < first:
            self.add_error("deadline", "截止日期早于开始日期。")
        return values

    def terms(self) -> TaskTerms:
        """Return the terms, of a form that is valid."""
        return TaskTerms(**{name: self.cleaned_data[name] for name in TaskTerms.__dataclass_fields__})

    def groups(self) -> list[BodyGroup]:
        """Return the bodies to choose from, by department, with those that are chosen."""
        chosen = {str(getattr(one, "pk", one)) for one in self["bodies"].value() or ()}
        groups: dict[str, list[BodyChoice]] = {}
        names: dict[str, str] = {}
        for body in self.bodies_under:  # in the order of the tree: a department before its units
            parts = body.path.strip("/").split("/")
            top = next((part for part in parts if part in names), str(body.pk))
            names.setdefault(top, body.name)
            groups.setdefault(top, []).append(BodyChoice(body, str(body.pk) in chosen))
        return [BodyGroup(names[top], tuple(rows)) for top, rows in groups.items()]


@dataclass(frozen=True, slots=True)
class BodyChoice:
    """A body that may be asked."""

    body: Body
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class BodyGroup:
    """A department with its units."""

    name: str
    choices: tuple[BodyChoice, ...]


class ExtendForm(forms.Form):
    """A new deadline, of the filings named or of all."""

    until = forms.DateField(label="延期至", widget=_DAY)
    filing = forms.TypedMultipleChoiceField(required=False, coerce=int)

    def __init__(self, data: Mapping[str, object], *, numbers: Iterable[int]) -> None:
        super().__init__(data)
        field = self.fields["filing"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101 - declared above
        field.choices = [(number, number) for number in numbers]


SORTS: Mapping[str, tuple[str, str]] = {
    "body": ("单位", "body__path"),
    "state": ("状态", "place"),
    "days": ("停留天数", "-state_since"),
    "score": ("自评得分", "shown_score"),
    "recomputed": ("复算得分", "shown_low"),
    "errors": ("错误", "shown_errors"),
    "warnings": ("疑点", "shown_warnings"),
    "changed": ("最后修改", "changed_at"),
}
"""Columns of the board that sort it: heading, and the order that is meant by upwards."""


class BoardFilter(forms.Form):
    """What of a task's filings the board shows, and in which order. What makes no sense is passed over."""

    q = forms.CharField(required=False, max_length=60)
    state = forms.ChoiceField(required=False, choices=[("", "全部状态"), *State.choices])
    department = forms.IntegerField(required=False)
    late = forms.BooleanField(required=False)
    sort = forms.ChoiceField(
        required=False, choices=[(f"{way}{name}", name) for name in SORTS for way in ("", "-")]
    )
