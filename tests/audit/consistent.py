"""A package in which every figure follows from the others, built as records, every cell with its own address.

It is silent of errors and warnings. What differs from package to package is drawn by the caller.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from jiheng.reports import (
    BaseData,
    Buildings,
    ExpenditureRow,
    FormKind,
    FundLine,
    Indicator,
    Match,
    MatchMethod,
    Objective,
    Package,
    Section,
    SelfEvaluation,
    Staff,
    Total,
)
from jiheng.values import (
    AchievedText,
    Figure,
    Printed,
    TargetText,
    read_achieved,
    read_figure,
    read_target,
)

CENTS = Decimal("0.01")
FILED = dt.date(2025, 5, 16)
NOWHERE = Printed("", "")
KINDS = (("产出指标", 40), ("效益指标", 20), ("满意度指标", 10), ("成本指标", 20))


@dataclass(frozen=True)
class Money:
    """A project's money in hundredths of 万元."""

    original: int
    final: int
    actual: int
    carried: int
    """Of each of the three."""


@dataclass(frozen=True)
class Drawn:
    """What a package is built from."""

    projects: tuple[Money, ...]
    personnel: int
    operating: int
    vehicles: int
    hosting: int
    serving: int
    authorized: int
    satisfied: tuple[int, ...]
    """Hundredths of a percentage point above 90 %, one per project."""


def money(cents: int) -> str:
    """An amount in 万元 with both decimals, as a printed ledger has it."""
    return f"{Decimal(cents) / 100:.2f}"


def rate(over: int, under: int) -> str:
    return f"{(Decimal(over) * 100 / under).quantize(CENTS, ROUND_HALF_UP)}%"


@dataclass
class Cells:
    """Gives every cell of a form the next address."""

    table: int
    row: int = 0
    column: int = 0
    paragraph: int = 0
    marks: list[Decimal] = field(default_factory=list)
    headings: dict[str, tuple[Printed, Figure]] = field(default_factory=dict)
    """The first-level headings: one merged cell each, which stands beside all of its rows."""

    def next_row(self) -> str:
        self.row, self.column = self.row + 1, 0
        return f"T{self.table}R{self.row}"

    def at(self) -> str:
        self.column += 1
        return f"T{self.table}R{self.row}C{self.column}"

    def text(self, text: str) -> Printed:
        return Printed(text, self.at())

    def figure(self, text: str, unit: str = "") -> Figure:
        return read_figure(text, self.at(), unit)

    def said(self, text: str) -> Printed:
        self.paragraph += 1
        return Printed(text, f"P{self.table * 100 + self.paragraph}")


def fund(cells: Cells, source: str, figures: dict[str, str]) -> FundLine:
    cells.next_row()
    return FundLine(
        source=source,
        label=cells.text(source),
        original_budget=cells.figure(figures.get("original", ""), "万元"),
        final_budget=cells.figure(figures.get("final", ""), "万元"),
        actual_expenditure=cells.figure(figures.get("actual", ""), "万元"),
        max_score=cells.figure(figures.get("max_score", ""), "分"),
        execution_rate=cells.figure(figures.get("rate", "")),
        score=cells.figure(figures.get("score", ""), "分"),
        amount=cells.figure(figures.get("amount", ""), "万元"),
    )


def amounts(original: int, final: int, actual: int) -> dict[str, str]:
    figures = {"original": money(original), "final": money(final), "actual": money(actual)}
    return figures | ({"rate": rate(actual, final)} if final else {})


def executed(cells: Cells, final: int, actual: int) -> dict[str, str]:
    score = (Decimal(10) * actual / final).quantize(CENTS, ROUND_HALF_UP)
    cells.marks.append(score)
    return {"max_score": "10", "score": f"{score}"}


def indicator(cells: Cells, kind: tuple[str, int], words: tuple[str, ...]) -> Indicator:
    """``words``: second level, name, target, achieved, weight, and where not full: score, reason."""
    at = cells.next_row()
    second, name, target, achieved, weight, score, reason = (*words, *("", "")[: 7 - len(words)])
    cells.marks.append(Decimal(score or weight))
    if kind[0] not in cells.headings:
        heading = cells.text(kind[0])
        cells.headings[kind[0]] = (heading, Figure(str(kind[1]), heading.at, Decimal(kind[1]), "分"))
    category, printed = cells.headings[kind[0]]
    return Indicator(
        category=category,
        category_max_score=printed,
        subcategory=cells.text(second),
        name=cells.text(name),
        target=TargetText(target, cells.at(), read_target(target)),
        achieved=AchievedText(achieved, cells.at(), read_achieved(achieved)),
        max_score=cells.figure(weight, "分"),
        score=cells.figure(score or weight, "分"),
        deviation_reason=cells.text(reason),
        at=at,
    )


