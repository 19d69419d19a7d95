import json
from pathlib import Path

from tests.cli._call import CLEAN, FAULTY, jiheng
from tests.render.fill.reports import GROUPS, Group, saved, template

FOUR: tuple[Group, ...] = (
    *GROUPS[:1],
    ("效益指标（20分）", "经济效益指标", 1),
    ("满意度指标（10分）", "服务对象满意度指标", 1),
    ("成本指标（20分）", "经济成本指标", 1),
)


def _files(folder: Path) -> tuple[Path, Path]:
    blank, report = folder / "模板.docx", folder / "报告.txt"
    blank.write_bytes(saved(template(FOUR)))
    report.write_text(CLEAN, "utf-8")
    return blank, report


def test_a_template_is_filled_from_json_and_told(tmp_path: Path) -> None:
    blank, report = _files(tmp_path)
    data = tmp_path / "report.json"
    data.write_text(jiheng("read", report, "--format", "json").out, "utf-8")
    out = tmp_path / "填好.docx"
    said = jiheng("fill", blank, data, "-o", out)
    assert said.status == 0, said.err
    assert "填了 1 张表" in said.out
    assert "留空，未删除" in said.err
    read = json.loads(jiheng("read", out, "--format", "json").out)
    wanted = json.loads(data.read_text("utf-8"))
    for key in ("name", "supervising_department", "implementing_unit", "total", "objectives"):
        assert read["forms"][0][key] == wanted["forms"][0][key]
    names = [row["name"] for row in read["forms"][0]["indicators"]]
    assert names == [row["name"] for row in wanted["forms"][0]["indicators"]]


def test_last_years_values_that_give_way_are_listed(tmp_path: Path) -> None:
    blank, report = _files(tmp_path)
    last, this = tmp_path / "上年.docx", tmp_path / "今年.docx"
    (tmp_path / "上年.txt").write_text(FAULTY, "utf-8")
    assert jiheng("fill", blank, tmp_path / "上年.txt", "-o", last).status == 0
    said = jiheng("fill", last, report, "-o", this)
    assert said.status == 0
    assert "其中 1 格换掉了旧内容" in said.out
    assert "5场" in said.out
    assert "10场" in said.out


def test_nothing_is_overwritten_and_nothing_is_left_half(tmp_path: Path) -> None:
    blank, report = _files(tmp_path)
    out = tmp_path / "填好.docx"
    out.write_bytes(b"mine")
    said = jiheng("fill", blank, report, "-o", out)
    assert (said.status, out.read_bytes()) == (2, b"mine")
    assert "--force" in said.err
    assert jiheng("fill", blank, report, "-o", blank, "--force").status == 2
    assert jiheng("fill", blank, report, "-o", tmp_path / "填好.xlsx").status == 2
    assert jiheng("fill", blank, report, "-o", out, "--force").status == 0
    assert out.read_bytes().startswith(b"PK")
    assert not list(tmp_path.glob(".jiheng*"))


def test_what_cannot_be_filled_leaves_no_file(tmp_path: Path) -> None:
    _, report = _files(tmp_path)
    out = tmp_path / "填好.docx"
    for name, content in (("坏.docx", b"PK\x03\x04 broken"), ("空.docx", b"")):
        (tmp_path / name).write_bytes(content)
        said = jiheng("fill", tmp_path / name, report, "-o", out)
        assert said.status == 3
        assert name in said.err
    (tmp_path / "少栏.docx").write_bytes(saved(template(FOUR[:1], columns=7)))
    assert jiheng("fill", tmp_path / "少栏.docx", report, "-o", out).status == 3
    assert jiheng("fill", tmp_path / "没有.docx", report, "-o", out).status == 2
    assert not out.exists()
