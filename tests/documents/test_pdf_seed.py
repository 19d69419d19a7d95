"""The real package as a printout, held to the Word file it was printed from."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pypdfium2
import pytest

import jiheng
from jiheng.documents import Document, Grid, Paragraph, SourceFile, read_document
from jiheng.reports import FormKind, Package
from tests.documents.pdf_pages import (
    grids,
)
from tests.reports.test_seed import content


@pytest.fixture(scope="module")
def printed(seed: Path) -> tuple[Document, Document]:
    """The real package as printed, and as the file it was printed from."""
    paths = [seed / f"department-2024.{kind}" for kind in ("pdf", "docx")]
    first, second = (read_document(SourceFile(path.name, path.read_bytes())) for path in paths)
    return first, second


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_every_cell_of_the_real_package_is_where_word_has_it(printed: tuple[Document, Document]) -> None:
    found, truth = (
        [
            [(c.row, c.column, c.row_span, c.column_span, squeezed(c.text)) for c in grid.cells]
            for grid in grids(document)
        ]
        for document in printed
    )
    assert len(truth) == 21
    assert sum(len(grid.rows()) for grid in grids(printed[0])) == 504
    assert sum(bool(text) for cells in found for *_, text in cells) == 2502
    assert found == truth


def test_every_paragraph_of_the_real_package_is_there_in_order(printed: tuple[Document, Document]) -> None:
    found, truth = (
        ["" if isinstance(block, Grid) else squeezed(block.text) for block in document.blocks]
        for document in printed
    )
    assert Counter(found) == Counter(truth)
    assert found == truth
    assert printed[0].problems == ()


def test_the_forms_of_the_real_package_are_those_of_the_word_file(seed: Path) -> None:
    word, printout = (jiheng.read(seed / f"department-2024.{kind}") for kind in ("docx", "pdf"))
    assert [content(form) for form in printout.forms] == [content(form) for form in word.forms]
    assert stories(printout) == stories(word)
    assert printout.matches == word.matches
    assert sum(len(form.indicators) for _, form in printout.evaluations()) == 240


def stories(package: Package) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (form.narrative_title.text, [(section.heading.text, section.text) for section in form.narrative])
        for _, form in package.evaluations(FormKind.PROJECT)
    ]


def test_no_character_of_the_real_package_is_lost(seed: Path) -> None:
    """The characters read are those of the file's own text, counted, less a bookmark that was printed."""
    path = seed / "department-2024.pdf"
    pages = pypdfium2.PdfDocument(path.read_bytes())
    layer = "".join(page.get_textpage().get_text_range() for page in pages)
    layer = layer.replace("[bookmark: _GoBack]", "").replace("\ufffe", "-")
    blocks = read_document(SourceFile(path.name, path.read_bytes())).blocks
    texts = [
        block.text if isinstance(block, Paragraph) else "".join(cell.text for cell in block.cells)
        for block in blocks
    ]
    assert Counter(squeezed("".join(texts))) == Counter(squeezed(layer))
