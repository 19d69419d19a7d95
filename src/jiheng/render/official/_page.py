"""The sheet of paper under a sheet: A4 with the margins of official documents (GB/T 9704).

Takes a ``Sheet``; gives its page in millimetres. A table that is wider than the type area takes from the side
margins, in their proportion; one that the paper cannot hold is refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from jiheng.errors import RenderError
from jiheng.render.official._blocks import Sheet, Table

SHORT, LONG = 210, 297
"""The sides of A4."""
MIN_SIDE_MARGIN = 10
"""What printers can still print on."""
_PORTRAIT = (37, 26, 35, 28)
_LANDSCAPE = (28, 28, 26, 28)
"""Top, right, bottom, left. Turned, the type area keeps its 156 mm as its height."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page and its margins, in millimetres."""

    width: int
    height: int
    top: int
    right: int
    bottom: int
    left: int

    @property
    def text_width(self) -> int:
        """Return the width of the type area."""
        return self.width - self.left - self.right

    @property
    def text_height(self) -> int:
        """Return the height of the type area."""
        return self.height - self.top - self.bottom


def page_of(sheet: Sheet) -> Page:
    """Return the page that a sheet is printed on.

    Raises:
        RenderError: A table of the sheet is too wide for the paper.
    """
    width, height = (LONG, SHORT) if sheet.landscape else (SHORT, LONG)
    top, right, bottom, left = _LANDSCAPE if sheet.landscape else _PORTRAIT
    widest = max((sum(block.widths) for block in sheet.blocks if isinstance(block, Table)), default=0)
    if widest > width - 2 * MIN_SIDE_MARGIN:
        reason = f"表宽 {widest} 毫米，纸宽 {width} 毫米，放不下。请减小各列的宽度，或改用横向"
        raise RenderError(sheet.name, "列宽", reason)
    if widest > width - left - right:
        spare = width - widest
        left = max(spare * left // (left + right), MIN_SIDE_MARGIN)
        right = spare - left
    return Page(width, height, top, right, bottom, left)
