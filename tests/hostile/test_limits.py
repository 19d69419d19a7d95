"""The table of limits in docs/explanation/hostile-input.md says what the code does."""

from pathlib import Path

import pytest

from jiheng.batch import _sources
from jiheng.documents import (
    _archive,
    _convert,
    _csv,
    _encoding,
    _expand,
    _ocr_image,
    _ocr_messages,
    _odf,
    _ole,
    _pdf,
    _pdf_guard,
    _sheet,
)
from jiheng.documents._convert import ConversionLimits
from jiheng.documents._ocr_parent import Limits

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "hostile-input.md"
MIB = 1024**2
FIGURES = {
    "128 MB": (_archive.MAX_FILE_BYTES, _pdf.MAX_FILE_BYTES, _ole.MAX_OLE_BYTES, _ocr_image.MAX_FILE_BYTES),
    "64 MB |": (_encoding.MAX_TEXT_BYTES,),
    "512 MB |": (_sources.MAX_FILE_BYTES,),
    "64 MB, and 200 times its packed size beyond 8 MB": (_archive.MAX_PART_BYTES,),
    "256 MB": (_archive.MAX_TOTAL_BYTES,),
    "32 MB each": (_pdf_guard.MAX_STREAM_BYTES,),
}
WORDS = {
    "200 times its packed size": _archive.MAX_RATIO == 200,
    "beyond 8 MB": _archive.RATIO_FREE_BYTES == 8 * MIB,
    "12 million tags (4 million in one part)": (_archive.MAX_TOTAL_MARKUP, _archive.MAX_MARKUP)
    == (12_000_000, 4_000_000),
    "| 8192 |": _archive.MAX_PARTS == 8192,
    "2000, 128 MB each, 512 MB in all": (
        _expand.MAX_MEMBERS, _expand.MAX_MEMBER_BYTES, _expand.MAX_TOTAL_BYTES)
    == (2000, 128 * MIB, 512 * MIB),
    "| 200,000 |": _odf.MAX_CELLS == 200_000,
    "1,000,000, then only what is written": _sheet.MAX_BLANK == 1_000_000,
    "2,000,000 cells": _csv.MAX_CELLS == 2_000_000,
    "pages of a PDF | 2000": _pdf.MAX_PAGES == 2000,
    "1 GB in all": _pdf_guard.MAX_TOTAL_BYTES == 1024 * MIB,
    "6 s of the processor, 120 s by the clock, 4 GB": (
        _pdf_guard.LOAD_SECONDS, _pdf_guard.LOAD_WAIT, _pdf_guard.LOAD_MEMORY,
    ) == (6, 120, 4096 * MIB),
    "60 million pixels a page, 3000 million in all, 300 pages": (
        _ocr_image.MAX_PIXELS, _ocr_image.MAX_ALL_PIXELS, _ocr_messages.MAX_SCANNED_PAGES,
    ) == (60_000_000, 3_000_000_000, 300),
    "120 s a page, 3600 s a file": (Limits().page_seconds, Limits().file_seconds) == (120, 3600),
    "120 s a file, 4 GB, 128 MB in and out": (
        ConversionLimits().file_seconds, ConversionLimits().memory, _convert.MAX_BYTES,
    ) == (120, 4096 * MIB, 128 * MIB),
}  # fmt: skip


@pytest.mark.parametrize("words", FIGURES)
def test_sizes(words: str) -> None:
    assert words in PAGE.read_text(encoding="utf-8")
    assert {size // MIB for size in FIGURES[words]} == {int(words.split(maxsplit=1)[0])}


@pytest.mark.parametrize("words", WORDS)
def test_other_limits(words: str) -> None:
    assert words in PAGE.read_text(encoding="utf-8")
    assert WORDS[words]
