"""Exit statuses: 0 done, 1 errors found, 2 wrong call, 3 unreadable; 2 before 3 before 1."""

from pathlib import Path

import pytest

from tests.cli._call import CLEAN, EXAMPLE, FAULTY, in_own_process, jiheng, write_workbook


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    return write_workbook(tmp_path / "clean.xlsx", CLEAN)


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    return write_workbook(tmp_path / "faulty.xlsx", FAULTY)


@pytest.fixture
def doubtful(tmp_path: Path) -> Path:
    """A weight that is no figure, and words with figures in them."""
    table = CLEAN.replace("| 10场 | 40 | 40 |", "| 10场 | 四十 | 40 |")
    table = table.replace("| 105万元 |", "| 首批105万元，余款5万元 |")
    return write_workbook(tmp_path / "doubtful.xlsx", table)


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    path = tmp_path / "damaged.docx"
    path.write_bytes(b"PK\x03\x04 cut off")
    return path


def test_nothing_wrong_is_0(clean: Path) -> None:
    said = jiheng("audit", clean, "--format", "json")
    errors = [finding for finding in said.packages[0]["findings"] if finding["severity"] == "error"]
    assert (said.status, errors, said.err) == (0, [], "")


def test_errors_found_is_1(faulty: Path) -> None:
    said = jiheng("audit", faulty, "--format", "json")
    assert said.status == 1
    assert "error" in {finding["severity"] for finding in said.packages[0]["findings"]}


@pytest.mark.parametrize("command", ["read", "score"])
def test_reading_and_scoring_find_nothing(command: str, faulty: Path) -> None:
    assert jiheng(command, faulty).status == 0


def test_a_document_that_cannot_be_read_is_3_and_the_others_are_done(clean: Path, damaged: Path) -> None:
    said = jiheng("audit", damaged, clean, "--format", "json")
    assert said.status == 3
    assert said.err.count("\n") == 1
    assert "damaged.docx：" in said.err
    (package,) = said.packages
    assert [form["name"] for form in package["forms"]] == ["会议服务经费"]
    assert [failure["document"] for failure in package["failures"]] == ["damaged.docx"]


def test_a_file_that_is_missing_is_2_and_the_others_are_done(clean: Path) -> None:
    said = jiheng("read", "没有.docx", clean, "--format", "json")
    assert said.status == 2
    assert said.err == "✗ 没有.docx：没有这个文件。请检查路径和文件名。\n"
    assert [form["name"] for form in said.packages[0]["forms"]] == ["会议服务经费"]
    assert [failure["document"] for failure in said.packages[0]["failures"]] == ["没有.docx"]


def test_2_comes_before_3_before_1(faulty: Path, damaged: Path) -> None:
    assert jiheng("audit", faulty, damaged, "missing.txt").status == 2
    assert jiheng("audit", faulty, damaged).status == 3
    assert jiheng("audit", damaged, "missing.txt").status == 2
    assert jiheng("audit", faulty).status == 1


def test_strict_refuses_what_is_in_doubt_and_does_the_others(clean: Path, doubtful: Path) -> None:
    said = jiheng("read", doubtful, clean, "--separate", "--strict", "--format", "json")
    assert said.status == 3
    assert said.err == (
        "✗ doubtful.xlsx：有 2 处没有把握，按 --strict 不采用；"
        "最要紧的是 T1R12C7 指标“举办会议场次”的分值“四十”：应为数字，读不出数值。"
        "不加 --strict 用 jiheng read 可逐处查看。\n"
    )
    assert [package["documents"][0]["name"] for package in said.packages] == ["clean.xlsx"]


@pytest.mark.parametrize("command", ["read", "score", "audit"])
def test_strict_is_silent_where_nothing_is_in_doubt(command: str, clean: Path) -> None:
    plain, strict = jiheng(command, clean), jiheng(command, clean, "--strict")
    assert (strict.status, strict.out, strict.err) == (plain.status, plain.out, plain.err)
    assert strict.status == 0


@pytest.mark.parametrize("command", ["read", "score", "audit"])
def test_one_doubtful_file_refuses_the_package(command: str, clean: Path, doubtful: Path) -> None:
    said = jiheng(command, doubtful, clean, "--strict")
    assert (said.status, said.out, said.err.count("\n")) == (3, "", 1)


