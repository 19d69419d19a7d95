"""Decodes image files into pictures of pages, within bounds that are checked before anything is decoded.

Takes bytes of a PNG, JPEG, TIFF or BMP; yields one colour picture a page. Does not look at what is on them.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator

import numpy as np
from cv2.typing import MatLike
from PIL import Image, ImageOps, UnidentifiedImageError

from jiheng.documents._model import SourceFile
from jiheng.documents._ocr_messages import MAX_SCANNED_PAGES
from jiheng.errors import DocumentError

MAX_FILE_BYTES = 128 * 1024 * 1024
MAX_PIXELS = 60_000_000
"""A3 at 600 dpi has 70 million, and no need of them; A4 at 600 dpi has 35 million."""

MAX_ALL_PIXELS = 3_000_000_000
"""Of all pages of a file: 300 pages of A4 at 300 dpi."""

LEAST_SIDE = 16
"""Pixels; a smaller picture holds no character."""

_FORMATS = ("PNG", "JPEG", "TIFF", "BMP")
_DAMAGED = "图片已损坏或不完整，无法打开。请重新扫描或重新导出后再试。"
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    OverflowError,
    KeyError,
    IndexError,
    TypeError,
)
"""What decoders raise for damaged files."""

Note = Callable[[str, str, str], None]
"""Takes a problem's code, text and address."""


def pictures(source: SourceFile, note: Note) -> Iterator[MatLike]:
    """Yield the pages of an image file in colour (blue, green, red).

    Args:
        source: The file.
        note: Told what was odd about it.

    Raises:
        DocumentError: The file is damaged, or larger than the limits allow.
    """
    if len(source.content) > MAX_FILE_BYTES:
        raise DocumentError(
            source.name, f"图片文件超过 {MAX_FILE_BYTES // 1024 // 1024} MB。请压缩或拆分后再试。"
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of sizes that are checked here, and of metadata
        try:
            image = Image.open(io.BytesIO(source.content), formats=_FORMATS)
        except (UnidentifiedImageError, Image.DecompressionBombError, *_BROKEN) as error:
            raise DocumentError(source.name, _reason(error)) from error
        with image:
            count = _pages(source, image, note)
            total = 0
            for index in range(count):
                total += _size(source, image, index)
                if total > MAX_ALL_PIXELS:
                    raise DocumentError(source.name, "图片各页加起来过大。请拆分或降低分辨率后再试。")
                yield _picture(source, image)


def _reason(error: Exception) -> str:
    return _too_large() if isinstance(error, Image.DecompressionBombError) else _DAMAGED


def _too_large() -> str:
    return f"图片过大（超过 {MAX_PIXELS // 1_000_000} 百万像素）。请用 200 至 300 dpi 重新扫描后再试。"


def _pages(source: SourceFile, image: Image.Image, note: Note) -> int:
    """Return how many frames are pages: all of a TIFF, the first of anything that moves."""
    try:
        count = int(getattr(image, "n_frames", 1))
    except _BROKEN as error:
        raise DocumentError(source.name, _DAMAGED) from error
    if count > 1 and image.format != "TIFF":
        note("frames_ignored", f"图片有 {count} 帧，只读取了第一帧。", "")
        return 1
    if count > MAX_SCANNED_PAGES:
        raise DocumentError(source.name, f"图片有 {count} 页，超过 {MAX_SCANNED_PAGES} 页。请拆分后再试。")
    return count


def _size(source: SourceFile, image: Image.Image, index: int) -> int:
    """Go to a page and return its pixels, before they are decoded."""
    try:
        if index:
            image.seek(index)
    except Image.DecompressionBombError as error:
        raise DocumentError(source.name, _too_large()) from error
    except _BROKEN as error:
        raise DocumentError(source.name, _DAMAGED) from error
    pixels = image.width * image.height
    if pixels > MAX_PIXELS:
        raise DocumentError(source.name, _too_large())
    if min(image.size) < LEAST_SIDE:
        raise DocumentError(source.name, f"图片太小（{image.width}×{image.height}），没有可识别的文字。")
    return pixels


def _picture(source: SourceFile, image: Image.Image) -> MatLike:
    """Decode the current page; what is transparent becomes white paper."""
    try:
        frame = ImageOps.exif_transpose(image)
        if frame.mode in {"RGBA", "LA", "PA"} or "transparency" in frame.info:
            paper = Image.new("RGBA", frame.size, "white")
            paper.alpha_composite(frame.convert("RGBA"))
            frame = paper
        elif frame.mode.startswith(("I", "F")):
            frame = _eight_bits(frame)
        return np.asarray(frame.convert("RGB"))[:, :, ::-1].copy()
    except (Image.DecompressionBombError, *_BROKEN) as error:
        raise DocumentError(source.name, _DAMAGED) from error


def _eight_bits(frame: Image.Image) -> Image.Image:
    """Return a picture of more than eight bits a pixel in eight."""
    values = np.asarray(frame).astype(np.float64)
    low, high = float(values.min()), float(values.max())
    return Image.fromarray(((values - low) * (255 / max(high - low, 1.0))).astype(np.uint8))
