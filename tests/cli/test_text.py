"""``jiheng text``: a source becomes its text, a finished report a source; what is wrong is told."""

from pathlib import Path

from tests.cli._call import CLEAN, EXAMPLE, jiheng, write_workbook


def test_a_source_becomes_the_text(tmp_path: Path) -> None:
    source = tmp_path / "报告.md"
    source.write_text("# 收支\n支出{funds.total.actual_expenditure}。\n", encoding="utf-8")
    said = jiheng("text", write_workbook(tmp_path / "自评.xlsx", CLEAN), source)
    assert (said.status, said.out, said.err) == (0, "一、收支\n支出20万元。\n", "")


def test_wrong_references_are_2_and_nothing_is_written(tmp_path: Path) -> None:
    source = tmp_path / "报告.md"
    source.write_text("支出{funds.totl.actual_expenditure}{没有}。\n", encoding="utf-8")
    path = tmp_path / "报告.txt"
    said = jiheng("text", write_workbook(tmp_path / "自评.xlsx", CLEAN), source, "-o", path)
    assert (said.status, said.out, path.exists()) == (2, "", False)
    assert "第 1 行第 3 列 {funds.totl.actual_expenditure}" in said.err
    assert "第 1 行第 34 列 {没有}" in said.err


def test_a_finished_report_becomes_a_source_and_comes_back(tmp_path: Path) -> None:
    source, text = tmp_path / "来源.md", tmp_path / "报告.txt"
    said = jiheng("text", "--link", EXAMPLE, "--form", "3", "-o", source)
    assert said.status == 0
    assert "已链接" in said.out
    assert "{funds.total.original_budget}" in source.read_text(encoding="utf-8")
    assert jiheng("text", EXAMPLE, source, "--form", "3", "-o", text).status == 0
    assert "年初预算433.32万元" in text.read_text(encoding="utf-8")
    # What is there is not written over.
    assert jiheng("text", EXAMPLE, source, "--form", "3", "-o", text).status == 2
