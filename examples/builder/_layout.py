"""The package as lines and tables in reading order, the one layout that all three writers print."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from examples.builder._source import (
    BaseDataForm,
    DepartmentForm,
    ExpenditureRow,
    FundLine,
    Indicator,
    PackageSource,
    ProjectForm,
)

CATEGORY_LABELS = {
    "产出指标": "产出指标\n（{}分）",
    "效益指标": "效益指标\n（{}分）",
    "满意度指标": "满意度\n指标\n（{}分）",
    "成本指标": "成本指标（{}分）",
}
SUBCATEGORY_LABELS = {
    "经济效益指标": "经济效\n益指标",
    "社会效益指标": "社会效\n益指标",
    "生态效益指标": "生态效\n益指标",
}
BASE_DATA_WIDTHS = (6.8, 1.7, 1.7, 1.7, 1.7, 1.7, 1.7)
DEPARTMENT_WIDTHS = (0.95, 1.85, 1.85, 3.05, 2.0, 2.0, 1.0, 1.3, 3.0)
PROJECT_WIDTHS = (0.95, 1.65, 1.9, 3.2, 2.3, 2.35, 1.0, 1.3, 2.35)


class Style(StrEnum):
    """What a line is."""

    ANNEX = "annex"
    TITLE = "title"
    HEADING = "heading"
    BODY = "body"
    TABLE_TITLE = "table_title"
    NOTE = "note"


class Kind(StrEnum):
    """What a cell is: how it is aligned, and whether a workbook may store it as a number."""

    LABEL = "label"
    LINE_LABEL = "line_label"
    TEXT = "text"
    PROSE = "prose"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text outside tables."""

    style: Style
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row.

    ``continues`` marks the blank cell under a vertically merged one; ``parts`` are the (row, column)
    positions within the table whose figures add up to this one.
    """

    text: str
    columns: int = 1
    kind: Kind = Kind.FIGURE
    continues: bool = False
    parts: tuple[tuple[int, int], ...] = ()


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; ``widths`` are its columns' widths in centimetres."""

    name: str
    widths: tuple[float, ...]
    rows: tuple[Row, ...]
    repeats_first_row: bool


Block = Line | Table


def lay_out(source: PackageSource) -> tuple[tuple[Block, ...], ...]:
    """Return the package's forms, each as its blocks in reading order."""
    filing = Line(Style.NOTE, source.filing_line)
    base_data: tuple[Block, ...] = (
        Line(Style.ANNEX, "附件1"),
        Line(Style.TITLE, source.base_data.title),
        Table(
            "附件1",
            BASE_DATA_WIDTHS,
            _base_data_rows(source.base_data, source.fiscal_year),
            repeats_first_row=False,
        ),
        *(Line(Style.NOTE, note) for note in source.base_data.notes),
        filing,
    )
    department: tuple[Block, ...] = (
        Line(Style.ANNEX, "附件2"),
        Line(Style.TITLE, source.department.title),
        Table("附件2", DEPARTMENT_WIDTHS, _department_rows(source), repeats_first_row=True),
        filing,
    )
    projects = (_project_blocks(source, i, form) for i, form in enumerate(source.projects, 1))
    return (base_data, department, *projects)


def _label(text: str, columns: int = 1) -> Cell:
    return Cell(text, columns, Kind.LABEL)


def _prose(text: str, columns: int = 1) -> Cell:
    return Cell(text, columns, Kind.PROSE)


def _text(text: str, columns: int = 1) -> Cell:
    return Cell(text, columns, Kind.TEXT)


def _under(columns: int = 1) -> Cell:
    return Cell("", columns, Kind.LABEL, continues=True)


# 附件1 ---------------------------------------------------------------------------------------------