@pytest.mark.parametrize("name", ["out.json", "out.txt", "out.html", "out.xlsx"])
def test_what_is_refused_leaves_no_file(name: str, doubtful: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    said = jiheng("audit", doubtful, "--strict", "-o", folder / name)
    assert (said.status, said.out, said.err.count("\n")) == (3, "", 1)
    assert list(folder.iterdir()) == []


def test_what_is_refused_leaves_a_file_as_it_was(doubtful: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    path.write_text("earlier", encoding="utf-8")
    assert jiheng("audit", doubtful, "--strict", "-o", path).status == 3
    assert path.read_text(encoding="utf-8") == "earlier"


def test_strict_keeps_2_before_3_before_1(faulty: Path, doubtful: Path) -> None:
    assert jiheng("audit", doubtful, "missing.txt", "--strict").status == 2
    assert jiheng("audit", faulty, doubtful, "--separate", "--strict").status == 3
    assert jiheng("audit", faulty, "--strict").status == 1


def test_without_strict_doubts_change_no_status(doubtful: Path) -> None:
    assert jiheng("read", doubtful).status == 0
    said = jiheng("score", doubtful)
    assert said.status == 0
    assert said.err == "示例市工业和信息化局有 2 处读得没有把握，可用 jiheng read 逐处查看。\n"
    assert jiheng("score", doubtful, "--quiet").err == ""


def test_a_table_that_fits_two_forms_is_refused_too(tmp_path: Path) -> None:
    both = "\n".join(line for line in CLEAN.splitlines()[1:] if "项目支出名称" not in line)
    said = jiheng("read", write_workbook(tmp_path / "两可.xlsx", both), "--strict")
    assert (said.status, said.out) == (3, "")
    assert "不能确定" in said.err or "无法确定" in said.err


def test_no_readable_form_is_3(tmp_path: Path) -> None:
    letter = tmp_path / "通知.txt"
    letter.write_text("关于开展绩效自评的通知\n请各单位按时报送。\n", encoding="utf-8")
    said = jiheng("audit", letter)
    assert said.status == 3
    assert said.err.startswith("✗ 通知.txt：")
    assert said.out == ""


def test_an_empty_folder_is_2(tmp_path: Path) -> None:
    said = jiheng("audit", tmp_path)
    assert (said.status, said.out) == (2, "")
    assert "文件夹里没有可读的文件" in said.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["raed"], "没有命令 raed。是不是要用 read？"),
        (["read"], "缺少参数 FILE"),
        (["audit", "x", "--fromat", "json"], "没有选项 --fromat。是不是要用 --format"),
        (["audit", "x", "--format"], "选项 --format 用法不对"),
        (["audit", "x", "--limit", "zero"], "--limit 条数 的值不对"),
        (
            ["audit", "x", "--format", "pdf"],
            "这一版还没有；jiheng audit 可用的格式：text、json、html、xlsx、docx",
        ),
        (["audit", "x", "-o", "x.pdf"], "这一版还没有"),
        (
            ["audit", "x", "--format", "jsn"],
            "jiheng audit 可用的格式：text、json、html、xlsx、docx、sarif。是不是要用 json？",
        ),
        (["read", "x", "--format", "html"], "jiheng read 可用的格式：text、json"),
        (["schema", "x"], "参数太多或不完整"),
        (["explain", "SCO-03"], "没有规则 SCO-03。是不是要用 SCO-003"),
        (["standards", "cn/hunnan"], "没有名为“cn/hunnan”的评分标准"),
        (["rules", "--severity", "eror"], "没有程度 eror：可用 error、warning、info。是不是要用 error？"),
    ],
)
def test_a_wrong_call_is_2_in_one_chinese_line(arguments: list[str], words: str) -> None:
    said = jiheng(*arguments)
    assert (said.status, said.out) == (2, "")
    assert words in said.err
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err


def test_an_unknown_standard_is_2(clean: Path) -> None:
    said = jiheng("score", clean, "--standard", "cn/hunam")
    assert (said.status, said.out) == (2, "")
    assert "是不是要用 cn/hunan" in said.err


def test_an_output_that_cannot_be_written_is_2(clean: Path, tmp_path: Path) -> None:
    said = jiheng("audit", clean, "-o", tmp_path / "nowhere" / "x.json")
    assert said.status == 2
    assert "无法写入" in said.err


def test_an_input_is_never_overwritten(clean: Path) -> None:
    before = clean.read_bytes()
    said = jiheng("audit", clean, "--format", "json", "--output", clean)
    assert said.status == 2
    assert "会把它覆盖" in said.err
    assert clean.read_bytes() == before


def test_a_bare_call_shows_the_help() -> None:
    said = jiheng()
    assert (said.status, said.out) == (2, "")
    assert "用法：jiheng 命令 [选项]" in said.err


def test_version_and_help_are_0() -> None:
    assert jiheng("--version").out.startswith("绩衡 jiheng ")
    said = jiheng("audit", "--help")
    assert said.status == 0
    assert "用法：jiheng audit FILE… [选项]" in said.out
    assert "退出状态：0 没有错误；1 查出错误；2 命令写错；3 有文件读不出来" in said.out


def test_the_example_has_errors() -> None:
    assert jiheng("audit", EXAMPLE, "--limit", "1").status == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["audit", EXAMPLE, "--format", "json"],
        ["read", EXAMPLE],
        ["diff", EXAMPLE, EXAMPLE],
        ["audit", "没有.docx"],
        ["audit", EXAMPLE, "--format", "jsn"],
        ["--version"],
    ],
)
def test_a_process_of_its_own_says_the_same(arguments: list[str | Path]) -> None:
    assert in_own_process(*arguments) == jiheng(*arguments)
