"""Word templates: what is filled, and that nothing else changes."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.table import _Cell
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

import jiheng
from jiheng.documents import Grid, SourceFile, read_document
from jiheng.errors import RenderError
from jiheng.render.fill import Filled, Options, fill_template
from jiheng.reports import Form, FundLine, Indicator, Package, SelfEvaluation
from tests.conftest import EXAMPLE
from tests.render.fill.blanks import blank_docx, rewritten
from tests.render.fill.comparing import changed_members, member, without_cells
from tests.render.fill.reports import (
    CONFERENCE,
    Group,
    Row,
    add_control,
    add_seal,
    project,
    report,
    saved,
    style_cell,
    template,
)

BODY = "word/document.xml"


def fill(content: bytes, package: Package, options: Options | None = None) -> Filled:
    return fill_template(SourceFile("模板.docx", content), package, options)


def cells_of(content: bytes) -> dict[str, str]:
    document = read_document(SourceFile("模板.docx", content))
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    return {grid.address(cell): cell.text for grid in grids for cell in grid.cells}


def indicators_of(form: Form) -> list[tuple[str, ...]]:
    assert isinstance(form, SelfEvaluation)
    return [_indicator(indicator) for indicator in form.indicators]


def _indicator(i: Indicator) -> tuple[str, ...]:
    levels = (i.category.text, i.category_max_score.text, i.subcategory.text, i.name.text)
    return (*levels, i.target.text, i.achieved.text, i.max_score.text, i.score.text, i.deviation_reason.text)


def says(form: Form) -> object:
    """Return what a form says, its addresses aside."""
    if isinstance(form, SelfEvaluation):
        funds = [_fund(line) for line in form.funds]
        objectives = [(one.expected.text, one.achieved.text) for one in form.objectives]
        names = (form.name.text, form.supervising_department.text, form.implementing_unit.text)
        total = (form.total.max_score.text, form.total.score.text)
        return names, funds, objectives, indicators_of(form), total
    return re.sub(
        r"at='[^']*'", "", repr((form.kind, getattr(form, "staff", ""), getattr(form, "expenditure", "")))
    )


def _fund(line: FundLine) -> tuple[str, ...]:
    figures = (line.original_budget, line.final_budget, line.actual_expenditure)
    marks = (line.max_score, line.execution_rate, line.score, line.amount)
    return (line.source, *(figure.text for figure in (*figures, *marks)))


# The whole package ----------------------------------------------------------------------------------


@pytest.mark.parametrize("levels", [False, True], ids=["levels printed", "levels blank"])
def test_the_filled_example_says_what_the_report_says_and_differs_in_filled_cells_only(
    *, levels: bool
) -> None:
    content = (EXAMPLE / "department-2024.docx").read_bytes()
    _fills_cells_only(content, blank_docx(content, levels=levels), figures=1_500)


def test_the_filled_real_package_differs_in_filled_cells_only(seed: Path) -> None:
    content = (seed / "department-2024.docx").read_bytes()
    _fills_cells_only(content, blank_docx(content), figures=1_500)


def _fills_cells_only(content: bytes, blank: bytes, figures: int) -> None:
    package = jiheng.read(SourceFile("报告.docx", content))
    filled = fill(blank, package)
    again = jiheng.read(SourceFile("填好.docx", filled.content))
    assert [says(form) for form in again.forms] == [says(form) for form in package.forms]
    assert changed_members(blank, filled.content) == {BODY}
    at = {change.at for change in filled.changes}
    assert len(at) > figures
    before, after = member(blank, BODY), member(filled.content, BODY)
    assert before != after
    assert without_cells(before, at) == without_cells(after, at)
    texts_before, texts_after = cells_of(blank), cells_of(filled.content)
    assert {address for address, text in texts_after.items() if text != texts_before[address]} == at


def test_a_file_that_says_it_already_is_given_back_byte_for_byte() -> None:
    content = (EXAMPLE / "department-2024.docx").read_bytes()
    filled = fill(content, jiheng.read(SourceFile("报告.docx", content)))
    assert filled.content == content
    assert not filled.changes


# A bureau's template --------------------------------------------------------------------------------


def test_a_form_with_rows_enough_is_filled() -> None:
    blank = saved(template())
    filled = fill(blank, report())
    cells = cells_of(filled.content)
    assert cells["T1R1C2"] == "会议服务经费"
    assert cells["T1R4C4"] == "20"
    assert cells["T1R12C9"] == "两场改为线上"
    assert cells["T1R15C8"] == "99.07"
    assert says(jiheng.read(SourceFile("填好.docx", filled.content)).forms[0]) == says(report().forms[0])
    assert filled.added_rows == 0


def test_headers_pictures_comments_and_numbering_stay_byte_for_byte() -> None:
    blank = saved(_laden(template()))
    filled = fill(blank, report())
    assert changed_members(blank, filled.content) == {BODY}
    before, after = member(blank, BODY), member(filled.content, BODY)
    at = {change.at for change in filled.changes}
    assert without_cells(before, at) == without_cells(after, at)
    for kept in (
        b"<w:drawing>",
        b"w:commentReference",
        b"w:commentRangeStart",
        b"<w:numPr>",
        b"w:bookmarkStart",
    ):
        assert before.count(kept) == after.count(kept) > 0
    assert cells_of(filled.content)["T1R11C5"] == "≥10场"


def _laden(document: Document) -> Document:
    """Put what a bureau's file may hold into the cells that are to be filled."""
    rows = document.tables[0].rows
    add_seal(rows[10].cells[5])
    commented = rows[10].cells[4].paragraphs[0].add_run("填写方式：≥或≤")
    document.add_comment(commented, text="请带单位", author="财政局", initials="财")
    rows[10].cells[3].paragraphs[0].style = document.styles["List Number"]
    numbering = parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
    rows[11].cells[3].paragraphs[0]._p.get_or_add_pPr().append(numbering)
    for name, word in (("bookmarkStart", ' w:name="值"'), ("bookmarkEnd", "")):
        mark = parse_xml(f'<w:{name} {nsdecls("w")} w:id="7"{word}/>')
        rows[11].cells[4].paragraphs[0]._p.append(mark)
    return document


