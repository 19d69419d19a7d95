"""One small sound file of each container, made on the fly; damage and mutations start from these."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
from functools import cache

from PIL import Image, ImageDraw

from tests.documents import legacy
from tests.documents.legacy import ole, record, row_plan, wide, word, workbook
from tests.documents.office import (
    DECLARATION,
    PACKAGE,
    cell,
    document_xml,
    docx,
    paragraph,
    table,
    xlsx,
    zipped,
)
from tests.documents.pdf_pages import _FONT, Page, assemble

ODF = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("style", "style"),
    )
)
ODF_TYPE = "application/vnd.oasis.opendocument."

BODY = (
    paragraph("2024年度部门整体支出绩效自评表")
    + '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:ins '
    'w:id="1"><w:r><w:t>加</w:t>'
    '</w:r></w:ins><w:del w:id="2"><w:r><w:delText>减</w:delText></w:r></w:del><w:r><w:rPr>'
    "<w:vanish/></w:rPr>"
    '<w:t>藏</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText>'
    '<w:fldChar w:fldCharType="separate"/><w:t>1</w:t><w:fldChar w:fldCharType="end"/><w:tab/><w:br/>'
    '<w:sym w:font="Wingdings 2" w:char="F052"/><w:noBreakHyphen/></w:r></w:p>'
    + table(
        cell("项目", '<w:gridSpan w:val="2"/>') + cell("全年预算数"),
        cell("年度资金总额", '<w:vMerge w:val="restart"/>') + cell("2922.7") + cell("100%"),
        cell("", "<w:vMerge/>") + cell("17.98") + cell("/"),
        '<w:trPr><w:gridBefore w:val="1"/><w:del/></w:trPr>' + cell("甲") + cell("&lt;乙&#24180;"),
        cell("外") + f"<w:tc>{table(cell('内'))}{paragraph('底')}</w:tc>",
    )
    + "<w:sdt><w:sdtContent>"
    + paragraph("项")
    + "</w:sdtContent></w:sdt><w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:txbxContent>"
    + paragraph("框")
    + "</w:txbxContent></mc:Choice><mc:Fallback><w:t>落</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>"
)

ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" s="1"><v>45292.5</v></c></row>'
    '<row r="2"><c r="A2" s="2"><v>0.9375</v></c><c r="B2" t="str"><f>A1</f><v>甲</v></c>'
    '<c r="C2" t="inlineStr"><is><r><t>乙</t></r></is></c><c r="D2" t="b"><v>1</v></c><c r="E2" t="e">'
    '<v>#N/A</v></c></row><row r="4" hidden="1"><c s="3"><v>-12345.678</v></c><c t="s"><v>1</v></c></row>'
)
STYLES = (
    '<numFmts count="2"><numFmt numFmtId="170" formatCode="#,##0.00_ ;[Red]\\-#,##0.00"/>'
    '<numFmt numFmtId="171" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d"/></numFmts><cellXfs count="4">'
    '<xf numFmtId="0"/><xf numFmtId="171"/><xf numFmtId="10"/><xf numFmtId="170"/></cellXfs>'
)
STRINGS = (
    '<si><t xml:space="preserve">年度资金总额 </t></si><si><r><t>加</t></r><r><t>粗</t></r>'
    "<rPh><t>x</t></rPh></si>"
)
MERGED = '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'


def content_xml(kind: str, body: str, head: str = "") -> str:
    """Return the main part of an OpenDocument file."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<office:document-content {ODF}>'
        '<office:automatic-styles><style:style style:name="T1" style:family="table"/>'
        "</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )


def odf(kind: str, xml: str, manifest: str = "") -> bytes:
    """Return an OpenDocument file of this main part."""
    parts = {"mimetype": ODF_TYPE + kind, "content.xml": xml}
    return zipped(parts | ({"META-INF/manifest.xml": manifest} if manifest else {}))