def _base_data_rows(form: BaseDataForm, year: int) -> tuple[Row, ...]:
    staff, built = form.staff, form.buildings
    heads = (f"{year - 1}年决算数", f"{year}年预算数", f"{year}年决算数")
    return (
        (
            _label("财政供养人员情况（人）"),
            *(_label(text, 2) for text in ("编制数", f"{year}年实际在职人数", "控制率")),
        ),
        (
            _under(),
            *(
                Cell(text, 2)
                for text in (staff.authorized_headcount, staff.serving_staff, staff.control_rate)
            ),
        ),
        (_label("经费控制情况（万元）"), *(_label(text, 2) for text in heads)),
        *_expenditure_rows(form.expenditure, first_row=3),
        (
            _label(f"楼堂馆所控制情况\n（{year - 1}年完工项目）"),
            _label("批复规模\n（㎡）"),
            _label("实际规模（㎡）"),
            _label("规模控制率"),
            _label("预算投资（万元）"),
            _label("实际投资（万元）"),
            _label("投资概算控制率"),
        ),
        (
            _under(),
            Cell(built.approved_scale),
            Cell(built.actual_scale),
            Cell(built.scale_control_rate),
            Cell(built.budgeted_investment),
            Cell(built.actual_investment),
            Cell(built.investment_control_rate),
        ),
        (_label("厉行节约保障措施"), _prose(form.austerity_measures, 6)),
    )


def _expenditure_rows(lines: tuple[ExpenditureRow, ...], first_row: int) -> tuple[Row, ...]:
    columns = tuple((line.previous_actual, line.budget, line.actual) for line in lines)
    rows = []
    for index, line in enumerate(lines):
        children = _children(lines, index)
        figures = []
        for position in range(3):
            text = columns[index][position]
            parts = tuple(child for child in children if columns[child][position])
            adds_up = len(parts) > 1 and sum(Decimal(columns[part][position]) for part in parts) == _number(
                text
            )
            places = tuple((first_row + part, 1 + 2 * position) for part in parts) if adds_up else ()
            figures.append(Cell(text, 2, parts=places))
        rows.append((Cell(line.label, 1, Kind.LINE_LABEL), *figures))
    return tuple(rows)


def _children(lines: tuple[ExpenditureRow, ...], index: int) -> tuple[int, ...]:
    found = []
    for later in range(index + 1, len(lines)):
        if lines[later].level <= lines[index].level:
            break
        if lines[later].level == lines[index].level + 1:
            found.append(later)
    return tuple(found)


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text.replace(".", "", 1).isdigit() else None


# 附件2 and 附件3 ------------------------------------------------------------------------------------


def _department_rows(source: PackageSource) -> tuple[Row, ...]:
    form: DepartmentForm = source.department
    funds = form.funds
    heads = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
    sources = (
        ("按收入性质分：", "按支出性质分："),
        (
            f"  其中：  一般公共预算：{funds.general_public_budget}",
            f"其中：基本支出：{funds.basic_expenditure}",
        ),
        (f"政府性基金拨款：{funds.government_funds}", f"项目支出：{funds.project_expenditure}"),
        (f"纳入专户管理的非税收入拨款：{funds.special_account_non_tax_revenue}", ""),
        (f"其他资金：{funds.other_funds}", ""),
    )
    return (
        (_label("市级预算部门（单位）名称", 2), _text(source.unit, 7)),
        (_label("年度预\n算申请\n（万元）"), _label("", 2), *(_label(head) for head in heads)),
        (_under(), _label("年度资金总额", 2), *(Cell(text) for text in _fund_texts(funds.total))),
        *((_under(), _prose(left, 4), _prose(right, 4)) for left, right in sources),
        *_objective_rows(form.objective.expected, form.objective.achieved),
        (_label("绩\n效\n指\n标"), *_indicator_heads(("年度指标值", "实际完成值", "偏差原因分析及改进措施"))),
        *_indicator_rows(form.indicators, source.category_max_scores),
        (_label("总分", 6), Cell(form.total.max_score), Cell(form.total.score), Cell("")),
    )


