"""Workbook templates: what is filled, and that nothing else changes."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter  # type: ignore[import-untyped]  # it has no types

import jiheng
from jiheng.documents import SourceFile
from jiheng.errors import RenderError
from jiheng.render.fill import Filled, Options, fill_template
from jiheng.render.fill._sheet_shift import Shift
from jiheng.reports import Package, SelfEvaluation
from tests.conftest import EXAMPLE
from tests.render.fill.blanks import blank_xlsx, rewritten
from tests.render.fill.comparing import changed_members, member
from tests.render.fill.reports import HEADER, REASON, report, seal
from tests.render.fill.test_docx import indicators_of, says

SHEET = "xl/worksheets/sheet1.xml"
_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)


def fill(content: bytes, package: Package, options: Options | None = None) -> Filled:
    return fill_template(SourceFile("模板.xlsx", content), package, options)


def _position(reference: str) -> str:
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return f"R{reference[len(letters) :]}C{column}"


def _without(xml: bytes, positions: set[str]) -> str:
    """Return a sheet without the cells at some positions."""
    return _CELL.sub(lambda c: "" if _position(c[1]) in positions else c[0], xml.decode())


# The whole package ----------------------------------------------------------------------------------


@pytest.mark.parametrize("levels", [False, True], ids=["levels printed", "levels blank"])
def test_the_filled_example_says_what_the_report_says_and_differs_in_filled_cells_only(
    *, levels: bool
) -> None:
    content = (EXAMPLE / "department-2024.xlsx").read_bytes()
    package = jiheng.read(SourceFile("报告.xlsx", content))
    blank = blank_xlsx(content, levels=levels)
    filled = fill(blank, package)
    again = jiheng.read(SourceFile("填好.xlsx", filled.content))
    assert [says(form) for form in again.forms] == [says(form) for form in package.forms]
    sheets = {f"xl/worksheets/sheet{number}.xml" for number in range(1, 22)}
    assert changed_members(blank, filled.content) == sheets
    assert len(filled.changes) > 1_500
    for number in range(1, 22):
        name = f"xl/worksheets/sheet{number}.xml"
        at = {
            c.at.partition("R")[1] + c.at.partition("R")[2]
            for c in filled.changes
            if c.at.startswith(f"T{number}R")
        }
        assert at
        assert _without(member(blank, name), at) == _without(member(filled.content, name), at)
    openpyxl.load_workbook(io.BytesIO(filled.content))


def test_numbers_stay_numbers_and_rates_stay_rates() -> None:
    content = (EXAMPLE / "department-2024.xlsx").read_bytes()
    filled = fill(blank_xlsx(content), jiheng.read(SourceFile("报告.xlsx", content)))
    before = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    after = openpyxl.load_workbook(io.BytesIO(filled.content)).worksheets[0]
    assert (after["B4"].value, after["F4"].value) == (96, 0.9375)
    assert after["F4"].number_format == before["F4"].number_format
    assert after["B6"].value == before["B6"].value == "=B7+B11"


def test_a_file_that_says_it_already_is_given_back_byte_for_byte() -> None:
    content = (EXAMPLE / "department-2024.xlsx").read_bytes()
    filled = fill(content, jiheng.read(SourceFile("报告.xlsx", content)))
    assert filled.content == content


# A bureau's template --------------------------------------------------------------------------------

ROWS: tuple[tuple[str, str], ...] = (
    ("产出指标（40分）", "数量指标"),
    ("效益指标（30分）", "经济效益指标"),
    ("满意度指标（20分）", "服务对象满意度指标"),
)


def workbook(rows: Sequence[tuple[str, str]] = ROWS, *, total: str = "", protect: bool = False) -> bytes:
    """Return a bureau's blank form: title, frozen head, formats, checks, a formula, a comment, a picture."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet, other = book.add_worksheet("附件3"), book.add_worksheet("汇总")
    frame = book.add_format({"border": 1, "font_name": "仿宋_GB2312", "text_wrap": True})
    money = book.add_format({"border": 1, "num_format": "0.00"})
    free = book.add_format({"border": 1, "locked": False})
    last = 10 + len(rows)
    sheet.merge_range("A1:I1", "项目支出绩效自评表", frame)
    lines = [
        ["项目支出名称", *[""] * 8],
        ["主管部门", "", "", "", "实施单位", "", "", "", ""],
        ["项目资金（万元）", "", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        *(
            ["", words, "", *[""] * 6]
            for words in ("年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金")
        ),
        ["年度总体目标", "预期目标", "", "", "", "实际完成情况", "", "", ""],
        [""] * 9,
        ["绩效指标", *HEADER, REASON],
        *(["", category, subcategory, *[""] * 6] for category, subcategory in rows),
        ["总分", *[""] * 8],
    ]
    for number, line in enumerate(lines, 1):
        for column, text in enumerate(line):
            sheet.write(number, column, text, money if number in {4, 5} and column > 2 else frame)
    for place in ("B2:I2", "B3:D3", "F3:I3", "B9:E9", "F9:I9", "B10:E10", "F10:I10", "A9:A10"):
        sheet.merge_range(place, sheet_text(lines, place), frame)
    sheet.merge_range(f"A11:A{last + 1}", "绩效指标", frame)
    if total:
        sheet.write_formula(f"I{last + 2}", "=1", frame)
        sheet.write_formula(f"H{last + 2}", total.format(last=last + 1), frame, 0)
    sheet.conditional_format(
        f"H12:H{last + 1}", {"type": "cell", "criteria": ">", "value": 100, "format": frame}
    )
    sheet.data_validation(f"G12:G{last + 1}", {"validate": "decimal", "criteria": ">=", "value": 0})
    sheet.write_comment(f"A{last + 2}", "核对后签字")
    sheet.freeze_panes(3, 0)
    sheet.print_area(f"A1:I{last + 2}")
    sheet.repeat_rows(0, 2)
    sheet.insert_image(f"H{last + 4}", "seal.png", {"image_data": seal()})
    other.write_formula("A1", f"='附件3'!H{last + 2}", frame, 0)
    if protect:
        sheet.protect()
        sheet.write("B5", "年度资金总额", free)
    book.close()
    return out.getvalue()


def sheet_text(lines: Sequence[Sequence[str]], place: str) -> str:
    """Return what stands in the first cell of a range."""
    first = place.partition(":")[0]
    return lines[int(first[1:]) - 2][ord(first[0]) - ord("A")]


def test_rows_are_added_and_everything_that_names_rows_goes_with_them() -> None:
    blank = workbook()
    filled = fill(blank, report())
    assert filled.added_rows == 1
    again = jiheng.read(SourceFile("填好.xlsx", filled.content))
    assert sorted(indicators_of(again.forms[0])) == sorted(indicators_of(report().forms[0]))
    book = openpyxl.load_workbook(io.BytesIO(filled.content))
    sheet = book["附件3"]
    merges = {str(merge) for merge in sheet.merged_cells.ranges}
    assert {"A11:A15", "B12:B13", "C12:C13"} <= merges
    assert sheet.dimensions == "A1:I16"
    assert [str(area.sqref) for area in sheet.conditional_formatting] == ["H12:H15"]
    assert [str(check.sqref) for check in sheet.data_validations.dataValidation] == ["G12:G15"]
    assert sheet.print_area == "'附件3'!$A$1:$I$16"
    assert sheet.print_title_rows == "$1:$3"
    assert sheet["A16"].comment.text == "核对后签字"
    assert book["汇总"]["A1"].value == "='附件3'!H16"
    assert b"<xdr:row>17</xdr:row>" in member(filled.content, "xl/drawings/drawing1.xml")
    assert sheet["D13"].font.name == "仿宋_GB2312"
    assert (sheet["D13"].value, sheet["E13"].value) == ("参会企业数", "≥300家")


def test_sums_reach_over_new_rows() -> None:
    blank = workbook(total="SUM(H12:H{last})")
    with pytest.raises(RenderError, match=r"附件3.*H15.*公式.*--replace-formulas"):
        fill(blank, report())
    filled = fill(blank, report(), Options(replace_formulas=True))
    sheet = openpyxl.load_workbook(io.BytesIO(filled.content))["附件3"]
    assert sheet["H16"].value == 99.07
    assert sheet["I16"].value == "=1"


def test_the_list_of_computed_cells_loses_what_is_computed_no_more() -> None:
    def with_chain(name: str, part: bytes) -> bytes:
        if name == "xl/_rels/workbook.xml.rels":
            kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
            return part.replace(
                b"</Relationships>",
                f'<Relationship Id="rId99" Type="{kind}" Target="calcChain.xml"/></Relationships>'.encode(),
            )
        return part

    blank = rewritten(workbook(total="SUM(H12:H{last})"), with_chain)
    chain = b'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    cells = b'<c r="H15" i="1"/><c r="I15"/><c r="A1" i="2"/></calcChain>'
    with_part = io.BytesIO(blank)
    with zipfile.ZipFile(with_part, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/calcChain.xml", chain + cells)
    filled = fill(with_part.getvalue(), report(), Options(replace_formulas=True))
    left = member(filled.content, "xl/calcChain.xml")
    assert left == chain + b'<c r="I16"/><c r="A1" i="2"/></calcChain>'


def test_a_locked_cell_of_a_protected_sheet_is_named() -> None:
    with pytest.raises(RenderError, match=r"T1R2C2.*B2.*受保护"):
        fill(workbook((*ROWS[:1], *ROWS), protect=True), report())


def test_a_number_that_a_format_would_show_as_another_is_written_as_text() -> None:
    content = workbook()
    other = rewritten(
        content,
        lambda name, part: part.replace(b'"0.00"', b'"0"') if "styles" in name else part,
    )
    filled = fill(other, report())
    sheet = openpyxl.load_workbook(io.BytesIO(filled.content))["附件3"]
    assert (sheet["D5"].value, sheet["E5"].value) == (20, "19.5")
    assert any("按文字写入" in note and "19.5" in note for note in filled.notes)


def test_texts_that_look_like_escapes_or_formulas_stay_texts() -> None:
    package = report()
    form = package.forms[0]
    assert isinstance(form, SelfEvaluation)
    odd = replace(form, name=replace(form.name, text="=1+1_x000D_<&>"))
    filled = fill(workbook(), replace(package, forms=(odd,)))
    cell = openpyxl.load_workbook(io.BytesIO(filled.content))["附件3"]["B2"]
    assert cell.data_type != "f"
    again = jiheng.read(SourceFile("填好.xlsx", filled.content)).forms[0]
    assert isinstance(again, SelfEvaluation)
    assert again.name.text == "=1+1_x000D_<&>"


# References -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUM(H12:H15)", "SUM(H12:H17)"),
        ("SUM(H12:H14)", "SUM(H12:H14)"),
        ("H15+H16", "H15+H18"),
        ("$H$16*LOG10(H16)", "$H$18*LOG10(H18)"),
        ("'附件3'!H16+汇总!H16", "'附件3'!H18+汇总!H16"),
        ('IF(A16="H16",1,0)', 'IF(A18="H16",1,0)'),
        ("[1]附件3!H16", "[1]附件3!H16"),
        ("$1:$16", "$1:$18"),
        ("TAX2024(H16)", "TAX2024(H18)"),
    ],
)
def test_formulas_follow_their_rows(formula: str, expected: str) -> None:
    assert Shift("附件3", {15: 2}).formula(formula, own=True) == expected


def test_formulas_of_another_sheet_follow_only_what_they_name() -> None:
    shift = Shift("附件3", {15: 2})
    assert shift.formula("H16+附件3!H16", own=False) == "H16+附件3!H18"


def test_libreoffice_opens_the_filled_workbook(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    (tmp_path / "填好.xlsx").write_bytes(fill(workbook(), report()).content)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    call = [office, profile, "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76"]
    subprocess.run(
        [*call, "--outdir", str(tmp_path), str(tmp_path / "填好.xlsx")],
        check=True,
        capture_output=True,
        timeout=300,
    )
    text = next(tmp_path.glob("填好*.csv")).read_text("utf-8")
    for word in ("会议服务经费", "286家", "两场改为线上", "99.07"):
        assert word in text