ODT_BODY = (
    "<text:h>题</text:h><text:p>甲<text:s text:c='2'/>乙<text:tab/><text:line-break/>"
    "<text:note><text:p>注</text:p></text:note></text:p><table:table table:name='表'><table:table-column "
    "table:number-columns-repeated='3'/><table:table-row><table:table-cell table:number-columns-spanned='2'>"
    "<text:p>项目</text:p></table:table-cell><table:covered-table-cell/><table:table-cell "
    "table:number-rows-spanned='2'><text:p>金额</text:p></table:table-cell></table:table-row>"
    "<table:table-row table:number-rows-repeated='2'><table:table-cell table:number-columns-repeated='2'>"
    "<text:p>1</text:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table>"
    "<text:p><draw:frame><draw:text-box><text:p>框</text:p></draw:text-box></draw:frame></text:p>"
)
ODS_BODY = (
    "<table:table table:name='表1'><table:table-row><table:table-cell office:value-type='float' "
    "office:value='2922.7'><text:p>2,922.70</text:p></table:table-cell><table:table-cell "
    "table:number-columns-repeated='3'/><table:table-cell table:number-columns-spanned='2' "
    "table:number-rows-spanned='2'><text:p>并</text:p></table:table-cell></table:table-row>"
    "<table:table-row table:number-rows-repeated='4'><table:table-cell><text:p>乙</text:p></table:table-cell>"
    "</table:table-row></table:table><table:table table:name='表2' table:display='false'/>"
)
PAGE = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>表</title><style>td{mso:x}</style></head><body>'
    "<h1>自评表</h1><table><thead><tr><th colspan=2>项目&nbsp;</th><th rowspan='2'>金额</th></tr></thead><tr>"
    "<td>甲<br>乙</td><td>&#24180;<table><tr><td>内</td></tr></table></td></tr></table><p hidden>藏</p>"
    "<script>alert(1)</script><pre>  a\n b</pre><!-- 注 --><![CDATA[x]]></body></html>"
)
LINES = (
    "附件1\n部门整体支出绩效自评\n\n[表格]\n项目\t年初预算数\t全年预算数\n年度资金总额\t2551.6\t2922.7\n"
    "\t其中：基本支出\t1 024.50\n\n一、基本情况\n在职90人。\n"
)
TABLE_TEXT = '项目,年初预算数,"全年\n预算数"\r\n年度资金总额,2551.6,"2,922.7"\r\n政府性基金,/,"""17.98"""\r\n'
MARKDOWN = (
    "# 自评表\n\n| 项目 | 金额 |\n|:---|---:|\n| 甲\\|乙 | 2922.7 |\n| `a` | <br> |\n\n- 一、**情况**\n"
)


def mht() -> bytes:
    """Return a web archive of two encodings, one part inside another."""
    packed = base64.encodebytes(PAGE.encode()).decode()
    return (
        "From: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
        '\tboundary="--=_甲";type="text/html"\r\n\r\n'
        '----=_甲\r\nContent-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        f"{packed}\r\n----=_甲\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        f"Content-Type: text/html\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n<p>=E7=94=B2=\r\n=</p>\r\n--b--\r\n----=_甲--\r\n"
    ).encode()


def doc() -> bytes:
    """Return a Word 97 document with a table, a field and hidden text."""
    text = "标题\r\x13 PAGE \x141\x15甲\r项目\x07金额\x07\x07年度\x072922.7\x07\x07藏\r"
    inside = legacy.IN_TABLE
    end = legacy.ROW_END + row_plan((0, 2000, 4000))
    marks = {
        at: end if text[at - 1 : at + 1] == "\x07\x07" else inside
        for at, sign in enumerate(text)
        if sign == "\x07"
    }
    hidden = {(len(text) - 2, len(text) - 1): legacy.modifier(0x083C, b"\1")}
    return word(text, paragraphs=marks, characters=hidden)