def evaluation(
    cells: Cells, kind: FormKind, name: str, funds: list[FundLine], rows: list[Indicator], report: list[str]
) -> SelfEvaluation:
    cells.next_row()
    heading = cells.said("一、项目支出情况")
    paragraphs = tuple(cells.said(text) for text in report)
    text = "\n".join(paragraph.text for paragraph in paragraphs)
    return SelfEvaluation(
        kind=kind,
        document=0,
        tables=(cells.table,),
        fiscal_year=2024,
        title=cells.text("2024年度自评表"),
        name=cells.text(name),
        supervising_department=NOWHERE,
        implementing_unit=NOWHERE,
        funds=tuple(funds),
        objectives=(Objective(cells.text(f"做好{name}。"), cells.text("全年任务按期做完。")),),
        indicators=tuple(rows),
        total=Total(cells.figure("100", "分"), cells.figure(f"{sum(cells.marks)}", "分")),
        narrative_title=cells.said(f"{name}绩效自评报告"),
        narrative=(Section(heading, text, paragraphs),),
        filing_date=FILED,
        filing_line=cells.said("填报日期：2025.5.16"),
        unread=(),
        problems=(),
    )


ENDING = "存在的问题：资料归档不够及时。下一步按季度归档。"


def project(number: int, drawn: Drawn) -> SelfEvaluation:
    cells, own = Cells(number + 3), drawn.projects[number]
    carried, new = (
        own.carried,
        (own.original - own.carried, own.final - own.carried, own.actual - own.carried),
    )
    funds = [
        fund(cells, "current_appropriation", amounts(*new)),
        fund(cells, "carry_over", amounts(carried, carried, carried)),
        fund(cells, "other_funds", {}),
        fund(
            cells,
            "total",
            amounts(own.original, own.final, own.actual) | executed(cells, own.final, own.actual),
        ),
    ]
    output, benefit, satisfaction, cost = KINDS
    name = project_name(number)
    held, unmet = 10 + number, 16 + 2 * number
    score = (Decimal(unmet) / 20 / (1 + number) * 10).quantize(CENTS, ROUND_HALF_UP)
    rows = [
        indicator(cells, output, ("数量指标", f"{name}数量", f"={held}台", f"{held}台", "10")),
        indicator(
            cells,
            output,
            (
                "数量指标",
                f"{name}培训",
                f"≥{20 * (1 + number)}场",
                f"{unmet}场",
                "10",
                f"{score}",
                "场地不足，推迟。",
            ),
        ),
        indicator(cells, output, ("质量指标", f"{name}合格率", "=100%", "100%", "10")),
        indicator(cells, output, ("时效指标", f"{name}期限", "2024年11月30日前", "2024年10月20日", "10")),
        indicator(
            cells, benefit, ("社会效益指标", f"{name}受益企业", f"≥{30 + number}家", f"{30 + number}家", "20")
        ),
        indicator(
            cells,
            satisfaction,
            (
                "服务对象满意度指标",
                "使用人员满意度",
                "≥90%",
                f"{90 + Decimal(drawn.satisfied[number]) / 100}%",
                "10",
            ),
        ),
        indicator(
            cells,
            cost,
            ("经济成本指标", f"{name}费用", f"≤{money(own.final)}万元", f"{money(own.actual)}万元", "20"),
        ),
    ]
    planned, first, spent = money(own.final), money(own.original), money(own.actual)
    said = f"2024年预算{planned}万元，其中年初预算{first}万元，实际支出{spent}万元。"
    return evaluation(cells, FormKind.PROJECT, name, funds, rows, [said, ENDING])


def department(drawn: Drawn) -> SelfEvaluation:
    cells = Cells(2)
    spent, planned, first = (
        sum(getattr(own, name) for own in drawn.projects) for name in ("actual", "final", "original")
    )
    regular = drawn.personnel + drawn.operating
    actual, final, original = regular + spent, regular + planned, regular + first
    funds = [
        fund(cells, "total", amounts(original, final, actual) | executed(cells, final, actual)),
        fund(cells, "general_public_budget", {"amount": money(actual - 2000)}),
        fund(cells, "government_funds", {"amount": money(1300)}),
        fund(cells, "other_funds", {"amount": money(700)}),
        fund(cells, "basic_expenditure", {"amount": money(regular)}),
        fund(cells, "project_expenditure", {"amount": money(spent)}),
    ]
    output, benefit, satisfaction, cost = KINDS
    rows = [
        indicator(cells, output, ("数量指标", "新增企业数", "=45家", "45家", "20")),
        indicator(cells, output, ("质量指标", "公开内容完整率", "=100%", "100%", "20")),
        indicator(cells, benefit, ("社会效益指标", "帮扶企业数", "≥60家", "60家", "20")),
        indicator(cells, satisfaction, ("服务对象满意度指标", "群众满意度", "≥90%", "97.31%", "10")),
        indicator(
            cells,
            cost,
            (
                "经济成本指标",
                "机关人员成本",
                f"≤{money(drawn.personnel + 100)}万元",
                f"{money(drawn.personnel)}万元",
                "20",
            ),
        ),
    ]
    report = ["全年收支平衡，预算执行平稳。", ENDING]
    return evaluation(cells, FormKind.DEPARTMENT, "某市数据局", funds, rows, report)


