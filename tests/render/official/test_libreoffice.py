"""What is written opens in LibreOffice as it is, and prints every text."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest

import jiheng
from jiheng.render.official import OfficialDocument, Table, compose, write_official
from jiheng.values import squeeze
from tests.conftest import EXAMPLE

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_every_text_is_on_the_pages_that_libreoffice_prints(suffix: str, tmp_path: Path) -> None:
    document = compose(jiheng.read(EXAMPLE / "department-2024.docx")).document
    file = tmp_path / f"official{suffix}"
    file.write_bytes(write_official(document, suffix))
    printed = squeeze(printed_text(file))
    missing = [text for text in texts_of(document) if not stands_in(squeeze(text), printed)]
    assert missing == []


def printed_text(file: Path) -> str:
    """Return the text of the pages as LibreOffice makes them."""
    profile = (file.parent / "profile").as_uri()
    command = [str(SOFFICE), f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
    subprocess.run(
        [*command, "--outdir", str(file.parent), str(file)], check=True, capture_output=True, timeout=180
    )
    pages = pypdfium2.PdfDocument(file.with_suffix(".pdf"))
    return "".join(page.get_textpage().get_text_range() for page in pages)


def texts_of(document: OfficialDocument) -> list[str]:
    """Return every text of a document."""
    blocks = [block for sheet in document.sheets for block in sheet.blocks]
    cells = [cell.text for block in blocks if isinstance(block, Table) for cell in block.grid.cells]
    return [*cells, *(block.text for block in blocks if not isinstance(block, Table))]


def stands_in(text: str, printed: str) -> bool:
    """Whether a text is printed: whole, or in two parts where a page ends within it."""
    if text in printed:
        return True
    return any(text[:cut] in printed and text[cut:] in printed for cut in range(1, len(text)))
