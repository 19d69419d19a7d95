"""A consistent dossier yields no finding of the rules that compute; moving one audited figure yields one."""

import re
from collections.abc import Callable
from copy import deepcopy
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from jiheng.audit import Finding, audit_package
from jiheng.audit import _cases as cases
from jiheng.cards import read_card

Tree = dict[str, object]
Draw = Callable[[st.SearchStrategy[int]], int]

COMPUTED = re.compile(
    r"FUN-00[12389]|WGT-00[1-4]|SCO-00[1267]|BAS-00|BAS-01[01]|XTB-00[123]|XTB-011|TXT-00[12]|IND-023"
)
CENTS = Decimal("0.01")


def money(cents: int) -> str:
    """An amount in 万元 as authors print it, trailing zeros dropped."""
    text = f"{Decimal(cents) / 100:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def rate(over: int, under: int) -> str:
    return f"{(Decimal(over) / under * 100).quantize(CENTS, ROUND_HALF_UP)}%"


def columns(original: int, final: int, actual: int) -> Tree:
    return {"original": money(original), "final": money(final), "actual": money(actual)}


def project(draw: Draw, number: int, actual: int) -> Tree:
    final = actual + draw(st.integers(0, 5000))
    original = final + draw(st.integers(0, 5000))
    carried = [draw(st.integers(0, min(amount, 900))) for amount in (original, final, actual)]
    weights = [draw(st.integers(2, 30)) for _ in range(2)]
    weights.append(90 - sum(weights))
    scores = [draw(st.integers(1, weight)) for weight in weights]
    sources = [
        {"source": "current_appropriation"}
        | columns(original - carried[0], final - carried[1], actual - carried[2]),
        {"source": "carry_over"} | columns(*carried),
        {"source": "other_funds"},
    ]
    total = {"max_score": "10", "rate": rate(actual, final), "score": "10"} | columns(original, final, actual)
    rows = [
        {
            "category": category,
            "category_max_score": str(sum(weights[i] for i in group)),
            "subcategory": "数量指标",
            "name": f"指标{i}",
            "target": "≥10次",
            "achieved": "11次",
            "max_score": str(weights[i]),
            "score": str(scores[i]),
            "reason": "另有说明。",
        }
        for category, group in (("产出指标", (0, 1)), ("效益指标", (2,)))
        for i in group
    ]
    said = f"预算{money(final)}万元，其中年初预算{money(original)}万元，实际支出{money(actual)}万元。"
    return {
        "project": f"项目{number}",
        "funds": [*sources, total],
        "indicators": rows,
        "total_weight": "100",
        "total_score": str(10 + sum(scores)),
        "narrative": [said],
    }


def project_row(number: int, actual: int) -> Tree:
    return {"label": f"项目{number}", "level": "3", "actual": money(actual)}


@st.composite
def dossiers(draw: st.DrawFn) -> Tree:
    """A package in which every figure follows from the others."""
    actuals = [draw(st.integers(1000, 90000)) for _ in range(draw(st.integers(1, 3)))]
    spent, vehicles, hosting = sum(actuals), draw(st.integers(100, 900)), draw(st.integers(100, 900))
    personnel, operating = draw(st.integers(5000, 90000)), draw(st.integers(5000, 90000))
    staff = draw(st.integers(20, 99)), draw(st.integers(100, 200))
    total = spent + personnel + operating
    rows: list[Tree] = [
        {"label": "三公经费", "term": "three_public_expenses", "actual": money(vehicles + hosting)},
        {"label": "用车", "term": "official_vehicles", "level": "2", "actual": money(vehicles)},
        {"label": "运行", "term": "vehicle_operation", "level": "3", "actual": money(vehicles)},
        {"label": "接待", "term": "official_hospitality", "level": "2", "actual": money(hosting)},
        {"label": "项目支出", "term": "project_expenditure", "actual": money(spent)},
        {"label": "专项资金", "level": "2", "actual": money(spent)},
        *(project_row(i, amount) for i, amount in enumerate(actuals)),
        {"label": "公用经费", "term": "operating_costs", "actual": money(operating)},
    ]
    headcount = {"serving": str(staff[0]), "authorized": str(staff[1]), "rate": rate(*staff)}
    department: Tree = {
        "kind": "department_self_evaluation",
        "funds": [
            {"max_score": "10", "rate": "100%", "score": "10"} | columns(total, total, total),
            {"source": "general_public_budget", "amount": money(total - 100)},
            {"source": "other_funds", "amount": "1"},
            {"source": "basic_expenditure", "amount": money(personnel + operating)},
            {"source": "project_expenditure", "amount": money(spent)},
        ],
        "indicators": [
            {
                "category": "成本指标",
                "name": "机关人员成本",
                "target": f"≤{money(personnel)}万元",
                "achieved": f"{money(personnel)}万元",
                "max_score": "90",
                "score": "90",
            }
        ],
        "total_weight": "100",
        "total_score": "100",
    }
    forms = [{"kind": "base_data", "staff": headcount, "expenditure": rows}, department]
    forms += [project(draw, i, actual) for i, actual in enumerate(actuals)]
    matches = [{"form": str(i + 2), "rows": [str(i + 6)], "method": "name"} for i in range(len(actuals))]
    return {"forms": forms, "matches": matches}


def computed(tree: Tree) -> list[Finding]:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "dossier.yaml"
        file.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
        dossier = cases._dossier(read_card(file))
    audit = audit_package(dossier.package, dossier.sheets)
    return [finding for finding in audit.findings if COMPUTED.match(finding.rule)]


Place = tuple[Tree, str]


def audited(tree: Tree) -> list[Place]:
    """Every figure of the dossier that others pin down, with the cell that holds it."""
    forms = cast("list[Tree]", tree["forms"])
    base, department, *projects = forms
    places = [(row, "actual") for row in cast("list[Tree]", base["expenditure"])]
    places += [(cast("Tree", base["staff"]), key) for key in ("serving", "authorized", "rate")]
    lines = cast("list[Tree]", department["funds"])
    # Incomes and kinds of spending may add up to any of the three totals, which here are one figure.
    places += [(line, "amount") for line in lines[1:]] + [(lines[0], "rate")]
    for form in [department, *projects]:
        places += [(form, "total_weight"), (form, "total_score")]
        places += [
            (row, key) for row in cast("list[Tree]", form["indicators"]) for key in ("max_score", "score")
        ]
    for form in projects:
        *sources, total = cast("list[Tree]", form["funds"])
        places += [(line, key) for line in sources for key in ("original", "final", "actual") if key in line]
        places += [(total, key) for key in ("original", "final", "actual", "rate", "max_score", "score")]
    return places


def moved(text: str) -> str:
    """A figure moved by more than its printed precision explains: by a tenth, and by at least 2."""
    number = Decimal(text.removesuffix("%"))
    return f"{number + max(Decimal(2), (number / 10).quantize(CENTS))}{'%' if text.endswith('%') else ''}"


@settings(max_examples=40, deadline=None)
@given(dossiers())
def test_a_consistent_dossier_yields_nothing(tree: Tree) -> None:
    assert computed(tree) == []


@settings(max_examples=80, deadline=None)
@given(dossiers(), st.data())
def test_moving_one_audited_figure_yields_a_finding(tree: Tree, data: st.DataObject) -> None:
    copy = deepcopy(tree)
    places = audited(copy)
    holder, key = places[data.draw(st.integers(0, len(places) - 1), label="which figure")]
    holder[key] = moved(cast("str", holder[key]))
    assert computed(copy), (key, holder)
