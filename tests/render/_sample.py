"""A package made by hand: base data, a department form, six projects, their score sheets and findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from jiheng.audit import Audit, Evidence, Finding, Severity
from jiheng.documents import Cell, Document, Grid, Paragraph, Problem
from jiheng.errors import DocumentError
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
from jiheng.scoring import LineKind, ScoreLine, ScoreSheet
from jiheng.values import (
    AchievedText,
    Described,
    Figure,
    Missing,
    Printed,
    QualitativeTarget,
    TargetText,
)

UNIT = "青溪县乡村产业服务中心"
YEAR = 2024
WIDTH = 9
BLANK = Printed("", "")


@dataclass(frozen=True)
class Row:
    """An indicator row with its recomputed interval."""

    category: str
    subcategory: str
    name: str
    target: str
    achieved: str
    weight: str
    score: str
    low: str
    high: str
    kind: LineKind
    why: str
    reason: str = ""


@dataclass(frozen=True)
class Project:
    """A project in brief."""

    name: str
    funds: tuple[str, str, str]
    rows: tuple[Row, ...]
    total: str


@dataclass
class Pages:
    """A document while it is being written."""

    blocks: list[Paragraph | Grid] = field(default_factory=list)
    paragraphs: int = 0
    grids: int = 0

    def paragraph(self, text: str) -> Printed:
        self.paragraphs += 1
        self.blocks.append(Paragraph(self.paragraphs, text))
        return Printed(text, f"P{self.paragraphs}")

    def grid(self, cells: list[Cell]) -> int:
        self.grids += 1
        self.blocks.append(Grid(self.grids, tuple(sorted(cells, key=lambda c: (c.row, c.column)))))
        return self.grids


def figure(text: str, at: str = "") -> Figure:
    if not text:
        return Figure("", at, Missing.BLANK)
    try:
        return Figure(text, at, Decimal(text.rstrip("%")), "%" if text.endswith("%") else "")
    except ArithmeticError:
        return Figure(text, at, Missing.UNREADABLE)


_SHARED = """
产出指标|时效指标|资金到位时效|是否及时|及时|10|10|8|10|qualitative|“及时”达到目标所写程度：100%～80%
效益指标|社会效益指标|带动农户增收|是否提升|明显提升|20|20|0|20|unjudged|没有可用的用语卡片判断“明显提升”
满意度指标|服务对象满意度指标|参训农户满意度|≥90%|94.5%|10|10|10|10|quantitative|94.5% ≥ 90%，得满分
"""
_COST = "成本指标|经济成本指标|项目总成本|{}|{}|20|20|20|20|quantitative|不超过目标，得满分"


def rows(text: str) -> tuple[Row, ...]:
    """Read indicator rows, one a line, fields apart by a bar in the order of `Row`."""
    return tuple(_row(line.split("|")) for line in text.split("\n") if line)


def _row(parts: list[str]) -> Row:
    category, subcategory, name, target, achieved, weight, score, low, high, kind, why, *reason = parts
    return Row(
        category=category,
        subcategory=subcategory,
        name=name,
        target=target,
        achieved=achieved,
        weight=weight,
        score=score,
        low=low,
        high=high,
        kind=LineKind(kind),
        why=why,
        reason="".join(reason),
    )


def project(funds: str, quantity: str, cost: tuple[str, str], total: str = "100") -> Project:
    name, *amounts = funds.split("|")
    text = f"产出指标|数量指标|{quantity}\n{_SHARED}{_COST.format(*cost)}"
    return Project(name, (amounts[0], amounts[1], amounts[2]), rows(text), total)


PROJECTS = (
    project(
        "特色产业培训经费|65|23.22|23.22",
        "开展实训|≥20场|12场|30|30|18|18|quantitative|12 ÷ 20 × 30 = 18",
        ("≤65万元", "23.22万元"),
    ),
    project(
        "村级服务站运行维护|41.09|32.03|32.03",
        "运行站点|30个|31个|30|30|0|30|ambiguous|目标没有写比较符号，两种读法都可能",
        ("≤45万元", "32.03万元"),
    ),
    project(
        "农产品推介会|6|4.94|4.94",
        "参会企业|≥30家|30家|30|30|30|30|quantitative|30 ≥ 30，得满分",
        ("≤6万元", "4.94万元"),
    ),
    project(
        "信息平台结转资金|80.96|80.96|80.96",
        "功能模块|=4个|4个|30|30|30|30|quantitative|4 = 4，得满分",
        ("≤90万元", "80.96万元"),
    ),
    project(
        "产业链专项|44.97|8.23|8.23",
        "产业基地|≥4个|3个|30|28|22.5|22.5|quantitative|3 ÷ 4 × 30 = 22.5",
        ("≤50万元", "8.23万元"),
        "98",
    ),
    project(
        "质量抽检委托服务|20|7.03|6.5",
        "抽检批次|≥52批|大于50批|30|30|28.85|30|ambiguous|完成值只是下限：50 ÷ 52 × 30 = 28.846…",
        ("≤20万元", "6.5万元"),
    ),
)
DEPARTMENT = Project(
    UNIT,
    ("251.6", "292.7", "292.7"),
    rows(
        "产出指标|数量指标|新增龙头企业|≥15家|7家|30|20|14|14|quantitative|7 ÷ 15 × 30 = 14|政策收紧\n"
        "产出指标|质量指标|抽检合格率|≥95%|97.5%|10|10|10|10|quantitative|97.5% ≥ 95%，得满分\n"
        + _SHARED.split("\n", 2)[2]
        + _COST.format("≤195万元", "180.3万元")
    ),
    "90",
)


def _table(project: Project) -> list[Cell]:
    """Return the cells of an official self-evaluation table."""
    cells = [Cell(1, 1, "项目名称", 1, 2), Cell(1, 3, project.name, 1, 7)]
    cells += [Cell(2, 1, "项目资金\n（万元）", 2, 1), Cell(2, 2, "", 1, 2)]
    heads = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
    cells += [Cell(2, 4 + i, head) for i, head in enumerate(heads)]
    cells.append(Cell(3, 2, "年度资金总额", 1, 2))
    cells += [Cell(3, 4 + i, text) for i, text in enumerate((*project.funds, "10", "100%", "10"))]
    cells += [
        Cell(4, 1, "年度总体目标", 2, 1),
        Cell(4, 2, "预期目标", 1, 4),
        Cell(4, 6, "实际完成情况", 1, 4),
    ]
    cells += [Cell(5, 2, "按年初计划完成各项工作，资金使用合规，服务对象满意。", 1, 4)]
    cells += [Cell(5, 6, "各项工作按计划完成，服务对象总体满意。", 1, 4)]
    cells.append(Cell(6, 1, "绩\n效\n指\n标", len(project.rows) + 1, 1))
    names = "一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分 偏差原因分析及改进措施"
    cells += [Cell(6, 2 + i, head) for i, head in enumerate(names.split())]
    for i, row in enumerate(project.rows, 7):
        same = [r for r in project.rows if r.category == row.category]
        if same[0] is row:
            cells.append(Cell(i, 2, row.category, len(same), 1))
        texts = (row.subcategory, row.name, row.target, row.achieved, row.weight, row.score, row.reason)
        cells += [Cell(i, 3 + j, text) for j, text in enumerate(texts)]
    last = 7 + len(project.rows)
    return [
        *cells,
        Cell(last, 1, "总分", 1, 6),
        Cell(last, 7, "100"),
        Cell(last, 8, project.total),
        Cell(last, 9, ""),
    ]


def _indicators(grid: int, rows: tuple[Row, ...]) -> tuple[Indicator, ...]:
    return tuple(
        Indicator(
            category=Printed(row.category, f"T{grid}R{i}C2"),
            category_max_score=figure(""),
            subcategory=Printed(row.subcategory, f"T{grid}R{i}C3"),
            name=Printed(row.name, f"T{grid}R{i}C4"),
            target=TargetText(row.target, f"T{grid}R{i}C5", QualitativeTarget(row.target)),
            achieved=AchievedText(row.achieved, f"T{grid}R{i}C6", Described(row.achieved)),
            max_score=figure(row.weight, f"T{grid}R{i}C7"),
            score=figure(row.score, f"T{grid}R{i}C8"),
            deviation_reason=Printed(row.reason, f"T{grid}R{i}C9"),
            at=f"T{grid}R{i}",
        )
        for i, row in enumerate(rows, 7)
    )


def evaluation(pages: Pages, kind: FormKind, project: Project) -> SelfEvaluation:
    """Write one scored form with its report text and return what was read of it."""
    title = pages.paragraph(f"{project.name}绩效自评报告")
    heading = pages.paragraph("一、预算收支情况")
    text = pages.paragraph(f"{YEAR}年初预算{project.funds[0]}万元，实际支出{project.funds[2]}万元。")
    grid = pages.grid(_table(project))
    line = pages.paragraph("填报日期：2025.5.16")
    original, final, actual = (figure(text, f"T{grid}R3C{4 + i}") for i, text in enumerate(project.funds))
    last = 7 + len(project.rows)
    return SelfEvaluation(
        kind=kind,
        document=0,
        tables=(grid,),
        fiscal_year=YEAR,
        title=title,
        name=Printed(project.name, f"T{grid}R1C3"),
        supervising_department=Printed(UNIT, ""),
        implementing_unit=Printed(UNIT, ""),
        funds=(
            FundLine("total", Printed("年度资金总额", f"T{grid}R3C2"), original, final, actual,
                     figure("10", f"T{grid}R3C7"), figure("100%", f"T{grid}R3C8"),
                     figure("10", f"T{grid}R3C9"), figure("")),
        ),
        objectives=(Objective(Printed("按年初计划完成", f"T{grid}R5C2"), Printed("完成", f"T{grid}R5C6")),),
        indicators=_indicators(grid, project.rows),
        total=Total(figure("100", f"T{grid}R{last}C7"), figure(project.total, f"T{grid}R{last}C8")),
        narrative_title=title,
        narrative=(Section(heading, text.text, (text,)),),
        filing_date=dt.date(2025, 5, 16),
        filing_line=line,
        unread=(),
        problems=(),
    )  # fmt: skip


def base_data(pages: Pages) -> BaseData:
    """Write the base data: a total and one row per project, the last project missing."""
    title = pages.paragraph(f"{YEAR}年度部门整体支出绩效评价基础数据表")
    rows = [
        ("经费控制情况（万元）", "2023年决算数", "2024年预算数", "2024年决算数"),
        ("项目支出：", "201.5", "163.38", "162.85"),
    ]
    rows += [(project.name, "", project.funds[1], project.funds[2]) for project in PROJECTS[:-1]]
    rows.append(("办公用房修缮", "", "12", "12"))
    cells = [Cell(r, c, text) for r, row in enumerate(rows, 1) for c, text in enumerate(row, 1)]
    grid = pages.grid(cells)
    expenditure = tuple(
        ExpenditureRow(
            Printed(row[0], f"T{grid}R{r}C1"),
            3 if r > 2 else 1,
            0 if r > 2 else None,
            "" if r > 2 else "project_expenditure",
            *(figure(text, f"T{grid}R{r}C{c}") for c, text in enumerate(row[1:], 2)),
        )
        for r, row in enumerate(rows[1:], 2)
    )
    nothing = figure("")
    return BaseData(
        document=0, tables=(grid,), fiscal_year=YEAR, title=title, staff=Staff(nothing, nothing, nothing),
        expenditure=expenditure, buildings=Buildings(*[nothing] * 6), austerity_measures=BLANK, notes=(),
        filing_date=dt.date(2025, 5, 16), filing_line=BLANK,
        unread=(Printed("未列入的备注", f"T{grid}R1C1"),), problems=(Problem("blank", "控制率没有填写", ""),),
    )  # fmt: skip


def sheet(number: int, form: SelfEvaluation, project: Project) -> ScoreSheet:
    """Return the sheet that the rows' own intervals add up to."""
    ten = Decimal(10)
    lines = [ScoreLine("预算执行率", f"T{form.tables[0]}R3", LineKind.EXECUTION, ten, ten, ten, ten,
                       "执行数 ÷ 全年预算数 × 10", ("执行数与全年预算数相等", "按满分 10 分计"))]  # fmt: skip
    lines += [
        ScoreLine(row.name, f"T{form.tables[0]}R{i}", row.kind, Decimal(row.weight), Decimal(row.score),
                  Decimal(row.low), Decimal(row.high), row.why,
                  (f"目标值 {row.target}", f"完成值 {row.achieved}", row.why))
        for i, row in enumerate(project.rows, 7)
    ]  # fmt: skip
    low, high = sum((x.low for x in lines), Decimal(0)), sum((x.high for x in lines), Decimal(0))
    judged = sum((x.max_score or Decimal(0) for x in lines if x.kind is not LineKind.UNJUDGED), Decimal(0))
    wrong = [line for line in lines if line.agrees is False]
    return ScoreSheet(
        form=number, standard="cn/hunan", standard_title="湖南省市县部门整体支出绩效自评表式",
        chosen_because="表中有成本指标一组，权重为 10＋40＋20＋10＋20", reported_total=Decimal(project.total),
        low=low, high=high, lines=tuple(lines), judged_weight=judged, total_weight=Decimal(100),
        reported_grade=_grade(Decimal(project.total)), low_grade=_grade(low), high_grade=_grade(high),
        difference=tuple(f"“{x.name}”自评 {x.reported} 分，重算 {x.low} 分" for x in wrong),
    )  # fmt: skip


