"""The quick way through a Word document and the tree must never disagree."""

import io
import re
import zipfile
from pathlib import Path

import docx as python_docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiheng.documents import Document, SourceFile
from jiheng.documents._archive import Package
from jiheng.documents._assembly import Assembly
from jiheng.documents._docx import _write
from jiheng.documents._docx_names import MATH, TRANSITIONAL
from jiheng.documents._docx_scan import scan
from jiheng.documents._docx_walk import walk
from tests.documents.office import MC, W, cell, document_xml, docx, paragraph, table


def walked(xml: bytes) -> Document:
    source = SourceFile("a.docx", docx(xml))
    assembly = Assembly()
    walk(Package(source).parse("word/document.xml"), TRANSITIONAL, assembly)
    return assembly.document(source, "")


def scanned(xml: bytes) -> Document | None:
    found = scan(xml)
    if found is None:
        return None
    assembly = Assembly()
    _write(found, assembly)
    return assembly.document(SourceFile("a.docx", docx(xml)), "")


def is_quick_and_right(xml: bytes) -> bool:
    """Whether the quick way was taken; what it gives must be what the tree gives."""
    quick = scanned(xml)
    if quick is None:
        return False
    slow = walked(xml)
    assert (quick.blocks, quick.problems) == (slow.blocks, slow.problems)
    return True


def test_the_real_package(seed: Path) -> None:
    with zipfile.ZipFile(seed / "department-2024.docx") as archive:
        assert is_quick_and_right(archive.read("word/document.xml"))


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(st.text("甲 &<>\"'\n\tA", max_size=5), min_size=2, max_size=2), min_size=1, max_size=4)
)
def test_documents_made_by_python_docx(rows: list[list[str]]) -> None:
    made = python_docx.Document()
    made.add_heading("标题")
    grid = made.add_table(0, 2, style="Table Grid")
    for texts in rows:
        for place, text in zip(grid.add_row().cells, texts, strict=True):
            place.text = text
    grid.cell(0, 0).merge(grid.cell(len(rows) - 1, 0))
    made.add_paragraph("后").add_run("粗").bold = True
    stream = io.BytesIO()
    made.save(stream)
    with zipfile.ZipFile(stream) as archive:
        assert is_quick_and_right(archive.read("word/document.xml"))