def regular_lines(drawn: Drawn) -> list[tuple[str, int, int | None, str, int]]:
    """Label, level, parent, term, amount of this year."""
    car, host, cost, abroad = drawn.vehicles * 2, drawn.hosting * 2, drawn.operating, 500
    return [
        ("“三公”经费", 1, None, "three_public_expenses", car + host + abroad),
        ("公务用车", 2, 0, "official_vehicles", car),
        ("公车购置", 3, 1, "vehicle_purchase", car // 2),
        ("公车运行维护", 3, 1, "vehicle_operation", car // 2),
        ("出国经费", 2, 0, "overseas_travel", abroad),
        ("公务接待", 2, 0, "official_hospitality", host),
        ("公用经费", 1, None, "operating_costs", cost),
        ("办公经费", 2, 6, "", cost // 2),
        ("会议费、培训费", 2, 6, "", cost - cost // 2),
        ("政府采购金额", 1, None, "procurement", 6536),
    ]


def expenditure(cells: Cells, drawn: Drawn) -> Iterator[ExpenditureRow]:
    """Last year's figures are those of this year and a tenth, in every line, so that their sums hold too."""
    lines = regular_lines(drawn)
    for label, level, parent, term, amount in lines:
        yield row(cells, (label, level, parent, term), (amount * 11, amount * 10, amount * 10))
    at, projects = len(lines), drawn.projects
    spent, planned = sum(own.actual for own in projects), sum(own.final for own in projects)
    whole = (spent * 11, planned * 10, spent * 10)
    yield row(cells, ("项目支出", 1, None, "project_expenditure"), whole)
    yield row(cells, ("市级专项资金", 2, at, ""), whole)
    for number, own in enumerate(projects):
        amounts_of = (own.actual * 11, own.final * 10, own.actual * 10)
        yield row(cells, (project_name(number), 3, at + 1, ""), amounts_of)


def row(
    cells: Cells, words: tuple[str, int, int | None, str], tenths: tuple[int, int, int]
) -> ExpenditureRow:
    cells.next_row()
    label, level, parent, term = words
    figures = (cells.figure(f"{Decimal(tenth) / 1000:.3f}", "万元") for tenth in tenths)
    return ExpenditureRow(cells.text(label), level, parent, term, *figures)


def project_name(number: int) -> str:
    return f"{'甲乙丙丁'[number]}类设备更新"


def base_data(drawn: Drawn) -> BaseData:
    cells = Cells(1)
    cells.next_row()
    staff = Staff(
        cells.figure(str(drawn.authorized), "人"),
        cells.figure(str(drawn.serving), "人"),
        cells.figure(rate(drawn.serving, drawn.authorized)),
    )
    rows = tuple(expenditure(cells, drawn))
    cells.next_row()
    buildings = Buildings(
        cells.figure("1200", "㎡"),
        cells.figure("1176", "㎡"),
        cells.figure("98%"),
        cells.figure("500", "万元"),
        cells.figure("480", "万元"),
        cells.figure("96%"),
    )
    return BaseData(
        document=0,
        tables=(1,),
        fiscal_year=2024,
        title=cells.text("2024年度基础数据表"),
        staff=staff,
        expenditure=rows,
        buildings=buildings,
        austerity_measures=NOWHERE,
        notes=(),
        filing_date=FILED,
        filing_line=cells.said("填报日期：2025.5.16"),
        unread=(),
        problems=(),
    )


def consistent(drawn: Drawn) -> Package:
    """Return the package: base data, the department's table, a table for each project."""
    count = len(drawn.projects)
    projects = (project(number, drawn) for number in range(count))
    first = len(regular_lines(drawn)) + 2
    matches = tuple(Match(i + 2, 0, (first + i,), MatchMethod.NAME, "") for i in range(count))
    return Package("某市数据局", (), (base_data(drawn), department(drawn), *projects), matches)
