"""What the example city's bodies filled in: forms made from ``projects.yaml``, consistent by construction.

Self scores are what the engine computes, so that findings in the demo are the few mistakes put in on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path

from jiheng.cards import Card, read_card
from jiheng.documents import SourceFile
from jiheng.values import round_half_up
from jiheng_web import engine
from jiheng_web.filings.content import FormJson, RowJson, blank_row, digest_of, new_id, rows_of
from jiheng_web.filings.starting import new_base_data, new_department, new_project

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class IndicatorPlan:
    """One line of ``projects.yaml``."""

    subcategory: str
    name: str
    target: str
    unit: str
    marks: str
    achieved: tuple[str, str]
    """In the year before, and in the later year."""


@dataclass(frozen=True, slots=True)
class ProjectPlan:
    """One project of ``projects.yaml``."""

    name: str
    budget: Decimal
    expected: str
    achieved: str
    indicators: tuple[IndicatorPlan, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """What makes one body's package differ from another's of the same sector."""

    body: str
    department: str
    fiscal_year: int
    is_later: bool
    size: Decimal
    """Factor on the projects' budgets."""
    execution: Decimal
    """Share of the budget that was spent."""
    overstates: bool
    """Whether a missed target is scored full, as clerks do."""


@cache
def plans() -> dict[str, tuple[ProjectPlan, ...]]:
    """Return the projects by sector.

    Raises:
        StandardError: The file is wrong.
    """
    card = read_card(files("jiheng_web.demo") / "projects.yaml")
    return {sector: tuple(map(_plan, card.cards(sector))) for sector in card.keys()}  # noqa: SIM118 - no mapping


def _plan(card: Card) -> ProjectPlan:
    lines = [[part.strip() for part in line.split("|")] for line in card.texts("indicators")]
    found = ProjectPlan(
        card.text("name"),
        card.decimal("budget"),
        card.text("expected"),
        card.text("achieved"),
        tuple(map(_indicator, lines)),
    )
    card.close()
    return found


def _indicator(parts: list[str]) -> IndicatorPlan:
    subcategory, name, target, unit, marks, later, before = parts
    return IndicatorPlan(subcategory, name, target, unit, marks, (before, later))


@dataclass(frozen=True, slots=True)
class Money:
    """A budget's three figures in 万元."""

    original: Decimal
    final: Decimal
    spent: Decimal

    @property
    def rate(self) -> Decimal:
        """Execution in percent with two places."""
        return round_half_up(self.spent / self.final * _HUNDRED, 2)

    def __add__(self, other: Money) -> Money:
        return Money(self.original + other.original, self.final + other.final, self.spent + other.spent)


def project_form(plan: ProjectPlan, at: Situation) -> tuple[FormJson, Money]:
    """Return a project's filled table and report, and its money."""
    money = _money(plan.budget * at.size, at.execution)
    form = new_project(at.fiscal_year, f"{at.fiscal_year}年{plan.name}", at.department, at.body)
    for row in rows_of(form, "funds"):
        if row["source"] in {"total", "current_appropriation"}:
            row.update(_amounts(money))
    _fill_evaluation(form, plan, money, at)
    missed = _missed(form)
    texts = (
        plan.expected,
        _money_words(money),
        plan.achieved,
        f"{'、'.join(missed)}未达到年初目标。" if missed else "部分指标的目标值偏低，引导作用不够。",
        "按季度对照目标检查进度，偏差及时纠正。",
    )
    for row, text in zip(rows_of(form, "narrative"), texts, strict=True):
        row["text"] = text
    return form, money


def _money(budget: Decimal, execution: Decimal) -> Money:
    original = round_half_up(budget, 1)
    final = round_half_up(original * Decimal("0.98"), 1)
    return Money(original, final, round_half_up(final * execution, 2))


def _amounts(money: Money) -> dict[str, str]:
    return {
        "original_budget": str(money.original),
        "final_budget": str(money.final),
        "actual_expenditure": str(money.spent),
    }


def _fill_evaluation(form: FormJson, plan: ProjectPlan, money: Money, at: Situation) -> None:
    rows_of(form, "objectives")[0].update(expected=plan.expected, achieved=plan.achieved)
    by_subcategory = {one.subcategory: one for one in plan.indicators}
    for row in rows_of(form, "indicators"):
        one = by_subcategory.get(str(row["subcategory"]))
        if one is None:
            row.update(name="/", target="/", achieved="/", max_score="/", score="/")
        else:
            achieved = one.achieved[at.is_later] + one.unit
            row.update(name=one.name, target=one.target + one.unit, achieved=achieved, max_score=one.marks)
    total = next(row for row in rows_of(form, "funds") if row["source"] == "total")
    total["execution_rate"] = f"{money.rate}%"
    total["score"] = f"{round_half_up(money.spent / money.final * 10, 2):f}"
    _score(form, Decimal(str(total["score"])), overstates=at.overstates)


