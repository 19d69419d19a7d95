"""The parts of a Word document that are the same in every one: styles, fonts, settings, page numbers.

Gives the package without its text, packed once; names the styles that the text uses. Typography follows
GB/T 9704 (公文格式): official faces by their names, with an alternative for machines that lack them.
"""

from __future__ import annotations

import zipfile
from functools import cache
from io import BytesIO

from jiheng.render.official._blocks import Align, Style

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
ODD_FOOTER, EVEN_FOOTER = "rId4", "rId5"
"""Relations of the document to its page numbers."""

_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_MADE = (1980, 1, 1, 0, 0, 0)
"""When parts say they were made: always the same, so that the same document gives the same bytes."""

_SONG, _HEI, _KAI, _FANG = "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312"
_LATIN = "Times New Roman"
_FACES = {
    # Face: alternative where it is not installed, family, pitch, PANOSE.
    _SONG: ("Noto Serif CJK SC", "roman", "02010601030101010101"),
    _HEI: ("Noto Sans CJK SC", "modern", "02010609060101010101"),
    _KAI: ("KaiTi", "modern", "02010609060101010101"),
    _FANG: ("FangSong", "modern", "02010609060101010101"),
}
_LINE_PITCH = 560
"""28 pt, in twentieths."""
_CELL_PITCH = 300
STYLES = {
    Style.ATTACHMENT: "Attachment",
    Style.TITLE: "DocumentTitle",
    Style.SUBTITLE: "DocumentSubtitle",
    Style.ADDRESSEE: "Addressee",
    Style.HEADING_1: "ChapterHeading",
    Style.HEADING_2: "SectionHeading",
    Style.BODY: "BodyText",
    Style.NOTE: "TableNote",
    Style.SIGNATURE: "SignatureLine",
    Style.SEAL: "Seal",
}
"""The paragraph style of each kind of line."""
CELL_STYLES = {
    (align, strong): f"{'Head' if strong else 'Cell'}{align.value.title()}"
    for align in Align
    for strong in (False, True)
}
"""The paragraph style of a cell by its alignment and whether it is a label."""
GAP_STYLE = "Gap"
"""Of a paragraph that only keeps two tables, or a table and the end of its page, apart."""
_ALIGN_WORDS = {Align.CENTER: ("center", "居中"), Align.START: ("left", "居左"), Align.END: ("right", "居右")}


def _spacing(line: int, before: int = 0, after: int = 0) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="exact"/>'


def _style(identifier: str, name: str, properties: str, face: str, half_points: int, based_on: str) -> str:
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{identifier}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based_on}"/><w:qFormat/><w:pPr>{properties}</w:pPr>'
        f'<w:rPr><w:rFonts w:eastAsia="{face}"/><w:b w:val="0"/><w:bCs w:val="0"/>'
        f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr></w:style>'
    )


def _line_styles() -> str:
    pitch, center = _spacing(_LINE_PITCH), '<w:jc w:val="center"/>'
    # Two characters of 16 pt; the count in hundredths wins where the program knows it.
    indent = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
    both = '<w:jc w:val="both"/>'
    seal = (
        f'{_spacing(_LINE_PITCH, 1680)}<w:ind w:rightChars="400" w:right="1280"/>'
        '<w:contextualSpacing/><w:jc w:val="right"/>'
    )
    subtitle = _spacing(_LINE_PITCH, 0, 120)
    rows = (
        (Style.ATTACHMENT, ("公文附件", f"<w:keepNext/>{pitch}", _HEI, 32, "Normal")),
        (Style.TITLE, ("公文标题", f"{_spacing(640, 0, 120)}{center}", _SONG, 44, "Heading1")),
        (Style.SUBTITLE, ("公文副标题", f"<w:keepNext/>{subtitle}{center}", _KAI, 32, "Normal")),
        (Style.ADDRESSEE, ("公文主送机关", f"<w:keepNext/>{pitch}", _FANG, 32, "Normal")),
        (Style.HEADING_1, ("公文一级标题", f"{pitch}{indent}", _HEI, 32, "Heading2")),
        (Style.HEADING_2, ("公文二级标题", f"{pitch}{indent}", _KAI, 32, "Heading3")),
        (Style.BODY, ("公文正文", f"{pitch}{indent}{both}", _FANG, 32, "Normal")),
        (Style.NOTE, ("公文表注", f"{_spacing(340, 60)}{both}", _FANG, 21, "Normal")),
        (Style.SIGNATURE, ("公文落款", f"<w:keepLines/>{_spacing(400, 120)}", _FANG, 24, "Normal")),
        (Style.SEAL, ("公文盖章", f"<w:keepLines/>{seal}", _FANG, 32, "Normal")),
    )
    return "".join(_style(STYLES[style], *rest) for style, rest in rows)


def _cell_styles() -> str:
    made = []
    for (align, strong), identifier in CELL_STYLES.items():
        value, word = _ALIGN_WORDS[align]
        properties = f'{_spacing(_CELL_PITCH)}<w:jc w:val="{value}"/>'
        name, face = ("公文表头", _HEI) if strong else ("公文表格", _FANG)
        made.append(_style(identifier, f"{name}{word}", properties, face, 21, "Normal"))
    made.append(_style(GAP_STYLE, "公文表间", _spacing(20), _FANG, 2, "Normal"))
    return "".join(made)