PLAIN_RUNS = (
    "<w:r><w:t>甲</w:t></w:r>",
    '<w:r w:rsidR="0A"><w:rPr><w:rFonts w:hint="x"/><w:b/></w:rPr><w:t xml:space="preserve"> 乙 </w:t></w:r>',
    "<w:r><w:t>&lt;w:p&gt;&#20013;&#x4e2d;&amp;amp;</w:t><w:tab/><w:br/><w:cr/></w:r>",
    '<w:r><w:br w:type="page"/><w:lastRenderedPageBreak/><w:t/></w:r>',
    '<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/><w:proofErr w:type="gramStart"/>',
    '<w:hyperlink w:anchor="x"><w:r><w:t>链</w:t></w:r></w:hyperlink>',
    '<w:ins w:id="1" w:author="a"><w:r><w:t>增</w:t></w:r></w:ins>',
    "<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent><w:r><w:t>控</w:t></w:r></w:sdtContent></w:sdt>",
    '<w:r><w:softHyphen/><w:t>软</w:t><w:footnoteReference w:id="2"/></w:r>',
    "<w:fldSimple w:instr='PAGE &gt; 1'><w:r><w:t>3</w:t></w:r></w:fldSimple>",
    '<w:del w:id="1"><w:r w:rsidR="0"><w:rPr><w:b/></w:rPr><w:delText>删</w:delText></w:r></w:del>',
    (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>4</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    ),
    (
        '<w:r><w:fldChar w:dirty="1" w:fldCharType="begin"><w:ffData><w:name w:val="a"/></w:ffData>'
        '</w:fldChar><w:instrText> X </w:instrText><w:fldChar w:fldCharType="end"/></w:r>'
    ),
)
ODD_RUNS = (
    "<w:del><w:r><w:delText>删</w:delText></w:r></w:del>",
    "<w:del><w:r><w:t>删</w:t></w:r></w:del>",
    "<w:del><w:r><w:delText>删</w:delText><w:tab/></w:r></w:del>",
    "<w:del><w:r><w:rPr><w:del/></w:rPr><w:delText>删</w:delText></w:r></w:del>",
    "<w:del><w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:r><w:t>深</w:t></w:r></w:del>",
    "<w:del><w:r><w:delInstrText>码</w:delInstrText></w:r></w:del>",
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
    '<w:del><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:del>',
    "<w:moveFrom><w:r><w:t>走</w:t></w:r></w:moveFrom>",
    "<w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r>",
    "<w:r><w:noBreakHyphen/><w:ptab/></w:r>",
    '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>',
    '<w:r><w:fldChar w:fldCharType="begin"/><w:t>码</w:t><w:fldChar w:fldCharType="separate"/></w:r>',
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    "<w:r><w:ruby><w:rt><w:r><w:t>音</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>字</w:t></w:r></w:rubyBase></w:ruby></w:r>",
    "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>",
    "<mc:AlternateContent><mc:Choice><w:t>选</w:t></mc:Choice><mc:Fallback/></mc:AlternateContent>",
    "<mc:AlternateContent><mc:Choice/><mc:Fallback><w:t>备</w:t></mc:Fallback></mc:AlternateContent>",
    "<w:r><!-- <w:t>注</w:t> --><w:t>a<!-- x -->b</w:t></w:r>",
    "<w:r><w:t><![CDATA[<w:t>]]></w:t></w:r>",
    "<w:r><w:t >空</w:t ></w:r>",
    '<w:r xmlns:w="urn:x"><w:t>非</w:t></w:r>',
    f'<x:r xmlns:x="{W}"><x:t>别</x:t></x:r>',
    f'<m:r xmlns:m="{MATH[0]}"><m:t>式</m:t></m:r>',
    '<w:r><w:t xml:space="default">默</w:t></w:r>',
    '<w:br w:type="page" w:clear="all"/>',
    "<w:t>\r\n行\r</w:t>",
)
PROPERTIES = (
    "",
    "<w:pPr><w:tabs><w:tab w:val='left' w:pos='9'/></w:tabs><w:rPr><w:b/></w:rPr></w:pPr>",
)
ODD_PROPERTIES = (
    "<w:pPr><w:rPr><w:del w:id='1'></w:del></w:rPr></w:pPr>",
    "<w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>",
    "<w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>",
)
CELL_PROPERTIES = (
    "",
    '<w:tcW w:w="1" w:type="dxa"/><w:vMerge w:val="restart"/>',
    "<w:vMerge/>",
    '<w:vMerge w:val="continue"/>',
    '<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>',
    '<w:gridSpan w:val="2"/><w:vMerge/>',
)
BARE_CELL_PROPERTIES = (
    "",
    "<w:tcPr/>",
    "<w:tcPr></w:tcPr>",
    '<w:tcPr><w:tcW w:w="1" w:type="dxa"/></w:tcPr>',
    '<w:tcPr><w:tcW w:w="1"></w:tcW></w:tcPr>',
)
ODD_CELL_PROPERTIES = (
    '<w:gridSpan w:val = "2"/>',
    '<w:gridSpan w:val="-2"/>',
    "<w:gridSpan w:val='3'></w:gridSpan>",
    '<w:hMerge w:val="restart"/>',
    "<w:hMerge/>",
    "<w:cellDel w:id='1'/>",
    '<w:gridSpan w:val="2"/><w:tcPrChange><w:tcPr><w:gridSpan w:val="4"/></w:tcPr></w:tcPrChange>',
)
ROW_PROPERTIES = ("", '<w:trPr><w:trHeight w:val="340"/></w:trPr>')
ODD_ROW_PROPERTIES = ('<w:trPr><w:gridBefore w:val="2"/></w:trPr>', "<w:trPr><w:del w:id='1'/></w:trPr>")


