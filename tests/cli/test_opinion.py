"""The opinion as output of ``audit``: a Word file, one a package."""

from io import BytesIO
from pathlib import Path

from docx import Document

from tests.cli._call import CLEAN, FAULTY, jiheng, write_workbook


def _words(path: Path) -> str:
    document = Document(BytesIO(path.read_bytes()))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_suffix_chooses_the_opinion(tmp_path: Path) -> None:
    path = tmp_path / "意见.docx"
    said = jiheng("audit", write_workbook(tmp_path / "自评.xlsx", FAULTY), "-o", path)
    assert (said.status, said.out, said.err) == (1, "", f"已写入 {path}\n")
    words = _words(path)
    assert "绩效自评审核意见书" in words
    assert "SCO-003" in words


def test_an_opinion_per_package(tmp_path: Path) -> None:
    for name, text in (("甲局", CLEAN), ("乙局", FAULTY)):
        write_workbook(tmp_path / "units" / name / "自评.xlsx", text)
    folder = tmp_path / "opinions"
    said = jiheng("audit", tmp_path / "units", "--format", "docx", "--jobs", "2", "-o", folder)
    assert said.status == 1
    assert {path.name for path in folder.iterdir()} == {"甲局.docx", "乙局.docx"}
    assert "SCO-003" in _words(folder / "乙局.docx")
    assert "SCO-003" not in _words(folder / "甲局.docx")


def test_it_goes_to_a_file_only(tmp_path: Path) -> None:
    said = jiheng("audit", write_workbook(tmp_path / "自评.xlsx", CLEAN), "--format", "docx")
    assert (said.status, said.out) == (2, "")
    assert "DOCX 要写到文件" in said.err
