"""What goes where: JSON and text to standard output, remarks to standard error, files as asked."""

import json
import zipfile
from pathlib import Path

import msgspec
import pytest
from rich.cells import cell_len

from jiheng.render._contract import PackageEntry
from tests.cli._call import CLEAN, EXAMPLE, FAULTY, in_own_process, jiheng, write_workbook


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """A folder of two folders."""
    for name, text in (("甲局", CLEAN), ("乙局", FAULTY)):
        write_workbook(tmp_path / "units" / name / "自评.xlsx", text)
    return tmp_path / "units"


@pytest.mark.parametrize("command", ["read", "score", "audit"])
def test_json_is_one_object_of_the_contract(command: str) -> None:
    said = jiheng(command, EXAMPLE, "--format", "json")
    assert said.err == ""
    (line,) = said.out.splitlines()
    package = msgspec.json.decode(line, type=PackageEntry, strict=True)
    assert package.documents[0].name == "department-2024.docx"
    scored = [form for form in json.loads(line)["forms"] if "score_sheet" in form]
    assert bool(scored) is (command != "read")
    assert ("findings" in json.loads(line)) is (command == "audit")


def test_a_folder_of_folders_is_an_object_a_line(units: Path) -> None:
    said = jiheng("audit", units, "--format", "json")
    assert said.status == 1
    packages = {package["package"]: package for package in said.packages}
    assert set(packages) == {"甲局", "乙局"}
    assert [document["name"] for document in packages["甲局"]["documents"]] == ["自评.xlsx"]


def test_a_folder_of_folders_is_a_table_for_people(units: Path) -> None:
    said = jiheng("audit", units)
    rows = [line.split() for line in said.out.splitlines()]
    assert [row[0] for row in rows[1:3]] == ["乙局", "甲局"]
    assert "共 2 套材料" in said.out


def test_separate_makes_each_file_its_own(units: Path) -> None:
    one, two = units / "甲局" / "自评.xlsx", units / "乙局" / "自评.xlsx"
    assert len(jiheng("read", one, two, "--format", "json").packages) == 1
    assert len(jiheng("read", one, two, "--format", "json", "--separate").packages) == 2


def test_an_archive_is_a_package(tmp_path: Path) -> None:
    path = tmp_path / "甲局.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(write_workbook(tmp_path / "自评.xlsx", CLEAN), "附件3/自评.xlsx")
    (package,) = jiheng("read", path, "--format", "json").packages
    assert package["package"] == "甲局"
    assert [document["name"] for document in package["documents"]] == ["附件3/自评.xlsx"]


def test_standard_input() -> None:
    said = jiheng("read", "-", "--format", "json", stdin=EXAMPLE.read_bytes())
    (package,) = said.packages
    assert said.status == 0
    assert [document["name"] for document in package["documents"]] == ["标准输入"]
    assert len(package["forms"]) == 21