def test_a_text_takes_the_look_of_the_first_one_and_the_others_go() -> None:
    document = template()
    style_cell(document.tables[0].rows[10].cells[5])
    blank = saved(document)
    filled = fill(blank, report())
    cell = docx.Document(io.BytesIO(filled.content)).tables[0].rows[10].cells[5]
    assert [paragraph.text for paragraph in cell.paragraphs] == ["12场"]
    (run,) = cell.paragraphs[0].runs
    assert (run.bold, run.font.size) == (True, 9 * 12700)
    change = next(change for change in filled.changes if change.at == "T1R11C6")
    assert (change.old, change.new) == ("旧内\n容", "12场")


def test_a_blank_cell_looks_as_its_paragraph_mark_says() -> None:
    document = template()
    paragraph = document.tables[0].rows[10].cells[5].paragraphs[0]._p
    mark = f'<w:rPr {nsdecls("w")}><w:ins w:id="3" w:author="某"/><w:sz w:val="18"/></w:rPr>'
    paragraph.get_or_add_pPr().append(parse_xml(mark))
    filled = fill(saved(document), report())
    (run,) = docx.Document(io.BytesIO(filled.content)).tables[0].rows[10].cells[5].paragraphs[0].runs
    assert run.font.size == 9 * 12700
    assert run._r.rPr is not None
    assert run._r.rPr.find(qn("w:ins")) is None