def _project_blocks(source: PackageSource, number: int, form: ProjectForm) -> tuple[Block, ...]:
    lines = [Line(Style.ANNEX, "附件3")] if number == 1 else []
    lines += [Line(Style.TITLE, text) for text in form.report_title]
    for section in form.narrative:
        lines.append(Line(Style.HEADING, section.heading))
        lines += [Line(Style.BODY, text) for text in section.paragraphs]
    lines.append(Line(Style.TABLE_TITLE, f"{source.fiscal_year}年度项目支出绩效自评表"))
    rows = _project_rows(source, form)
    return (*lines, Table(f"附件3-{number:02d}", PROJECT_WIDTHS, rows, repeats_first_row=True))


def _project_rows(source: PackageSource, form: ProjectForm) -> tuple[Row, ...]:
    heads = ("年初\n预算数", "全年\n预算数", "全年\n执行数", "分值", "执行率", "得分")
    funds = form.funds
    sources = (
        ("其中：当年财政拨款", funds.current_appropriation),
        ("上年结转资金", funds.carry_over),
        ("其他资金", funds.other_funds),
    )
    first_row = 3
    return (
        (_label("项目支\n出名称", 2), _text(form.name, 7)),
        (
            _label("主管部门", 2),
            _text(source.unit, 3),
            _label("实施单位"),
            _text(source.implementing_unit, 3),
        ),
        (_label("项目资金\n（万元）"), _label("", 2), *(_label(head) for head in heads)),
        *(
            (_under(), _label(label, 2), *(Cell(text) for text in _fund_texts(line)))
            for label, line in sources
        ),
        (
            _under(),
            _label("年度资金总额", 2),
            *_total_cells(funds.total, tuple(line for _, line in sources), first_row),
        ),
        *_objective_rows(form.objective.expected, form.objective.achieved),
        (
            _label("绩\n效\n指\n标"),
            *_indicator_heads(("年度\n指标值", "实际\n完成值", "偏差原因分析\n及改进措施")),
        ),
        *_indicator_rows(form.indicators, source.category_max_scores),
        (_label("总分", 6), Cell(form.total.max_score), Cell(form.total.score), Cell("")),
    )


def _fund_texts(line: FundLine) -> tuple[str, ...]:
    return (
        line.original_budget,
        line.final_budget,
        line.actual_expenditure,
        line.max_score,
        line.execution_rate,
        line.score,
    )


def _total_cells(total: FundLine, sources: tuple[FundLine, ...], first_row: int) -> tuple[Cell, ...]:
    """A total over several sources carries its parts; over one source it is typed, as clerks do."""
    cells = []
    for position, text in enumerate(_fund_texts(total)):
        filled = [i for i, line in enumerate(sources) if _fund_texts(line)[position]]
        parts = tuple((first_row + i, 3 + position) for i in filled) if len(filled) > 1 else ()
        cells.append(Cell(text, parts=parts))
    return tuple(cells)


def _objective_rows(expected: str, achieved: str) -> tuple[Row, ...]:
    return (
        (_label("年度总体目标"), _label("预期目标", 4), _label("实际完成情况", 4)),
        (_under(), _prose(expected, 4), _prose(achieved, 4)),
    )


def _indicator_heads(printed: tuple[str, str, str]) -> tuple[Cell, ...]:
    target, achieved, reason = printed
    heads = ("一级指标", "二级指标", "三级指标", target, achieved, "分值", "得分", reason)
    return tuple(_label(head) for head in heads)


def _indicator_rows(indicators: tuple[Indicator, ...], max_scores: dict[str, str]) -> tuple[Row, ...]:
    rows = []
    above: tuple[str, str] = ("", "")
    for line in indicators:
        category = _label(CATEGORY_LABELS[line.category].format(max_scores[line.category]))
        subcategory = _label(SUBCATEGORY_LABELS.get(line.subcategory, line.subcategory))
        if line.category == above[0]:
            category = _under()
            if line.subcategory == above[1]:
                subcategory = _under()
        above = (line.category, line.subcategory)
        rows.append(
            (
                _under(),
                category,
                subcategory,
                _text(line.name),
                _text(line.target),
                Cell(line.achieved),
                Cell(line.max_score),
                Cell(line.score),
                _prose(line.deviation_reason),
            )
        )
    return tuple(rows)
