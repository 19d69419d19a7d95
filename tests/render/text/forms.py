"""A package small enough to know every figure by heart: base data, a department form, a project form."""

import json
from dataclasses import replace
from functools import cache

from jiheng.render import package_from_json
from jiheng.reports import FormKind, Package, Section, SelfEvaluation
from jiheng.values import Printed


def _row(name: str, target: str, achieved: str, kind: str = "数量指标") -> dict[str, str]:
    return {
        "category": "产出指标",
        "category_max_score": "50",
        "subcategory": kind,
        "name": name,
        "target": target,
        "achieved": achieved,
        "max_score": "10",
        "score": "9.5",
        "deviation_reason": "",
    }


def _fund(source: str, label: str, *amounts: str) -> dict[str, str]:
    names = ("original_budget", "final_budget", "actual_expenditure", "execution_rate", "max_score", "score")
    return {"source": source, "label": label, **dict(zip(names, amounts, strict=False))}


PROJECT = {
    "kind": "project_self_evaluation",
    "fiscal_year": 2024,
    "name": "会议服务经费",
    "supervising_department": "示例市工业和信息化局",
    "implementing_unit": "局机关",
    "funds": [
        _fund("total", "年度资金总额", "433.32", "418.85", "406.62", "97.08%", "10", "9.71"),
        _fund("current_appropriation", "其中：当年财政拨款", "400", "418.85", "406.62"),
        _fund("carry_over", "上年结转资金", "", "", ""),
        _fund("other_funds", "其他资金", "0", "0", "/"),
    ],
    "objectives": [{"expected": "办会。", "achieved": "办成会。"}],
    "indicators": [
        _row("办理事项", "≥3000件", "3112件"),
        _row("会议室", "≥4个", "4"),
        _row("培训", "≥3场", "3场"),
        _row("培训", "≥60人", "59人"),
        _row("好评", "较好", "较好"),
        _row("电费", "较上年下降", "下降2.8万元"),
        _row("规模工业增加值增速", "≥7%", "10.4%"),
        _row("满意度", "≥90%", "95.50%"),
        _row("阅读量", "≥1万人次", "1.2万人次"),
        _row("发证", "≤10天", "十天左右"),
        _row("缺报", "≥5家", ""),
    ],
    "total": {"max_score": "100", "score": "98.7"},
}
DEPARTMENT = {
    "kind": "department_self_evaluation",
    "fiscal_year": 2024,
    "name": "示例市工业和信息化局",
    "funds": [_fund("total", "年度资金总额", "2551.6", "2922.7", "2922.7", "100%", "10", "10")],
    "indicators": [_row("新增企业", "≥40家", "116家")],
    "total": {"max_score": "100", "score": "95.2"},
}
BASE = {
    "kind": "base_data",
    "fiscal_year": 2024,
    "staff": {"authorized_headcount": "96", "serving_staff": "90", "control_rate": "93.75%"},
    "expenditure": [
        {"label": "三公经费", "level": 1, "previous_actual": "64.45", "budget": "59.33", "actual": "59.33"},
        {"label": "1、公务接待", "level": 2, "previous_actual": "0", "budget": "7.8", "actual": "7.8"},
    ],
}


@cache
def _read() -> Package:
    content = json.dumps({"schema": "jiheng/1", "forms": [BASE, DEPARTMENT, PROJECT]}, ensure_ascii=False)
    return package_from_json(content.encode())


def package(*paragraphs: str, heading: str = "") -> Package:
    """Return the package; the project's report text has these paragraphs."""
    read = _read()
    printed = tuple(Printed(text, f"P{number}") for number, text in enumerate(paragraphs, 1))
    section = Section(Printed(heading, ""), "\n".join(paragraphs), printed)
    form = replace(project(read), narrative=(section,) if paragraphs or heading else ())
    return replace(read, forms=(*read.forms[:2], form))


def project(read: Package) -> SelfEvaluation:
    """Return the project form of the package."""
    return read.evaluations(FormKind.PROJECT)[0][1]
