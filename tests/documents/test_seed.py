"""The three containers of the one real package hold the same document."""

from pathlib import Path

import pytest

from jiheng.documents import Document, Grid, Paragraph, SourceFile, read_document
from tests.documents.office import grids

GRIDS, ROWS, CELLS, COVERED = 21, 504, 3622, 527
"""Counted on the source text, and on the .docx as w:tbl, w:tr, w:tc and w:vMerge elements that continue."""


@pytest.fixture(scope="module")
def read(seed: Path) -> dict[str, Document]:
    return {
        suffix: read_document(
            SourceFile(f"department-2024.{suffix}", (seed / f"department-2024.{suffix}").read_bytes())
        )
        for suffix in ("txt", "docx", "xlsx")
    }


def bare(text: str) -> str:
    return "".join(text.split())


def written(document: Document, above: int = 0) -> list[list[tuple[int, str]]]:
    """Row and text of every cell that holds text, below the first ``above`` rows."""
    return [
        [(cell.row - above, bare(cell.text)) for cell in grid.cells if cell.text and cell.row > above]
        for grid in grids(document)
    ]


def placed(document: Document, above: int = 0) -> list[list[tuple[int, int, int, int, str]]]:
    return [
        [
            (cell.row - above, cell.column, cell.row_span, cell.column_span, bare(cell.text))
            for cell in grid.cells
            if cell.row > above
        ]
        for grid in grids(document)
    ]


def test_nothing_is_odd(read: dict[str, Document]) -> None:
    assert all(document.problems == () for document in read.values())


def test_counts(read: dict[str, Document]) -> None:
    for suffix, extra in (("txt", 0), ("docx", 0), ("xlsx", 1)):
        found = grids(read[suffix])
        assert len(found) == GRIDS
        assert sum(len(grid.rows()) - extra for grid in found) == ROWS
    assert sum(len(grid.cells) for grid in grids(read["txt"])) == CELLS
    assert sum(len(grid.cells) for grid in grids(read["docx"])) == CELLS - COVERED


def test_text_and_word_hold_the_same_cells(read: dict[str, Document]) -> None:
    assert written(read["txt"]) == written(read["docx"])


def test_word_and_workbook_hold_the_same_cells_in_the_same_places(read: dict[str, Document]) -> None:
    titled = 1  # each sheet repeats the paragraph above its table in a first row
    assert placed(read["docx"]) == placed(read["xlsx"], titled)


def test_text_and_word_hold_the_same_paragraphs_in_the_same_order(read: dict[str, Document]) -> None:
    def outline(document: Document) -> list[str]:
        return [
            f"{block.address} {bare(block.text)}" if isinstance(block, Paragraph) else f"T{block.number}"
            for block in document.blocks
        ]

    assert outline(read["txt"]) == outline(read["docx"])


def test_cells_broken_by_an_empty_paragraph_are_whole(read: dict[str, Document]) -> None:
    rows = {
        row: [bare(cell.text) for cell in line] for row, line in enumerate(grids(read["txt"])[1].rows(), 1)
    }
    assert rows[11][:2] == ["绩效指标", "一级指标"]
    assert rows[12][:3] == ["", "产出指标（40分）", "数量指标"]
    assert len(rows[11]) == len(rows[12]) == 9


def test_a_stray_cell_of_spaces_is_a_blank_cell(read: dict[str, Document]) -> None:
    rows = grids(read["txt"])[0].rows()
    overseas = next(row for row in rows if "出国经费" in row[0].text)
    assert [cell.text for cell in overseas[1:]] == ["", "8.56", "8.56"]


def test_rates_and_addresses(read: dict[str, Document]) -> None:
    for suffix, address in (("txt", "T1R2C4"), ("docx", "T1R2C6"), ("xlsx", "T1R3C6")):
        grid = grids(read[suffix])[0]
        assert [grid.address(cell) for cell in grid.cells if cell.text == "93.75%"] == [address]


def test_bookmark_markers_are_no_text(read: dict[str, Document]) -> None:
    for document in read.values():
        for block in document.blocks:
            texts = [cell.text for cell in block.cells] if isinstance(block, Grid) else [block.text]
            assert not any("bookmark" in text for text in texts)