def _styles() -> str:
    fonts = (
        f'<w:rFonts w:ascii="{_LATIN}" w:hAnsi="{_LATIN}" w:cs="{_LATIN}" w:eastAsia="{_FANG}" '
        'w:hint="eastAsia"/>'
    )
    headings = "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/>'
        '<w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:uiPriority w:val="9"/><w:qFormat/>'
        f'<w:pPr><w:keepNext/><w:keepLines/><w:outlineLvl w:val="{level - 1}"/></w:pPr></w:style>'
        for level in (1, 2, 3)
    )
    return (
        f'{HEAD}<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>{fonts}'
        '<w:kern w:val="2"/><w:sz w:val="32"/><w:szCs w:val="32"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/>'
        '</w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
        '<w:name w:val="Normal"/><w:qFormat/><w:pPr><w:widowControl/><w:kinsoku/><w:wordWrap/>'
        '<w:overflowPunct/><w:topLinePunct w:val="0"/><w:autoSpaceDE/><w:autoSpaceDN/>'
        '<w:snapToGrid w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        f"{headings}{_table_style()}{_line_styles()}{_cell_styles()}"
        '<w:style w:type="paragraph" w:styleId="Footer"><w:name w:val="footer"/><w:basedOn w:val="Normal"/>'
        f'<w:pPr>{_spacing(320)}</w:pPr><w:rPr><w:rFonts w:eastAsia="宋体"/><w:sz w:val="28"/>'
        '<w:szCs w:val="28"/></w:rPr></w:style></w:styles>'
    )


def _table_style() -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{s} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for s in sides)
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr>'
        "</w:style>"
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>'
        f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr></w:style>'
    )


def _font_table() -> str:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:panose1 w:val="{panose}"/>'
        f'<w:charset w:val="86"/><w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'
        for name, (other, family, panose) in _FACES.items()
    )
    latin = (
        f'<w:font w:name="{_LATIN}"><w:altName w:val="Liberation Serif"/>'
        '<w:panose1 w:val="02020603050405020304"/><w:charset w:val="00"/><w:family w:val="roman"/>'
        '<w:pitch w:val="variable"/></w:font>'
    )
    return f'{HEAD}<w:fonts xmlns:w="{W}">{fonts}{latin}</w:fonts>'


def _settings() -> str:
    word = "http://schemas.microsoft.com/office/word"
    return (
        f'{HEAD}<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/><w:bordersDoNotSurroundHeader/>'
        '<w:bordersDoNotSurroundFooter/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:spaceForUL/>'
        "<w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/>"
        "<w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/><w:useFELayout/>"
        f'<w:compatSetting w:name="compatibilityMode" w:uri="{word}" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/><w:decimalSymbol w:val="."/>'
        '<w:listSeparator w:val=","/></w:settings>'
    )


def _footer(side: str) -> str:
    """Return a page number: on the right of odd pages, the left of even ones, indented by one."""
    indent = f'<w:ind w:{side}Chars="100" w:{side}="280"/>'
    return (
        f'{HEAD}<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="Footer"/>{indent}<w:jc w:val="{side}"/>'
        '</w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t>'
        '</w:r></w:fldSimple><w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>'
    )


def _content_types() -> str:
    kinds = {
        "document.main": "document",
        "styles": "styles",
        "settings": "settings",
        "fontTable": "fontTable",
    }
    parts = {f"word/{part}.xml": f"{_OFFICE}.{kind}+xml" for kind, part in kinds.items()}
    parts |= {f"word/footer{n}.xml": f"{_OFFICE}.footer+xml" for n in (1, 2)}
    parts["docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    overrides = "".join(f'<Override PartName="/{p}" ContentType="{kind}"/>' for p, kind in parts.items())
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{rels}"/><Default Extension="xml" '
        f'ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(targets: dict[str, str]) -> str:
    """Return relations numbered from ``rId1``, by target and type."""
    made = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>'
        for n, (target, kind) in enumerate(targets.items(), start=1)
    )
    return f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{made}</Relationships>'


@cache
def _unchanging() -> bytes:
    """Return the package without its text and properties."""
    package = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations({"word/document.xml": f"{R}/officeDocument", "docProps/core.xml": package}),
        "word/_rels/document.xml.rels": _relations(
            {
                "styles.xml": f"{R}/styles",
                "settings.xml": f"{R}/settings",
                "fontTable.xml": f"{R}/fontTable",
                "footer1.xml": f"{R}/footer",
                "footer2.xml": f"{R}/footer",
            }
        ),
        "word/styles.xml": _styles(),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": _font_table(),
        "word/footer1.xml": _footer("right"),
        "word/footer2.xml": _footer("left"),
    }
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as package_file:
        for name, text in parts.items():
            _put(package_file, name, text, 9)
    return stream.getvalue()


def packed(texts: dict[str, str]) -> bytes:
    """Return a whole package: what never changes, then the parts given by name."""
    stream = BytesIO(_unchanging())
    with zipfile.ZipFile(stream, "a") as package_file:
        for name, text in texts.items():
            _put(package_file, name, text, 4)
    return stream.getvalue()


def _put(package_file: zipfile.ZipFile, name: str, text: str, level: int) -> None:
    part = zipfile.ZipInfo(name, _MADE)
    part.external_attr = 0o600 << 16
    package_file.writestr(part, text.encode(), zipfile.ZIP_DEFLATED, level)
