"""``jiheng write`` and ``jiheng diff``: documents out, and what changed between two of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from docx import Document

from tests.cli._call import EXAMPLE, jiheng

EARLIER = EXAMPLE.parents[1] / "package-2023" / "department-2023.docx"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """The example package as JSON."""
    file = tmp_path / "report.json"
    file.write_text(jiheng("read", EXAMPLE, "--format", "json").out, encoding="utf-8")
    return file


def test_a_report_in_json_is_written_as_it_was_read(report: Path, tmp_path: Path) -> None:
    target = tmp_path / "材料.docx"
    said = jiheng("write", report, "-o", target)
    assert (said.status, said.out) == (0, "")
    # The line with names and telephone numbers is not in the JSON, on purpose.
    assert jiheng("diff", report, target).status == 0
    assert len(Document(str(target)).tables) == 21


def test_what_is_in_doubt_is_told_before_it_is_filed(tmp_path: Path) -> None:
    said = jiheng("write", EXAMPLE, "-o", tmp_path / "x.docx")
    assert said.status == 0
    assert "有 1 处读得没有把握" in said.err


def test_an_existing_file_is_kept_unless_force_is_given(report: Path, tmp_path: Path) -> None:
    target = tmp_path / "材料.xlsx"
    target.write_bytes(b"mine")
    said = jiheng("write", report, "-o", target)
    assert said.status == 2
    assert "已经存在" in said.err
    assert target.read_bytes() == b"mine"
    assert jiheng("write", report, "-o", target, "--force").status == 0
    assert target.read_bytes()[:2] == b"PK"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["report.json", "材料.xlsx"]


def test_a_folder_that_is_not_there_is_a_wrong_call(report: Path, tmp_path: Path) -> None:
    said = jiheng("write", report, "-o", tmp_path / "没有" / "材料.docx")
    assert said.status == 2
    assert "无法写入" in said.err


@pytest.mark.parametrize(
    ("name", "words"),
    [("材料", "没有后缀"), ("材料.odt", "不能写出 .odt 文件"), ("材料.doc", "可以写出：.docx")],
)
def test_an_unknown_suffix_says_what_there_is(report: Path, tmp_path: Path, name: str, words: str) -> None:
    said = jiheng("write", report, "-o", tmp_path / name)
    assert said.status == 2
    assert words in said.err


def test_one_form_by_its_number(report: Path, tmp_path: Path) -> None:
    target = tmp_path / "一张.docx"
    assert jiheng("write", report, "-o", target, "--form", "3").status == 0
    assert len(Document(str(target)).tables) == 1
    said = jiheng("write", report, "-o", target, "--form", "99", "--force")
    assert said.status == 3
    assert "材料中只有 21 张表" in said.err


def test_a_layout_by_its_place(report: Path, tmp_path: Path) -> None:
    target = tmp_path / "四川.docx"
    assert jiheng("write", report, "-o", target, "--layout", "sichuan", "--form", "3").status == 0
    cells = {cell.text for row in Document(str(target)).tables[0].rows for cell in row.cells}
    assert {"指标性质", "度量单位", "≥", "4", "个"} <= cells
    said = jiheng("write", report, "-o", target, "--layout", "广东")
    assert said.status == 2
    assert "hunan、national、sichuan" in said.err


def test_wrong_json_says_where(tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    for content, words in (
        ("{", "不是 JSON"),
        ("{}", '缺少 "schema"'),
        ('{"schema": "jiheng/1", "form": []}', "不认识的项：form"),
        (
            '{"schema": "jiheng/1", "forms": [{"kind": "base_data", "expenditure": [{"lable": "x"}]}]}',
            "forms[0].expenditure[0]",
        ),
    ):
        file.write_text(content, encoding="utf-8")
        said = jiheng("write", file, "-o", tmp_path / "x.docx")
        assert said.status == 3
        assert words in said.err
    assert not (tmp_path / "x.docx").exists()


def test_a_form_with_little_in_it_is_written_blank(tmp_path: Path) -> None:
    file, target = tmp_path / "r.json", tmp_path / "x.docx"
    form = {"kind": "project_self_evaluation", "fiscal_year": 2025, "name": "新项目"}
    file.write_text(json.dumps({"schema": "jiheng/1", "forms": [form]}), encoding="utf-8")
    assert jiheng("write", file, "-o", target).status == 0
    texts = [cell.text for row in Document(str(target)).tables[0].rows for cell in row.cells]
    assert "新项目" in texts
    assert "其中：当年财政拨款" in texts  # the lines of the funds are there to be filled in


def test_changes_are_listed_by_form_and_cell(report: Path, tmp_path: Path) -> None:
    content = json.loads(report.read_text(encoding="utf-8"))
    project = content["forms"][2]
    project["indicators"][0]["achieved"] = "5"
    gone = project["indicators"].pop(1)
    content["forms"][3]["narrative"][0]["text"] += "另有说明。"
    later = tmp_path / "later.json"
    later.write_text(json.dumps(content), encoding="utf-8")
    said = jiheng("diff", report, later)
    assert said.status == 1
    assert "共 3 处不同" in said.out
    assert f"指标“{project['indicators'][0]['name']}”的实际完成值" in "".join(said.out.split())
    assert gone["name"] in "".join(said.out.split())


def test_two_years_as_a_marked_document(tmp_path: Path) -> None:
    target = tmp_path / "对照.docx"
    said = jiheng("diff", EARLIER, EXAMPLE, "-o", target)
    assert said.status == 1
    assert "多出 15 张表" in said.err
    xml = Document(str(target)).element.xml
    assert "w:ins " in xml
    assert "w:del " in xml


def test_the_same_package_has_no_differences() -> None:
    said = jiheng("diff", EXAMPLE, EXAMPLE)
    assert (said.status, said.out.strip()) == (0, "没有不同。")


def test_a_full_disk_leaves_what_was_there(report: Path, tmp_path: Path) -> None:
    target = tmp_path / "材料.docx"
    target.write_bytes(b"mine")
    # A limit on the size of files stops a write as a full disk does, with the same kind of error.
    limited = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000));"
        "from jiheng.cli import main; sys.argv = ['jiheng', *sys.argv[1:]]; main()"
    )
    command = [sys.executable, "-c", limited, "write", str(report), "-o", str(target), "--force"]
    said = subprocess.run(command, capture_output=True, text=True, check=False, env=without_coverage())
    assert said.returncode == 2
    assert "无法写入" in said.stderr
    assert target.read_bytes() == b"mine"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["report.json", "材料.docx"]


def without_coverage() -> dict[str, str]:
    """Return the environment without what makes a process measure itself: its files would be cut as well."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COV")}


def test_the_report_text_takes_its_figures_from_the_table(report: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "报告.md", tmp_path / "x.docx"
    source.write_text("# 预算收支情况\n\n全年支出{funds.total.actual_expenditure}。\n", encoding="utf-8")
    assert jiheng("write", report, "-o", target, "--form", "3", "--text", source).status == 0
    paragraphs = [paragraph.text for paragraph in Document(str(target)).paragraphs]
    assert "全年支出418.85万元。" in paragraphs
    assert jiheng("write", report, "-o", target, "--text", source, "--force").status == 2
    source.write_text("全年支出{funds.total.actual}。\n", encoding="utf-8")
    said = jiheng("write", report, "-o", target, "--form", "3", "--text", source, "--force")
    assert said.status == 3
    assert "funds.total.actual" in said.err
