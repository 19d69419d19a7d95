"""Files as they come: each bad one is named in one line and costs none of the others."""

import io
from collections.abc import Callable
from pathlib import Path

import msoffcrypto.format.ooxml
import pytest

from tests.cli._call import CLEAN, EXAMPLE, jiheng, write_workbook
from tests.documents.office import cell, document_xml, docx, paragraph, table

BOMB_BYTES = 256 * 1024 * 1024
ENTITIES = (
    '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
# Headers that both evaluation forms have, without the title or the name that tells them apart.
HALF = table(
    *(
        "".join(map(cell, row))
        for row in (
            ["项目资金（万元）", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
            ["年度资金总额", "20", "20", "20", "10", "100%", "10"],
            ["年度总体目标", "预期目标", "实际完成情况", "", "", "", ""],
            ["", "保障会议", "已保障", "", "", "", ""],
            ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
            ["产出指标", "数量指标", "办会场次", "≥10场", "10场", "90", "90"],
        )
    )
)


def cut(path: Path) -> bytes:
    content = path.read_bytes()
    return content[: len(content) // 2]


def encrypted(path: Path) -> bytes:
    out = io.BytesIO()
    with path.open("rb") as plain:
        msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("secret", out)
    return out.getvalue()


def bomb() -> bytes:
    return docx(document_xml(" " * BOMB_BYTES))


def entities() -> bytes:
    declaration, _, rest = document_xml(paragraph("&i;")).partition("?>")
    return docx(f"{declaration}?>{ENTITIES}{rest}")


UNREADABLE: dict[str, tuple[Callable[[], bytes], str]] = {
    "空.docx": (lambda: b"", "文件是空的"),
    "空白.txt": (lambda: b" \r\n\r\n", "没有找到可识别的表"),
    "截断.docx": (lambda: cut(EXAMPLE), "损坏"),
    "密码.docx": (lambda: encrypted(EXAMPLE), "密码"),
    "炸弹.docx": (bomb, "MB"),
    "实体.docx": (entities, "文档类型声明"),
    "通知.docx": (lambda: docx(document_xml(paragraph("请各单位按时报送。"))), "没有找到可识别的表"),
    "两可.docx": (lambda: docx(document_xml(HALF)), "同时像"),
    "乱码.txt": (lambda: bytes(range(256)) * 8, "。"),
}


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    return write_workbook(tmp_path / "好.xlsx", CLEAN)


@pytest.mark.parametrize("name", UNREADABLE)
def test_an_unreadable_file_is_3_in_one_line_and_the_others_are_done(
    name: str, clean: Path, tmp_path: Path
) -> None:
    make, words = UNREADABLE[name]
    path = tmp_path / name
    path.write_bytes(make())
    said = jiheng("audit", path, clean, "--format", "json")
    assert said.status == 3, said
    assert said.err.startswith(f"✗ {name}：")
    assert words in said.err
    assert said.err.count("\n") == 1
    (package,) = said.packages
    assert [form["name"] for form in package["forms"]] == ["会议服务经费"]
    assert [failure["document"] for failure in package["failures"]] == [name]
    assert "findings" in package


def test_all_of_them_at_once_in_text(clean: Path, tmp_path: Path) -> None:
    folder = tmp_path / "全部"
    folder.mkdir()
    for name, (make, _) in UNREADABLE.items():
        (folder / name).write_bytes(make())
    (folder / clean.name).write_bytes(clean.read_bytes())
    said = jiheng("audit", folder)
    assert said.status == 3
    assert said.err.count("\n") == len(UNREADABLE)
    assert "Traceback" not in said.err
    assert "示例市工业和信息化局  2024年度" in said.out


@pytest.mark.parametrize("command", ["read", "score", "audit"])
def test_alone_it_gives_no_empty_text(command: str, tmp_path: Path) -> None:
    path = tmp_path / "空.docx"
    path.write_bytes(b"")
    said = jiheng(command, path)
    assert (said.status, said.out) == (3, "")


@pytest.mark.parametrize("name", ["自评.docx", "自评.txt", "自评.PDF", "自评"])
def test_a_wrong_suffix_is_read_by_its_content_and_said(name: str, clean: Path, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(clean.read_bytes())
    said = jiheng("read", path)
    assert (said.status, said.err) == (0, "")
    assert "会议服务经费" in said.out
    assert ("扩展名与内容不符" in said.out) is bool(path.suffix)


def test_control_characters_reach_no_terminal(tmp_path: Path) -> None:
    path = tmp_path / "自评.txt"
    lines = CLEAN.replace("会议服务经费", "会议\x1b[31m服务\x07经费\u202e").splitlines()
    path.write_text("\r\n".join(lines), encoding="utf-8")
    for command in ("read", "score", "audit"):
        said = jiheng(command, path)
        assert not {"\x1b", "\x07", "\u202e"} & set(said.out + said.err)
    (package,) = jiheng("read", path, "--format", "json").packages
    assert not {"\x1b", "\x07"} & set(package["forms"][0]["name"])


def test_a_name_with_control_characters_stays_one_harmless_line(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[31m\nb.docx"
    path.write_bytes(b"")
    said = jiheng("audit", path)
    assert said.status == 3
    assert "\x1b" not in said.err
    assert said.err.count("\n") == 1


def test_problems_of_the_package_are_shown_and_printed(tmp_path: Path) -> None:
    twice = [write_workbook(tmp_path / name, CLEAN) for name in ("一.xlsx", "二.xlsx")]
    (package,) = jiheng("read", *twice, "--format", "json").packages
    codes = [problem["code"] for problem in package["problems"]]
    assert codes
    text = jiheng("read", *twice, width=140).out
    assert "读取时的问题" in text
    assert all(problem["text"] in text for problem in package["problems"])
