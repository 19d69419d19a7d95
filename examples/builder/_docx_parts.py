"""The parts of the Word document that no form changes: styles, footer, relations.

Typefaces follow the usual habit for official papers (方正小标宋 for titles, 黑体 for headings, 楷体 for
subheadings, 仿宋 for text); they are named, not embedded.
"""

from __future__ import annotations

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"

DOCUMENT_START = f'{DECLARATION}<w:document xmlns:w="{WORD}" xmlns:r="{OFFICE_RELATION}"><w:body>'
DOCUMENT_END = "</w:body></w:document>"


def _section(margins: str) -> str:
    return (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="11906" w:h="16838"/><w:pgMar {margins} '
        'w:header="851" w:footer="850" w:gutter="0"/></w:sectPr>'
    )


TEXT_SECTION = _section('w:top="2098" w:right="1474" w:bottom="1984" w:left="1588"')
"""A4 with the margins of an official paper: 37 mm above, 28 mm to the left, 28 characters to a line."""
TABLE_SECTION = _section('w:top="1134" w:right="1134" w:bottom="1247" w:left="1134"')
"""A4 with margins that let a form stand on one page."""


def _fonts(east_asian: str, western: str = "Times New Roman") -> str:
    return f'<w:rFonts w:ascii="{western}" w:hAnsi="{western}" w:cs="{western}" w:eastAsia="{east_asian}"/>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _style(name: str, shown: str, paragraph: str, run: str) -> str:
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="{shown}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>'
    )


_LINE = '<w:spacing w:line="560" w:lineRule="exact"/>'
_INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
_CELL = '<w:spacing w:line="256" w:lineRule="exact"/>'
_STYLES = (
    f'{DECLARATION}<w:styles xmlns:w="{WORD}"><w:docDefaults><w:rPrDefault><w:rPr>{_fonts("仿宋_GB2312")}'
    f'{_size(32)}<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0"/></w:pPr></w:pPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
    "<w:qFormat/></w:style>"
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
    '<w:style w:type="table" w:customStyle="1" w:styleId="Form"><w:name w:val="官方表格"/>'
    '<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>'
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + '</w:tblBorders><w:tblCellMar><w:top w:w="20" w:type="dxa"/><w:left w:w="45" w:type="dxa"/>'
    '<w:bottom w:w="20" w:type="dxa"/><w:right w:w="45" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="character" w:customStyle="1" w:styleId="Subheading"><w:name w:val="二级标题"/>'
    f"<w:rPr>{_fonts('楷体_GB2312')}</w:rPr></w:style>"
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/>'
    f'<w:next w:val="BodyText"/><w:qFormat/><w:pPr><w:keepNext/>{_LINE}{_INDENT}'
    '<w:outlineLvl w:val="1"/></w:pPr>'
    f"<w:rPr>{_fonts('黑体')}{_size(32)}</w:rPr></w:style>"
    + _style(
        "Annex",
        "附件",
        '<w:keepNext/><w:spacing w:line="560" w:lineRule="exact"/>',
        _fonts("黑体") + _size(32),
    )
    + _style(
        "DocumentTitle",
        "公文标题",
        '<w:keepNext/><w:spacing w:before="0" w:after="240" w:line="600" w:lineRule="exact"/>'
        '<w:jc w:val="center"/><w:outlineLvl w:val="0"/>',
        _fonts("方正小标宋简体") + _size(40),
    )
    + _style(
        "TableTitle",
        "表题",
        '<w:keepNext/><w:spacing w:after="120" w:line="480" w:lineRule="exact"/><w:jc w:val="center"/>',
        _fonts("方正小标宋简体") + _size(36),
    )
    + _style("BodyText", "公文正文", f'{_LINE}{_INDENT}<w:jc w:val="both"/>', _size(32))
    + _style("Note", "表注", '<w:spacing w:before="80" w:line="320" w:lineRule="exact"/>', _size(21))
    + _style("SectionEnd", "节末", '<w:spacing w:line="20" w:lineRule="exact"/>', _size(2))
    + _style("CellLabel", "表内项目", f'{_CELL}<w:jc w:val="center"/>', _fonts("黑体") + _size(20))
    + _style("CellFigure", "表内数值", f'{_CELL}<w:jc w:val="center"/>', _size(20))
    + _style("CellProse", "表内文字", _CELL, _size(20))
    + _style("Footer", "页脚", '<w:jc w:val="center"/>', _fonts("宋体", "宋体") + _size(28))
    + "</w:styles>"
)

_FOOTER = (
    f'{DECLARATION}<w:ftr xmlns:w="{WORD}"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
    '<w:r><w:t xml:space="preserve">— </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    '<w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    '<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>'
)

PARTS = {
    "[Content_Types].xml": (
        f'{DECLARATION}<Types xmlns="{PACKAGE_TYPES}">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{WORD_TYPE}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{WORD_TYPE}.styles+xml"/>'
        f'<Override PartName="/word/footer1.xml" ContentType="{WORD_TYPE}.footer+xml"/>'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{DECLARATION}<Relationships xmlns="{RELATIONS}">'
        f'<Relationship Id="rId1" Type="{OFFICE_RELATION}/officeDocument" Target="word/document.xml"/>'
        '<Relationship Id="rId2" '
        'Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" '
        'Target="docProps/core.xml"/></Relationships>'
    ),
    "docProps/core.xml": (
        f"{DECLARATION}<cp:coreProperties "
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>部门整体支出绩效自评</dc:title>'
        '<dcterms:created xsi:type="dcterms:W3CDTF">2025-05-16T00:00:00Z</dcterms:created>'
        '<dcterms:modified xsi:type="dcterms:W3CDTF">2025-05-16T00:00:00Z</dcterms:modified>'
        "</cp:coreProperties>"
    ),
    "word/_rels/document.xml.rels": (
        f'{DECLARATION}<Relationships xmlns="{RELATIONS}">'
        f'<Relationship Id="rId1" Type="{OFFICE_RELATION}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId2" Type="{OFFICE_RELATION}/footer" Target="footer1.xml"/></Relationships>'
    ),
    "word/styles.xml": _STYLES,
    "word/footer1.xml": _FOOTER,
}
