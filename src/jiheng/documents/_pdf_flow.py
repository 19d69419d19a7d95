"""Puts the pages of a PDF one after another: paragraphs, tables, and nothing that only belongs to the page.

Takes the pages' tables and lines; writes paragraphs and grids into an assembly, in reading order. Running
heads and page numbers are left out where they repeat in the margins. A wrapped line goes on in the next, also
over a page break; an indented line, or one after a line with room to spare, begins a paragraph.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise
from types import MappingProxyType

from jiheng.documents._assembly import Assembly
from jiheng.documents._pdf_join import Turn, append, continues
from jiheng.documents._pdf_lattice import Lattice
from jiheng.documents._pdf_lines import Line, goes_on, join
from jiheng.documents._pdf_table import PdfTable, cells_of, table_of, whole_texts
from jiheng.documents._scan_doubt import note_paragraph, note_table

MARGIN = 0.1
"""Running heads and page numbers stand in this part of the page at the top and the bottom.

Official documents (GB/T 9704) have a margin of 35 mm of 297, and the page number 7 mm into it.
"""

_PAGE_NUMBER = re.compile(
    r"[-—–―─·•\s第]*\d{1,5}(?:\s*[页頁])?(?:[\s/／,，共of]*\d{1,5}\s*[页頁]?)?[-—–―─·•\s]*"
)
_FIGURE = re.compile(r"[0-9]{1,5}")

_FULL_LINES, _PROSE_WIDTH = 3, 0.6
"""So many lines that end together, so wide a part of the page, are wrapped at the margin."""

_EDGE_LINES = 3
"""So many lines at the top and the bottom of a page may belong to the page alone."""

_HANGING = "，。、；："

_LARGE = 1.25
"""A line so many times higher than most is a title."""


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


def write_pages(
    pages: list[PdfPage], assembly: Assembly, turns: Mapping[int, Turn] = MappingProxyType({})
) -> None:
    """Write all pages' text into the assembly.

    Args:
        pages: The pages in their order.
        assembly: What they are written into.
        turns: By page number, what the file's structure says of a table that goes on there.
    """
    _drop_furniture(pages)
    body_bottom = max((page.blocks[-1].bottom for page in pages if page.blocks), default=0.0)
    whole = whole_texts(block for page in pages for block in page.blocks if isinstance(block, PdfTable))
    paragraph = _Paragraph(assembly)
    table: PdfTable | None = None
    for page, margins in zip(pages, _margins(pages), strict=True):
        paragraph.turn_page(*margins)
        turn = turns.get(page.number)
        for place, block in enumerate(page.blocks):
            if isinstance(block, Line):
                _write_table(table, assembly)
                table = None
                paragraph.add(block)
            elif place == 0 and table is not None and continues(table, block, body_bottom, turn):
                append(table, block, whole, turn)
            else:
                paragraph.finish()
                _write_table(table, assembly)
                table = block
    paragraph.finish()
    _write_table(table, assembly)


def breaks_in_tables(pages: list[PdfPage]) -> Iterator[tuple[PdfPage, PdfPage]]:
    """Yield pages that end with a table, page numbers left aside, each with a next that begins with one."""
    for page, following in pairwise(pages):
        ends = any(isinstance(block, PdfTable) for block in page.blocks[-_EDGE_LINES - 1 :])
        begins = any(isinstance(block, PdfTable) for block in following.blocks[: _EDGE_LINES + 1])
        if ends and begins and following.number == page.number + 1:
            yield page, following


def _drop_furniture(pages: list[PdfPage]) -> None:
    """Remove what repeats in the margins: page numbers that count on, and small print that stays the same."""
    typical = _typical_height(pages)
    seen: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
    edges: list[tuple[PdfPage, Line, list[tuple[str, int]]]] = []
    for page in pages:
        for line in _edge_lines(page, typical):
            level = round((line.top + line.bottom) / 8)
            keys = [(likeness, level) for likeness in _likenesses(line.text, page.number)]
            edges.append((page, line, keys))
            for key in keys:
                seen[key].add(page.number)
    for page, line, keys in edges:
        least = 2 if _PAGE_NUMBER.fullmatch(line.text) else max(2, 0.4 * len(pages))
        if any(
            len(seen[likeness, level - 1] | seen[likeness, level] | seen[likeness, level + 1]) >= least
            for likeness, level in keys
        ):
            page.blocks.remove(line)


def _typical_height(pages: list[PdfPage]) -> float:
    tenths: Counter[int] = Counter()
    for page in pages:
        for block in page.blocks:
            lines = (
                [block] if isinstance(block, Line) else [line for cell in block.cells for line in cell.lines]
            )
            tenths.update([int(10 * (line.bottom - line.top) + 0.5) for line in lines])
    return max(tenths, key=tenths.__getitem__, default=0) / 10


def _edge_lines(page: PdfPage, typical: float) -> Iterator[Line]:
    """Yield the first and last lines of a page that lie in its margins and look like no title."""
    edge = page.height * MARGIN
    for blocks, is_top in ((page.blocks, True), (page.blocks[::-1], False)):
        for block in blocks[:_EDGE_LINES]:
            if not isinstance(block, Line):
                break
            if block.height > _LARGE * typical and not _PAGE_NUMBER.fullmatch(block.text):
                break
            if (block.bottom > edge) if is_top else (block.top < page.height - edge):
                break
            yield block


def _likenesses(text: str, number: int) -> Iterator[str]:
    """Yield what lines on two pages may share to be the same furniture.

    That is the text, or the text but for one figure that is as far from the page's number on both.
    """
    yield text
    for match in islice(_FIGURE.finditer(text), 8):
        yield f"{text[: match.start()]}#{int(match[0]) - number}#{text[match.end() :]}"


def _margins(pages: list[PdfPage]) -> Iterator[tuple[float, float]]:
    """Yield for each page how far left and right its text reaches.

    Where the page has enough full lines it tells itself; otherwise the page before it does, or all of its
    size, of which the right margin is taken to be no wider than the left.
    """
    own = [_extent(page) for page in pages]
    widest: dict[int, tuple[float, float]] = {}
    for page, (left, right, _) in zip(pages, own, strict=True):
        size = round(page.width)
        before = widest.get(size, (left, right))
        widest[size] = min(left, before[0]), max(right, before[1])
    known: dict[int, tuple[float, float]] = {}
    for page, (left, right, is_full) in zip(pages, own, strict=True):
        size = round(page.width)
        if is_full:
            known[size] = left, right
        elif size in known and (right > known[size][1] + 1 or left < known[size][0] - 1):
            del known[size]
        yield known.get(size, (widest[size][0], max(widest[size][1], page.width - widest[size][0])))


def _extent(page: PdfPage) -> tuple[float, float, bool]:
    """Return how far left and right the lines of a page reach, and whether enough of them are full.

    A mark at the end of a line may hang beyond the margin.
    """
    lines = [block for block in page.blocks if isinstance(block, Line)]
    ends = [line.right - line.height * (line.text[-1] in _HANGING) for line in lines]
    left, right = min((line.left for line in lines), default=page.width), max(ends, default=0.0)
    full = sum(end > right - line.height for line, end in zip(lines, ends, strict=True))
    return left, right, full >= _FULL_LINES and right - left > _PROSE_WIDTH * page.width


class _Paragraph:
    """The paragraph being put together from lines outside of tables."""

    def __init__(self, assembly: Assembly) -> None:
        self._assembly = assembly
        self._lines: list[Line] = []
        self._left = self._right = 0.0
        self._turned = False
        self._joint = 0
        """The first line of the second page; 0 where all are of one."""

    def turn_page(self, left: float, right: float) -> None:
        self._left, self._right = left, right
        self._turned = True

    def add(self, line: Line) -> None:
        if self._lines and not self._goes_on(self._lines[-1], line):
            self.finish()
        elif self._turned:
            self._joint = len(self._lines)
        self._lines.append(line)
        self._turned = False

    def finish(self) -> None:
        if self._lines:
            text = join((line, True) for line in self._lines)
            note_paragraph(self._lines, self._joint, self._assembly)
            self._assembly.paragraph(text)
            self._lines = []
            self._joint = 0

    def _goes_on(self, line: Line, following: Line) -> bool:
        if following.left - self._left > following.height and not (
            self._is_centered(line) and self._is_centered(following)
        ):
            return False
        tall, low = max(line.height, following.height), min(line.height, following.height)
        if tall > 1.3 * low or (not self._turned and following.top - line.bottom > 2 * tall):
            return False
        return goes_on(line, following, self._left, self._right)

    def _is_centered(self, line: Line) -> bool:
        before, behind = line.left - self._left, self._right - line.right
        return before > 1 and abs(before - behind) < line.height


def _write_table(table: PdfTable | None, assembly: Assembly) -> None:
    """Write a finished table, if there is one."""
    if table is None:
        return
    number = assembly.open_grid()
    assembly.close_grid(number, cells_of(table))
    note_table(table, number, assembly)
