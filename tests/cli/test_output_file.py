import io
from pathlib import Path

import pytest
from rich.console import Console

from jiheng.cli._output_file import open_output_file
from jiheng.cli._screen import Screen


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
