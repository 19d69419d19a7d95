"""Packages that a property test writes: what an author may type, in the shape of the contract's JSON."""

from __future__ import annotations

import json

from hypothesis import strategies as st

from jiheng.render import package_from_json, render_json
from jiheng.reports import Package

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

_CHINESE = "关于全市工业企业服务平台建设运行情况及成效说明部分内容按照要求落实到位进行中"
_ODD = "，。；：、（）《》“”—…·％＋＝×÷℃㎡①Ⅳ㈠&<>\"'#$*_@\\`~^|{}[]!?;𠮷é"
# A long text is a short one many times: drawn letter by letter it soon exceeds what hypothesis draws.
_short = st.text(_CHINESE + _ODD + "0123456789 ", max_size=12)
words = _short.map(lambda text: f"内容{text.strip()}")
long_words = st.builds(
    lambda text, times: f"详{(text + '情况，') * times}止", _short, st.sampled_from([1, 3, 120])
)
names = st.builds(
    lambda text, times: f"推进{text * times}事项", st.text(_CHINESE, max_size=5), st.sampled_from([1, 1, 9])
)
money = st.one_of(st.just(""), st.decimals(0, 99999, places=2).map(str))
marks = st.one_of(st.just(""), st.integers(0, 20).map(str), st.decimals(0, 20, places=1).map(str))
targets = st.one_of(
    st.integers(1, 999).map(lambda n: f"≥{n}家"),
    st.decimals(1, 100, places=1).map(lambda n: f"≤{n}%"),
    st.integers(1, 12).map(lambda n: f"2024年{n}月底前"),
    st.just("明显提升"),
    st.just("/"),
)
achieved = st.one_of(
    st.integers(0, 999).map(lambda n: f"{n}家"), st.just("100%"), st.just(""), st.just("/"), st.just("已完成")
)
LEVELS = (
    ("产出指标", "40", ("数量指标", "质量指标", "时效指标")),
    ("效益指标", "20", ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标")),
    ("满意度指标", "10", ("服务对象满意度指标",)),
    ("成本指标", "20", ("经济成本指标", "社会成本指标", "生态环境成本指标")),
)
_PAIRED = ("general_public_budget", "government_funds", "special_account_non_tax_revenue", "other_funds")
_LABELS = {
    "total": "年度资金总额",
    "current_appropriation": "其中：当年财政拨款",
    "carry_over": "上年结转资金",
    "other_funds": "其他资金",
}


@st.composite
def indicator_rows(draw: st.DrawFn, most: int) -> list[Json]:
    """Rows in the order of their levels, some levels without any."""
    rows: list[Json] = []
    for category, points, subcategories in LEVELS:
        for subcategory in subcategories:
            level: dict[str, Json] = {
                "category": category,
                "category_max_score": points,
                "subcategory": subcategory,
            }
            rows += [{**level, **_row(draw)} for _ in range(draw(st.integers(0, most)))]
    return rows


def _row(draw: st.DrawFn) -> dict[str, Json]:
    return {
        "name": draw(names),
        "target": draw(targets),
        "achieved": draw(achieved),
        "max_score": draw(marks),
        "score": draw(marks),
        "deviation_reason": draw(st.one_of(st.just(""), long_words)),
    }


def fund_lines() -> st.SearchStrategy[list[Json]]:
    """The four lines of a project's funds."""
    return st.tuples(*(_fund(source, label) for source, label in _LABELS.items())).map(list)


def _fund(source: str, label: str) -> st.SearchStrategy[Json]:
    columns = dict.fromkeys(("original_budget", "final_budget", "actual_expenditure"), money)
    return st.fixed_dictionaries({"source": st.just(source), "label": st.just(label), **columns})


@st.composite
def projects(draw: st.DrawFn, number: int, most: int) -> Json:
    """A project's form with its report text."""
    return {
        "kind": "project_self_evaluation",
        "fiscal_year": 2024,
        "name": f"{draw(names)}第{number}期经费",
        "supervising_department": draw(names),
        "implementing_unit": draw(names),
        "funds": draw(fund_lines()),
        "objectives": [{"expected": draw(long_words), "achieved": draw(long_words)}],
        "indicators": draw(indicator_rows(most)) or [_ONE],
        "total": {"max_score": "100", "score": draw(marks)},
        "narrative": [
            {"heading": "一、预算收支情况", "text": draw(long_words)},
            {
                "heading": "二、项目支出绩效情况",
                "text": "\n".join(draw(st.lists(words, min_size=1, max_size=4))),
            },
        ],
    }


_ONE: Json = {
    "category": "产出指标",
    "category_max_score": "40",
    "subcategory": "数量指标",
    "name": "事项",
    "target": "≥1个",
}


@st.composite
def packages(draw: st.DrawFn, most: int = 2) -> Package:
    """A package of a base-data table, a department's table and one or two projects."""
    department: Json = {
        "kind": "department_self_evaluation",
        "fiscal_year": 2024,
        "name": draw(names),
        "funds": [
            *draw(fund_lines())[:1],
            {"source": "general_public_budget", "label": "一般公共预算", "amount": draw(money)},
            {"source": "basic_expenditure", "label": "基本支出", "amount": draw(money)},
            {"source": "government_funds", "label": "政府性基金拨款", "amount": draw(money)},
            {"source": "project_expenditure", "label": "项目支出", "amount": draw(money)},
        ],
        "objectives": [{"expected": draw(long_words), "achieved": draw(long_words)}],
        "indicators": draw(indicator_rows(most)) or [_ONE],
        "total": {"max_score": "100", "score": draw(marks)},
    }
    forms: list[Json] = [_base_data(draw), department]
    forms += [draw(projects(number, most)) for number in range(1, draw(st.integers(1, 2)) + 1)]
    content = {"schema": "jiheng/1", "package": "某单位", "forms": forms}
    return package_from_json(json.dumps(content, ensure_ascii=False).encode())


def _base_data(draw: st.DrawFn) -> Json:
    rows: list[Json] = []
    for label, level in (
        ("三公经费", 1),
        ("1、公务用车购置和维护经费", 2),
        ("其中：公车购置", 3),
        (draw(st.sampled_from(("项目支出", "项目支出："))), 1),
    ):
        rows.append({"label": label, "level": level, **_amounts(draw)})
    rows += [
        {"label": f"{draw(names)}（{n}）", "level": 2, **_amounts(draw)}
        for n in range(draw(st.integers(0, 4)))
    ]
    rows.append({"label": "公用经费", "level": 1, **_amounts(draw)})
    return {
        "kind": "base_data",
        "fiscal_year": 2024,
        "staff": {"authorized_headcount": "96", "serving_staff": "90", "control_rate": "93.75%"},
        "expenditure": rows,
        "buildings": {"approved_scale": draw(money), "actual_scale": draw(money)},
        "austerity_measures": draw(long_words),
        "notes": ["说明：按口径填报。"],
        "filing_date": "2025-05-16",
    }


def _amounts(draw: st.DrawFn) -> dict[str, Json]:
    return {name: draw(money) for name in ("previous_actual", "budget", "actual")}


def differences(one: Json, other: Json, path: str = "") -> list[str]:
    """Return where two contents are not the same, for a message that can be read."""
    if isinstance(one, dict) and isinstance(other, dict):
        keys = one.keys() | other.keys()
        return [
            line
            for key in sorted(keys)
            for line in differences(one.get(key), other.get(key), f"{path}.{key}")
        ]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return [line for n, (a, b) in pairs for line in differences(a, b, f"{path}[{n}]")]
    return [] if one == other else [f"{path}: {one!r} → {other!r}"]


def content_of(package: Package) -> Json:
    """Return what a package says, without where it stands and what reading remarks."""
    return _without_places(json.loads(render_json(package))["forms"])


_PLACES = frozenset({"at", "document", "unread", "problems"})


def _without_places(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _without_places(part) for key, part in value.items() if key not in _PLACES}
    return [_without_places(part) for part in value] if isinstance(value, list) else value
