"""Draws small pages as pictures, with a Chinese font of the system."""

import io
import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
)
CHINESE = 2
"""Simplified Chinese among the faces of a Noto collection."""

WIDTH, HEIGHT = 1241, 1754
"""A4 at 150 dpi."""

BLACK, RED = (20, 20, 20), (215, 35, 45)


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    for path in FONTS:
        if Path(path).exists():
            return ImageFont.truetype(path, size, index=CHINESE if "Noto" in path else 0)
    pytest.skip("no Chinese font on this system (fonts-noto-cjk)")


class Sheet:
    """A page being drawn."""

    def __init__(self, width: int = WIDTH, height: int = HEIGHT) -> None:
        self.image = Image.new("RGB", (width, height), "white")
        self._pen = ImageDraw.Draw(self.image)

    def text(self, left: int, top: int, text: str, size: int = 26) -> "Sheet":
        self._pen.text((left, top), text, fill=BLACK, font=font(size))
        return self

    def line(self, *ends: int) -> "Sheet":
        self._pen.line(ends, fill=BLACK, width=2)
        return self

    def table(self, xs: Sequence[int], ys: Sequence[int], rows: Sequence[Sequence[str]]) -> "Sheet":
        """Draw a full grid with its texts in the middle of the fields."""
        for y in ys:
            self.line(xs[0], y, xs[-1], y)
        for x in xs:
            self.line(x, ys[0], x, ys[-1])
        for row, top in enumerate(ys[:-1]):
            for column, left in enumerate(xs[:-1]):
                self.cell(rows[row][column], (left, top, xs[column + 1], ys[row + 1]))
        return self

    def cell(self, text: str, box: tuple[int, int, int, int]) -> None:
        center = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        self._pen.text(center, text, fill=BLACK, font=font(26), anchor="mm", align="center")

    def seal(self, x: int, y: int, radius: int = 120) -> "Sheet":
        """Stamp a seal: what is dark under it stays dark."""
        stamp = Image.new("RGB", self.image.size, "white")
        pen = ImageDraw.Draw(stamp)
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=RED, width=6)
        star = [
            (
                x + radius / 3 * math.sin(turn * math.tau * 2 / 5),
                y - radius / 3 * math.cos(turn * math.tau * 2 / 5),
            )
            for turn in range(5)
        ]
        pen.polygon(star, fill=RED)
        under = self.image.load()
        over = stamp.load()
        assert under is not None
        assert over is not None
        for row in range(y - radius - 4, y + radius + 4):
            for column in range(x - radius - 4, x + radius + 4):
                pairs = zip(_rgb(under[column, row]), _rgb(over[column, row]), strict=True)
                under[column, row] = tuple(one * other // 255 for one, other in pairs)
        return self

    def saved(self, kind: str = "PNG") -> bytes:
        stream = io.BytesIO()
        self.image.save(stream, kind)
        return stream.getvalue()


def _rgb(pixel: float | tuple[int, ...]) -> tuple[int, ...]:
    assert isinstance(pixel, tuple)
    return pixel


def tiff(*images: Image.Image) -> bytes:
    stream = io.BytesIO()
    images[0].save(stream, "TIFF", save_all=True, append_images=images[1:], compression="tiff_lzw")
    return stream.getvalue()


def scanned_pdf(*images: Image.Image) -> bytes:
    stream = io.BytesIO()
    images[0].save(stream, "PDF", save_all=True, append_images=images[1:], resolution=150)
    return stream.getvalue()
