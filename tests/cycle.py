# ruff: noqa: E501 - a form of seventeen columns is wider than a line of code
"""Forms of the cycle with our own texts and figures, and three containers to put a table into.

Tables are written as in ``tests.builders``: ``<`` continues the cell to the left, ``^`` the cell above.
"""

import io

import docx
import xlsxwriter  # type: ignore[import-untyped]  # it has no types

from jiheng.documents import SourceFile
from tests.builders import grid

TARGETS = """
| 项目名称 | < | 道路养护经费 | < | < | < | < | < |
| 主管部门及代码 | < | 示例市交通局 301 | < | 实施单位 | < | 养护中心 | < |
| 项目属性 | < | 延续项目 | < | 项目期 | < | 2024年-2026年 | < |
| 项目资金（万元） | < | 中期资金总额： | < | 90 | 年度资金总额： | < | 30 |
| ^ | ^ | 其中：财政拨款 | < | 80 | 其中：财政拨款 | < | 25 |
| ^ | ^ | 其他资金 | < | 10 | 其他资金 | < | 5 |
| 总体目标 | 中期目标（2024年—2026年） | < | < | < | 年度目标 | < | < |
| ^ | 养护全部县道。 | < | < | < | 养护县道一百二十公里。 | < | < |
| 绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 二级指标 | 三级指标 | 指标值 |
| ^ | 产出指标 | 数量指标 | 指标1：养护里程 | ≥360公里 | 数量指标 | 指标1：养护里程 | ≥120公里 |
| ^ | ^ | 质量指标 | 验收合格率 | ≥95% | 质量指标 | 验收合格率 | ≥95% |
| ^ | ^ | …… | | | …… | | |
| ^ | 满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥90% | 服务对象满意度指标 | 群众满意度 | ≥88% |
"""
TARGETS_IN_COLUMNS = """
| 项目名称 | 道路养护经费 | < | 项目类别 | 专项 | < | < |
| 项目单位 | 养护中心 | < | 起止时间 | 2024年1月至12月 | < | < |
| 资金来源 | < | 中期 | 年度 | < | < | < |
| 资金总额 | < | 90 | 30 | < | < | < |
| 财政拨款 | < | 80 | 25 | < | < | < |
| 年度绩效目标 | 养护县道一百二十公里。 | < | < | < | < | < |
| 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 计量单位 | 权重 |
| 产出指标 | 数量指标 | 养护里程 | ≥ | 120 | 公里 | 60 |
| 效益指标 | 社会效益指标 | 出行条件 | 定性 | 改善 | | 40 |
"""
DEPARTMENT_TARGETS = """
| 部门（单位）名称 | < | 示例市交通局 | < | < | < |
| 年度主要任务 | 任务名称 | 主要内容 | 预算金额（万元） | < | < |
| ^ | ^ | ^ | 总额 | 财政拨款 | 其他资金 |
| ^ | 道路养护 | 县道养护 | 30 | 25 | 5 |
| ^ | 桥梁检测 | 检测桥梁 | 12 | 12 | 0 |
| ^ | 金额合计 | < | 42 | 37 | 5 |
| 年度总体目标 | 保障出行。 | < | < | < | < |
| 年度绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | < |
| ^ | 产出指标 | 数量指标 | 养护里程 | ≥120公里 | < |
| ^ | 效益指标 | 社会效益指标 | 出行条件 | 改善 | < |
"""
DEPARTMENT_TARGETS_BY_INCOME = """
| 部门名称 | 示例市交通局 | < | < |
| 年度预算申请（万元） | 资金总额：420 | < | < |
| ^ | 按收入性质分 | 按支出性质分 | < |
| ^ | 其中：一般公共预算：400 | 其中：基本支出：300 | < |
| ^ | 政府性基金拨款：20 | 项目支出：120 | < |
| 部门职能概述 | 负责道路。 | < | < |
| 整体绩效目标 | 保障出行。 | < | < |
| 一级指标 | 二级指标 | 三级指标 | 目标值 |
| 产出指标 | 数量指标 | 养护里程 | ≥120公里 |
"""
MONITORING = """
| 项目名称 | < | 道路养护经费 | < | < | < | < | < | < | < | < | < | < | < | < | < | < |
| 主管部门 | < | 示例市交通局 | < | < | < | 实施单位 | < | < | 养护中心 | < | < | < | < | < | < | < |
| 项目资金（万元） | | < | 年初预算数 | < | 1-7月执行数 | < | 1-7月执行率 | < | 全年预计执行数 | < | < | < | < | < | < | < |
| ^ | 年度资金总额 | < | 30 | < | 18 | < | 60% | < | 29.5 | < | < | < | < | < | < | < |
| ^ | 其中：本年一般公共预算拨款 | < | 25 | < | 15 | < | 60% | < | 25 | < | < | < | < | < | < | < |
| 年度总体目标 | 养护县道一百二十公里。 | < | < | < | < | < | < | < | < | < | < | < | < | < | < | < |
| 绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 1-7月执行情况 | 全年预计完成情况 | 偏差原因分析 | < | < | < | < | < | 完成目标可能性 | < | < | 备注 |
| ^ | ^ | ^ | ^ | ^ | ^ | ^ | 经费保障 | 制度保障 | 人员保障 | 硬件条件保障 | 其他 | 原因说明 | 确定能 | 有可能 | 完全不可能 | ^ |
| ^ | 产出指标 | 数量指标 | 养护里程 | ≥120公里 | 70公里 | 120公里 | | | | | | | √ | | | |
| ^ | ^ | 质量指标 | 验收合格率 | ≥95% | 90% | 93% | √ | | √ | | | 资金未到位 | | √ | | 待补 |
| ^ | 满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥88% | / | 80% | | | | | √ | 未调查 | | | √ | |
"""
MONITORING_IN_ONE_ROW = """
| 项目名称 | 道路养护经费 | < | < | < | < | < |
| 资金来源 | < | 年初预算数 | 1—9月预算执行数 | 执行率 | 全年预计执行数 | < |
| 资金总额 | < | 30 | 24 | 80% | 30 | < |
| 年度目标 | 养护县道一百二十公里。 | < | < | < | < | < |
| 一级指标 | 三级指标 | 指标值 | 1—9月完成值 | 全年预计完成值 | 完成目标可能性 | 偏差原因 |
| 产出指标 | 养护里程 | ≥120公里 | 100公里 | 121公里 | 确定能 | |
| 满意度指标 | 群众满意度 | ≥88% | 80% | 85% | ☑有可能 □确定能 | 样本不足 |
"""
TRANSFER_TARGETS = """
| 专项名称 | < | 农村公路补助 | < | < |
| 中央主管部门 | < | 示例部 | 省级财政部门 | 示例省财政厅 |
| 省级主管部门 | < | 示例省交通厅 | 市县主管部门 | 示例市交通局 |
| 资金情况（万元） | < | 年度金额： | 200 | < |
| ^ | ^ | 其中：中央补助 | 150 | < |
| ^ | ^ | 地方资金 | 50 | < |
| 年度目标 | 新建公路。 | < | < | < |
| 绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 |
| ^ | 产出指标 | 数量指标 | 新建里程 | ≥20公里 |
| ^ | 效益指标 | 社会效益指标 | 受益村数 | ≥8个 |
"""
TRANSFER_TARGETS_OVER_YEARS = """
| 转移支付名称 | 农村公路补助 | < | 实施期限 | 2024-2026年 |
| 中央主管部门 | 示例部 | < | 省级财政部门 | 示例省财政厅 |
| 实施期金额： | 600 | 年度金额： | 200 | < |
| 其中：中央补助 | 450 | 其中：中央补助 | 150 | < |
| 总体目标 | 实施期目标 | < | 年度目标 | < |
| ^ | 新建公路六十公里。 | < | 新建公路二十公里。 | < |
| 一级指标 | 二级指标 | 三级指标 | 实施期指标值 | 年度指标值 |
| 产出指标 | 数量指标 | 新建里程 | ≥60公里 | ≥20公里 |
"""
TRANSFER_RESULTS = """
| 转移支付（项目）名称 | < | 农村公路补助 | < | < | < | < |
| 中央主管部门 | < | 示例部 | < | 省级财政部门 | < | 示例省财政厅 |
| 项目资金（万元） | < | | 全年预算数（A） | 全年执行数（B） | 预算执行率（B/A） | < |
| ^ | < | 年度资金总额 | 200 | 190 | 95% | < |
| ^ | < | 其中：中央财政资金 | 150 | 150 | 100% | < |
| 资金管理情况 | < | | 情况说明 | < | 存在问题和改进措施 | < |
| ^ | < | 分配科学性 | 按里程分配。 | < | 无 | < |
| ^ | < | 下达及时性 | 六月下达。 | < | 晚了十天，今后提前。 | < |
| 总体目标完成情况 | 总体目标 | < | < | 全年实际完成情况 | < | < |
| ^ | 新建公路。 | < | < | 已建成。 | < | < |
| 绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 全年实际完成值 | 未完成原因和改进措施 |
| ^ | 产出指标 | 数量指标 | 新建里程 | ≥20公里 | 19公里 | 雨季停工 |
| ^ | 效益指标 | 社会效益指标 | 受益村数 | ≥8个 | 8个 | |
| 说明 | 无其他问题。 | < | < | < | < | < |
"""
TRANSFER_RESULTS_WITH_MARKS = """
| 专项名称 | 农村公路补助 | < | < | < | < |
| 省级财政部门 | 示例省财政厅 | < | < | < | < |
| 资金来源 | 全年预算数 | 全年执行数 | 预算执行率 | 分值 | 得分 |
| 资金总额 | 200 | 190 | 95% | 10 | 9.5 |
| 年度总体目标 | < | < | 全年完成情况 | < | < |
| 新建公路。 | < | < | 已建成。 | < | < |
| 一级指标 | 三级指标 | 指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 新建里程 | ≥20公里 | 19公里 | 90 | 85.5 |
| 总分 | < | < | < | 100 | 95 |
"""