def _grade(score: Decimal) -> str:
    return next(word for word, least in (("优", 90), ("良", 80), ("中", 60), ("差", 0)) if score >= least)


_BASIS = "财预〔2020〕10号（条款未核实）；表式所见"


def _form_findings(i: int, form: SelfEvaluation) -> Iterator[Finding]:
    """Yield the findings of one scored form: one of each severity where the budget was changed."""
    money, first, benefit = form.funds[0], form.indicators[0], form.indicators[2]
    text = form.narrative[0].paragraphs[0]
    if money.original_budget.value != money.final_budget.value:
        at = (_at(i, money.original_budget), _at(i, money.final_budget), _at(i, text))
        words = (
            f"年初预算 {money.original_budget.text} 万元，全年预算 {money.final_budget.text} 万元，没有说明。"
        )
        remedy = "写明调整的依据和批复文号。"
        yield Finding("BUD-004", Severity.WARNING, "预算调整没有说明", words, _BASIS, remedy, at)
    at = (_at(i, first.score), _at(i, first.target), _at(i, form.total.score))
    words = f"“{first.name.text}”完成 {first.achieved.text}，自评 {first.score.text} 分。"
    yield Finding("SCO-003", Severity.ERROR, "得分与完成情况不符", words, _BASIS, "改正得分和总分。", at)
    words = "目标写作“是否提升”，无法衡量。"
    yield Finding(
        "TGT-002",
        Severity.INFO,
        "效益目标只有文字",
        words,
        "",
        "改为可计数的目标。",
        (_at(i, benefit.target),),
    )