@st.composite
def bodies(draw: st.DrawFn, *, odd: bool) -> str:
    """The XML of a body; with ``odd`` also what needs the tree."""

    def pick(plain: tuple[str, ...], unusual: tuple[str, ...]) -> str:
        return draw(st.sampled_from(plain + unusual if odd else plain))

    def a_paragraph() -> str:
        if draw(st.integers(0, 5)) == 0:
            return pick(('<w:p w:rsidR="00"/>', "<w:p/>", "<w:p />"), ('<w:p w14:a="1" xmlns:w14="urn:x"/>',))
        runs = "".join(pick(PLAIN_RUNS, ODD_RUNS) for _ in range(draw(st.integers(0, 3))))
        return f"<w:p>{pick(PROPERTIES, ODD_PROPERTIES)}{runs}</w:p>"

    def a_cell(depth: int) -> str:
        content = "".join(a_paragraph() for _ in range(draw(st.integers(0, 2))))
        if odd and depth < 2 and draw(st.integers(0, 5)) == 0:
            content += a_table(depth + 1) + a_paragraph()
        if draw(st.booleans()):
            return f"<w:tc>{draw(st.sampled_from(BARE_CELL_PROPERTIES))}{content}</w:tc>"
        return f"<w:tc><w:tcPr>{pick(CELL_PROPERTIES, ODD_CELL_PROPERTIES)}</w:tcPr>{content}</w:tc>"

    def a_table(depth: int) -> str:
        rows = (
            pick(ROW_PROPERTIES, ODD_ROW_PROPERTIES)
            + "".join(a_cell(depth) for _ in range(draw(st.integers(0, 3))))
            for _ in range(draw(st.integers(0, 3)))
        )
        return f"<w:tbl><w:tblPr/>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"

    return "".join(
        a_table(0) if draw(st.booleans()) else a_paragraph() for _ in range(draw(st.integers(0, 4)))
    )


@settings(max_examples=150, deadline=None)
@given(bodies(odd=False))
def test_plain_markup_is_read_quickly_and_right(body: str) -> None:
    assert is_quick_and_right(document_xml(body).encode())


@settings(max_examples=300, deadline=None)
@given(bodies(odd=True))
def test_odd_markup_is_read_right_or_left_to_the_tree(body: str) -> None:
    is_quick_and_right(document_xml(body).encode())


@pytest.mark.parametrize("space", ["", " ", "\n"])
def test_elements_that_end_themselves(space: str) -> None:
    runs = f"<w:r><w:t>甲</w:t><w:tab{space}/><w:t{space}/><w:br{space}/><w:t>乙</w:t><w:cr{space}/></w:r>"
    merged = (
        f'<w:tc><w:tcPr><w:gridSpan w:val="2"{space}/><w:vMerge{space}/></w:tcPr><w:p>{runs}</w:p></w:tc>'
    )
    blank = f"<w:tc{space}/>" + f"<w:tc><w:p{space}/></w:tc>" + f"<w:tc><w:p{space}/><w:p>{runs}</w:p></w:tc>"
    body = f"<w:p{space}/><w:p>{runs}</w:p><w:tbl{space}/>{table(blank, merged)}<w:tbl><w:tr{space}/></w:tbl>"
    assert is_quick_and_right(document_xml(f"{body}{paragraph('后')}").encode())


@pytest.mark.parametrize("count", range(6))
def test_cells_of_some_pieces_of_text(count: int) -> None:
    runs = "".join(f"<w:r><w:rPr><w:b/></w:rPr><w:t> {piece}&lt;</w:t></w:r>" for piece in range(count))
    plain = f"<w:tc><w:tcPr><w:tcW w:w='9'/></w:tcPr><w:p w:rsidR='0'><w:pPr/>{runs}</w:p></w:tc>"
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p>{runs}</w:p></w:tc>'
    high = f'<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p>{runs}</w:p></w:tc>'
    both = '<w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge/><w:vAlign/></w:tcPr><w:p/></w:tc>'
    tabbed = f"<w:tc><w:p>{runs}<w:r><w:tab/></w:r>{runs}</w:p></w:tc>"
    rows = (plain + wide + high, plain + both + tabbed, wide + plain + high)
    assert is_quick_and_right(document_xml(f"{table(*rows)}{paragraph('后')}").encode())