def test_a_content_control_keeps_its_frame_and_loses_its_hint() -> None:
    document = template()
    add_control(document.tables[0].rows[0].cells[1], "单击此处输入项目名称")
    body = member(fill(saved(document), report()).content, BODY).decode()
    assert '<w:alias w:val="栏目"/>' in body
    assert "showingPlcHdr" not in body
    assert "PlaceholderText" not in body
    assert cells_of(fill(saved(document), report()).content)["T1R1C2"] == "会议服务经费"


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ('<w:lock w:val="contentLocked"/>', "锁定"),
        ('<w:dataBinding w:xpath="/a" w:storeItemID="{1}"/>', "绑定"),
        ('<w:dropDownList><w:listItem w:displayText="甲项目" w:value="1"/></w:dropDownList>', "甲项目"),
    ],
)
def test_a_content_control_that_cannot_take_the_text_is_named(properties: str, reason: str) -> None:
    document = template()
    add_control(document.tables[0].rows[0].cells[1], "", properties)
    with pytest.raises(RenderError, match=f"T1R1C2.*名称.*{reason}"):
        fill(saved(document), report())


def _field(cell: _Cell) -> None:
    codes = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> =SUM(LEFT) </w:instrText></w:r>'
    ends = '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>0</w:t></w:r>'
    last = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    paragraph = parse_xml(f"<w:p {nsdecls('w')}>{codes}{ends}{last}</w:p>")
    cell._tc.replace(cell.paragraphs[0]._p, paragraph)


def test_a_field_is_not_overwritten_unless_asked() -> None:
    document = template()
    _field(document.tables[0].rows[3].cells[7])
    blank = saved(document)
    with pytest.raises(RenderError, match=r"T1R4C8.*执行率.*域"):
        fill(blank, report())
    filled = fill(blank, report(), Options(replace_formulas=True))
    assert cells_of(filled.content)["T1R4C8"] == "100%"
    assert b"fldChar" not in member(filled.content, BODY)


# Rows -----------------------------------------------------------------------------------------------

TOO_FEW: tuple[Group, ...] = (
    ("产出指标（40分）", "数量指标", 1),
    ("效益指标（30分）", "经济效益指标", 1),
    ("满意度指标（20分）", "服务对象满意度指标", 1),
)
NO_SATISFACTION: tuple[Group, ...] = (
    ("产出指标（40分）", "数量指标", 2),
    ("效益指标（30分）", "经济效益指标", 1),
)
OTHER_GROUPS: tuple[Group, ...] = (
    ("产出指标（40分）", "质量指标", 2),
    ("满意度指标（20分）", "服务对象满意度指标", 2),
)


@pytest.mark.parametrize("merged", [True, False], ids=["merged levels", "levels printed once"])
@pytest.mark.parametrize(
    ("groups", "added"),
    [(TOO_FEW, 1), (NO_SATISFACTION, 1), (OTHER_GROUPS, 3)],
    ids=["a row too few", "a category too few", "other groups"],
)
def test_rows_are_added_where_the_template_has_too_few(
    groups: tuple[Group, ...], added: int, *, merged: bool
) -> None:
    blank = saved(template(groups, merged=merged))
    filled = fill(blank, report())
    assert filled.added_rows == added
    again = jiheng.read(SourceFile("填好.docx", filled.content))
    assert sorted(indicators_of(again.forms[0])) == sorted(indicators_of(report().forms[0]))
    rows = len(docx.Document(io.BytesIO(blank)).tables[0].rows)
    assert len(docx.Document(io.BytesIO(filled.content)).tables[0].rows) == rows + added
    assert changed_members(blank, filled.content) == {BODY}


def _spans(content: bytes) -> dict[str, tuple[str, int]]:
    grid = next(b for b in read_document(SourceFile("填好.docx", content)).blocks if isinstance(b, Grid))
    return {grid.address(cell): (cell.text, cell.row_span) for cell in grid.cells if cell.row_span > 1}