def _findings(base: BaseData, forms: tuple[SelfEvaluation, ...]) -> tuple[Finding, ...]:
    found = [finding for i, form in enumerate(forms, 1) for finding in _form_findings(i, form)]
    at = tuple(_at(0, row.actual) for row in base.expenditure)
    words = "各项目决算数合计 161.38 万元，表中合计 162.85 万元。"
    found.append(
        Finding("TIE-001", Severity.ERROR, "分项之和与合计不符", words, "表式所见", "核对漏项。", at)
    )
    found.append(Finding("PKG-001", Severity.INFO, "材料缺页", "没有读到单位负责人签字页。", "", "", ()))
    return tuple(sorted(found, key=lambda finding: finding.severity.rank))


def _at(form: int, printed: Figure | Printed | TargetText) -> Evidence:
    return Evidence(form, printed.at, printed.text)


def sample(unit: str = UNIT, failures: tuple[DocumentError, ...] = ()) -> Audit:
    """Return the audit of the made-up package, under another unit's name where one is given."""
    pages = Pages()
    base = base_data(pages)
    subjects = (replace(DEPARTMENT, name=unit), *PROJECTS)
    kinds = (FormKind.DEPARTMENT, *(FormKind.PROJECT,) * len(PROJECTS))
    scored = tuple(evaluation(pages, kind, subject) for kind, subject in zip(kinds, subjects, strict=True))
    matches = tuple(Match(i, 0, (i - 1,), MatchMethod.NAME, "去掉引号后名称相同") for i in range(2, 7))
    matches += (Match(7, 0, (), None, "名称和金额都对不上任何一行"),)
    document = Document("自评材料.docx", "9f2c" * 16, "application/vnd.openxmlformats", tuple(pages.blocks))
    package = Package("青溪县", (document,), (base, *scored), matches, failures)
    sheets = (sheet(i, f, s) for i, (f, s) in enumerate(zip(scored, subjects, strict=True), 1))
    return Audit(package, tuple(sheets), _findings(base, scored))
