import numpy as np
import pytest

cv2 = pytest.importorskip("cv2", reason="the extra `ocr` is not installed")

from jiheng.documents._ocr_rulings import Drawn, drawn_on  # noqa: E402  # needs what was asked for above

SCALE = 72 / 200
"""Points a pixel of a page scanned at 200 dpi."""
NO_TEXT = np.empty((0, 4, 2), np.float32)


class Paper:
    """A page on which lines are drawn in points."""

    def __init__(self) -> None:
        self.grey = np.full((1200, 1650), 255, np.uint8)

    def fill(self, left: float, top: float, right: float, bottom: float) -> None:
        x, y, to_x, to_y = (round(value / SCALE) for value in (left, top, right, bottom))
        self.grey[y:to_y, x:to_x] = 30

    def across(self, y: float, left: float, right: float) -> None:
        self.fill(left, y, right, y + 0.8)

    def down(self, x: float, top: float, bottom: float) -> None:
        self.fill(x, top, x + 0.8, bottom)

    def drawn(self) -> Drawn:
        return drawn_on(self.grey, NO_TEXT, SCALE)


def levels(drawn: Drawn, near: float) -> list[float]:
    """Return from where to where rulings at a level run, in points."""
    return [end for at, *ends in drawn.horizontal if abs(at - near) < 2 for end in ends]


def places(drawn: Drawn, top: float, bottom: float) -> list[float]:
    """Return where sides of cells run from one level to another."""
    return sorted(at for at, start, end in drawn.vertical if start < top + 2 and end > bottom - 2)


def test_the_sides_of_a_row_that_is_as_low_as_one_line_of_text() -> None:
    paper = Paper()
    for y in (100, 150, 163):
        paper.across(y, 60, 500)
    for x in (60, 499.2):
        paper.down(x, 100, 163.8)
    for x in (170, 280, 390):
        paper.down(x, 150, 163.8)
    assert places(paper.drawn(), 151, 163) == pytest.approx([60, 170, 280, 390, 500], abs=1)


def test_a_stroke_in_a_low_row_is_no_side_of_a_cell() -> None:
    paper = Paper()
    for y in (100, 150, 163):
        paper.across(y, 60, 500)
    for x in (60, 499.2):
        paper.down(x, 100, 163.8)
    paper.down(200, 152, 162)  # a figure 1 that leaves a point of paper above and below
    assert places(paper.drawn(), 151, 163) == pytest.approx([60, 500], abs=1)


def test_a_ruling_goes_on_where_text_touches_it() -> None:
    paper = Paper()
    for y in (100, 140, 180):
        paper.across(y, 60, 500)
    for x in (60, 200, 350, 499.2):
        paper.down(x, 100, 180.8)
    for x in range(64, 196, 8):  # characters that stand on the line
        paper.fill(x, 131, x + 6, 140)
    assert levels(paper.drawn(), 140) == pytest.approx([60, 500], abs=1)


@pytest.mark.parametrize("with_text", [False, True])
def test_a_ruling_ends_at_a_merged_cell(*, with_text: bool) -> None:
    paper = Paper()
    for y in (100, 180):
        paper.across(y, 60, 500)
    paper.across(140, 200, 500)
    for x in (60, 200, 350, 499.2):
        paper.down(x, 100, 180.8)
    if with_text:  # a line of text at the same level
        for x in range(70, 190, 12):
            paper.fill(x, 135, x + 9, 145)
    assert levels(paper.drawn(), 140) == pytest.approx([200, 500], abs=1)


def test_a_short_side_that_a_character_below_touches() -> None:
    paper = Paper()
    for y in (100, 123, 160):
        paper.across(y, 60, 500)
    for x in (60, 499.2):
        paper.down(x, 100, 160.8)
    for x in (170, 390):
        paper.down(x, 100, 123)
    paper.down(170, 123, 135)  # a stroke of the next row, right below
    assert places(paper.drawn(), 101, 123) == pytest.approx([60, 170, 390, 500], abs=1)
    assert places(paper.drawn(), 124, 160) == pytest.approx([60, 500], abs=1)
