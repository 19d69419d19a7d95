"""The gallery of parts as a page, with contents as they would be in a city."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory

from jiheng_web.filings.models import State

NOW = dt.datetime(2025, 4, 18, 9, 30, tzinfo=dt.UTC)


class SampleForm(forms.Form):
    """A field of every kind."""

    name = forms.CharField(label="项目名称", help_text="与预算批复的名称一致。", max_length=60)
    opened = forms.DateField(label="开工日期", required=False)
    kind = forms.ChoiceField(label="项目类型", choices=[("a", "新增项目"), ("b", "延续项目")])
    ways = forms.MultipleChoiceField(
        label="资金来源",
        choices=[("a", "一般公共预算"), ("b", "政府性基金"), ("c", "其他资金")],
        widget=forms.CheckboxSelectMultiple,
        help_text="可以多选。",
    )
    reason = forms.CharField(label="未完成原因", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    evidence = forms.FileField(label="佐证材料", required=False, help_text="单个文件不超过 50 MB。")
    agreed = forms.BooleanField(label="已与决算数核对一致")


class AmountForm(forms.Form):
    """A field with a unit behind it."""

    amount = forms.DecimalField(label="全年执行数", help_text="填到小数点后两位。")


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the navigation, of breadcrumbs or tabs."""

    url: str
    title: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """A role, as far as the frame shows it."""

    label: str


@dataclass(frozen=True, slots=True)
class Held:
    """A role held at a body."""

    role: Label
    body_name: str


@dataclass(frozen=True, slots=True)
class Somebody:
    """The person signed in."""

    full_name: str
    is_authenticated: bool = True


NAVIGATION = [
    Link("/", "我的工作", current=True),
    Link("/filings", "材料", count=38),
    Link("/review", "审核", count=12),
    Link("/findings", "问题与疑点"),
    Link("/draw", "抽查复核"),
    Link("/publish", "公开"),
    Link("/monitor", "运行监测"),
    Link("/journal", "办理记录"),
]
UNITS = [
    ("示例市工业和信息化局本级", "with_finance", "4182.60", "96.42%", "94.5", 0, 2),
    ("示例市中小企业服务中心", "returned", "1042.00", "89.60%", "91", 3, 5),
    ("示例市无线电监测站", "filed", "386.15", "99.12%", "97.25", 0, 0),
    ("示例市制造业数字化转型与工业互联网发展促进中心", "drafting", "5271.08", "90.03%", "88.4", 7, 12),
    ("示例市散装水泥与墙体材料管理办公室", "published", "1964.48", "98.50%", "95", 0, 1),
    ("示例市企业诉求受理中心", "not_started", None, "—", None, 0, 0),
]


def _rows() -> list[dict[str, object]]:
    return [
        {
            "body": body,
            "department": "示例市工业和信息化局",
            "state": state,
            "budget": Decimal(budget) if budget else None,
            "rate": rate,
            "score": Decimal(score) if score else None,
            "errors": errors,
            "warnings": warnings,
        }
        for body, state, budget, rate, score, errors, warnings in UNITS
    ]


def _steps() -> list[dict[str, object]]:
    return [
        {"title": "填报并提交", "who": "填报人", "when": NOW, "state": "done"},
        {
            "title": "单位负责人退回",
            "who": "单位负责人",
            "when": NOW,
            "state": "returned",
            "text": "第二行的执行数与决算报表不一致，请核对。",
        },
        {"title": "主管部门审核", "who": "示例市工业和信息化局", "state": "current"},
        {"title": "财政审核并归档", "state": "todo"},
    ]


def context() -> dict[str, object]:
    """Return all that the gallery and its frame show."""
    form = SampleForm({"name": "", "kind": "a", "ways": ["a"], "agreed": "on"})
    messages = [
        Message(constants.SUCCESS, "已保存，检查发现 3 处错误、5 处疑点。"),
        Message(constants.WARNING, "离截止日期还有 3 天。"),
        Message(constants.ERROR, "有 2 个文件没有收下：格式不认识。"),
        Message(constants.INFO, "财政部门延长了提交时间，到 5月23日为止。"),
    ]
    return {
        "navigation": NAVIGATION,
        "breadcrumbs": [
            Link("/", "我的工作"),
            Link("/filings", "材料"),
            Link("", "2024年度部门整体支出绩效自评"),
        ],
        "tasks": [Link("/tasks/2", "2024年度绩效自评", current=True), Link("/tasks/1", "2023年度绩效自评")],
        "task": {"title": "2024年度绩效自评"},
        "user": Somebody("填报人甲"),
        "held": [
            Held(Label("填报人"), "示例市中小企业服务中心"),
            Held(Label("单位负责人"), "示例市无线电监测站"),
        ],
        "unread": 3,
        "messages": messages,
        "tabs": [
            Link("#a", "材料一览", current=True, count=400),
            Link("#b", "问题与疑点", count=47),
            Link("#c", "办理记录"),
            Link("#d", "佐证材料", count=0),
        ],
        "search": {"name": "q", "placeholder": "单位或项目名称", "value": ""},
        "filters": [
            {
                "name": "state",
                "label": "状态",
                "options": [("", "全部"), ("returned", "已退回")],
                "value": "",
            },
            {"name": "order", "label": "排列", "options": [("body", "按单位"), ("score", "按得分")]},
        ],
        "rows": _rows(),
        "page_obj": Paginator(range(400), 20).page(3),
        "steps": _steps(),
        "form": form,
        "amount": AmountForm(initial={"amount": Decimal("1042.00")}),
        "states": list(State.values),
        "budget": Decimal("12846.31"),
        "now": NOW,
    }


def gallery() -> str:
    """Return the page."""
    request = RequestFactory().get("/gallery", {"state": "returned", "page": "3"})
    return str(engines["django"].get_template("gallery.html").render(context(), request))
