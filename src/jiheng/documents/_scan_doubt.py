"""Notes how the text of pages was obtained: recognised, with what confidence, or joined over a page break.

Takes tables and paragraphs as they are written; notes a reading for each that is not plainly what the page
says. Nothing is mended here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from jiheng.documents._assembly import Assembly
from jiheng.documents._model import Origin, Reading
from jiheng.documents._pdf_lines import Line
from jiheng.documents._pdf_table import PdfCell, PdfTable

DOUBTFUL = Decimal("0.90")
"""Below this confidence of its least certain character a reading has to be compared with the original."""

SUREST = 0.99
"""No recognition is sure; 1 is the score of text that a program wrote."""

NOT_A_FIGURE = re.compile(r"(?<=[\d.])[oOlI|〇○]|[oOlI|〇○](?=[\d.])|[０-９％．]")  # noqa: RUF001  # what is misread
"""A letter where a figure was meant."""

_LETTER = "数字里夹着字母，或数字形状异常"
_BLANK = "没有识别出文字"
_JOINED = "由前后两页的文字接成"
_JOINED_FIGURE = "数字由前后两页的文字接成，不能确定原来是不是一个数"
_FIGURE_ENDS = re.compile(r"[\d.,，]\Z")  # either comma parts thousands
_FIGURE_GOES_ON = re.compile(r"[\d.,，%％]")  # the same


def note_table(table: PdfTable, number: int, assembly: Assembly) -> None:
    """Note the cells of a finished table that were recognised or joined."""
    recognized = any([line.score < 1 for cell in table.cells for line in cell.lines])  # noqa: C419  # faster
    for cell in table.cells if recognized else [cell for cell in table.cells if cell.joints]:
        score = min([line.score for line in cell.lines], default=1.0)
        at = f"T{number}R{cell.row + 1}C{cell.column + 1}"
        if score < 1:
            assembly.reading(at, _recognized(score, cell.plain))
        elif recognized and not cell.lines:
            assembly.reading(at, Reading(Origin.RECOGNIZED, note=_BLANK))
        if cell.joints:
            assembly.reading(at, _joined(_meetings(cell)))


def note_paragraph(lines: list[Line], joint: int, assembly: Assembly) -> None:
    """Note the next paragraph, where it was recognised or goes on over a page.

    Args:
        lines: Its lines.
        joint: The first line of the second page; 0 where there is none.
        assembly: Where the paragraph is about to be written.
    """
    at = assembly.next_paragraph_address()
    score = min(line.score for line in lines)
    if score < 1:
        assembly.reading(at, _recognized(score, "".join(line.text for line in lines)))
    if joint:
        assembly.reading(at, _joined([(lines[joint - 1].text, lines[joint].text)]))


def _recognized(score: float, text: str) -> Reading:
    """Return the reading of recognised text; what is rounded is rounded down."""
    confidence = Decimal(int(score * 100)).scaleb(-2)
    note = _LETTER if NOT_A_FIGURE.search(text) else ""
    return Reading(Origin.RECOGNIZED, confidence, note, certain=confidence >= DOUBTFUL)


def _meetings(cell: PdfCell) -> Iterable[tuple[str, str]]:
    """Yield the texts above and below each page break in a cell."""
    return ((cell.lines[place].text, cell.lines[place + 1].text) for place in cell.joints)


def _joined(meetings: Iterable[tuple[str, str]]) -> Reading:
    cut = any(_FIGURE_ENDS.search(above) and _FIGURE_GOES_ON.match(below) for above, below in meetings)
    return Reading(Origin.JOINED, note=_JOINED_FIGURE if cut else _JOINED, certain=not cut)
