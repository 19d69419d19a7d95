import io
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from rich.console import Console

from jiheng.cli._output_file import open_output_file, write_whole
from jiheng.cli._screen import Screen
from jiheng.cli._usage import WrongCall


@pytest.fixture
def said() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def screen(said: io.StringIO) -> Screen:
    return Screen(Console(file=io.StringIO()), Console(file=said))


def test_it_appears_when_all_is_there(tmp_path: Path, screen: Screen, said: io.StringIO) -> None:
    path = tmp_path / "out.txt"
    with open_output_file(str(path), screen) as stream:
        stream.write("绩" * 100_000)
        assert not path.exists()
    assert path.read_text(encoding="utf-8") == "绩" * 100_000
    assert said.getvalue() == f"已写入 {path}\n"
    assert list(tmp_path.iterdir()) == [path]


def _break_off(path: Path, screen: Screen) -> None:
    with open_output_file(str(path), screen) as stream:
        stream.write("half")
        raise KeyboardInterrupt


@pytest.mark.parametrize("there", [True, False])
def test_what_is_broken_off_leaves_all_as_it_was(
    tmp_path: Path, screen: Screen, said: io.StringIO, *, there: bool
) -> None:
    path = tmp_path / "out.txt"
    if there:
        path.write_text("earlier", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        _break_off(path, screen)
    assert said.getvalue() == ""
    assert [file.read_text(encoding="utf-8") for file in tmp_path.iterdir()] == ["earlier"] * there


def test_nothing_written_is_no_file(tmp_path: Path, screen: Screen, said: io.StringIO) -> None:
    with open_output_file(str(tmp_path / "out.txt"), screen):
        pass
    assert (list(tmp_path.iterdir()), said.getvalue()) == ([], "")


def test_bytes_take_a_place_only_where_asked_and_keep_its_rights(
    tmp_path: Path, screen: Screen, said: io.StringIO
) -> None:
    path = tmp_path / "out.docx"
    write_whole(str(path), b"1", screen, force=False)
    path.chmod(0o640)
    with pytest.raises(WrongCall, match="已经存在"):
        write_whole(str(path), b"2", screen, force=False)
    assert path.read_bytes() == b"1"
    write_whole(str(path), b"", screen, force=True)
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"", 0o640)
    assert list(tmp_path.iterdir()) == [path]
    assert said.getvalue() == f"已写入 {path}\n" * 2


def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path, screen: Screen) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with ThreadPoolExecutor() as pool:
        read = pool.submit(path.read_bytes)
        write_whole(str(path), "绩".encode(), screen, force=True)
        assert read.result(timeout=10) == "绩".encode()
    assert path.is_fifo()


@pytest.mark.parametrize("force", [True, False])
def test_a_folder_that_is_not_there_is_told(tmp_path: Path, screen: Screen, *, force: bool) -> None:
    with pytest.raises(WrongCall, match="无法写入"):
        write_whole(str(tmp_path / "没有" / "out"), b"1", screen, force=force)
