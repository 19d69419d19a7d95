import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from jiheng.batch import PackageFiles, run_batch
from jiheng.documents import SourceFile
from jiheng.errors import DocumentError, StandardUnknown

PACKAGES = [PackageFiles(name, (SourceFile(f"{name}.txt", b""),), notes=(name,)) for name in "甲乙丙丁戊己庚"]


def work(files: PackageFiles) -> str:
    """Do to a package what its name says."""
    if files.name == "甲":
        raise DocumentError("甲.txt", "文件已损坏。")
    if files.name == "乙":
        raise ZeroDivisionError("division by zero")
    return f"{files.name}完成"


def break_at_the_third(files: PackageFiles) -> str:
    if files.name == "丙":
        os.kill(os.getpid(), signal.SIGKILL)
    return files.name


def break_once(files: PackageFiles) -> str:
    """End the process the first time, as a system does that is short of memory."""
    marker = Path(files.files[0].content.decode())
    if files.name == "丙" and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return files.name


def ask_for_no_standard(files: PackageFiles) -> str:
    raise StandardUnknown(files.name, ())


def test_two_processes_do_what_one_does() -> None:
    serial, parallel = list(run_batch(PACKAGES, work)), list(run_batch(PACKAGES, work, jobs=2))
    told = [
        [(one.name, one.notes, one.result, str(one.failure)) for one in outcomes]
        for outcomes in (serial, parallel)
    ]
    assert told[0] == told[1]
    assert [one.result for one in parallel] == [None, None, *(f"{name}完成" for name in "丙丁戊己庚")]
    assert "in work" in parallel[1].trace


def test_a_package_that_ends_its_process_fails_and_the_others_are_done() -> None:
    outcomes = list(run_batch(PACKAGES, break_at_the_third, jobs=2))
    assert [one.result for one in outcomes] == ["甲", "乙", None, "丁", "戊", "己", "庚"]
    assert outcomes[2].failure is not None
    assert outcomes[2].failure.document == "丙"
    assert "意外中断" in outcomes[2].failure.reason


def test_what_a_process_was_at_when_it_ended_is_done_again(tmp_path: Path) -> None:
    marker = SourceFile("marker", str(tmp_path / "ended").encode())
    outcomes = run_batch([PackageFiles(name, (marker,)) for name in "甲乙丙丁"], break_once, jobs=2)
    assert [one.result for one in outcomes] == ["甲", "乙", "丙", "丁"]


def test_what_concerns_the_whole_call_is_raised() -> None:
    with pytest.raises(StandardUnknown):
        list(run_batch(PACKAGES, ask_for_no_standard, jobs=2))


def test_packages_are_taken_only_a_few_ahead() -> None:
    taken: list[str] = []

    def load() -> Iterator[PackageFiles]:
        for number in range(40):
            taken.append(str(number))
            yield PackageFiles(str(number), ())

    outcomes = run_batch(load(), work, jobs=2)
    for number, one in enumerate(outcomes):
        assert one.result == f"{number}完成"
        assert len(taken) <= number + 6