def _score(form: FormJson, execution: Decimal, *, overstates: bool) -> None:
    checked = engine.check_form(engine.FormInput("demo", digest_of(form), form), "")
    sheet = checked.audit.sheet(0)
    lines = {line.at: line for line in sheet.lines} if sheet else {}
    sum_of_marks = execution
    is_first_miss = True
    for row in rows_of(form, "indicators"):
        line = lines.get(f"indicators/{row['id']}")
        if row["name"] == "/" or line is None:
            continue
        mark = round_half_up(line.high, 2)
        if mark < Decimal(str(row["max_score"])):
            row["deviation_reason"] = "年中计划有调整，部分工作顺延，已列入次年计划优先安排。"
            if overstates and is_first_miss:
                mark, is_first_miss = Decimal(str(row["max_score"])), False
        row["score"] = f"{mark:f}"
        sum_of_marks += mark
    form["total"] = {"max_score": "100", "score": f"{sum_of_marks:f}"}


def _missed(form: FormJson) -> list[str]:
    return [str(row["name"]) for row in rows_of(form, "indicators") if row["deviation_reason"]]


def department_form(plan: ProjectPlan, projects: Money, at: Situation) -> tuple[FormJson, Money]:
    """Return the department's filled table, and its money: basic expenditure beside the projects'."""
    basic = _money(Decimal(540) * at.size, Decimal(1))
    money = basic + projects
    form = new_department(at.fiscal_year, at.body)
    amounts = {
        "general_public_budget": money.spent,
        "basic_expenditure": basic.spent,
        "project_expenditure": projects.spent,
    }
    for row in rows_of(form, "funds"):
        if row["source"] == "total":
            row.update(_amounts(money))
        elif row["source"] in amounts:
            row["amount"] = str(amounts[str(row["source"])])
    _fill_evaluation(form, plan, money, at)
    sections = (
        ("一、部门基本情况", f"{at.body}承担市委、市政府交办的本行业管理和服务工作。"),
        ("二、预算收支情况", _money_words(money)),
        ("三、存在的问题", "部分项目前期论证不充分，年中有调整。"),
        ("四、下一步计划", "提前开展项目论证，按季度通报预算执行和目标完成进度。"),
    )
    form["narrative"] = [{"id": new_id(), "heading": heading, "text": text} for heading, text in sections]
    return form, money


def _money_words(money: Money) -> str:
    return (
        f"年初预算{money.original}万元，全年预算{money.final}万元，"
        f"实际支出{money.spent}万元，预算执行率{money.rate}%。"
    )


def base_data_form(names: list[tuple[str, Money]], at: Situation) -> tuple[FormJson, dict[str, str]]:
    """Return the base data with a row for each project, and the row's id by the project's name."""
    form = new_base_data(at.fiscal_year)
    headcount = int(40 * at.size) + 8
    serving = headcount - 3
    rate = round_half_up(Decimal(serving) / headcount * _HUNDRED, 2)
    form["staff"] = {
        "authorized_headcount": str(headcount),
        "serving_staff": str(serving),
        "control_rate": f"{rate:f}%",
    }
    form["austerity_measures"] = "严格公务接待审批，公务用车统一调度，会议培训优先使用内部场地。"
    rows = rows_of(form, "expenditure")
    ids = _add_projects(rows, names)
    final = sum((money.final for _, money in names), Decimal(0))
    spent = sum((money.spent for _, money in names), Decimal(0))
    given = {
        "三公经费": ("13.1", "12.4", "11.9"),
        "1、公务用车购置和维护经费": ("9.0", "8.6", "8.4"),
        "其中：公车购置": ("0", "0", "0"),
        "公车运行维护": ("9.0", "8.6", "8.4"),
        "2、出国经费": ("0", "0", "0"),
        "3、公务接待": ("4.1", "3.8", "3.5"),
        "项目支出：": (str(spent), str(final), str(spent)),
        "1、业务工作经费": ("0", "0", "0"),
        "2、运行维护经费": ("0", "0", "0"),
        "3、市级专项资金（一个专项一行）": (str(spent), str(final), str(spent)),
        "公用经费": ("66.5", "64.2", "62.8"),
        "其中：办公经费": ("24.1", "23.6", "23.0"),
        "水费、电费、差旅费": ("28.2", "27.3", "26.9"),
        "会议费、培训费": ("14.2", "13.3", "12.9"),
        "政府采购金额": ("38.4", "36.0", "35.2"),
        "部门基本支出预算调整": ("0", "0", "0"),
    }
    for row in rows:
        amounts = given.get(str(row["label"]))
        if amounts is not None:
            row.update(zip(("previous_actual", "budget", "actual"), amounts, strict=True))
    return form, ids


def _add_projects(rows: list[RowJson], names: list[tuple[str, Money]]) -> dict[str, str]:
    place = next(i for i, row in enumerate(rows) if str(row["label"]).startswith("3、市级专项资金")) + 1
    ids = {}
    for name, money in reversed(names):
        row_id = ids[name] = new_id()
        blank = blank_row("base_data", "expenditure", row_id)
        amounts = {
            "previous_actual": str(money.spent),
            "budget": str(money.final),
            "actual": str(money.spent),
        }
        rows.insert(place, {**blank, "level": 3, "label": name, **amounts})
    return ids


def example_forms(folder: Path) -> list[FormJson]:
    """Return the forms of the repository's example package; none where it does not lie beside the program."""
    source = folder / "department-2024.txt"
    if not source.is_file():
        return []
    return engine.forms_of(engine.read_files((SourceFile(source.name, source.read_bytes()),)))
