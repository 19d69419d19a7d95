"""The workbook, read back by another library."""

import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from jiheng.audit import Audit, Evidence, Finding, Severity
from jiheng.documents import Cell, Document, Grid
from jiheng.errors import DocumentError
from jiheng.render import render_xlsx
from tests.render._sample import sample

HEAD = ["编号", "程度", "规则", "首处", "所在表", "位置", "原文", "说明", "依据", "建议", "处理意见", "备注"]
INJECTED = ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://example.com","x")', "＝1", "\t=1")


def opened(audit: Audit) -> Workbook:
    return load_workbook(BytesIO(render_xlsx(audit)))


def texts(sheet: Worksheet, row: int) -> list[str]:
    return ["" if cell.value is None else str(cell.value) for cell in sheet[row]]


def target(book: Workbook, cell: SheetCell | MergedCell) -> SheetCell:
    """Return the cell that a link in a cell leads to."""
    assert cell.hyperlink is not None
    sheet, _, at = str(cell.hyperlink.location).replace("'", "").partition("!")
    found = book[sheet][at]
    assert isinstance(found, SheetCell)
    return found


def with_finding(audit: Audit, message: str, at: tuple[Evidence, ...] = ()) -> Audit:
    finding = Finding("SCO-001", Severity.ERROR, "题", message, "据", "改", at)
    return replace(audit, findings=(finding,))


def test_one_row_a_finding_the_worst_first() -> None:
    audit = sample()
    sheet = opened(audit)["问题"]
    assert texts(sheet, 1) == HEAD
    assert sheet.max_row == 1 + len(audit.findings)
    words = [texts(sheet, row)[1] for row in range(2, sheet.max_row + 1)]
    counted = [words.count(word) for word in ("■ 错误", "▲ 存疑", "○ 提示")]
    assert counted == [audit.count(severity) for severity in Severity]
    assert words == sorted(words, key=lambda word: "■▲○".index(word[0]))


def test_a_finding_with_many_places_is_one_row_its_first_place_linked_and_all_listed() -> None:
    audit = sample()
    book = opened(audit)
    rows = [row for row in range(2, book["问题"].max_row + 1) if texts(book["问题"], row)[2] == "TIE-001"]
    (row,) = rows
    said = texts(book["问题"], row)
    (finding,) = (found for found in audit.findings if found.rule == "TIE-001")
    assert len(finding.at) > 6
    assert said[5].split("、") == [at.cell for at in finding.at]
    assert said[6].split("；") == [at.text or "空白" for at in finding.at]
    assert said[3] == finding.at[0].cell
    led = target(book, book["问题"].cell(row, 4))
    assert led.value == finding.at[0].text
    assert led.fill.fgColor.rgb == "FFF8CBC4"


def test_a_few_places_are_given_in_words_with_their_forms() -> None:
    at = (Evidence(1, "T2R7C8", "20"), Evidence(1, "T2R7C5", "≥15家"), Evidence(2, "T3R7C8", "30"))
    sheet = opened(with_finding(sample(), "话", at))["问题"]
    # Row 7 is the first indicator of a form, column 8 its marks, column 5 its target.
    assert texts(sheet, 2)[5].split("\n") == [
        "部门整体自评表 第7行 新增龙头企业 得分 T2R7C8",
        "第7行 新增龙头企业 年度指标值 T2R7C5",
        "特色产业培训经费 第7行 开展实训 得分 T3R7C8",
    ]
    assert texts(sheet, 2)[6].split("\n") == ["20", "≥15家", "30"]


def test_every_place_leads_to_its_cell_as_printed() -> None:
    audit = sample()
    book = opened(audit)
    places = book["位置"]
    assert places.max_row == 1 + sum(len(finding.at) for finding in audit.findings)
    for row in range(2, places.max_row + 1):
        led = target(book, places.cell(row, 4))
        printed = texts(places, row)[6]
        assert printed in (str(led.value or "空白"), str(led.value).partition("：")[2])
        number = texts(places, row)[0]
        named = str(book["原表"].cell(led.row, 1).value).split(" ")[-1].split("、")
        assert number in named


def test_a_table_stands_as_printed_with_its_merged_cells() -> None:
    book = opened(sample())
    sheet = book["原表"]
    # 总分 is printed over six columns of every scored form's table, of which the package has seven.
    merged = [str(area) for area in sheet.merged_cells.ranges]
    totals = [cell for row in sheet.iter_rows() for cell in row if cell.value == "总分"]
    assert len(totals) == 7
    assert all(f"B{cell.row}:G{cell.row}" in merged for cell in totals)


