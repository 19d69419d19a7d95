"""Writes an official document as one web page that holds all it needs and prints on A4.

Takes an ``OfficialDocument``; gives the page in UTF-8. A section a sheet, repeated rows in ``thead``,
vertical text by ``writing-mode``, a change as ``<del>`` and ``<ins>``. Texts whose white space a browser
would collapse stand in ``<pre>``. Control characters are left out; no script, and nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from jiheng.render.official._blocks import Align, Line, Look, OfficialDocument, Sheet, Style, Table
from jiheng.render.official._characters import escaped, printable, spoken
from jiheng.render.official._page import page_of
from jiheng.render.official._places import Place, header_height, rows_of

_SONG = '"方正小标宋简体","FZXiaoBiaoSong-B05S","Noto Serif CJK SC",serif'
_HEI = '"黑体","SimHei","Noto Sans CJK SC",sans-serif'
_KAI = '"楷体_GB2312","KaiTi","AR PL UKai CN","Noto Serif CJK SC",serif'
_FANG = '"仿宋_GB2312","FangSong","AR PL UMing CN","Noto Serif CJK SC",serif'
_LATIN = '"Times New Roman","Liberation Serif"'
_KEPT_SPACE = re.compile(r"\t|  | \n|\n |^ | $")
"""White space that a browser would make less of."""
_TAGS = {Style.TITLE: "h1", Style.HEADING_1: "h2", Style.HEADING_2: "h3"}
_LETTERS = {Align.CENTER: "", Align.START: "l", Align.END: "r"}
"""Classes are short, as every cell has some."""

_CSS = f"""
:root{{color-scheme:light}}
body{{margin:0;background:#e8e8e8;color:#000;font:16pt/28pt {_LATIN},{_FANG}}}
section+section{{break-before:page}}
section{{box-sizing:border-box;background:#fff;margin:6mm auto;overflow-wrap:break-word;
 text-spacing-trim:trim-both;line-break:strict}}
h1,h2,h3,p,pre{{margin:0;font:inherit;white-space:pre-wrap}}
.attachment,.heading_1,th{{font-family:{_LATIN},{_HEI}}}
.title{{font:22pt/32pt {_LATIN},{_SONG};text-align:center;text-wrap:balance;margin-bottom:6pt}}
.subtitle{{font-family:{_LATIN},{_KAI};text-align:center;margin-bottom:6pt}}
.heading_2{{font-family:{_LATIN},{_KAI}}}
.heading_1,.heading_2,.body{{text-indent:2em}}
.body,.note{{text-align:justify}}
.note{{font-size:10.5pt;line-height:17pt;margin-top:3pt}}
.signature{{font-size:12pt;line-height:20pt;margin-top:6pt}}
.seal{{text-align:right;padding-right:4em;break-inside:avoid}}
:not(.seal)+.seal{{margin-top:84pt}}
h1,h2,h3,.attachment,.subtitle{{break-after:avoid}}
table{{border-collapse:collapse;table-layout:fixed;margin:0 auto 1px;font-size:10.5pt;line-height:15pt}}
td,th{{border:.5pt solid #000;padding:.5mm 1mm;height:7mm;text-align:center;vertical-align:middle;
 font-weight:normal}}
.l{{text-align:left}}
.r{{text-align:right}}
.v{{writing-mode:vertical-rl;text-orientation:upright;margin:auto;letter-spacing:.1em}}
tr.w{{break-inside:avoid}}
del{{color:#c00}}
ins{{color:#00c}}
@media print{{.n{{break-before:page}}body{{background:none}}
 section{{margin:0 auto;padding:0!important;width:auto!important;
 min-height:0!important}}}}
"""
_FEW_CHARACTERS = 300
"""Cells with more text may be parted by a page break."""


def write_html(document: OfficialDocument) -> bytes:
    """Return the web page of a document.

    Raises:
        RenderError: A table is too wide for its paper, or its cells do not fit together.
    """
    pages = "".join(_page_rule(sheet, number) for number, sheet in enumerate(document.sheets, start=1))
    sections = "".join(_section(sheet, number) for number, sheet in enumerate(document.sheets, start=1))
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escaped(document.title)}</title>\n<style>{_CSS}{pages}</style>\n</head>\n"
        f"<body>\n{sections}</body>\n</html>\n"
    ).encode()


def _page_rule(sheet: Sheet, number: int) -> str:
    """Return the page of a sheet: the paper when it is printed, its margins also on the screen."""
    page = page_of(sheet)
    margins = f"{page.top}mm {page.right}mm {page.bottom}mm {page.left}mm"
    turned = "landscape" if sheet.landscape else "portrait"
    label = f'content:"— " counter(page) " —";font:14pt {_LATIN},serif'
    return (
        f"@page s{number}{{size:A4 {turned};margin:{margins}}}\n"
        f"@page s{number}:right{{@bottom-right{{{label}}}}}@page s{number}:left{{@bottom-left{{{label}}}}}\n"
        f"#s{number}{{page:s{number};width:{page.width}mm;min-height:{page.height}mm;padding:{margins}}}\n"
    )


def _section(sheet: Sheet, number: int) -> str:
    blocks = "".join(
        _line(block) if isinstance(block, Line) else _table(block, sheet) for block in sheet.blocks
    )
    return f'<section id="s{number}" aria-label="{spoken(sheet.name)}">\n{blocks}</section>\n'


def _line(line: Line) -> str:
    tag = _TAGS.get(line.style, "p")
    kind = f'class="{line.style}{" n" if line.new_page else ""}"'
    if _is_spaced(line.text):
        # A heading stays one for those who navigate by headings.
        role = f' role="heading" aria-level="{tag[1]}"' if line.style in _TAGS else ""
        tag, kind = "pre", f"{kind}{role}"
    return f"<{tag} {kind}>{_shown(line.text, line.was)}</{tag}>\n"


def _is_spaced(text: str) -> bool:
    return _KEPT_SPACE.search(printable(text)) is not None


def _shown(text: str, was: str | None) -> str:
    """Return a text, behind the one it was where it changed."""
    if was is None or was == text:
        return _text(text)
    old = f"<del>{_text(was)}</del>" if was else ""
    return old + (f"<ins>{_text(text)}</ins>" if text else "")


def _text(text: str) -> str:
    return escaped(text).replace("\n", "<br>")


def _table(table: Table, sheet: Sheet) -> str:
    rows = [_row(places) for places in rows_of(table, sheet)]
    header = header_height(table)
    total = sum(table.widths)
    shares = [width * 10_000 // total for width in table.widths]
    columns = "".join(f'<col style="width:{share // 100}.{share % 100:02d}%">' for share in shares)
    head = f"<thead>\n{''.join(rows[:header])}</thead>\n" if header else ""
    rest = f"<tbody>\n{''.join(rows[header:])}</tbody>\n" if rows[header:] else ""
    start = f'<table aria-label="{spoken(sheet.name)}" style="width:calc({total}mm - 1pt)">'
    return f"{start}<colgroup>{columns}</colgroup>\n{head}{rest}</table>\n"


def _row(places: Sequence[Place]) -> str:
    began = [place for place in places if not place.continues]
    # A browser would keep all rows that a cell covers on one page, where its first row is to stay whole.
    whole = all(len(place.cell.text) <= _FEW_CHARACTERS and place.cell.row_span == 1 for place in began)
    cells = "".join([_cell(place) for place in began])
    return f"<tr{' class=w' if whole else ''}>{cells}</tr>\n"


def _cell(place: Place) -> str:
    cell, look, _ = place
    tag = "th" if look.strong else "td"
    rows = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
    columns = f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
    letter = _LETTERS[look.align]
    kind = f' class="{letter}"' if letter else ""
    return f"<{tag}{rows}{columns}{kind}>{_inside(cell.text, look)}</{tag}>"


def _inside(text: str, look: Look) -> str:
    shown = _shown(text, look.was)
    tag = "pre" if _is_spaced(text) else "div" if look.vertical else ""
    kind = ' class="v"' if look.vertical else ""
    return f"<{tag}{kind}>{shown}</{tag}>" if tag and shown else shown