def test_a_file_is_written_and_said(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    said = jiheng("read", EXAMPLE, "-o", path)
    assert (said.out, said.err) == ("", f"已写入 {path}\n")
    assert len(json.loads(path.read_text(encoding="utf-8"))["forms"]) == 21


def test_a_file_is_replaced_where_it_lies_with_its_rights(tmp_path: Path) -> None:
    path, link = tmp_path / "long" / "out.json", tmp_path / "link.json"
    path.parent.mkdir()
    path.write_text("longer than nothing", encoding="utf-8")
    path.chmod(0o640)
    link.symlink_to(path)
    assert jiheng("read", EXAMPLE, "-o", link, "--format", "json").status == 0
    assert (link.is_symlink(), path.stat().st_mode & 0o777) == (True, 0o640)
    assert len(json.loads(path.read_text(encoding="utf-8"))["forms"]) == 21
    assert list(path.parent.iterdir()) == [path]


def test_what_cannot_be_written_is_a_wrong_call(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none" / "out.json"):
        said = jiheng("read", EXAMPLE, "-o", path, "--format", "json")
        assert (said.status, said.out) == (2, "")
        assert said.err.startswith(f"✗ 无法写入 {path}：")


def test_a_device_can_be_written_to() -> None:
    said = in_own_process("read", EXAMPLE, "-q", "-o", "/dev/stdout", "--format", "json")
    assert len(json.loads(said.out)["forms"]) == 21


def test_quiet_leaves_out_remarks_but_not_failures(units: Path, tmp_path: Path) -> None:
    (units / "甲局" / "录音.mp3").write_bytes(b"ID3")
    (units / "甲局" / "坏.docx").write_bytes(b"PK\x03\x04")
    loud = jiheng("read", units, "-o", tmp_path / "a.txt").err.splitlines()
    quiet = jiheng("read", units, "-q", "-o", tmp_path / "a.txt").err.splitlines()
    assert [line for line in loud if "录音.mp3" in line]
    assert len(quiet) == 1
    assert quiet[0].startswith("✗ 坏.docx：")


def test_a_page_per_package(units: Path, tmp_path: Path) -> None:
    said = jiheng("audit", units, "--format", "html", "-o", tmp_path / "pages")
    assert said.status == 1
    assert {path.name for path in (tmp_path / "pages").iterdir()} == {"甲局.html", "乙局.html", "index.html"}
    said = jiheng("audit", units, "--format", "html")
    assert said.status == 2
    assert "--output" in said.err


def test_one_page(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    assert jiheng("audit", EXAMPLE, "-o", path).status == 1
    assert path.read_text(encoding="utf-8").lstrip().lower().startswith("<!doctype html>")


@pytest.mark.parametrize("command", ["read", "score", "audit"])
@pytest.mark.parametrize("width", [80, 140])
def test_text_fits_the_width_without_colour_or_idle_spaces(command: str, width: int) -> None:
    said = jiheng(command, EXAMPLE, width=width)
    lines = said.out.splitlines()
    assert len(lines) > 50
    assert [line for line in lines if cell_len(line) > width] == []
    assert [line for line in lines if line != line.rstrip()] == []
    assert "\x1b" not in said.out


def test_the_audit_says_what_where_why_and_what_to_do(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "自评.xlsx", FAULTY)
    text = jiheng("audit", path, width=140).out
    assert "示例市工业和信息化局  2024年度" in text
    assert "✗ 错误" in text
    assert "处理：" in text
    assert "依据：" in text
    # The indicator with 5 of 10 meetings is row 12 of the sheet; 得分 stands in its column 8.
    assert "附件3《会议服务经费》 第12行 举办会议场次  得分 40 T1R12C8" in text


def test_limit_and_all() -> None:
    findings = jiheng("audit", EXAMPLE, "--format", "json").packages[0]["findings"]
    limited = jiheng("audit", EXAMPLE, "--limit", "2").out
    everything = jiheng("audit", EXAMPLE, "--all").out
    assert limited.count("\n  · ") == 2
    assert f"共 {len(findings)} 条，列出 2 条" in limited
    assert everything.count("\n  · ") == len(findings)
    assert "--all" not in everything


def test_projects_without_errors_or_gap_share_a_row_unless_all_are_asked_for() -> None:
    (package,) = jiheng("audit", EXAMPLE, "--format", "json").packages
    errors = [finding for finding in package["findings"] if finding["severity"] == "error"]
    wrong = {evidence["form"] for finding in errors for evidence in finding["at"]}
    short = jiheng("audit", EXAMPLE, "--limit", "1", width=140).out.partition("\n\n✗")[0]
    long = jiheng("audit", EXAMPLE, "--all", width=140).out.partition("\n\n✗")[0]
    listed = [line for line in short.splitlines() if line.startswith("附件3《")]
    (rest,) = [line for line in short.splitlines() if line.startswith("其余 ")]
    assert all(
        any(package["forms"][index]["name"] in line for line in listed) for index in wrong if index > 1
    )
    assert int(rest.split()[1]) + len(listed) == 19
    assert all(form["name"] in long for form in package["forms"][2:])
    assert "其余" not in long


def test_every_rule_can_be_listed_and_explained() -> None:
    listed = jiheng("rules").out.splitlines()[1:]
    codes = [line.split()[0] for line in listed if line[:1].isalpha()]
    errors = [
        line for line in jiheng("rules", "--severity", "error").out.splitlines()[1:] if line[:1].isalpha()
    ]
    assert 0 < len(errors) < len(codes)
    page = jiheng("explain", "sco-003").out
    assert page.startswith("SCO-003  ")
    assert all(title in page for title in ("依据", "理由", "处理办法", "例子"))


def test_standards_can_be_listed_and_explained() -> None:
    assert {line.split()[0] for line in jiheng("standards").out.splitlines() if line.startswith("cn/")} == {
        "cn/department-2018",
        "cn/hunan",
        "cn/national",
        "cn/sichuan",
    }
    assert "预算执行 10、产出指标 40" in jiheng("standards", "cn/hunan", width=140).out
    assert "每高 1 个百分点扣 0.5 分" in jiheng("standards", "cn/department-2018", width=300).out


def test_schema_is_the_committed_one() -> None:
    committed = Path(__file__).parents[2] / "docs" / "reference" / "schema.json"
    assert jiheng("schema").out == committed.read_text(encoding="utf-8")


def test_completion_is_offered() -> None:
    assert "--install-completion" in jiheng("--help").out