def test_merged_levels_reach_down_over_new_rows_and_new_levels_are_merged_themselves() -> None:
    rows = (
        *CONFERENCE[:2],
        *(Row("产出指标（40分）", "数量指标", f"第{n}项产出") for n in range(3)),
        *(Row("产出指标（40分）", "质量指标", f"第{n}项质量") for n in range(2)),
        *CONFERENCE[2:],
    )
    spans = _spans(fill(saved(template(TOO_FEW)), report(project(rows))).content)
    assert spans["T1R11C2"] == ("产出指标（40分）", 7)
    assert spans["T1R11C3"] == ("数量指标", 5)
    assert spans["T1R16C3"] == ("质量指标", 2)
    assert spans["T1R10C1"] == ("绩效指标", 10)


def test_a_new_row_looks_like_the_one_before_and_doubles_nothing_but_its_look() -> None:
    document = _laden(template(TOO_FEW))
    style_cell(document.tables[0].rows[10].cells[6])
    blank = saved(document)
    filled = fill(blank, report())
    table = docx.Document(io.BytesIO(filled.content)).tables[0]
    run = table.rows[11].cells[6].paragraphs[0].runs[0]
    assert (run.text, run.bold, run.font.size) == ("20", True, 9 * 12700)
    body = member(filled.content, BODY)
    for once in (b"<w:drawing>", b"w:commentReference", b'w:name="'):
        assert body.count(once) == member(blank, BODY).count(once)
    assert filled.added_rows == 1


def test_rows_too_many_are_cleared_and_left() -> None:
    document = template((("产出指标（40分）", "数量指标", 4), *TOO_FEW[1:]))
    document.tables[0].rows[12].cells[3].text = "……"
    document.tables[0].rows[13].cells[3].text = "去年的指标"
    document.tables[0].rows[13].cells[4].text = "≥7个"
    filled = fill(saved(document), report())
    cells = cells_of(filled.content)
    assert (cells["T1R13C4"], cells["T1R14C4"], cells["T1R14C5"]) == ("……", "", "")
    assert filled.added_rows == 0
    assert any("T1R13、T1R14 留空" in note for note in filled.notes)
    gone = {change.at: change.old for change in filled.changes if change.at.startswith("T1R14")}
    assert gone == {"T1R14C4": "去年的指标", "T1R14C5": "≥7个"}


# What a template cannot take ---------------------------------------------------------------------------


def test_a_template_without_a_column_is_refused_by_name_and_taken_with_partial() -> None:
    blank = saved(template(columns=8))
    with pytest.raises(RenderError, match=r"参会企业数.*偏差原因"):
        fill(blank, report())
    filled = fill(blank, report(), Options(partial=True))
    assert any("偏差原因" in note for note in filled.notes)
    assert cells_of(filled.content)["T1R12C6"] == "286家"


def _with_settings(content: bytes, setting: str) -> bytes:
    def change(name: str, part: bytes) -> bytes:
        if name != "word/settings.xml":
            return part
        return re.sub(rb"(<w:settings[^>]*>)", rb"\1" + setting.encode(), part, count=1)

    return rewritten(content, change)


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ('<w:documentProtection w:edit="readOnly" w:enforcement="1"/>', "编辑限制"),
        ('<w:documentProtection w:edit="forms" w:enforcement="1"/>', "编辑限制"),
        ('<w:writeProtection w:hash="AAAA"/>', "修改密码"),
    ],
)
def test_a_protected_document_is_refused(setting: str, reason: str) -> None:
    with pytest.raises(RenderError, match=reason):
        fill(_with_settings(saved(template()), setting), report())


@pytest.mark.parametrize("setting", ['<w:documentProtection w:edit="readOnly" w:enforcement="0"/>', ""])
def test_a_protection_that_is_off_is_none(setting: str) -> None:
    assert fill(_with_settings(saved(template()), setting), report()).changes


def test_a_file_without_a_form_is_refused() -> None:
    document = docx.Document()
    document.add_paragraph("会议通知")
    document.add_table(2, 2)
    with pytest.raises(RenderError, match="没有可以填入"):
        fill(saved(document), report())


