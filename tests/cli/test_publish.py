"""``jiheng publish``: a folder that is whole, and takes the place of nothing unasked."""

from __future__ import annotations

from pathlib import Path

import pytest

from jiheng.cli import run
from tests.conftest import EXAMPLE

FILES = ["data.csv", "data.json", "report.docx", "report.pdf"]


def publish(folder: Path, *more: str) -> int:
    return run(["publish", str(EXAMPLE / "department-2024.docx"), "-o", str(folder), *more])


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_a_folder_is_written_once_and_again_only_when_asked(tmp_path: Path) -> None:
    assert publish(tmp_path / "公开") == 0
    assert names(tmp_path / "公开") == FILES
    assert publish(tmp_path / "公开") == 2
    (tmp_path / "公开" / "data.csv").write_text("旧")
    assert publish(tmp_path / "公开", "--force") == 0
    assert (tmp_path / "公开" / "data.csv").read_text(encoding="utf-8-sig") != "旧"
    assert names(tmp_path) == ["公开"]


def test_a_folder_with_other_files_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "公开").mkdir()
    (tmp_path / "公开" / "底稿.docx").write_text("重要")
    assert publish(tmp_path / "公开", "--force") == 2
    assert names(tmp_path / "公开") == ["底稿.docx"]


def test_what_cannot_be_read_is_not_made_public(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04")
    assert run(["publish", str(tmp_path / "坏.docx"), "-o", str(tmp_path / "公开")]) == 3
    assert "没有写出公开版" in capsys.readouterr().err
    assert names(tmp_path) == ["坏.docx"]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    assert publish(tmp_path / "没有" / "公开") == 2
    assert names(tmp_path) == []


def test_particulars_are_listed_for_the_one_who_publishes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "材料.txt"
    text = (EXAMPLE / "department-2024.txt").read_text(encoding="utf-8")
    assert "联系电话：（略）" in text
    source.write_text(text.replace("联系电话：（略）", "联系电话：13800000000", 1), encoding="utf-8")
    assert run(["publish", str(source), "-o", str(tmp_path / "公开")]) == 0
    told = capsys.readouterr()
    assert "电话：13800000000 → 138********" in told.out
    assert "遮盖了 1 处：电话 1 处。" in told.err
    for one in (tmp_path / "公开").iterdir():
        assert b"13800000000" not in one.read_bytes()
