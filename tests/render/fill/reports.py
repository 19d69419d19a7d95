"""Reports to fill templates with, from plain text; and templates as bureaus make them, by python-docx."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt
from docx.table import Table, _Cell

import jiheng
from jiheng.documents import SourceFile
from jiheng.reports import Package

HEADER = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分")
REASON = "偏差原因分析及改进措施"


@dataclass(frozen=True)
class Row:
    """An indicator as it is printed."""

    category: str
    subcategory: str
    name: str
    target: str = "≥10场"
    achieved: str = "10场"
    max_score: str = "10"
    score: str = "10"
    reason: str = ""


CONFERENCE = (
    Row("产出指标（40分）", "数量指标", "举办会议场次", "≥10场", "12场", "20", "20"),
    Row("产出指标（40分）", "数量指标", "参会企业数", "≥300家", "286家", "20", "19.07", "两场改为线上"),
    Row("效益指标（30分）", "经济效益指标", "对接签约金额", "≥100万元", "105万元", "30", "30"),
    Row("满意度指标（20分）", "服务对象满意度指标", "参会企业满意度", "≥90%", "95.5%", "20", "20"),
)


def project(rows: Sequence[Row] = CONFERENCE, name: str = "会议服务经费") -> str:
    """Return a project's table as text, cells parted by bars."""
    lines = [
        "2024年度项目支出绩效自评表",
        f"| 项目支出名称 | {name}",
        "| 主管部门 | 示例市工业和信息化局 | 实施单位 | 局机关",
        "| 项目资金（万元） |  | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分",
        "|  | 年度资金总额 | 20 | 19.5 | 19.5 | 10 | 100% | 10",
        "| | 其中：当年财政拨款 | 20 | 19.5 | 19.5 |  |  |",
        "|  | 上年结转资金 |  |  |  |  |  |",
        "|  | 其他资金 |  |  |  |  |  |",
        "| 年度总体目标 | 预期目标 | 实际完成情况",
        "|  | 举办会议十场。 | 举办会议十二场，对接需求得到保障。",
        f"| 绩效指标 | {' | '.join(HEADER)} | {REASON}",
    ]
    for row in rows:
        cells = (row.category, row.subcategory, row.name, row.target, row.achieved, row.max_score)
        lines.append(f"|  | {' | '.join((*cells, row.score, row.reason))} |")
    lines.append("| 总分 | | | | | | 100 | 99.07 |")
    return "\n".join(lines)


def report(*projects: str) -> Package:
    """Return projects' tables as a package."""
    package = jiheng.read(SourceFile("报告.txt", "\n\n".join(projects or (project(),)).encode()))
    assert not package.failures
    assert len(package.forms) == max(len(projects), 1)
    return package


# Templates ------------------------------------------------------------------------------------------

Group = tuple[str, str, int]
"""Category, subcategory and how many rows the template has for them."""

GROUPS: tuple[Group, ...] = (
    ("产出指标（40分）", "数量指标", 2),
    ("效益指标（30分）", "经济效益指标", 1),
    ("满意度指标（20分）", "服务对象满意度指标", 1),
)


def template(
    groups: Sequence[Group] = GROUPS,
    *,
    merged: bool = True,
    columns: int = 9,
    title: str = "项目支出绩效自评表",
) -> Document:
    """Return a bureau's blank form with nine columns, as Word has it."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "示例市财政局监制"
    document.sections[0].footer.paragraphs[0].text = "第 1 页"
    document.add_paragraph("附件3", style="List Number")
    document.add_heading(title, 1)
    add_form(document, groups, merged=merged, columns=columns)
    document.add_paragraph("填报人：　　　　填报日期：　　年　月　日")
    return document


def add_form(document: Document, groups: Sequence[Group], *, merged: bool = True, columns: int = 9) -> Table:
    """Add a blank form to a document."""
    count = sum(rows for _, _, rows in groups)
    table: Table = document.add_table(10 + count + 1, columns)
    table.style = "Table Grid"
    cells = [list(table.row_cells(row)) for row in range(len(table.rows))]

    def text(row: int, column: int, words: str, last: int | None = None, down: int | None = None) -> None:
        cell = cells[row][column]
        if last is not None or down is not None:
            cell = cell.merge(cells[row if down is None else down][column if last is None else last])
        cell.text = words

    end = columns - 1
    text(0, 0, "项目支出名称")
    text(0, 1, "", end)
    for column, words in ((0, "主管部门"), (4, "实施单位")):
        text(1, column, words)
    text(1, 1, "", 3)
    text(1, 5, "", end)
    text(2, 0, "项目资金（万元）", down=6)
    for column, words in enumerate(("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"), 3):
        if column < columns:
            text(2, column, words)
    text(2, 1, "", 2)
    for row, words in enumerate(("年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金"), 3):
        text(row, 1, words, 2)
    text(7, 0, "年度总体目标", down=8)
    text(7, 1, "预期目标", 4)
    text(7, 5, "实际完成情况", end)
    text(8, 1, "", 4)
    text(8, 5, "", end)
    text(9, 0, "绩效指标", down=9 + count if merged else None)
    for column, words in enumerate((*HEADER, REASON)[: columns - 1], 1):
        text(9, column, words)
    _levels(text, groups, merged=merged)
    text(10 + count, 0, "总分", 5)
    return table


def _levels(text: object, groups: Sequence[Group], *, merged: bool) -> None:
    assert callable(text)
    row = 10
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for category, subcategory, rows in groups:
        first.setdefault(category, row)
        last[category] = row + rows - 1
        text(row, 2, subcategory, None, row + rows - 1 if merged and rows > 1 else None)
        row += rows
    for category, start in first.items():
        text(start, 1, category, None, last[category] if merged and last[category] > start else None)


def saved(document: Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def seal() -> io.BytesIO:
    """Return a picture of 8 × 8 red points."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    lines = b"".join(b"\x00" + b"\xcc\x00\x00" * 8 for _ in range(8))
    head = struct.pack(">2I5B", 8, 8, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(lines)), chunk(b"IEND", b""))
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"".join(parts))


def add_seal(cell: _Cell) -> None:
    cell.paragraphs[0].add_run().add_picture(seal(), width=Mm(8))


def add_control(cell: _Cell, text: str, properties: str = "") -> None:
    """Put a content control with a hint into a cell."""
    run = f'<w:r><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr><w:t>{text}</w:t></w:r>'
    control = (
        f'<w:sdt {nsdecls("w")}><w:sdtPr><w:alias w:val="栏目"/>{properties}<w:showingPlcHdr/></w:sdtPr>'
        f"<w:sdtContent>{run}</w:sdtContent></w:sdt>"
    )
    cell.paragraphs[0]._p.append(parse_xml(control))


def style_cell(cell: _Cell, size: int = 9, *, bold: bool = True) -> None:
    """Put an old text of three runs into a cell, the first of them in a look of its own."""
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run("旧")
    run.bold, run.font.size = bold, Pt(size)
    paragraph.add_run("内").italic = True
    cell.add_paragraph("容")
