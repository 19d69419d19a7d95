"""Puts the pages of a PDF one after another: paragraphs, tables, and nothing that only belongs to the page.

Takes the pages' tables and lines; writes paragraphs and grids into an assembly, in reading order. Running
heads and page numbers are left out where they repeat in the margins. A wrapped line goes on in the next, also
over a page break; an indented line, or one after a line with room to spare, begins a paragraph.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from jiheng.documents._assembly import Assembly
from jiheng.documents._pdf_join import append, continues
from jiheng.documents._pdf_lattice import Lattice
from jiheng.documents._pdf_lines import Line, goes_on, join
from jiheng.documents._pdf_table import PdfTable, cells_of, scores_of, table_of, whole_texts
from jiheng.documents._scan_doubt import Doubts

MARGIN = 0.09
"""Running heads and page numbers stand in this part of the page at the top and the bottom."""

_PAGE_NUMBER = re.compile(
    r"[-—–―─·•\s第]*(\d{1,5})(?:\s*[页頁])?(?:[\s/／,，共of]*\d{1,5}\s*[页頁]?)?[-—–―─·•\s]*"
)


@dataclass(slots=True)
class PdfPage:
    """Lines and tables of one page from top to bottom."""

    number: int
    width: float
    height: float
    blocks: list[Line | PdfTable]


def page_blocks(
    tables: list[Lattice], outside: list[Line], inside: list[list[list[Line]]]
) -> list[Line | PdfTable]:
    """Return lines and tables in reading order."""
    blocks: list[Line | PdfTable] = [
        table_of(table, cells) for table, cells in zip(tables, inside, strict=True)
    ]
    blocks += outside
    return sorted(blocks, key=lambda block: block.top)


def write_pages(pages: list[PdfPage], assembly: Assembly) -> None:
    """Write all pages' text into the assembly."""
    _drop_furniture(pages)
    margins = _margins(pages)
    body_bottom = max((page.blocks[-1].bottom for page in pages if page.blocks), default=0.0)
    whole = whole_texts(block for page in pages for block in page.blocks if isinstance(block, PdfTable))
    doubts = Doubts()
    paragraph = _Paragraph(assembly, doubts)
    table: PdfTable | None = None
    for page in pages:
        paragraph.turn_page(*margins.get(round(page.width), (0.0, page.width)))
        for place, block in enumerate(page.blocks):
            if isinstance(block, Line):
                _write_table(table, assembly, doubts)
                table = None
                paragraph.add(block)
            elif place == 0 and table is not None and continues(table, block, body_bottom):
                append(table, block, whole)
            else:
                paragraph.finish()
                _write_table(table, assembly, doubts)
                table = block
    paragraph.finish()
    _write_table(table, assembly, doubts)
    doubts.report(assembly)


def _drop_furniture(pages: list[PdfPage]) -> None:
    """Remove what repeats in the margins: page numbers that count on, and small print that stays the same."""
    typical = _typical_height(pages)
    seen: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
    edges: list[tuple[PdfPage, Line, tuple[str, int]]] = []
    for page in pages:
        for line in _edge_lines(page, typical):
            key = (_likeness(line.text, page.number), round((line.top + line.bottom) / 8))
            seen[key].add(page.number)
            edges.append((page, line, key))
    for page, line, (likeness, level) in edges:
        count = len(set().union(*(seen[likeness, level + shift] for shift in (-1, 0, 1))))
        if count >= (2 if likeness.startswith("#") else max(2, 0.4 * len(pages))):
            page.blocks.remove(line)


def _typical_height(pages: list[PdfPage]) -> float:
    heights = Counter(
        round(line.height, 1)
        for page in pages
        for block in page.blocks
        for line in ([block] if isinstance(block, Line) else [x for cell in block.cells for x in cell.lines])
    )
    return max(heights, key=heights.__getitem__, default=0.0)


def _edge_lines(page: PdfPage, typical: float) -> Iterator[Line]:
    """Yield the first and last lines of a page that lie in its margins and are no larger than its text."""
    edge = page.height * MARGIN
    for blocks, is_top in ((page.blocks, True), (page.blocks[::-1], False)):
        for block in blocks[:3]:
            if not isinstance(block, Line) or block.height > 1.25 * typical:
                break
            if (block.bottom > edge) if is_top else (block.top < page.height - edge):
                break
            yield block


def _likeness(text: str, number: int) -> str:
    """Return what two lines must share to be the same furniture."""
    match = _PAGE_NUMBER.fullmatch(text)
    return f"#{int(match[1]) - number}" if match else text


def _margins(pages: list[PdfPage]) -> dict[int, tuple[float, float]]:
    """Return, for each width of page, how far left and right the text reaches."""
    found: dict[int, tuple[float, float]] = {}
    for page in pages:
        lines = [block for block in page.blocks if isinstance(block, Line)]
        if lines:
            left, right = found.get(round(page.width), (page.width, 0.0))
            found[round(page.width)] = (
                min(left, *(line.left for line in lines)),
                max(right, *(line.right for line in lines)),
            )
    return found


class _Paragraph:
    """The paragraph being put together from lines outside of tables."""

    def __init__(self, assembly: Assembly, doubts: Doubts) -> None:
        self._assembly = assembly
        self._doubts = doubts
        self._lines: list[Line] = []
        self._left = self._right = 0.0
        self._turned = False

    def turn_page(self, left: float, right: float) -> None:
        self._left, self._right = left, right
        self._turned = True

    def add(self, line: Line) -> None:
        if self._lines and not self._goes_on(self._lines[-1], line):
            self.finish()
        self._lines.append(line)
        self._turned = False

    def finish(self) -> None:
        if self._lines:
            text = join((line, True) for line in self._lines)
            score = min(line.score for line in self._lines)
            self._doubts.note(score, text, self._assembly.next_paragraph_address())
            self._assembly.paragraph(text)
            self._lines = []

    def _goes_on(self, line: Line, following: Line) -> bool:
        indent = following.left - self._left
        behind = self._right - following.right
        if indent > following.height and abs(indent - behind) > following.height:
            return False
        tall, low = max(line.height, following.height), min(line.height, following.height)
        if tall > 1.3 * low or (not self._turned and following.top - line.bottom > 2 * tall):
            return False
        return goes_on(line, following, self._left, self._right)


def _write_table(table: PdfTable | None, assembly: Assembly, doubts: Doubts) -> None:
    """Write a finished table, if there is one."""
    if table is None:
        return
    number, cells = assembly.open_grid(), cells_of(table)
    assembly.close_grid(number, cells)
    for cell, score in zip(cells, scores_of(table), strict=True):
        doubts.note(score, cell.text, f"T{number}R{cell.row}C{cell.column}")
