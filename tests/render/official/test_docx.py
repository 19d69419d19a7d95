"""What is written as a Word file is read back the same, by us and by others."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import docx as python_docx
import mammoth
import pytest
from docx.shared import Length
from docx.styles.style import ParagraphStyle
from docx.table import Table as WordTable
from docx.table import _Cell
from hypothesis import given, settings
from lxml import etree

import jiheng
from jiheng.documents import Cell, Grid
from jiheng.errors import RenderError
from jiheng.render.official import Align, Line, Look, OfficialDocument, Sheet, Style, Table
from jiheng.render.official._compose import compose
from jiheng.render.official._docx import write_docx
from tests.conftest import EXAMPLE
from tests.render.official._documents import as_read, documents, one_table, shape_of, shape_read

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def part(content: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return etree.fromstring(package.read(name))


def body(content: bytes) -> etree._Element:
    return part(content, "word/document.xml")


def text_of(node: etree._Element) -> str:
    return "".join(str(piece) for piece in node.itertext())


def face_of(style: ParagraphStyle) -> str | None:
    """The face that a style itself sets Chinese text in."""
    fonts = style.element.find(f"{W}rPr/{W}rFonts")
    return None if fonts is None else fonts.get(f"{W}eastAsia")


def millimetres(*lengths: Length | None) -> list[int]:
    return [round(length.mm) for length in lengths if length is not None]


def cell_with(content: bytes, text: str) -> etree._Element:
    return next(c for c in body(content).iter(f"{W}tc") if text in text_of(c))


@settings(max_examples=200)
@given(documents())
def test_our_reader_reads_the_same(document: OfficialDocument) -> None:
    assert shape_read("自评.docx", write_docx(document)) == shape_of(document)


@settings(max_examples=50)
@given(documents())
def test_python_docx_sees_the_same(document: OfficialDocument) -> None:
    opened = python_docx.Document(io.BytesIO(write_docx(document)))
    seen: list[object] = []
    for block in opened.iter_inner_content():
        if isinstance(block, WordTable):
            seen.append([as_read(cell.text) for cell in _anchors(block)])
        elif text := as_read(block.text):
            seen.append(text)
    wanted = [one if isinstance(one, str) else [cell[-1] for cell in one] for one in shape_of(document)]
    assert seen == wanted
    assert opened.core_properties.author == ""


def _anchors(table: WordTable) -> list[_Cell]:
    met: dict[int, _Cell] = {}
    for row in table.rows:
        for cell in row.cells:
            met.setdefault(id(cell._tc), cell)
    return list(met.values())


def test_the_example_package_is_read_back_as_it_was() -> None:
    package = jiheng.read(EXAMPLE / "department-2024.docx")
    document = compose(package).document
    assert shape_read("自评.docx", write_docx(document)) == shape_of(document)


def test_the_same_document_gives_the_same_bytes() -> None:
    document = one_table("甲|乙")
    assert write_docx(document) == write_docx(document)


def test_the_file_names_nobody_and_no_day() -> None:
    with zipfile.ZipFile(io.BytesIO(write_docx(one_table("甲|乙")))) as package:
        core = package.read("docProps/core.xml").decode()
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert "<dc:title>自评</dc:title>" in core
    assert not re.search("creator|lastModifiedBy|created|modified", core)


def test_every_part_is_well_formed_and_declared() -> None:
    with zipfile.ZipFile(io.BytesIO(write_docx(one_table("甲|乙")))) as package:
        parts = {name: etree.fromstring(package.read(name)) for name in package.namelist()}
    types = parts.pop("[Content_Types].xml")
    declared = {override.get("PartName") for override in types if override.get("PartName")}
    assert declared == {f"/{name}" for name in parts if not name.endswith(".rels")}
    styles = {style.get(f"{W}styleId") for style in parts["word/styles.xml"].iter(f"{W}style")}
    used = {style.get(f"{W}val") for style in parts["word/document.xml"].iter(f"{W}pStyle", f"{W}tblStyle")}
    based = {style.get(f"{W}val") for style in parts["word/styles.xml"].iter(f"{W}basedOn")}
    assert used | based <= styles


def test_lines_have_the_official_type() -> None:
    lines = tuple(Line(style.value, style) for style in Style)
    opened = python_docx.Document(io.BytesIO(write_docx(OfficialDocument("", (Sheet("一", lines),)))))
    styles = {p.text: p.style for p in opened.paragraphs if p.style}
    look = {
        text: (
            style.name,
            face_of(style),
            style.font.size and style.font.size.pt,
            style.paragraph_format.first_line_indent,
        )
        for text, style in styles.items()
    }
    assert look["title"] == ("公文标题", "方正小标宋简体", 22, None)
    assert look["attachment"] == ("公文附件", "黑体", 16, None)
    assert look["heading_1"][:3] == ("公文一级标题", "黑体", 16)
    assert look["heading_2"][:3] == ("公文二级标题", "楷体_GB2312", 16)
    assert look["body"][:3] == ("公文正文", "仿宋_GB2312", 16)
    assert look["body"][3] == 2 * 16 * 12700  # two characters of 16 pt, in EMU
    assert look["note"][1:3] == ("仿宋_GB2312", 10.5)
    assert look["signature"][1:3] == ("仿宋_GB2312", 12)
    assert styles["body"].paragraph_format.line_spacing == 28 * 12700


def test_pages_are_a4_with_official_margins_and_wide_tables_take_from_the_sides() -> None:
    sheets = (
        Sheet("竖", (Line("甲", Style.BODY),)),
        Sheet("横", (Line("乙", Style.BODY),), landscape=True),
        replace(one_table("丙|丁", widths=(85, 85)).sheets[0], name="宽"),
    )
    opened = python_docx.Document(io.BytesIO(write_docx(OfficialDocument("", sheets))))
    upright, turned, wide = opened.sections
    assert millimetres(upright.page_width, upright.page_height) == [210, 297]
    assert millimetres(turned.page_width, turned.page_height) == [297, 210]
    margins = (upright.top_margin, upright.bottom_margin, upright.left_margin, upright.right_margin)
    assert millimetres(*margins) == [37, 35, 28, 26]
    assert sum(millimetres(wide.left_margin, wide.right_margin)) == 210 - 170
    assert 297 - sum(millimetres(turned.left_margin, turned.right_margin)) >= 240


def test_every_sheet_has_a_bookmark_and_every_title_an_outline_level() -> None:
    names = ("附件2 整体自评表", "附件 2－整体自评表", "1" * 60, "😀")
    sheets = tuple(Sheet(name, (Line("标题", Style.TITLE),)) for name in names)
    content = write_docx(OfficialDocument("", sheets))
    marks = [mark.get(f"{W}name", "") for mark in body(content).iter(f"{W}bookmarkStart")]
    assert marks == ["表1_附件2_整体自评表", "表2_附件_2_整体自评表", "表3_" + "1" * 37, "表4"]
    styles = {style.get(f"{W}styleId"): style for style in part(content, "word/styles.xml")}
    based = styles["DocumentTitle"].find(f"{W}basedOn")
    assert based is not None
    level = styles[based.get(f"{W}val")].find(f"{W}pPr/{W}outlineLvl")
    assert level is not None
    assert level.get(f"{W}val") == "0"


def test_page_numbers_stand_outside() -> None:
    content = write_docx(one_table("甲|乙"))
    opened = python_docx.Document(io.BytesIO(content))
    assert opened.settings.odd_and_even_pages_header_footer
    section = opened.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        page_number = part(content, str(footer.part.partname).lstrip("/"))
        assert text_of(page_number) == "— 1 —"
        fields = [field.get(f"{W}instr", "").strip() for field in page_number.iter(f"{W}fldSimple")]
        assert fields == ["PAGE"]
        assert [jc.get(f"{W}val") for jc in page_number.iter(f"{W}jc")] == [side]


def test_rows_stay_whole_unless_their_text_is_long() -> None:
    rows = body(write_docx(one_table("短|短", "长" * 301 + "|短", "窄" * 100 + "|短"))).iter(f"{W}tr")
    assert [row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows] == [True, False, False]


@pytest.mark.parametrize(
    ("repeated", "row_span", "wanted"),
    [({1, 2}, 1, 2), ({2, 3}, 1, 0), ({1, 3}, 1, 1), ({1, 2}, 3, 1), (set(), 1, 0)],
)
def test_rows_from_the_top_are_repeated(repeated: set[int], row_span: int, wanted: int) -> None:
    cells = (Cell(1, 1, "甲"), Cell(2, 1, "乙", row_span), *(Cell(r, 1, "") for r in range(2 + row_span, 5)))
    table = Table(Grid(1, cells), (50,), (Look(),) * len(cells), frozenset(repeated))
    made = body(write_docx(OfficialDocument("", (Sheet("一", (table,)),))))
    assert len(list(made.iter(f"{W}tblHeader"))) == wanted


def test_a_signature_line_takes_the_last_row_to_its_page() -> None:
    table = one_table("甲", "乙").sheets[0].blocks[0]
    blocks = (table, Line("说明", Style.NOTE), Line("填表人：", Style.SIGNATURE))
    kept = [
        text_of(paragraph)
        for paragraph in body(write_docx(OfficialDocument("", (Sheet("一", blocks),)))).iter(f"{W}p")
        if paragraph.find(f"{W}pPr/{W}keepNext") is not None
    ]
    assert kept == ["乙", "说明"]


@pytest.mark.parametrize(("characters", "is_balanced"), [(20, False), (21, True), (60, True)])
def test_a_title_of_several_lines_is_parted_evenly(characters: int, *, is_balanced: bool) -> None:
    sheet = Sheet("一", (Line("题" * characters, Style.TITLE),))
    (paragraph,) = body(write_docx(OfficialDocument("", (sheet,)))).iter(f"{W}p")
    indent = paragraph.find(f"{W}pPr/{W}ind")
    assert (indent is not None) is is_balanced
    if indent is not None:
        room = 156 / 25.4 * 72 - 2 * int(indent.get(f"{W}left", "")) / 20
        full = 156 / 25.4 * 72
        # As many lines as without the indents, the last of them nearly as long as the others.
        lines = -(-characters * 22 // full)
        assert -(-characters * 22 // room) == lines
        assert characters * 22 - (lines - 1) * (room // 22 * 22) >= room / 2


def test_looks_of_cells() -> None:
    cells = tuple(Cell(1, c, text) for c, text in enumerate(("竖", "表头", "左", "右"), 1))
    looks = (Look(vertical=True), Look(strong=True), Look(Align.START), Look(Align.END))
    content = write_docx(
        OfficialDocument("", (Sheet("一", (Table(Grid(1, cells), (9, 20, 20, 20), looks),)),))
    )
    turned = cell_with(content, "竖").find(f"{W}tcPr/{W}textDirection")
    assert turned is not None
    assert turned.get(f"{W}val") == "tbRlV"
    opened = python_docx.Document(io.BytesIO(content))
    first = (cell.paragraphs[0].style for cell in opened.tables[0].rows[0].cells)
    styles = [style for style in first if style]
    assert [str(style.paragraph_format.alignment).split()[0] for style in styles] == [
        "CENTER",
        "CENTER",
        "LEFT",
        "RIGHT",
    ]
    assert face_of(styles[1]) == "黑体"


def test_vertical_text_makes_its_rows_high_enough() -> None:
    cells = (Cell(1, 1, "年度总体目标", 2), *(Cell(r, c, "") for r, c in ((1, 2), (2, 2), (3, 1), (3, 2))))
    looks = tuple(Look(vertical=bool(cell.text)) for cell in cells)
    table = Table(Grid(1, cells), (9, 50), looks)
    made = body(write_docx(OfficialDocument("", (Sheet("一", (table,)),))))
    heights = [int(height.get(f"{W}val", "")) / 20 for height in made.iter(f"{W}trHeight")]
    assert heights[0] + heights[1] >= 6 * 10.5
    assert heights[2] == pytest.approx(8 / 25.4 * 72, abs=0.1)


def test_changes_are_tracked_and_read_as_accepted() -> None:
    document = one_table("得分|8\n分", look=Look(was="9\n分"))
    line = Line("新的一句。", Style.BODY, was="旧的一句。")
    document = replace(
        document, sheets=(replace(document.sheets[0], blocks=(line, *document.sheets[0].blocks)),)
    )
    content = write_docx(document)
    made = body(content)
    deleted = [text_of(node) for node in made.iter(f"{W}del")]
    inserted = [text_of(node) for node in made.iter(f"{W}ins")]
    assert deleted == ["旧的一句。", "9分", "9分"]
    assert inserted == ["新的一句。", "得分", "8分"]
    marks = [*made.iter(f"{W}ins"), *made.iter(f"{W}del")]
    assert {node.get(f"{W}author") for node in marks} == {"绩衡"}
    assert len({node.get(f"{W}id") for node in marks}) == 6
    assert all(node.get(f"{W}date") is None for node in marks)
    assert shape_read("对照.docx", content) == shape_of(document)
    # Its plain text leaves line breaks within a paragraph out.
    assert mammoth.extract_raw_text(io.BytesIO(content)).value.split() == ["新的一句。", "得分", "8分"]


@pytest.mark.parametrize(
    ("was", "text", "kinds"), [("", "新", ["ins"]), ("旧", "", ["del"]), ("同", "同", [])]
)
def test_only_what_changed_is_tracked(was: str, text: str, kinds: list[str]) -> None:
    content = write_docx(one_table(text, look=Look(was=was)))
    found = [node.tag.removeprefix(W) for node in body(content).iter(f"{W}ins", f"{W}del")]
    assert found == kinds
    assert shape_read("对照.docx", content) == [[(1, 1, 1, 1, text)]]


def test_too_many_columns_are_refused() -> None:
    with pytest.raises(RenderError, match="自评表：T1：表有 64 列，Word 最多 63 列"):
        write_docx(one_table("|" * 63, widths=(2,) * 64))


def test_a_table_wider_than_the_paper_is_refused() -> None:
    with pytest.raises(RenderError, match="自评表：列宽：表宽 200 毫米，纸宽 210 毫米，放不下"):
        write_docx(one_table("甲|乙", widths=(100, 100)))


def test_cells_that_do_not_fit_together_are_refused() -> None:
    def written(*cells: Cell) -> None:
        table = Table(Grid(1, cells), (20, 20), (Look(),) * len(cells))
        write_docx(OfficialDocument("", (Sheet("表", (table,)),)))

    with pytest.raises(RenderError, match="表：T1R1C2：单元格超出表的 2 列"):
        written(Cell(1, 1, ""), Cell(1, 2, "", 1, 2))
    with pytest.raises(RenderError, match="表：T1R2C1：单元格与另一单元格重叠"):
        written(Cell(1, 1, "", 2), Cell(1, 2, ""), Cell(2, 1, ""), Cell(2, 2, ""))
    with pytest.raises(RenderError, match="表：T1：表中没有单元格"):
        written()


def test_a_position_without_a_cell_is_a_blank_cell() -> None:
    table = Table(Grid(1, (Cell(1, 1, "甲"), Cell(2, 2, "乙"))), (20, 20), (Look(), Look()))
    content = write_docx(OfficialDocument("", (Sheet("表", (table,)),)))
    assert shape_read("表.docx", content) == [
        [(1, 1, 1, 1, "甲"), (1, 2, 1, 1, ""), (2, 1, 1, 1, ""), (2, 2, 1, 1, "乙")]
    ]


def test_a_document_without_sheets_opens() -> None:
    assert python_docx.Document(io.BytesIO(write_docx(OfficialDocument("空", ())))).paragraphs[0].text == ""


def test_libreoffice_shows_every_text(tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    package = jiheng.read(EXAMPLE / "department-2024.docx")
    document = compose(package).document
    path = tmp_path / "自评.docx"
    path.write_bytes(write_docx(document))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "html", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    got = shape_read("自评.html", (tmp_path / "自评.html").read_bytes())
    squeezed = [re.sub(r"\s+", "", str(one)) for one in got]
    wanted = [re.sub(r"\s+", "", str(one)) for one in shape_of(document)]
    assert [one for one in squeezed if not re.fullmatch("—.*—", one)] == wanted