def test_rows_that_share_a_cell_and_differ_are_refused() -> None:
    document = template()
    cells = document.tables[0]
    cells.cell(10, 5).merge(cells.cell(11, 5))
    with pytest.raises(RenderError, match=r"T1R11C6.*共用"):
        fill(saved(document), report())


def test_a_target_in_three_columns_is_parted() -> None:
    document = template(columns=11)
    table = document.tables[0]
    for row, words in ((9, ("指标性质", "年度指标值", "计量单位", "实际完成值", "分值", "得分", "说明")),):
        for column, word in enumerate(words, 4):
            table.cell(row, column).text = word
    filled = fill(saved(document), report())
    cells = cells_of(filled.content)
    assert [cells[f"T1R11C{column}"] for column in (5, 6, 7, 8)] == ["≥", "10", "场", "12场"]
    assert [cells[f"T1R14C{column}"] for column in (5, 6, 7, 8)] == ["≥", "90", "%", "95.5%"]


# Every value, every office ------------------------------------------------------------------------------

_ODD = st.text(
    st.one_of(
        st.sampled_from("<>&\"'“”《》（）％＋－\\#{}$@　·…—≥≤①㎡𠮷é"),
        st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn", "Co", "Zl", "Zp"]),
    ),
    min_size=1,
    max_size=40,
).map(str.strip)


@given(texts=st.lists(_ODD.filter(lambda text: "".join(text.split()) != ""), min_size=3, max_size=3))
@examples(max_examples=30)
def test_any_text_can_be_read_back(texts: list[str]) -> None:
    blank = _BLANK
    package = _with_texts(report(), texts)
    filled = fill(blank, package)
    cells = cells_of(filled.content)
    assert [_squeezed(cells[at]) for at in ("T1R1C2", "T1R9C2", "T1R12C9")] == [_squeezed(t) for t in texts]
    before, after = member(blank, BODY), member(filled.content, BODY)
    at = {change.at for change in filled.changes}
    assert without_cells(before, at) == without_cells(after, at)
    docx.Document(io.BytesIO(filled.content))


_BLANK = saved(template())


def _squeezed(text: str) -> str:
    return re.sub("[\u200b\ufeff]", "", "".join(text.split()))


def _with_texts(package: Package, texts: list[str]) -> Package:
    form = package.forms[0]
    assert isinstance(form, SelfEvaluation)
    name = replace(form.name, text=texts[0])
    objective = replace(form.objectives[0], expected=replace(form.objectives[0].expected, text=texts[1]))
    reason = replace(form.indicators[1].deviation_reason, text=texts[2])
    indicators = (
        form.indicators[0],
        replace(form.indicators[1], deviation_reason=reason),
        *form.indicators[2:],
    )
    new = replace(form, name=name, objectives=(objective,), indicators=indicators)
    return replace(package, forms=(new,))


@pytest.mark.parametrize("text", ["坏\x00字", "坏\x0b字", "坏\ufffe字"])
def test_characters_that_no_file_can_hold_are_refused_by_cell(text: str) -> None:
    with pytest.raises(RenderError, match=r"T1R1C2.*U\+"):
        fill(_BLANK, _with_texts(report(), [text, "目标", "原因"]))


def test_line_breaks_and_long_texts_are_kept() -> None:
    long = "\n".join(["各项工作" * 200, "第二段"])
    filled = fill(_BLANK, _with_texts(report(), ["名称", long, "原因"]))
    assert cells_of(filled.content)["T1R9C2"] == long


def test_libreoffice_opens_the_filled_file(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    source = tmp_path / "填好.docx"
    source.write_bytes(fill(saved(_laden(template(TOO_FEW))), report()).content)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    call = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "txt:Text (encoded):UTF8",
        "--outdir",
        str(tmp_path),
    ]
    subprocess.run([*call, str(source)], check=True, capture_output=True, timeout=300)
    text = (tmp_path / "填好.txt").read_text("utf-8")
    for word in ("会议服务经费", "286家", "两场改为线上", "99.07"):
        assert word in text