def among_plain(body: str) -> bytes:
    """Return a document of which a body is a small part."""
    return document_xml(body + paragraph("后") * (6 * len(body) // len(paragraph("后")) + 9)).encode()


def test_where_much_is_odd_all_is_left_to_the_tree() -> None:
    odd = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r></w:p>"
    assert scan(document_xml((odd + paragraph("明")) * 50).encode()) is None
    assert scan(document_xml((odd + paragraph("明") * 9) * 50).encode()) is not None


@settings(max_examples=400, deadline=None)
@given(bodies(odd=True))
def test_odd_parts_among_plain_ones(body: str) -> None:
    is_quick_and_right(among_plain(body))


@pytest.mark.parametrize("run", [run for run in ODD_RUNS if "<!" not in run and "xmlns" not in run])
def test_only_the_odd_part_is_left_to_the_tree(run: str) -> None:
    odd = f"<w:p><w:r><w:t>前</w:t></w:r>{run}<w:r><w:t>后</w:t></w:r></w:p>"
    in_cell = (
        f"<w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr>{paragraph('一')}{odd}{paragraph('二')}</w:tc>"
    )
    wide = cell("甲", '<w:gridSpan w:val="2"/>')
    body = f"{odd}{table(wide + in_cell, cell('乙') + cell('丙') + in_cell)}{odd}{table(in_cell)}"
    assert is_quick_and_right(among_plain(body))


@pytest.mark.parametrize(
    "body",
    [
        table(f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph('甲')}</w:tc>", cell("乙"))
        for properties in ODD_CELL_PROPERTIES
    ]
    + [table(properties + cell("甲"), cell("乙")) for properties in ODD_ROW_PROPERTIES]
    + [table(f"<w:tc>{table(cell('内'))}{paragraph('外')}</w:tc>", cell("乙"))],
)
def test_only_the_odd_table_is_left_to_the_tree(body: str) -> None:
    assert is_quick_and_right(among_plain(body + paragraph("间") + body))


@pytest.mark.parametrize(
    "odd",
    [
        "<w:p><w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr><w:r><w:t>接</w:t></w:r></w:p>",
        "<w:p><w:r><w:vanish/><!-- </w:p> --><w:t>注</w:t></w:r></w:p>",
        "<w:p><w:r><w:vanish/><w:t>断",
        "<w:p><w:r><w:vanish/><w:t>断</w:r></w:t></w:p>",
        "<mc:AlternateContent><mc:Choice><w:p/></mc:Choice></mc:AlternateContent>",
    ],
)
def test_what_cannot_be_cut_out_is_left_to_the_tree(odd: str) -> None:
    assert scan(among_plain(odd)) is None


SILENT = {
    r"<w:p(?: w:rsidR=\"00\")?>": '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr></w:r>',
    r"<w:tbl>": '<w:tblGrid><w:gridBefore w:val="0"/></w:tblGrid>',
}
"""What makes each paragraph and each table odd, and says nothing."""


@settings(max_examples=300, deadline=None)
@given(bodies(odd=True))
def test_the_walk_reads_plain_parts_as_it_reads_odd_ones(body: str) -> None:
    odd = body
    for opening, silent in SILENT.items():
        odd = re.sub(f"({opening})", rf"\1{silent}", odd)
    usual, slow = walked(document_xml(body).encode()), walked(document_xml(odd).encode())
    assert (usual.blocks, usual.problems) == (slow.blocks, slow.problems)


@pytest.mark.parametrize("run", ODD_RUNS)
def test_odd_runs_alone(run: str) -> None:
    is_quick_and_right(document_xml(f"<w:p><w:r><w:t>前</w:t></w:r>{run}</w:p>").encode())
    is_quick_and_right(document_xml(table(f"<w:tc><w:p>{run}</w:p></w:tc>")).encode())


@pytest.mark.parametrize(
    "xml",
    [
        document_xml(paragraph("甲")).replace("UTF-8", "UTF-16").encode("utf-16"),
        document_xml(paragraph("甲")).replace("UTF-8", "GB18030").encode("gb18030"),
        document_xml(paragraph("甲")).replace("w:", "v:").encode(),
        document_xml(paragraph("甲")).replace("xmlns:mc=", "xmlns:x=").encode(),
        document_xml(paragraph("甲")).replace(f'xmlns:mc="{MC}"', f'xmlns="{W}"').encode(),
        document_xml(table(cell("甲"))).replace("<w:tc>", "").encode(),
        document_xml(paragraph("甲") * 2).replace("</w:p>", "", 1).encode(),
        document_xml("<w:p></w:tc>").encode(),
        document_xml("</w:p>").encode(),
        document_xml(paragraph("&nbsp;")).encode(),
        document_xml(paragraph("&#1;")).encode(),
        document_xml(paragraph("\x01")).encode(),
        document_xml(paragraph("甲")).encode().replace("甲".encode(), b"\xff"),
        document_xml(paragraph("甲")).encode()[:-3],
        b"<!DOCTYPE x>" + document_xml(paragraph("甲")).partition("?>")[2].encode(),
        b"",
    ],
)
def test_what_is_left_to_the_tree(xml: bytes) -> None:
    assert scan(xml) is None
