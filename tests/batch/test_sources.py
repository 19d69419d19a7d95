import io
import os
import zipfile
from pathlib import Path

import pytest

from jiheng.batch import PackageFiles, load_package, plan_packages


def write(path: Path, content: str = "x") -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return str(path)


def loaded(*arguments: str, separate: bool = False, stdin: bytes = b"") -> list[PackageFiles]:
    plan = plan_packages(arguments)
    stream = io.BytesIO(stdin)
    return [files for planned in plan.packages for files in load_package(planned, stream, separate=separate)]


def shape(packages: list[PackageFiles]) -> list[tuple[str, list[str]]]:
    return [(files.name, [file.name for file in files.files]) for files in packages]


def zipped(path: Path, **members: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.txt", content)
    return str(path)


def test_the_files_of_a_call_are_one_package(tmp_path: Path) -> None:
    files = [write(tmp_path / "x" / "b.txt"), write(tmp_path / "a.txt")]
    assert shape(loaded(*files)) == [("", ["b.txt", "a.txt"])]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    file = write(tmp_path / "a.txt")
    assert shape(loaded(file, file)) == [("", ["a.txt"])]


def test_a_name_that_occurs_twice_gives_way_to_the_path(tmp_path: Path) -> None:
    one, two = write(tmp_path / "1" / "a.txt"), write(tmp_path / "2" / "a.txt")
    assert shape(loaded(one, two)) == [("", [one, two])]


def test_the_files_of_a_folder_are_one_package(tmp_path: Path) -> None:
    folder = tmp_path / "市工信局"
    write(folder / "b.txt")
    write(folder / "a.txt")
    assert shape(loaded(str(folder))) == [("市工信局", ["a.txt", "b.txt"])]


def test_a_folder_of_folders_is_many_packages(tmp_path: Path) -> None:
    write(tmp_path / "all" / "甲局" / "a.txt")
    write(tmp_path / "all" / "乙局" / "a.txt")
    write(tmp_path / "all" / "区县" / "丙局" / "a.txt")
    assert sorted(shape(loaded(str(tmp_path / "all")))) == [
        ("乙局", ["a.txt"]),
        ("区县/丙局", ["a.txt"]),
        ("甲局", ["a.txt"]),
    ]


def test_files_beside_folders_are_a_package_of_their_own(tmp_path: Path) -> None:
    write(tmp_path / "all" / "汇总.txt")
    write(tmp_path / "all" / "甲局" / "a.txt")
    assert shape(loaded(str(tmp_path / "all"))) == [("all", ["汇总.txt"]), ("甲局", ["a.txt"])]


def test_each_archive_is_a_package(tmp_path: Path) -> None:
    zipped(tmp_path / "all" / "甲局.zip", a="1", b="2")
    zipped(tmp_path / "all" / "乙局.zip", a="1")
    assert sorted(shape(loaded(str(tmp_path / "all")))) == [("乙局", ["a.txt"]), ("甲局", ["a.txt", "b.txt"])]


def test_separate_makes_each_file_its_own(tmp_path: Path) -> None:
    write(tmp_path / "all" / "a.txt")
    write(tmp_path / "all" / "b.txt")
    archive = zipped(tmp_path / "c.zip", d="1", e="2")
    assert shape(loaded(str(tmp_path / "all"), archive, separate=True)) == [
        ("a", ["a.txt"]),
        ("b", ["b.txt"]),
        ("d", ["d.txt"]),
        ("e", ["e.txt"]),
    ]


def test_clutter_is_skipped_in_silence_and_other_kinds_with_a_note(tmp_path: Path) -> None:
    for name in ("a.txt", ".DS_Store", "~$a.docx", "Thumbs.db", "录音.mp3"):
        write(tmp_path / "x" / name)
    (files,) = loaded(str(tmp_path / "x"))
    assert [file.name for file in files.files] == ["a.txt"]
    assert files.notes == (f"{tmp_path / 'x' / '录音.mp3'}：不是可读的文件类型，已跳过。",)


def test_a_kind_that_was_named_is_passed_on_to_the_reader(tmp_path: Path) -> None:
    assert shape(loaded(write(tmp_path / "录音.mp3"))) == [("", ["录音.mp3"])]


def test_standard_input(tmp_path: Path) -> None:
    (files,) = loaded("-", write(tmp_path / "a.txt"), stdin=b"abc")
    assert [(file.name, file.content) for file in files.files] == [("标准输入", b"abc"), ("a.txt", b"x")]


def test_an_archive_on_standard_input_is_opened(tmp_path: Path) -> None:
    archive = Path(zipped(tmp_path / "a.zip", b="1")).read_bytes()
    assert shape(loaded("-", stdin=archive)) == [("", ["b.txt"])]


def test_what_names_nothing_is_wrong_and_the_rest_is_still_there(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    plan = plan_packages(["没有.txt", write(tmp_path / "a.txt"), str(tmp_path / "empty")])
    assert [wrong.document for wrong in plan.wrong] == ["没有.txt", str(tmp_path / "empty")]
    assert [failure.document for package in plan.packages for failure in package.failures] == ["没有.txt"]
    assert len(plan.packages) == 1


def test_a_link_that_leads_back_is_followed_once(tmp_path: Path) -> None:
    write(tmp_path / "all" / "甲局" / "a.txt")
    (tmp_path / "all" / "甲局" / "again").symlink_to(tmp_path / "all")
    (tmp_path / "all" / "dead.txt").symlink_to(tmp_path / "nowhere.txt")
    packages = loaded(str(tmp_path / "all"))
    assert shape(packages) == [("all", []), ("甲局", ["a.txt"])]
    assert [failure.reason for failure in packages[0].failures] == ["文件已不存在，或是失效的链接。"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_a_failure(tmp_path: Path) -> None:
    hidden = write(tmp_path / "a.txt")
    Path(hidden).chmod(0)
    (files,) = loaded(hidden, write(tmp_path / "b.txt"))
    assert [file.name for file in files.files] == ["b.txt"]
    assert "权限" in files.failures[0].reason


def test_other_archives_are_refused_by_name(tmp_path: Path) -> None:
    (files,) = loaded(write(tmp_path / "a.rar"))
    assert files.failures[0].reason.startswith("不支持 .rar 压缩包")


@pytest.mark.parametrize("name", ["a.rar", "a.ofd"])
def test_what_may_hold_a_form_but_is_not_read_is_no_silent_gap_in_a_folder(name: str, tmp_path: Path) -> None:
    write(tmp_path / "x" / name)
    write(tmp_path / "x" / "b.txt")
    (files,) = loaded(str(tmp_path / "x"))
    assert [file.name for file in files.files] == ["b.txt"]
    assert [Path(failure.document).name for failure in files.failures] == [name]


@pytest.mark.parametrize("output", ["report.txt", "reports"])
def test_what_an_earlier_call_wrote_is_no_material(output: str, tmp_path: Path) -> None:
    write(tmp_path / "x" / "a.txt")
    written = tmp_path / "x" / output
    write(written if written.suffix else written / "a.txt")
    (package,) = plan_packages([str(tmp_path / "x")], output=str(written)).packages
    assert [name for _, name in package.paths] == ["a.txt"]
    assert len(plan_packages([str(tmp_path / "x")], output=str(tmp_path / "x")).packages) >= 1


def test_a_link_to_itself_does_no_harm(tmp_path: Path) -> None:
    write(tmp_path / "x" / "a.txt")
    (tmp_path / "x" / "b.txt").symlink_to(tmp_path / "x" / "b.txt")
    (files,) = loaded(str(tmp_path / "x"))
    assert [file.name for file in files.files] == ["a.txt"]
    assert len(files.failures) == 1


def test_an_archive_without_documents_says_so(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.mp3", b"x")
    (files,) = loaded(str(tmp_path / "a.zip"))
    assert "没有可读的文件" in files.failures[0].reason
