"""The least PDF that shows ruled lines and Chinese text: pages drawn by hand for the tests.

Coordinates are those of PDF: points from the lower left corner. The font is a standard one that is not
embedded, so a character's place is known (Chinese is one size wide, Latin half) without a font file.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

from jiheng.documents import Document, Grid, Paragraph, SourceFile, read_document

A4 = (595.0, 842.0)
XS = (100, 200, 300, 400)
"""The columns most tests draw."""

_FONT = (
    "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
    """<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/FontDescriptor 5 0 R/DW 1000/W[1 95 500]
    /CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>""",
    """<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0
    /Ascent 880/Descent -120/CapHeight 880/StemV 93>>""",
)


class Page:
    """One page being drawn."""

    def __init__(self, size: tuple[float, float] = A4, extra: str = "", origin: float = 0.0) -> None:
        self.size = size
        self.extra = extra
        self.origin = origin
        self.inner: Page | None = None
        self._steps: list[str] = []

    def raw(self, operators: str) -> Page:
        self._steps.append(operators)
        return self

    def form(self, inner: Page, matrix: str) -> Page:
        """Draw another page's content as a form of its own, moved by a matrix."""
        self.inner = inner
        return self.raw(f"q {matrix} cm /X1 Do Q")

    def text(self, x: float, y: float, text: str, size: float = 10, matrix: str = "1 0 0 1") -> Page:
        return self.raw(f"BT /F1 {size} Tf {matrix} {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj ET")

    def line(self, x: float, y: float, to_x: float, to_y: float) -> Page:
        return self.raw(f"{x} {y} m {to_x} {to_y} l S")

    def bar(self, x: float, y: float, width: float, height: float) -> Page:
        return self.raw(f"{x} {y} {width} {height} re f")

    def across(self, ys: Iterable[float], left: float, right: float) -> Page:
        for y in ys:
            self.line(left, y, right, y)
        return self

    def down(self, xs: Iterable[float], bottom: float, top: float) -> Page:
        for x in xs:
            self.line(x, bottom, x, top)
        return self

    def grid(self, xs: Sequence[float], ys: Sequence[float]) -> Page:
        return self.across(ys, min(xs), max(xs)).down(xs, min(ys), max(ys))

    def content(self) -> bytes:
        return "\n".join(self._steps).encode()


def pdf(*pages: Page) -> bytes:
    """Return a file of these pages."""
    kids = " ".join(f"{6 + 2 * index} 0 R" for index in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode(),
        *map(str.encode, _FONT),
    ]
    forms: list[bytes] = []
    for index, page in enumerate(pages):
        width, height = page.size
        box = f"{page.origin} {page.origin} {page.origin + width} {page.origin + height}"
        named = ""
        if page.inner is not None:
            named = f"/XObject<</X1 {6 + 2 * len(pages) + len(forms)} 0 R>>"
            entries = f"/Type/XObject/Subtype/Form/BBox[{box}]/Resources<</Font<</F1 3 0 R>>>>"
            forms.append(_stream(page.inner.content(), entries))
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Resources<</Font<</F1 3 0 R>>{named}>>"
            f"/Contents {7 + 2 * index} 0 R{page.extra}>>".encode()
        )
        objects.append(_stream(page.content()))
    return assemble([*objects, *forms])


def _stream(content: bytes, entries: str = "") -> bytes:
    packed = zlib.compress(content)
    return f"<</Length {len(packed)}/Filter/FlateDecode{entries}>>stream\n".encode() + packed + b"\nendstream"


def assemble(objects: Sequence[bytes], trailer: str = "") -> bytes:
    """Return a file of these objects, the first of them the catalog."""
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj".encode() + body + b"endobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    out += f"trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def read(*pages: Page) -> Document:
    return read_document(SourceFile("a.pdf", pdf(*pages)))


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def paragraphs(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def table(document: Document) -> list[list[str]]:
    """Return the only grid's texts, row by row."""
    (grid,) = grids(document)
    return [[cell.text for cell in row] for row in grid.rows()]


def spans(grid: Grid) -> dict[str, tuple[int, int, int, int]]:
    return {c.text: (c.row, c.column, c.row_span, c.column_span) for c in grid.cells}


def rows_of(page: Page, top: float, *rows: tuple[str, ...]) -> Page:
    """Write rows 20 points high into the columns of ``XS``."""
    for number, row in enumerate(rows):
        for x, text in zip(XS, row, strict=False):
            if text:
                page.text(x + 2, top - 20 * number - 14, text)
    return page