def test_the_header_stays_filters_and_repeats_on_paper() -> None:
    audit = sample()
    sheet = opened(audit)["问题"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == f"A1:L{1 + len(audit.findings)}"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
    # One page wide is what the format means where no width is given; 0 pages high is as many as it takes.
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)


def test_an_opinion_is_chosen_from_a_list_and_counted() -> None:
    audit = sample()
    book = opened(audit)
    (validation,) = book["问题"].data_validations.dataValidation
    assert (validation.formula1, str(validation.sqref)) == (
        '"采纳,不采纳,待核"',
        f"K2:K{1 + len(audit.findings)}",
    )
    formulas = [str(cell.value) for row in book["汇总"].iter_rows() for cell in row if cell.data_type == "f"]
    assert len(formulas) == 3 * 4
    assert all("$B$2" in formula and "$K$2" in formula for formula in formulas)


def test_the_summary_gives_counts_and_recomputed_scores() -> None:
    audit = sample(failures=(DocumentError("坏.docx", "文件已损坏"),))
    sheet = opened(audit)["汇总"]
    rows = [texts(sheet, row) for row in range(1, sheet.max_row + 1)]
    by_name = {row[0]: row for row in rows}
    assert by_name["■ 错误"][1] == str(audit.count(Severity.ERROR))
    assert by_name["没有读成"][1] == "坏.docx：文件已损坏"
    # Its lines give 18 + (0～10) + (0～20) + 10 + 20 + 10 by hand; the form says 100, which is 12 above.
    assert by_name["特色产业培训经费"][1:] == ["100", "66", "88", "优／中～良", "≠ 高出上限 12 分"]


@pytest.mark.parametrize("text", INJECTED)
def test_no_text_becomes_a_formula(text: str) -> None:
    grid = Grid(1, (Cell(1, 1, text, 1, 2), Cell(2, 1, text), Cell(2, 2, "")))
    audit = sample()
    first = audit.package.documents[0]
    blocks = tuple(grid if isinstance(block, Grid) and block.number == 1 else block for block in first.blocks)
    changed = replace(audit.package, documents=(replace(first, blocks=blocks),))
    at = (Evidence(0, "T1R1C1", text), Evidence(0, "T1R2C1", text))
    content = render_xlsx(with_finding(replace(audit, package=changed), text, at))
    book = load_workbook(BytesIO(content))
    found = [
        cell
        for name in ("问题", "位置", "原表")
        for row in book[name].iter_rows()
        for cell in row
        if text in str(cell.value)
    ]
    assert len(found) >= 5
    assert {cell.data_type for cell in found} == {"s"}
    quoted = [cell for cell in found if str(cell.value).startswith(text)]
    assert len(quoted) >= 4
    assert all(cell.style.startswith("Normal") and cell.quotePrefix for cell in quoted)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        sheets = [archive.read(f"xl/worksheets/sheet{number}.xml") for number in (2, 3, 4)]
    assert not any(b"<f>" in sheet for sheet in sheets)


def test_what_a_cell_cannot_hold_is_cut_and_said() -> None:
    sheet = opened(with_finding(sample(), "长" * 40_000 + "\ud800"))["问题"]
    said = texts(sheet, 2)[7]
    assert len(said) <= 32_767
    assert said.endswith("……（共 40003 字，以下略）")


def test_cells_that_cover_one_another_are_no_fault() -> None:
    grid = Grid(1, (Cell(1, 1, "甲", 2, 2), Cell(1, 2, "乙"), Cell(2, 1, "丙", 1, 3), Cell(2, 3, "丁")))
    audit = sample()
    first = audit.package.documents[0]
    document = Document(first.name, first.sha256, first.media_type, (grid, *first.blocks[2:]))
    sheet = opened(replace(audit, package=replace(audit.package, documents=(document,))))["原表"]
    assert [str(sheet.cell(row, column).value) for row, column in ((2, 2), (3, 4))] == ["甲", "丁"]


def test_nothing_found_is_said() -> None:
    book = opened(replace(sample(), findings=()))
    assert texts(book["问题"], 2)[0] == "按现有规则未发现问题。"


def test_the_same_package_gives_the_same_bytes() -> None:
    assert render_xlsx(sample()) == render_xlsx(sample())