def xls() -> bytes:
    """Return a BIFF8 workbook with texts, numbers, a formula and a merge."""
    strings = record(0x00FC, struct.pack("<II", 2, 2) + wide("年度资金总额") + wide("2922.7"))
    cells = (
        legacy.cell(0x00FD, 0, 0, 0, struct.pack("<I", 0))
        + legacy.cell(0x0203, 1, 0, 1, struct.pack("<d", 45292.5))
        + legacy.cell(0x027E, 1, 1, 0, struct.pack("<I", 0x40590000))
        + legacy.cell(0x00BD, 2, 0, 0, struct.pack("<IHIH", 0x40590000, 1, 0x3FF00002, 1))
        + legacy.cell(0x0006, 3, 0, 0, struct.pack("<d", 1.5) + bytes(8))
        + legacy.cell(0x0205, 3, 1, 0, b"\1\0")
        + legacy.cell(0x0204, 4, 0, 0, wide("甲"))
        + record(0x00E5, struct.pack("<H4H", 1, 0, 1, 0, 1))
    )
    styles = record(0x041E, struct.pack("<H", 170) + wide("yyyy/m/d"))
    return ole({"Workbook": workbook(cells, book=strings + styles, formats=(0, 170, 10))})


@cache
def picture(kind: str, side: int = 96) -> bytes:
    """Return a small picture with strokes on it."""
    image = Image.new("RGB", (side, side), "white")
    pen = ImageDraw.Draw(image)
    pen.rectangle((8, 8, side - 8, side - 8), outline="black", width=2)
    pen.line((8, side // 2, side - 8, side // 2), fill="black", width=2)
    stream = io.BytesIO()
    image.save(stream, kind, **({"compression": "tiff_lzw"} if kind == "TIFF" else {}))
    return stream.getvalue()


def pdf_page() -> Page:
    """Return a page with a title and a ruled table."""
    page = Page().text(200, 760, "自评表", 14).grid((100, 200, 300), (600, 620, 640))
    return page.text(102, 606, "2922.7").text(202, 606, "/").text(102, 626, "项目").text(202, 626, "金额")


def pdf_objects() -> list[bytes]:
    """Return the objects of a page whose drawing steps are not packed, for mutations that keep the table."""
    steps = pdf_page().content()
    return [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[6 0 R]>>",
        *map(str.encode, _FONT),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Rotate 0/Resources%s/Contents 7 0 R>>"
        % b"<</Font<</F1 3 0 R>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(steps), steps),
    ]


def typed(content: bytes) -> bytes:
    """Return an office file with the list of its parts' types, by which it is told from an archive."""
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("[Content_Types].xml", f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types"/>')
    return stream.getvalue()


@cache
def small() -> dict[str, bytes]:
    """Return one small sound file of each container, by its suffix."""
    return {
        "docx": docx(document_xml(BODY)),
        "xlsx": typed(
            xlsx({"表1": f"<sheetData>{ROWS}</sheetData>{MERGED}", "表2": ""}, styles=STYLES, strings=STRINGS)
        ),
        "doc": doc(),
        "xls": xls(),
        "odt": odf("text", content_xml("text", ODT_BODY)),
        "ods": odf("spreadsheet", content_xml("spreadsheet", ODS_BODY)),
        "pdf": assemble(pdf_objects()),
        "html": PAGE.encode(),
        "mht": mht(),
        "csv": TABLE_TEXT.encode("gb18030"),
        "md": MARKDOWN.encode(),
        "txt": LINES.encode(),
        "zip": zipped(
            {
                "附件1/甲.txt": LINES,
                "乙.docx": docx(document_xml(BODY)),
                "内.zip": zipped({"a.csv": TABLE_TEXT}),
            }
        ),
        "png": picture("PNG"),
        "jpg": picture("JPEG"),
        "tiff": picture("TIFF"),
        "bmp": picture("BMP", 32),
    }
