"""A workbook as output: to a file, to a folder, and where neither is given."""

from pathlib import Path

from openpyxl import load_workbook

from tests.cli._call import CLEAN, FAULTY, jiheng, write_workbook

DOUBTFUL = CLEAN.replace("| 10场 | 40 | 40 |", "| 10场 | 四十 | 40 |")


def test_a_workbook_is_written_and_said(tmp_path: Path) -> None:
    path = tmp_path / "底稿.xlsx"
    said = jiheng(
        "audit", write_workbook(tmp_path / "自评.xlsx", FAULTY), "--format", "xlsx", "--output", path
    )
    assert (said.status, said.out, said.err) == (1, "", f"已写入 {path}\n")
    book = load_workbook(path)
    assert book.sheetnames == ["汇总", "问题", "位置", "原表"]
    assert "SCO-003" in [row[2].value for row in book["问题"].iter_rows()]


def test_the_suffix_chooses_the_format(tmp_path: Path) -> None:
    path = tmp_path / "底稿.xlsx"
    assert jiheng("audit", write_workbook(tmp_path / "自评.xlsx", CLEAN), "-o", path).err.endswith(
        f"已写入 {path}\n"
    )
    assert load_workbook(path).sheetnames[0] == "汇总"


def test_a_workbook_per_package(tmp_path: Path) -> None:
    for name, text in (("甲局", CLEAN), ("乙局", FAULTY), ("丙局", DOUBTFUL)):
        write_workbook(tmp_path / "units" / name / "自评.xlsx", text)
    folder = tmp_path / "books"
    said = jiheng("audit", tmp_path / "units", "--format", "xlsx", "--strict", "--jobs", "2", "-o", folder)
    assert said.status == 3
    # What is refused leaves no workbook.
    assert {path.name for path in folder.iterdir()} == {"甲局.xlsx", "乙局.xlsx"}


def test_without_a_place_to_write_to_it_is_a_wrong_call(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "自评.xlsx", CLEAN)
    said = jiheng("audit", path, "--format", "xlsx")
    assert (said.status, said.out) == (2, "")
    assert "--output" in said.err
    assert jiheng("audit", path, "--format", "xlsx", "-o", tmp_path / "无" / "x.xlsx").status == 2
    said = jiheng("audit", path, "--format", "xlsx", "-o", path)
    assert (said.status, "会把它覆盖" in said.err) == (2, True)