def text_of(title: str, table: str, name: str = "表.txt") -> SourceFile:
    """Return the table as a word processor's text export: a cell a line, blanks for vertical merges."""
    built = grid(table)
    lines = [title, ""]
    for number, cells in enumerate(built.rows(), 1):
        above = [(cell.column, "") for cell in built.cells if cell.row < number < cell.row + cell.row_span]
        row = sorted([*((cell.column, cell.text) for cell in cells), *above])
        lines += [f"\t{text}" for _, text in row] + [""]
    return SourceFile(name, "\n".join(lines).encode())


def docx_of(title: str, table: str, name: str = "表.docx") -> SourceFile:
    """Return the table as a document with merged cells."""
    built = grid(table)
    document = docx.Document()
    document.add_paragraph(title)
    width = max(cell.column + cell.column_span - 1 for cell in built.cells)
    drawn = document.add_table(len(built.rows()), width)
    for cell in built.cells:
        first = drawn.cell(cell.row - 1, cell.column - 1)
        last = drawn.cell(cell.row + cell.row_span - 2, cell.column + cell.column_span - 2)
        merged = first if first is last else first.merge(last)
        merged.text = cell.text
    stream = io.BytesIO()
    document.save(stream)
    return SourceFile(name, stream.getvalue())


def xlsx_of(title: str, table: str, name: str = "表.xlsx") -> SourceFile:
    """Return the table as a worksheet with merged cells, under its title and the year's line."""
    built = grid(table)
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("表")
        width = max(cell.column + cell.column_span - 1 for cell in built.cells)
        sheet.merge_range(0, 0, 0, width - 1, title)
        sheet.merge_range(1, 0, 1, width - 1, "（2024年度）")
        for cell in built.cells:
            top, left = cell.row + 1, cell.column - 1
            bottom, right = top + cell.row_span - 1, left + cell.column_span - 1
            if (top, left) == (bottom, right):
                sheet.write_string(top, left, cell.text)
            else:
                sheet.merge_range(top, left, bottom, right, cell.text)
    return SourceFile(name, stream.getvalue())
