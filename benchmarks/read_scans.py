"""Measures what is read right on scans: pages of a PDF are rendered, spoiled, recognised and compared.

The truth of a page is what the reader of PDF takes from its text. Compared without white space and after NFKC
(the width of brackets is not told apart): characters as a bag, cells by text, place and spans, and of the
cells that hold a figure how many were read wrong, and how many of those were not listed as doubtful.

    python benchmarks/read_scans.py [FILE.pdf [PAGE …]]
"""

from __future__ import annotations

import io
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
from cv2.typing import MatLike

from jiheng.documents import Cell, Document, Grid, Paragraph, SourceFile, read_document

SAMPLE = Path(__file__).parents[2] / "shared" / "seed" / "department-2024.pdf"
PAGES = (1, 2, 3, 4, 5, 6)
DPI = 150
_FIGURE = re.compile(r"[-≥≤><=]?[\d,]*\.?\d+%?.{0,2}")


@dataclass(slots=True)
class Score:
    """What was found on the pages of one variant."""

    characters: int = 0
    found: int = 0
    cells: int = 0
    right: int = 0
    figures: int = 0
    figures_wrong: int = 0
    silent: int = 0
    doubts: int = 0
    seconds: float = 0.0


def _stamped(picture: MatLike) -> MatLike:
    """Return the page with a round red seal over its middle; what is dark under it stays dark."""
    height, width = picture.shape[:2]
    seal = np.full_like(picture, 255)
    center, radius, red = (width // 2 + 60, height // 2), width // 10, (60, 40, 220)
    cv2.circle(seal, center, radius, red, 6)
    for turn in range(12):
        angle = turn * np.pi / 6
        place = center[0] + int(radius * 0.75 * np.cos(angle)), center[1] + int(radius * 0.75 * np.sin(angle))
        cv2.putText(seal, "#", (place[0] - 10, place[1] + 10), cv2.FONT_HERSHEY_SIMPLEX, 1, red, 4)
    return (picture.astype(np.float32) * seal / 255).astype(np.uint8)


def _spoiled(picture: MatLike) -> MatLike:
    """Return the page stamped, rotated by 0.8°, blurred, noisy and as a JPEG of quality 40."""
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 0.8, 1)
    page = cv2.warpAffine(_stamped(picture), turn, (width, height), borderValue=(255, 255, 255))
    page = cv2.GaussianBlur(page, (3, 3), 0.8)
    noise = np.random.default_rng(1).normal(0, 8, page.shape)
    page = np.clip(page.astype(np.float64) * 0.92 + 6 + noise, 0, 255).astype(np.uint8)
    coded = cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, 40])[1]
    decoded = cv2.imdecode(coded, cv2.IMREAD_COLOR)
    return page if decoded is None else decoded


VARIANTS: dict[str, Callable[[MatLike], MatLike]] = {
    "clean": lambda picture: picture,
    "seal, 0.8°, blur, noise, JPEG 40": _spoiled,
    "turned 90°": lambda picture: cv2.rotate(picture, cv2.ROTATE_90_CLOCKWISE),
    "turned 180°": lambda picture: cv2.rotate(picture, cv2.ROTATE_180),
}


def measure(path: Path, pages: Sequence[int]) -> dict[str, Score]:
    """Return the score of each variant over the pages, counted from 1."""
    document = pypdfium2.PdfDocument(path)
    scores = {variant: Score() for variant in VARIANTS}
    for number in pages:
        truth = _alone(document, number)
        picture = document[number - 1].render(scale=DPI / 72).to_numpy()[:, :, :3].copy()
        for variant, spoil in VARIANTS.items():
            content = cv2.imencode(".png", spoil(picture))[1].tobytes()
            start = time.perf_counter()
            read = read_document(SourceFile("page.png", content))
            scores[variant].seconds += time.perf_counter() - start
            _compare(truth, read, scores[variant])
    return scores


def _alone(document: pypdfium2.PdfDocument, number: int) -> Document:
    single, stream = pypdfium2.PdfDocument.new(), io.BytesIO()
    single.import_pages(document, [number - 1])
    single.save(stream)
    return read_document(SourceFile("page.pdf", stream.getvalue()))


def _compare(truth: Document, read: Document, score: Score) -> None:
    wanted, got = Counter(_characters(truth)), Counter(_characters(read))
    score.characters += wanted.total()
    score.found += (wanted & got).total()
    doubtful = {at for at, reading in read.readings.items() if not reading.certain}
    score.doubts += len(doubtful)
    grids = [grid for grid in read.blocks if isinstance(grid, Grid)]
    for place, grid in enumerate(block for block in truth.blocks if isinstance(block, Grid)):
        layout = grids[place].layout() if place < len(grids) else {}
        for cell in grid.cells:
            other = layout.get((cell.row, cell.column))
            _compare_cell(cell, other, score, doubted=other is not None and _at(place, other) in doubtful)


def _at(place: int, cell: Cell) -> str:
    return f"T{place + 1}R{cell.row}C{cell.column}"


def _compare_cell(cell: Cell, other: Cell | None, score: Score, *, doubted: bool) -> None:
    wanted, got = _plain(cell.text), "" if other is None else _plain(other.text)
    score.cells += 1
    score.right += other is not None and wanted == got and _span(cell) == _span(other)
    if _FIGURE.fullmatch(wanted):
        score.figures += 1
        score.figures_wrong += wanted != got
        score.silent += bool(got) and wanted != got and not doubted


def _span(cell: Cell) -> tuple[int, int, int, int]:
    return cell.row, cell.column, cell.row_span, cell.column_span


def _characters(document: Document) -> Iterator[str]:
    for block in document.blocks:
        for text in [block.text] if isinstance(block, Paragraph) else [cell.text for cell in block.cells]:
            yield from _plain(text)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def as_markdown(scores: dict[str, Score], pages: int) -> str:
    """Return the scores as a table."""
    lines = [
        "| pages | characters | cells | figures wrong (not listed) of | listed | s a page |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    lines.extend(
        f"| {variant} | {100 * score.found / max(score.characters, 1):.2f} % "
        f"| {100 * score.right / max(score.cells, 1):.2f} % "
        f"| {score.figures_wrong} ({score.silent}) of {score.figures} | {score.doubts} "
        f"| {score.seconds / pages:.2f} |"
        for variant, score in scores.items()
    )
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> None:
    """Print the table."""
    path = Path(arguments[0]) if arguments else SAMPLE
    pages = [int(argument) for argument in arguments[1:]] or list(PAGES)
    print(as_markdown(measure(path, pages), len(pages)))


if __name__ == "__main__":
    main(sys.argv[1:])
