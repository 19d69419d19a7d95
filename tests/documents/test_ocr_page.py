"""Which box of a picture is read as which cell's text; nothing is recognised here."""

from collections.abc import Sequence

import numpy as np
import pytest

cv2 = pytest.importorskip("cv2", reason="the extra `ocr` is not installed")

# These need what was asked for above.
from jiheng.documents._ocr_page import _pieces  # noqa: E402
from jiheng.documents._ocr_picture import Upright  # noqa: E402
from jiheng.documents._ocr_rulings import Drawn  # noqa: E402
from jiheng.documents._pdf_lattice import lattices  # noqa: E402
from jiheng.documents._pdf_page import Ruling  # noqa: E402

SCALE = 0.5
"""Points a pixel."""

Box = tuple[int, ...]
"""Left, top, right, bottom in pixels."""

LEFT, RIGHT = (0, 0), (0, 1)
"""The two cells of the one table: 100 to 300 and 300 to 500 across, 100 to 160 down."""


def pieces(ink: Sequence[Box], outlines: Sequence[Box]) -> list[tuple[tuple[int, int], Box]]:
    """Return the boxes that would be read, each with its cell, of two cells in which there is ink."""
    text = np.zeros((260, 600), np.uint8)
    for left, top, right, bottom in ink:
        text[top:bottom, left:right] = 255
    paper = cv2.bitwise_not(text)
    around = np.array([[(a, b), (c, b), (c, d), (a, d)] for a, b, c, d in outlines], np.float32)
    across, down = [Ruling(50, 50, 250), Ruling(80, 50, 250)], [Ruling(x, 50, 80) for x in (50, 150, 250)]
    page, drawn = Upright(paper, around, SCALE), Drawn(across, down, text, paper)
    return [(owner, tuple(box)) for owner, box in _pieces(page, drawn, lattices(across, down) or [])]


def characters(left: int, right: int) -> list[Box]:
    """Return characters of 20 pixels from one side to the other."""
    return [(x, 120, x + 20, 140) for x in range(left, right, 24)]


WORDS, FIGURES = characters(110, 250), characters(312, 450)


def test_each_outline_is_its_cells() -> None:
    found = pieces(WORDS + FIGURES, [(106, 116, 256, 144), (308, 116, 454, 144)])
    assert sorted(found) == [(LEFT, (106, 116, 256, 144)), (RIGHT, (308, 116, 454, 144))]


def test_an_edge_that_reaches_over_a_neighbour_is_left_out() -> None:
    # 26 pixels of the left outline lie in the right cell: narrower than high, over the first character.
    found = pieces(WORDS + FIGURES, [(106, 116, 326, 144), (308, 116, 454, 144)])
    assert sorted(found) == [(LEFT, (106, 116, 300, 144)), (RIGHT, (308, 116, 454, 144))]


def test_an_edge_is_left_out_whichever_outline_comes_first() -> None:
    found = pieces(WORDS + FIGURES, [(308, 116, 454, 144), (106, 116, 326, 144)])
    assert sorted(found) == [(LEFT, (106, 116, 300, 144)), (RIGHT, (308, 116, 454, 144))]


def test_a_single_figure_that_only_such_an_edge_holds_is_read() -> None:
    found = pieces([*WORDS, (304, 120, 318, 140)], [(106, 116, 322, 144)])
    assert sorted(found) == [(LEFT, (106, 116, 300, 144)), (RIGHT, (300, 116, 322, 144))]


def test_an_edge_is_read_where_most_of_its_ink_is_its_own() -> None:
    # The right outline begins late and holds 4 of the 14 columns of ink in the left outline's edge.
    ink = [*WORDS, (304, 120, 318, 140), *characters(330, 450)]
    found = pieces(ink, [(106, 116, 322, 144), (314, 116, 454, 144)])
    assert (RIGHT, (300, 116, 322, 144)) in found


def test_two_lines_that_overlap_are_both_read() -> None:
    lines = [(110, 106, 280, 124), (110, 128, 280, 146)]
    found = pieces(lines, [(106, 104, 284, 132), (106, 120, 284, 150)])
    assert sorted(found) == [(LEFT, (106, 104, 284, 132)), (LEFT, (106, 120, 284, 150))]
