"""Makes scans of a PDF: every page drawn as a picture, spoiled as paper and scanners do, and put into a PDF.

Takes a PDF with text; gives one whose pages are pictures. The seal is a ring with a star and characters, half
transparent red, put where the most figures of the page stand.
"""

from __future__ import annotations

import io
import math
import subprocess
from dataclasses import dataclass

import cv2
import numpy as np
import pypdfium2
from cv2.typing import MatLike
from PIL import Image, ImageDraw, ImageFont

POINTS = 72
SEAL_POINTS = 119.0
"""42 mm: the seal of a public body."""

SEAL_WORDS = "示例市工业和信息化局绩效自评专用章"
RED = (200, 30, 40)
OPACITY = 0.5


@dataclass(frozen=True, slots=True)
class Variant:
    """One way of scanning."""

    name: str
    dpi: int
    turn: float = 0.0
    """Degrees."""
    seal: bool = False
    noise: bool = False
    """Blur, noise, grey paper and JPEG of quality 40."""


VARIANTS = (
    Variant("scan, 150 dpi", 150),
    Variant("scan, 200 dpi", 200),
    Variant("scan, 200 dpi, turned 2°", 200, turn=2.0),
    Variant("scan, 200 dpi, red seal over figures", 200, seal=True),
    Variant("scan, 150 dpi, noise, JPEG 40", 150, noise=True),
)


def scan(content: bytes, variant: Variant, pages: int = 0) -> bytes:
    """Return a PDF of pictures.

    Args:
        content: A PDF with text.
        variant: How it is scanned.
        pages: How many pages, from the first; 0 for all.
    """
    document = pypdfium2.PdfDocument(content)
    made = pypdfium2.PdfDocument.new()
    for index in range(min(pages or len(document), len(document))):
        page = document[index]
        drawn = page.render(scale=variant.dpi / POINTS).to_numpy()[:, :, :3].copy()
        if variant.seal and (place := _most_figures(page)):
            drawn = _sealed(drawn, place, variant.dpi / POINTS)
        if variant.turn:
            drawn = _turned(drawn, variant.turn)
        if variant.noise:
            drawn = _noisy(drawn, index)
        _add(made, drawn, page.get_size(), jpeg=variant.noise)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def first_pages(content: bytes, pages: int) -> bytes:
    """Return a PDF's first pages."""
    document, made = pypdfium2.PdfDocument(content), pypdfium2.PdfDocument.new()
    made.import_pages(document, list(range(min(pages, len(document)))))
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def _add(made: pypdfium2.PdfDocument, picture: MatLike, size: tuple[float, float], *, jpeg: bool) -> None:
    page = made.new_page(*size)
    image = pypdfium2.PdfImage.new(made)
    if jpeg:
        coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 40])[1]
        image.load_jpeg(io.BytesIO(coded.tobytes()))
    else:
        image.set_bitmap(pypdfium2.PdfBitmap.from_pil(Image.fromarray(picture[:, :, ::-1])))
    image.set_matrix(pypdfium2.PdfMatrix().scale(*size))
    page.insert_obj(image)
    page.gen_content()
    page.close()


def _most_figures(page: pypdfium2.PdfPage) -> tuple[float, float] | None:
    """Return the place, in points from the upper left, around which the most digits stand."""
    text = page.get_textpage()
    height = page.get_height()
    places = []
    for index, character in enumerate(text.get_text_range()):
        if character.isascii() and character.isdigit() and index < text.count_chars():
            left, bottom, right, top = text.get_charbox(index)
            places.append(((left + right) / 2, height - (bottom + top) / 2))
    if not places:
        return None
    points = np.array(places)
    near = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1)) < SEAL_POINTS / 2
    x, y = points[int(near.sum(axis=1).argmax())]
    return float(x), float(y)


def _sealed(picture: MatLike, place: tuple[float, float], scale: float) -> MatLike:
    """Return the page with a seal, half transparent, its middle at a place."""
    height, width = picture.shape[:2]
    mask = Image.new("L", (width, height), 0)
    pen, font = ImageDraw.Draw(mask), _font(round(13 * scale))
    x, y, radius = place[0] * scale, place[1] * scale, SEAL_POINTS * scale / 2
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=255, width=round(3 * scale))
    corners = [(0.28 if corner % 2 == 0 else 0.11, math.pi * corner / 5) for corner in range(10)]
    pen.polygon(
        [(x + part * radius * math.sin(a), y - part * radius * math.cos(a)) for part, a in corners], fill=255
    )
    for number, character in enumerate(SEAL_WORDS):
        angle = 300 * (number / (len(SEAL_WORDS) - 1) - 0.5)
        glyph = Image.new("L", (round(16 * scale), round(16 * scale)), 0)
        ImageDraw.Draw(glyph).text((round(1.5 * scale), -round(scale)), character, fill=255, font=font)
        glyph = glyph.rotate(-angle, expand=True)
        middle = (
            x + 0.78 * radius * math.sin(math.radians(angle)),
            y - 0.78 * radius * math.cos(math.radians(angle)),
        )
        corner = round(middle[0] - glyph.width / 2), round(middle[1] - glyph.height / 2)
        mask.paste(255, corner, glyph)
    cover = (np.asarray(mask).astype(np.float32) / 255 * OPACITY)[:, :, None]
    ink = np.array(RED[::-1], np.float32)
    return (picture * (1 - cover) + ink * cover).astype(np.uint8)


def _font(size: int) -> ImageFont.FreeTypeFont:
    """Return the system's font for Chinese, which LibreOffice needs as well."""
    found = subprocess.run(["fc-match", "-f", "%{file}", ":lang=zh-cn"], check=True, capture_output=True)
    return ImageFont.truetype(found.stdout.decode(), size)


def _turned(picture: MatLike, degrees: float) -> MatLike:
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))


def _noisy(picture: MatLike, seed: int) -> MatLike:
    page = cv2.GaussianBlur(picture, (3, 3), 0.8)
    noise = np.random.default_rng(seed).normal(0, 8, page.shape)
    return np.clip(page.astype(np.float64) * 0.92 + 6 + noise, 0, 255).astype(np.uint8)
